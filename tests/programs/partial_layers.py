# about: layers made by `functools.partial`, star imports and calls with keyword arguments
from functools import partial

from keras import Input, Model
from keras.layers import *

Conv = partial(Conv2D, kernel_size=3, padding="same", use_bias=False)

inputs = Input(shape=(None, None, 3))  # hint: InputLayer → (None, None, None, 3)
x = Conv(filters=6)(inputs)  # hint: Conv2D (None, None, None, 3) → (None, None, None, 6) · 162
x = Conv(5, strides=2)(x)  # hint: Conv2D (None, None, None, 6) → (None, None, None, 5) · 270
x = GlobalAveragePooling2D()(x)
# hint: GlobalAveragePooling2D (None, None, None, 5) → (None, 5) · 0
model = Model(inputs=inputs, outputs=Dense(units=11)(x))  # hint: Dense (None, 5) → (None, 11) · 66
# model model: 498
