import keras
from keras import layers


def double_conv(x, filters):
    for _ in range(2):
        x = layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    return x


def build_unet(size, levels=(8, 16), bottom=32):
    inputs = keras.Input((size, size, 3))
    skips = []
    x = inputs
    for filters in levels:
        x = double_conv(x, filters)
        skips.append(x)
        x = layers.MaxPooling2D()(x)
    x = double_conv(x, bottom)
    for filters in reversed(levels):
        x = layers.Conv2DTranspose(filters, 2, strides=2)(x)
        x = layers.concatenate([skips.pop(), x])
        x = double_conv(x, filters)
    return keras.Model(inputs, layers.Conv2D(2, 1)(x), name="unet")


unet = build_unet(64)
