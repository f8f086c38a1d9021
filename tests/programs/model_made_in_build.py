# about: a layer that makes a model with an input of its own when it is built
import keras
from keras import layers


class Block(layers.Layer):
    def build(self, shape):
        x = keras.Input(shape[1:])  # hint: InputLayer → (None, 8)
        self.net = keras.Model(x, layers.Dense(3)(x))  # hint: Dense (None, 8) → (None, 3) · 27

    def call(self, x):
        return self.net(x)  # hint: Functional (None, 8) → (None, 3) · 27


inputs = keras.Input((8,))  # hint: InputLayer → (None, 8)
model = keras.Model(inputs, layers.Dense(2)(Block()(inputs)))
# hint: Block (None, 8) → (None, 3) · 27
# hint: Dense (None, 3) → (None, 2) · 8
# model functional: 27
# model model: 35
