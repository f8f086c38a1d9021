"""BERT-base, written by hand with matrices: no layer of Keras for attention."""

import keras
from keras import layers, ops

VOCABULARY, LENGTH, WIDTH, HEADS, DEPTH = 30522, 512, 768, 12, 12


class SelfAttention(layers.Layer):
    def __init__(self):
        super().__init__()
        self.query = layers.Dense(WIDTH)
        self.key = layers.Dense(WIDTH)
        self.value = layers.Dense(WIDTH)
        self.out = layers.Dense(WIDTH)

    def split(self, x):
        x = ops.reshape(x, (-1, LENGTH, HEADS, WIDTH // HEADS))
        return ops.transpose(x, (0, 2, 1, 3))

    def call(self, x):
        query, key, value = (
            self.split(self.query(x)),
            self.split(self.key(x)),
            self.split(self.value(x)),
        )
        scores = ops.matmul(query, ops.transpose(key, (0, 1, 3, 2))) / (WIDTH // HEADS) ** 0.5
        mixed = ops.matmul(ops.softmax(scores), value)
        return self.out(ops.reshape(ops.transpose(mixed, (0, 2, 1, 3)), (-1, LENGTH, WIDTH)))


class Encoder(layers.Layer):
    def __init__(self):
        super().__init__()
        self.attention = SelfAttention()
        self.norm1 = layers.LayerNormalization()
        self.up = layers.Dense(4 * WIDTH, activation="gelu")
        self.down = layers.Dense(WIDTH)
        self.norm2 = layers.LayerNormalization()

    def call(self, x):
        x = self.norm1(x + self.attention(x))
        return self.norm2(x + self.down(self.up(x)))


words = keras.Input((LENGTH,), dtype="int32")
segments = keras.Input((LENGTH,), dtype="int32")
x = layers.Embedding(VOCABULARY, WIDTH)(words) + layers.Embedding(2, WIDTH)(segments)
x = layers.LayerNormalization()(x + layers.Embedding(LENGTH, WIDTH)(ops.arange(LENGTH)))
for _ in range(DEPTH):
    x = Encoder()(x)
pooled = layers.Dense(WIDTH, activation="tanh")(x[:, 0])
model = keras.Model([words, segments], [x, pooled])
