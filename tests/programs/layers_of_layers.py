# about: layers of the program's own within such layers, none of which says how it is built
import keras
from keras import layers


class FeedForward(layers.Layer):
    def __init__(self, width):
        super().__init__()
        self.inner = layers.Dense(4 * width, activation="gelu")
        self.outer = layers.Dense(width)

    def call(self, x):
        return self.outer(self.inner(x))
        # hint: Dense (None, 12, 8) → (None, 12, 32) · 288
        # hint: Dense (None, 12, 32) → (None, 12, 8) · 264
        # hint: Dense (None, 12, 8) → (None, 12, 32) · 288
        # hint: Dense (None, 12, 32) → (None, 12, 8) · 264


class Block(layers.Layer):
    def __init__(self, width):
        super().__init__()
        self.attention = layers.MultiHeadAttention(2, width // 2)
        self.norm = layers.LayerNormalization()
        self.feed_forward = FeedForward(width)

    def call(self, x):
        x = self.norm(x + self.attention(x, x))
        # hint: MultiHeadAttention (None, 12, 8), (None, 12, 8) → (None, 12, 8) · 288
        # hint: LayerNormalization (None, 12, 8) → (None, 12, 8) · 16
        # hint: MultiHeadAttention (None, 12, 8), (None, 12, 8) → (None, 12, 8) · 288
        # hint: LayerNormalization (None, 12, 8) → (None, 12, 8) · 16
        return x + self.feed_forward(x)
        # hint: FeedForward (None, 12, 8) → (None, 12, 8) · 552
        # hint: FeedForward (None, 12, 8) → (None, 12, 8) · 552


class Tagger(keras.Model):
    def __init__(self, words, width, tags):
        super().__init__()
        self.embed = layers.Embedding(words, width)
        self.blocks = [Block(width) for _ in range(2)]
        self.tag = layers.Dense(tags)

    def call(self, words):
        x = self.embed(words)  # hint: Embedding (None, 12) → (None, 12, 8) · 800
        for block in self.blocks:
            x = block(x)
            # hint: Block (None, 12, 8) → (None, 12, 8) · 856
            # hint: Block (None, 12, 8) → (None, 12, 8) · 856
        return self.tag(x)  # hint: Dense (None, 12, 8) → (None, 12, 5) · 45


tagger = Tagger(100, 8, 5)
tags = tagger(keras.Input((12,), dtype="int32"))
# hint: InputLayer → (None, 12)
# hint: Tagger (None, 12) → (None, 12, 5) · 2557
# model tagger: 2557
