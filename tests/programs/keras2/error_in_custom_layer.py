import tensorflow as tf
from tensorflow import keras


class Attention(keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.query = keras.layers.Dense(units)
        self.key = keras.layers.Dense(units + 1)

    def call(self, x, training=None):
        if tf.reduce_sum(x) > 0:
            x = x * 2.0
        scores = tf.matmul(self.query(x), self.key(x), transpose_b=True)
        return tf.nn.softmax(scores)


inputs = keras.Input((5, 4))
scores = Attention(3)(inputs)
flat = keras.layers.Flatten()(scores)
outputs = keras.layers.Dense(2)(flat)
outputs = keras.layers.Conv1D(2, 3)(outputs)
model = keras.Model(inputs, outputs)
