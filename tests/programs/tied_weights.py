# about: a layer that uses the weights of another one, and a Lambda
import keras
from keras import layers, ops


class Tied(layers.Layer):
    """The inverse of a Dense layer: its kernel, transposed."""

    def __init__(self, dense):
        super().__init__()
        self.dense = dense

    def build(self, input_shape):
        self.bias = self.add_weight(shape=(self.dense.kernel.shape[0],), name="bias")

    def call(self, x):
        return ops.matmul(x, ops.transpose(self.dense.kernel)) + self.bias


inputs = keras.Input((12,))  # hint: InputLayer → (None, 12)
down = layers.Dense(7, use_bias=False)
code = down(inputs)  # hint: Dense (None, 12) → (None, 7) · 84
code = layers.Lambda(lambda t: t / 2, output_shape=lambda shape: shape)(code)
# hint: Lambda (None, 7) → (None, 7) · 0
output = Tied(down)(code)  # hint: Tied (None, 7) → (None, 12) · 96
tied = keras.Model(inputs, output)
# model tied: 96
