"""A U-Net whose convolutions are a layer of its own."""

import keras
from keras import layers


class DoubleConv(layers.Layer):
    def __init__(self, filters):
        super().__init__()
        self.conv1 = layers.Conv2D(filters, 3, padding="same", use_bias=False)
        self.norm1 = layers.BatchNormalization()
        self.conv2 = layers.Conv2D(filters, 3, padding="same", use_bias=False)
        self.norm2 = layers.BatchNormalization()
        self.activation = layers.ReLU()

    def call(self, x, training=None):
        x = self.activation(self.norm1(self.conv1(x), training=training))
        return self.activation(self.norm2(self.conv2(x), training=training))


x = inputs = keras.Input((128, 128, 3))
skips = []
for filters in (64, 128, 256):
    x = DoubleConv(filters)(x)
    skips.append(x)
    x = layers.MaxPooling2D()(x)
x = DoubleConv(512)(x)
for filters, skip in zip((256, 128, 64), reversed(skips), strict=True):
    x = layers.Conv2DTranspose(filters, 2, strides=2)(x)
    x = DoubleConv(filters)(layers.Concatenate()([x, skip]))
model = keras.Model(inputs, layers.Conv2D(1, 1, activation="sigmoid")(x))
