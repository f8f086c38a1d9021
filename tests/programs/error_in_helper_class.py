# about: an error inside a layer of the program's own that is called twice, and fails only once
import keras
from keras import layers


class Residual(layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.dense = layers.Dense(units)

    def call(self, x):
        h = self.dense(x)
        # hint: Dense (None, 10) → (None, 10) · 110
        # hint: Dense (None, 10) → (None, 12) · 132
        return layers.add([x, h])  # hint: Add (None, 10), (None, 10) → (None, 10) · 0; Add fails
#              ^^^^^^^^^^^^^^^^^^ KL102 error: (None, 12)
#              from: x = Residual(10)(inputs)
#              from: h = self.dense(x)
#              from: x = Residual(12)(x)


inputs = keras.Input((10,))  # hint: InputLayer → (None, 10)
x = Residual(10)(inputs)  # hint: Residual (None, 10) → (None, 10) · 110
x = Residual(12)(x)  # hint: Residual fails
model = keras.Model(inputs, x)
# model model: 242
