# about: a layer that fails when `fit` calls it is told once, at its line
import keras
import numpy as np


class Projected(keras.layers.Layer):
    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(3, 2))

    def call(self, x):
        return keras.ops.matmul(x, self.kernel)
#              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL108 error: Dimensions must be equal, but are 4 and 3: MatMul of (None, 4), (3, 2)
#              from: model = keras.Sequential([keras.layers.Flatten(), Projected()], name="classifier")
#              from: model.fit(np.zeros((8, 2, 2)), np.zeros((8, 2)))


model = keras.Sequential([keras.layers.Flatten(), Projected()], name="classifier")
# hint: Flatten (None, 2, 2) → (None, 4) · 0
# hint: Projected fails
model.compile("adam", "mse")
model.fit(np.zeros((8, 2, 2)), np.zeros((8, 2)))
# model model: 6
