# about: a transformer block and token-and-position embedding as layers of the program's own
import keras
from keras import layers, ops

vocab_size, maxlen, embed_dim, num_heads, ff_dim = 100, 30, 16, 2, 32


class TransformerBlock(layers.Layer):
    def __init__(self, embed_dim, num_heads, ff_dim, rate=0.1):
        super().__init__()
        self.att = layers.MultiHeadAttention(num_heads=num_heads, key_dim=embed_dim)
        self.ffn = keras.Sequential(
            [layers.Dense(ff_dim, activation="relu"), layers.Dense(embed_dim)]
            # hint: Dense (None, 30, 16) → (None, 30, 32) · 544
            # hint: Dense (None, 30, 32) → (None, 30, 16) · 528
        )
        self.layernorm1 = layers.LayerNormalization(epsilon=1e-6)
        self.layernorm2 = layers.LayerNormalization(epsilon=1e-6)
        self.dropout1 = layers.Dropout(rate)

    def call(self, inputs):
        attn_output = self.att(inputs, inputs)
        # hint: MultiHeadAttention (None, 30, 16), (None, 30, 16) → (None, 30, 16) · 2160
        out1 = self.layernorm1(inputs + self.dropout1(attn_output))
        # hint: Dropout (None, 30, 16) → (None, 30, 16) · 0
        # hint: LayerNormalization (None, 30, 16) → (None, 30, 16) · 32
        ffn_output = self.ffn(out1)  # hint: Sequential (None, 30, 16) → (None, 30, 16) · 1072
        return self.layernorm2(out1 + ffn_output)
        # hint: LayerNormalization (None, 30, 16) → (None, 30, 16) · 32


class TokenAndPositionEmbedding(layers.Layer):
    def __init__(self, maxlen, vocab_size, embed_dim):
        super().__init__()
        self.token_emb = layers.Embedding(vocab_size, embed_dim)
        self.pos_emb = layers.Embedding(maxlen, embed_dim)

    def call(self, x):
        positions = ops.arange(0, ops.shape(x)[-1])
        return self.token_emb(x) + self.pos_emb(positions)
        # hint: Embedding (None, 30) → (None, 30, 16) · 1600
        # hint: Embedding (30,) → (30, 16) · 480


inputs = layers.Input(shape=(maxlen,))  # hint: InputLayer → (None, 30)
x = TokenAndPositionEmbedding(maxlen, vocab_size, embed_dim)(inputs)
# hint: TokenAndPositionEmbedding (None, 30) → (None, 30, 16) · 2080
x = TransformerBlock(embed_dim, num_heads, ff_dim)(x)
# hint: TransformerBlock (None, 30, 16) → (None, 30, 16) · 3296
x = layers.GlobalAveragePooling1D()(x)
# hint: GlobalAveragePooling1D (None, 30, 16) → (None, 16) · 0
outputs = layers.Dense(10, activation="softmax")(x)  # hint: Dense (None, 16) → (None, 10) · 170
classifier = keras.Model(inputs, outputs)
# model sequential: 1072
# model classifier: 5546
