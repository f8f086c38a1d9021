"""Miniature GPT on a synthetic grammar: token and position embedding, causal attention, generation callback."""
import random

import numpy as np
import tensorflow as tf
import keras
from keras import layers, ops
from keras.layers import TextVectorization

vocab_size = 30
maxlen = 12
embed_dim = 32
num_heads = 2
feed_forward_dim = 64

subjects = ["the cat", "a dog", "the old man", "my sister"]
verbs = ["sees", "likes", "finds", "paints"]
objects = ["a red ball", "the house", "some flowers", "a small boat"]
random.seed(0)
sentences = [
    f"{random.choice(subjects)} {random.choice(verbs)} {random.choice(objects)} ." for _ in range(400)
]

vectorize_layer = TextVectorization(
    standardize="lower",
    max_tokens=vocab_size,
    output_mode="int",
    output_sequence_length=maxlen + 1,
)
text_ds = tf.data.Dataset.from_tensor_slices(sentences).shuffle(400).batch(40)
vectorize_layer.adapt(text_ds)
vocab = vectorize_layer.get_vocabulary()


def prepare_lm_inputs_labels(text):
    """Shift word sequences by one position so that the target at i is the word at i+1."""
    tokenized_sentences = vectorize_layer(text)
    x = tokenized_sentences[:, :-1]
    y = tokenized_sentences[:, 1:]
    return x, y


text_ds = text_ds.map(prepare_lm_inputs_labels, num_parallel_calls=tf.data.AUTOTUNE)
text_ds = text_ds.prefetch(tf.data.AUTOTUNE)


class TransformerBlock(layers.Layer):
    def __init__(self, embed_dim, num_heads, ff_dim, rate=0.1):
        super().__init__()
        self.att = layers.MultiHeadAttention(num_heads, embed_dim)
        self.ffn = keras.Sequential(
            [layers.Dense(ff_dim, activation="relu"), layers.Dense(embed_dim)]
        )
        self.layernorm1 = layers.LayerNormalization(epsilon=1e-6)
        self.layernorm2 = layers.LayerNormalization(epsilon=1e-6)
        self.dropout1 = layers.Dropout(rate)
        self.dropout2 = layers.Dropout(rate)

    def causal_attention_mask(self, batch_size, n_dest, n_src, dtype):
        i = ops.arange(n_dest)[:, None]
        j = ops.arange(n_src)
        m = i >= j - n_src + n_dest
        mask = ops.cast(m, dtype)
        mask = ops.reshape(mask, [1, n_dest, n_src])
        return ops.tile(mask, [batch_size, 1, 1])

    def call(self, inputs):
        input_shape = ops.shape(inputs)
        batch_size, seq_len = input_shape[0], input_shape[1]
        causal_mask = self.causal_attention_mask(batch_size, seq_len, seq_len, "bool")
        attention_output = self.att(inputs, inputs, attention_mask=causal_mask)
        out1 = self.layernorm1(inputs + self.dropout1(attention_output))
        return self.layernorm2(out1 + self.dropout2(self.ffn(out1)))


class TokenAndPositionEmbedding(layers.Layer):
    def __init__(self, maxlen, vocab_size, embed_dim):
        super().__init__()
        self.token_emb = layers.Embedding(input_dim=vocab_size, output_dim=embed_dim)
        self.pos_emb = layers.Embedding(input_dim=maxlen, output_dim=embed_dim)

    def call(self, x):
        maxlen = ops.shape(x)[-1]
        positions = ops.arange(0, maxlen, 1)
        return self.token_emb(x) + self.pos_emb(positions)


def create_model():
    inputs = layers.Input(shape=(maxlen,), dtype="int32")
    x = TokenAndPositionEmbedding(maxlen, vocab_size, embed_dim)(inputs)
    x = TransformerBlock(embed_dim, num_heads, feed_forward_dim)(x)
    outputs = layers.Dense(vocab_size)(x)
    model = keras.Model(inputs=inputs, outputs=[outputs, x])
    loss_fn = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    # No loss on the embeddings of the transformer block
    model.compile("adam", loss=[loss_fn, None])
    return model


class TextGenerator(keras.callbacks.Callback):
    def __init__(self, max_tokens, start_tokens, index_to_word, top_k=5):
        super().__init__()
        self.max_tokens = max_tokens
        self.start_tokens = start_tokens
        self.index_to_word = index_to_word
        self.k = top_k

    def sample_from(self, logits):
        logits, indices = ops.top_k(logits, k=self.k, sorted=True)
        indices = np.asarray(indices).astype("int32")
        preds = np.asarray(ops.softmax(logits)).astype("float64")
        return int(np.random.choice(indices, p=preds / preds.sum()))

    def on_epoch_end(self, epoch, logs=None):
        tokens = list(self.start_tokens)
        while len(tokens) < self.max_tokens:
            padded = tokens + [0] * (maxlen - len(tokens))
            y, _ = self.model.predict(np.array([padded]), verbose=0)
            tokens.append(self.sample_from(y[0][len(tokens) - 1]))
        print("generated:", " ".join(self.index_to_word.get(t, "[NONE]") for t in tokens))


start = [vocab.index(w) for w in ("the", "cat")]
model = create_model()
model.fit(text_ds, verbose=2, epochs=3, callbacks=[TextGenerator(8, start, dict(enumerate(vocab)))])
