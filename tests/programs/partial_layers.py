from functools import partial

from keras import Input, Model
from keras.layers import *

Conv = partial(Conv2D, kernel_size=3, padding="same", use_bias=False)

inputs = Input(shape=(None, None, 3))
x = Conv(filters=6)(inputs)
x = Conv(5, strides=2)(x)
x = GlobalAveragePooling2D()(x)
model = Model(inputs=inputs, outputs=Dense(units=11)(x))
