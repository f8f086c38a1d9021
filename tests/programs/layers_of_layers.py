import keras
from keras import layers


class FeedForward(layers.Layer):
    def __init__(self, width):
        super().__init__()
        self.inner = layers.Dense(4 * width, activation="gelu")
        self.outer = layers.Dense(width)

    def call(self, x):
        return self.outer(self.inner(x))


class Block(layers.Layer):
    def __init__(self, width):
        super().__init__()
        self.attention = layers.MultiHeadAttention(2, width // 2)
        self.norm = layers.LayerNormalization()
        self.feed_forward = FeedForward(width)

    def call(self, x):
        x = self.norm(x + self.attention(x, x))
        return x + self.feed_forward(x)


class Tagger(keras.Model):
    def __init__(self, words, width, tags):
        super().__init__()
        self.embed = layers.Embedding(words, width)
        self.blocks = [Block(width) for _ in range(2)]
        self.tag = layers.Dense(tags)

    def call(self, words):
        x = self.embed(words)
        for block in self.blocks:
            x = block(x)
        return self.tag(x)


tagger = Tagger(100, 8, 5)
tags = tagger(keras.Input((12,), dtype="int32"))
