from keras import Input, Model, layers

from . import blocks
from .blocks import down


def small_net(shape, classes):
    inputs = Input(shape)  # hint: InputLayer → (None, 16, 16, 3)
    x = down(inputs, 16)
    x = down(x, 32)
    x = layers.Flatten()(x)  # hint: Flatten (None, 4, 4, 32) → (None, 512) · 0
    x = layers.Dense(classes * blocks.WIDEN - 6)(x)  # hint: Dense (None, 512) → (None, 4) · 2052
    return Model(inputs, layers.Dense(classes - 4, use_bias=False)(x) * 0.1, name="small_net")
    # hint: Dense (None, 4) → (None, 6) · 24
    # hint: Multiply (None, 6) → (None, 6)
