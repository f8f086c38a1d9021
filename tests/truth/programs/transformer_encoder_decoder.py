"""A small transformer encoder-decoder with causal masking, trained on a toy translation task."""
import numpy as np
import tensorflow as tf
import keras
from keras import layers, ops


class TransformerEncoder(layers.Layer):
    def __init__(self, embed_dim, dense_dim, num_heads, **kwargs):
        super().__init__(**kwargs)
        self.embed_dim = embed_dim
        self.dense_dim = dense_dim
        self.num_heads = num_heads
        self.attention = layers.MultiHeadAttention(num_heads=num_heads, key_dim=embed_dim // num_heads)
        self.dense_proj = keras.Sequential(
            [layers.Dense(dense_dim, activation="relu"), layers.Dense(embed_dim)]
        )
        self.layernorm_1 = layers.LayerNormalization()
        self.layernorm_2 = layers.LayerNormalization()
        self.supports_masking = True

    def call(self, inputs, mask=None):
        padding_mask = None
        if mask is not None:
            padding_mask = ops.cast(mask[:, None, :], dtype="int32")
        attention_output = self.attention(
            query=inputs, value=inputs, key=inputs, attention_mask=padding_mask
        )
        proj_input = self.layernorm_1(inputs + attention_output)
        return self.layernorm_2(proj_input + self.dense_proj(proj_input))


class PositionalEmbedding(layers.Layer):
    def __init__(self, sequence_length, vocab_size, embed_dim, **kwargs):
        super().__init__(**kwargs)
        self.token_embeddings = layers.Embedding(input_dim=vocab_size, output_dim=embed_dim)
        self.position_embeddings = layers.Embedding(input_dim=sequence_length, output_dim=embed_dim)

    def call(self, inputs):
        length = ops.shape(inputs)[-1]
        positions = ops.arange(0, length, 1)
        return self.token_embeddings(inputs) + self.position_embeddings(positions)

    def compute_mask(self, inputs, mask=None):
        return ops.not_equal(inputs, 0)


class TransformerDecoder(layers.Layer):
    def __init__(self, embed_dim, latent_dim, num_heads, **kwargs):
        super().__init__(**kwargs)
        self.self_attention = layers.MultiHeadAttention(num_heads, embed_dim // num_heads)
        self.cross_attention = layers.MultiHeadAttention(num_heads, embed_dim // num_heads)
        self.dense_proj = keras.Sequential(
            [layers.Dense(latent_dim, activation="relu"), layers.Dense(embed_dim)]
        )
        self.norms = [layers.LayerNormalization() for _ in range(3)]
        self.supports_masking = True

    def call(self, inputs, encoder_outputs):
        x = self.norms[0](
            inputs
            + self.self_attention(query=inputs, value=inputs, key=inputs, use_causal_mask=True)
        )
        x = self.norms[1](
            x + self.cross_attention(query=x, value=encoder_outputs, key=encoder_outputs)
        )
        return self.norms[2](x + self.dense_proj(x))


vocab_size = 20
sequence_length = 8
embed_dim, latent_dim, num_heads = 32, 64, 4
START, END = 1, 2


def make_pairs(n):
    """The "translation" of token t is t shifted by one, in the same order."""
    rng = np.random.default_rng(4)
    src = np.zeros((n, sequence_length), "int32")
    tgt = np.zeros((n, sequence_length + 1), "int32")
    for i in range(n):
        k = rng.integers(3, sequence_length - 1)
        tokens = rng.integers(3, vocab_size - 1, size=k)
        src[i, :k] = tokens
        tgt[i, : k + 2] = np.concatenate([[START], tokens + 1, [END]])
    return src, tgt


def format_dataset(src, tgt):
    inputs = {"encoder_inputs": src, "decoder_inputs": tgt[:, :-1]}
    targets = tgt[:, 1:]
    return inputs, targets, tf.cast(targets != 0, tf.float32)


src, tgt = make_pairs(480)
dataset = tf.data.Dataset.from_tensor_slices((src, tgt)).batch(32).map(format_dataset)
dataset = dataset.cache().shuffle(16).prefetch(4)

encoder_inputs = keras.Input(shape=(None,), dtype="int32", name="encoder_inputs")
x = PositionalEmbedding(sequence_length, vocab_size, embed_dim)(encoder_inputs)
encoder_outputs = TransformerEncoder(embed_dim, latent_dim, num_heads)(x)

decoder_inputs = keras.Input(shape=(None,), dtype="int32", name="decoder_inputs")
y = PositionalEmbedding(sequence_length, vocab_size, embed_dim)(decoder_inputs)
y = TransformerDecoder(embed_dim, latent_dim, num_heads)(y, encoder_outputs)
y = layers.Dropout(0.1)(y)
decoder_outputs = layers.Dense(vocab_size, activation="softmax")(y)

transformer = keras.Model([encoder_inputs, decoder_inputs], decoder_outputs, name="transformer")
transformer.compile(
    optimizer=keras.optimizers.Adam(2e-3),
    loss=keras.losses.SparseCategoricalCrossentropy(),
    weighted_metrics=["accuracy"],
)
transformer.fit(dataset, epochs=3, verbose=2)

# Greedy decoding of one sentence.
decoded = [START]
for _ in range(sequence_length - 1):
    preds = transformer({"encoder_inputs": src[:1], "decoder_inputs": np.array([decoded])})
    token = int(ops.argmax(preds[0, -1, :]))
    decoded.append(token)
    if token == END:
        break
print(src[0], "->", decoded)
