import tensorflow as tf
class FlexibleDense(tf.keras.layers.Layer):
  def __init__(self, out_features, **kwargs):
    super().__init__(**kwargs)
    self.out_features = out_features
  def build(self, input_shape):
    self.w = tf.Variable(tf.random.normal([input_shape[-1], self.out_features]), name='w')
    self.b = tf.Variable(tf.zeros([self.out_features]), name='b')
  def call(self, inputs):
    return tf.matmul(inputs, self.w) + self.b
flexible_dense = FlexibleDense(out_features=3)
flexible_dense(tf.constant([[2.0, 2.0, 2.0], [3.0, 3.0, 3.0]]))
class MySequentialModel(tf.keras.Model):
  def __init__(self, name=None, **kwargs):
    super().__init__(**kwargs)
    self.dense_1 = FlexibleDense(out_features=3)
    self.dense_2 = FlexibleDense(out_features=2)
  def call(self, x):
    x = self.dense_1(x)
    return self.dense_2(x)
my_model = MySequentialModel(name="the_model")
assert my_model(tf.constant([[2.0, 2.0, 2.0]])).shape == (1, 2)
