# about: a product inside a layer of the program's own whose factors do not fit
import keras
from keras import layers, ops


class Bilinear(layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units = units

    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(self.units, input_shape[-1]), name="kernel")

    def call(self, x):
        scaled = x / 2.0
        return ops.matmul(scaled, self.kernel) + 1.0
#              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL108 error: 12
#              from: inputs = keras.Input((12,))
#              from: outputs = Bilinear(6)(inputs)


inputs = keras.Input((12,))  # hint: InputLayer → (None, 12)
outputs = Bilinear(6)(inputs)  # hint: Bilinear fails
model = keras.Model(inputs, outputs)
# model model: 72
