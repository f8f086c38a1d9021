# about: a layer of the program's own that makes its weights in `build`
import keras
from keras import ops


class Linear(keras.layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units

    def build(self, input_shape):
        self.w = self.add_weight(shape=(input_shape[-1], self.units), initializer="he_normal")
        self.b = self.add_weight(shape=(self.units,), initializer="zeros")
        self.steps = self.add_weight(shape=(), initializer="zeros", trainable=False)

    def call(self, inputs):
        return ops.matmul(inputs, self.w) + self.b


model = keras.Sequential()
model.add(keras.layers.Input(shape=(6,)))  # hint: InputLayer → (None, 6)
model.add(Linear(5))  # hint: Linear (None, 6) → (None, 5) · 36
model.add(Linear(3, name="last"))  # hint: Linear (None, 5) → (None, 3) · 19
# model model: 55, 53 trainable
