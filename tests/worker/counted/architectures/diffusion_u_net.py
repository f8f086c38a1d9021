"""The network of a diffusion model: residual blocks, self-attention, the embedding of a time."""

import math

import keras
from keras import layers, ops


class TimeEmbedding(layers.Layer):
    def __init__(self, width):
        super().__init__()
        self.width = width
        self.project = layers.Dense(4 * width, activation="swish")

    def call(self, times):
        half = self.width // 2
        frequencies = ops.exp(ops.arange(half, dtype="float32") * (-math.log(10000.0) / half))
        angles = times * frequencies
        return self.project(ops.concatenate([ops.sin(angles), ops.cos(angles)], axis=-1))


class Residual(layers.Layer):
    def __init__(self, width):
        super().__init__()
        self.width = width
        self.norm1 = layers.GroupNormalization(8)
        self.conv1 = layers.Conv2D(width, 3, padding="same")
        self.of_time = layers.Dense(width)
        self.norm2 = layers.GroupNormalization(8)
        self.conv2 = layers.Conv2D(width, 3, padding="same")

    def build(self, image_shape, time_shape):
        fits = image_shape[-1] == self.width
        self.shortcut = layers.Identity() if fits else layers.Conv2D(self.width, 1)

    def call(self, image, time):
        x = self.conv1(ops.silu(self.norm1(image)))
        x = x + self.of_time(ops.silu(time))[:, None, None, :]
        return self.conv2(ops.silu(self.norm2(x))) + self.shortcut(image)


class Attention(layers.Layer):
    def __init__(self, width):
        super().__init__()
        self.scale = width**-0.5
        self.norm = layers.GroupNormalization(8)
        self.query, self.key, self.value = (layers.Dense(width) for _ in range(3))
        self.out = layers.Dense(width)

    def call(self, image):
        x = self.norm(image)
        scores = ops.einsum("bhwc,bHWc->bhwHW", self.query(x), self.key(x)) * self.scale
        shape = ops.shape(scores)
        flat = ops.reshape(scores, (-1, shape[1], shape[2], shape[3] * shape[4]))
        scores = ops.reshape(ops.softmax(flat), shape)
        return image + self.out(ops.einsum("bhwHW,bHWc->bhwc", scores, self.value(x)))


image, time = keras.Input((64, 64, 3)), keras.Input((1,))
embedding = TimeEmbedding(32)(time)
x = layers.Conv2D(32, 3, padding="same")(image)
skips = []
for width in (32, 64, 96):
    x = Residual(width)(x, embedding)
    skips.append(x)
    x = layers.AveragePooling2D(2)(x)
x = Attention(128)(Residual(128)(x, embedding))
for width in (96, 64, 32):
    x = layers.Concatenate()([layers.UpSampling2D()(x), skips.pop()])
    x = Residual(width)(x, embedding)
model = keras.Model([image, time], layers.Conv2D(3, 1)(x))
