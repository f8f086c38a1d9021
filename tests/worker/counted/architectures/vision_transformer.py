"""A small vision transformer."""

import keras
from keras import layers, ops


class Patches(layers.Layer):
    def __init__(self, size):
        super().__init__()
        self.size = size

    def call(self, images):
        patches = ops.image.extract_patches(images, size=self.size)
        return ops.reshape(patches, (ops.shape(images)[0], -1, patches.shape[-1]))


class Encoded(layers.Layer):
    def __init__(self, number, width):
        super().__init__()
        self.number = number
        self.projection = layers.Dense(width)
        self.places = layers.Embedding(number, width)

    def call(self, patches):
        places = ops.expand_dims(ops.arange(self.number), 0)
        return self.projection(patches) + self.places(places)


inputs = keras.Input((72, 72, 3))
x = Patches(6)(layers.Rescaling(1 / 255)(inputs))
x = Encoded(144, 64)(x)
for _ in range(8):
    y = layers.LayerNormalization(epsilon=1e-6)(x)
    x = layers.Add()([x, layers.MultiHeadAttention(4, 64, dropout=0.1)(y, y)])
    y = layers.LayerNormalization(epsilon=1e-6)(x)
    y = layers.Dense(64)(layers.Dense(128, activation="gelu")(y))
    x = x + y
x = layers.Flatten()(layers.LayerNormalization(epsilon=1e-6)(x))
model = keras.Model(inputs, layers.Dense(100)(layers.Dense(2048, activation="relu")(x)))
