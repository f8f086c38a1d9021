import tensorflow as tf


class Pair(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.left = tf.keras.layers.Dense(3)
        self.right = tf.keras.layers.Dense(4)
        self.unused = tf.keras.layers.Dense(5)

    def call(self, inputs, training=False):
        a, b = inputs
        return tf.concat([self.left(a), self.right(b)], axis=-1)


model = Pair()
model.build([(None, 6), (None, 2)])
print(model.output_shape if model.outputs else "no graph")


class Wrong(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.conv = tf.keras.layers.Conv2D(2, 3)

    def call(self, x):
        return self.conv(x)


Wrong().build((None, 8))
deferred = tf.keras.Sequential([tf.keras.layers.Dense(2), tf.keras.layers.Dense(1)])
deferred.build((None, 3))
