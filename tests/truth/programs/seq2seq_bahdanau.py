"""Sequence to sequence model with Bahdanau attention written by hand: learn to reverse digit strings."""
import numpy as np
import tensorflow as tf

PAD, START, END = 0, 1, 2
VOCAB = 13  # ten digits plus three special tokens
LENGTH = 4
UNITS = 32
EMBED = 16
BATCH_SIZE = 32


class Encoder(tf.keras.Model):
    def __init__(self, vocab_size, embedding_dim, enc_units):
        super().__init__()
        self.enc_units = enc_units
        self.embedding = tf.keras.layers.Embedding(vocab_size, embedding_dim)
        self.gru = tf.keras.layers.GRU(
            enc_units,
            return_sequences=True,
            return_state=True,
            recurrent_initializer="glorot_uniform",
        )

    def call(self, x):
        x = self.embedding(x)
        output, state = self.gru(x)
        return output, state


class BahdanauAttention(tf.keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.W1 = tf.keras.layers.Dense(units)
        self.W2 = tf.keras.layers.Dense(units)
        self.V = tf.keras.layers.Dense(1)

    def call(self, query, values):
        # query: (batch, hidden) -> (batch, 1, hidden)
        query_with_time_axis = tf.expand_dims(query, 1)
        score = self.V(tf.nn.tanh(self.W1(query_with_time_axis) + self.W2(values)))
        attention_weights = tf.nn.softmax(score, axis=1)
        context_vector = tf.reduce_sum(attention_weights * values, axis=1)
        return context_vector, attention_weights


class Decoder(tf.keras.Model):
    def __init__(self, vocab_size, embedding_dim, dec_units):
        super().__init__()
        self.embedding = tf.keras.layers.Embedding(vocab_size, embedding_dim)
        self.gru = tf.keras.layers.GRU(dec_units, return_sequences=True, return_state=True)
        self.fc = tf.keras.layers.Dense(vocab_size)
        self.attention = BahdanauAttention(dec_units)

    def call(self, x, hidden, enc_output):
        context_vector, attention_weights = self.attention(hidden, enc_output)
        x = self.embedding(x)
        x = tf.concat([tf.expand_dims(context_vector, 1), x], axis=-1)
        output, state = self.gru(x, initial_state=hidden)
        output = tf.reshape(output, (-1, output.shape[2]))
        return self.fc(output), state, attention_weights


encoder = Encoder(VOCAB, EMBED, UNITS)
decoder = Decoder(VOCAB, EMBED, UNITS)
optimizer = tf.keras.optimizers.Adam(5e-3)
loss_object = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction="none")


def loss_function(real, pred):
    mask = tf.cast(tf.math.not_equal(real, PAD), tf.float32)
    return tf.reduce_sum(loss_object(real, pred) * mask) / tf.maximum(tf.reduce_sum(mask), 1.0)


@tf.function
def train_step(inp, targ):
    loss = 0.0
    with tf.GradientTape() as tape:
        enc_output, enc_hidden = encoder(inp)
        dec_hidden = enc_hidden
        dec_input = tf.fill([tf.shape(inp)[0], 1], START)
        # Teacher forcing - feeding the target as the next input
        for t in range(1, targ.shape[1]):
            predictions, dec_hidden, _ = decoder(dec_input, dec_hidden, enc_output)
            loss += loss_function(targ[:, t], predictions)
            dec_input = tf.expand_dims(targ[:, t], 1)
    batch_loss = loss / int(targ.shape[1])
    variables = encoder.trainable_variables + decoder.trainable_variables
    gradients = tape.gradient(loss, variables)
    optimizer.apply_gradients(zip(gradients, variables))
    return batch_loss


def make_pairs(n, seed=0):
    rng = np.random.default_rng(seed)
    src = np.zeros((n, LENGTH), "int32")
    tgt = np.zeros((n, LENGTH + 2), "int32")
    for i in range(n):
        k = rng.integers(3, LENGTH + 1)
        digits = rng.integers(3, VOCAB, k)
        src[i, :k] = digits
        tgt[i, : k + 2] = [START, *digits[::-1], END]
    return src, tgt


def translate(digits):
    enc_out, hidden = encoder(tf.constant([digits]))
    dec_input = tf.constant([[START]])
    result = []
    for _ in range(LENGTH + 1):
        logits, hidden, _ = decoder(dec_input, hidden, enc_out)
        token = int(tf.argmax(logits[0]))
        if token == END:
            break
        result.append(token)
        dec_input = tf.constant([[token]])
    return result


src, tgt = make_pairs(512)
dataset = tf.data.Dataset.from_tensor_slices((src, tgt)).shuffle(512).batch(BATCH_SIZE, drop_remainder=True)
EPOCHS = 2
for epoch in range(EPOCHS):
    total_loss = 0.0
    for batch, (inp, targ) in enumerate(dataset):
        total_loss += train_step(inp, targ)
    print(f"Epoch {epoch + 1} Loss {float(total_loss) / (batch + 1):.4f}")
print([5, 7, 9, 3], "->", translate([5, 7, 9, 3]))
