# about: a program that chooses JAX: layers of its own, a recurrent one, and an error inside a
#     `call`
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
        # hint: Dense (None, 16) → (None, 9) · 153
        # hint: Dense (None, 16) → (None, 9) · 153
        b = self.right(x)
        # hint: Dense (None, 16) → (None, 8) · 136
        # hint: Dense (None, 16) → (None, 8) · 136
        if broken:
            return a * b
#                  ^^^^^ KL102 error: 8
#                  from: x = layers.LSTM(16)(inputs)
#                  from: bad = Gate(9)(x, broken=True)
        return a[:, 1:] * ops.sigmoid(b)


inputs = keras.Input((10, 3))  # hint: InputLayer → (None, 10, 3)
x = layers.LSTM(16)(inputs)  # hint: LSTM (None, 10, 3) → (None, 16) · 1280
good = Gate(9)(x)  # hint: Gate (None, 16) → (None, 8) · 289
bad = Gate(9)(x, broken=True)  # hint: Gate fails
model = keras.Model(inputs, layers.Dense(4)(good))  # hint: Dense (None, 8) → (None, 4) · 36
print(keras.backend.backend(), model.output_shape)
# model model: 1605
