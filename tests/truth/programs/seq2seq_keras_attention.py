# Encoder-decoder LSTM with keras.layers.Attention, teacher forcing, and a separate greedy decoding loop.
import numpy as np
import keras
from keras import layers

LETTERS = "abcdefgh"
token_index = {ch: i + 3 for i, ch in enumerate(LETTERS)}
index_token = {i: ch for ch, i in token_index.items()}
PAD, BOS, EOS = 0, 1, 2
vocab_size = len(LETTERS) + 3
max_len = 7


def encode(word, add_bos=False, add_eos=False):
    ids = [token_index[c] for c in word]
    if add_bos:
        ids = [BOS] + ids
    if add_eos:
        ids = ids + [EOS]
    return ids


def random_word(rng):
    return "".join(rng.choice(list(LETTERS), size=rng.integers(3, max_len)))


rng = np.random.default_rng(12)
words = [random_word(rng) for _ in range(600)]
pairs = [(w, "".join(sorted(w))) for w in words]  # task: sort the letters

enc_in = keras.utils.pad_sequences([encode(a) for a, _ in pairs], maxlen=max_len, padding="post")
dec_in = keras.utils.pad_sequences(
    [encode(b, add_bos=True) for _, b in pairs], maxlen=max_len, padding="post"
)
dec_out = keras.utils.pad_sequences(
    [encode(b, add_eos=True) for _, b in pairs], maxlen=max_len, padding="post"
)
# Padding does not count in the loss.
weights = (dec_out != PAD).astype("float32")

units = 48
encoder_inputs = keras.Input(shape=(max_len,), dtype="int32", name="encoder_tokens")
x = layers.Embedding(vocab_size, 24)(encoder_inputs)
encoder_seq, state_h, state_c = layers.LSTM(units, return_sequences=True, return_state=True)(x)

decoder_inputs = keras.Input(shape=(max_len,), dtype="int32", name="decoder_tokens")
y = layers.Embedding(vocab_size, 24)(decoder_inputs)
decoder_seq = layers.LSTM(units, return_sequences=True)(y, initial_state=[state_h, state_c])

context = layers.Attention(name="luong_attention")([decoder_seq, encoder_seq])
merged = layers.Concatenate()([decoder_seq, context])
outputs = layers.Dense(vocab_size, activation="softmax")(merged)

model = keras.Model([encoder_inputs, decoder_inputs], outputs)
model.compile(
    optimizer=keras.optimizers.Adam(5e-3),
    loss="sparse_categorical_crossentropy",
    weighted_metrics=["accuracy"],
)
model.summary()
model.fit(
    {"encoder_tokens": enc_in, "decoder_tokens": dec_in},
    dec_out,
    sample_weight=weights,
    batch_size=50,
    epochs=3,
    validation_split=0.1,
    verbose=2,
)


def decode(word):
    src = keras.utils.pad_sequences([encode(word)], maxlen=max_len, padding="post")
    tgt = np.zeros((1, max_len), dtype="int32")
    tgt[0, 0] = BOS
    result = ""
    for position in range(max_len):
        probs = model.predict_on_batch([src, tgt])
        token = int(np.argmax(probs[0, position]))
        if token == EOS:
            break
        result += index_token.get(token, "?")
        if position + 1 < max_len:
            tgt[0, position + 1] = token
    return result


for word in ("hcab", "gfed"):
    print(word, "->", decode(word))
