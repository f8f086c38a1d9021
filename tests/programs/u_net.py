# about: skip connections kept in a list on the way down and taken from it on the way up
import keras
from keras import layers


def double_conv(x, filters):
    for _ in range(2):
        x = layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
        # hint: Conv2D (None, 64, 64, 3) → (None, 64, 64, 8) · 224
        # hint: Conv2D (None, 64, 64, 8) → (None, 64, 64, 8) · 584
        # hint: Conv2D (None, 32, 32, 8) → (None, 32, 32, 16) · 1168
        # hint: Conv2D (None, 32, 32, 16) → (None, 32, 32, 16) · 2320
        # hint: Conv2D (None, 16, 16, 16) → (None, 16, 16, 32) · 4640
        # hint: Conv2D (None, 16, 16, 32) → (None, 16, 16, 32) · 9248
        # hint: Conv2D (None, 32, 32, 32) → (None, 32, 32, 16) · 4624
        # hint: Conv2D (None, 32, 32, 16) → (None, 32, 32, 16) · 2320
        # hint: Conv2D (None, 64, 64, 16) → (None, 64, 64, 8) · 1160
        # hint: Conv2D (None, 64, 64, 8) → (None, 64, 64, 8) · 584
    return x


def build_unet(size, levels=(8, 16), bottom=32):
    inputs = keras.Input((size, size, 3))  # hint: InputLayer → (None, 64, 64, 3)
    skips = []
    x = inputs
    for filters in levels:
        x = double_conv(x, filters)
        skips.append(x)
        x = layers.MaxPooling2D()(x)
        # hint: MaxPooling2D (None, 64, 64, 8) → (None, 32, 32, 8) · 0
        # hint: MaxPooling2D (None, 32, 32, 16) → (None, 16, 16, 16) · 0
    x = double_conv(x, bottom)
    for filters in reversed(levels):
        x = layers.Conv2DTranspose(filters, 2, strides=2)(x)
        # hint: Conv2DTranspose (None, 16, 16, 32) → (None, 32, 32, 16) · 2064
        # hint: Conv2DTranspose (None, 32, 32, 16) → (None, 64, 64, 8) · 520
        x = layers.concatenate([skips.pop(), x])
        # hint: Concatenate (None, 32, 32, 16), (None, 32, 32, 16) → (None, 32, 32, 32) · 0
        # hint: Concatenate (None, 64, 64, 8), (None, 64, 64, 8) → (None, 64, 64, 16) · 0
        x = double_conv(x, filters)
    return keras.Model(inputs, layers.Conv2D(2, 1)(x), name="unet")
    # hint: Conv2D (None, 64, 64, 8) → (None, 64, 64, 2) · 18


unet = build_unet(64)
# model unet: 29474
