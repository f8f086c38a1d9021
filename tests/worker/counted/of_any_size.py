"""Models whose own inputs may have any size, called on sizes that are known."""

import keras
import numpy as np
from keras import layers, ops


class Block(layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.attention = layers.MultiHeadAttention(2, 32)
        self.norm = layers.LayerNormalization()
        self.feed = layers.Dense(64)

    def call(self, x):
        x = self.norm(x + self.attention(x, x))
        return x + self.feed(x)


class Positions(layers.Layer):
    """Holds numbers that it gives to a layer of its own."""

    def build(self, shape):
        self.embedding = layers.Embedding(128, 64)
        self.embedding.build((1, 128))
        self.numbers = ops.expand_dims(ops.arange(128), axis=0)

    def call(self, x):
        return x + self.embedding(self.numbers)


ids = keras.Input((None,), dtype="int32")
encoder = keras.Model(ids, Block()(Block()(layers.Embedding(1000, 64)(ids))))
tokens = keras.Input((128,), dtype="int32")
classifier = keras.Model(tokens, layers.Dense(2)(Positions()(encoder(tokens))[:, 0]))
pair = keras.Model(tokens, encoder(tokens)[:, :64] + encoder(tokens[:, :64]))

backbone = keras.Sequential(
    [
        keras.Input((None, None, 3)),
        layers.Conv2D(8, 3),
        layers.Conv2D(16, 3),
        layers.GlobalAveragePooling2D(),
    ]
)
pictures = keras.Sequential([keras.Input((32, 32, 3)), backbone, layers.Dense(10)])
features = encoder(np.zeros((2, 16), "int32"))
