import os

os.environ["KERAS_BACKEND"] = "jax"

import keras
from keras import layers, ops


class Gate(layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.left = layers.Dense(units)
        self.right = layers.Dense(units - 1)

    def call(self, x, broken=False):
        a = self.left(x)
        b = self.right(x)
        if broken:
            return a * b
        return a[:, 1:] * ops.sigmoid(b)


inputs = keras.Input((10, 3))
x = layers.LSTM(16)(inputs)
good = Gate(9)(x)
bad = Gate(9)(x, broken=True)
model = keras.Model(inputs, layers.Dense(4)(good))
print(keras.backend.backend(), model.output_shape)
