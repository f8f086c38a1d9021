"""GPT-2 small, written by hand: a subclassed model of blocks."""

import keras
from keras import layers, ops

VOCABULARY, LENGTH, WIDTH, HEADS, DEPTH = 50257, 1024, 768, 12, 12


class MLP(layers.Layer):
    def __init__(self):
        super().__init__()
        self.up = layers.Dense(4 * WIDTH, activation="gelu")
        self.down = layers.Dense(WIDTH)
        self.drop = layers.Dropout(0.1)

    def call(self, x):
        return self.drop(self.down(self.up(x)))


class Block(layers.Layer):
    def __init__(self):
        super().__init__()
        self.norm1 = layers.LayerNormalization(epsilon=1e-5)
        self.attention = layers.MultiHeadAttention(HEADS, WIDTH // HEADS)
        self.norm2 = layers.LayerNormalization(epsilon=1e-5)
        self.mlp = MLP()

    def call(self, x):
        y = self.norm1(x)
        x = x + self.attention(y, y, use_causal_mask=True)
        return x + self.mlp(self.norm2(x))


class GPT(keras.Model):
    def __init__(self):
        super().__init__()
        self.words = layers.Embedding(VOCABULARY, WIDTH)
        self.places = layers.Embedding(LENGTH, WIDTH)
        self.blocks = [Block() for _ in range(DEPTH)]
        self.norm = layers.LayerNormalization(epsilon=1e-5)
        self.head = layers.Dense(VOCABULARY, use_bias=False)

    def call(self, numbers):
        x = self.words(numbers) + self.places(ops.arange(LENGTH))
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x))


model = GPT()
model(keras.Input((LENGTH,), dtype="int32"))
