# tf.keras 2.15: LSTM text generation with character windows, and a functional VAE with model.add_loss.
import numpy as np
import tensorflow as tf
from tensorflow.keras import Model, Sequential, layers

tf.random.set_seed(3)
np.random.seed(3)

# ---- part 1: character model ------------------------------------------------
text = "the rain in spain stays mainly in the plain . " * 12
chars = sorted(set(text))
char_indices = {c: i for i, c in enumerate(chars)}
indices_char = {i: c for i, c in enumerate(chars)}
maxlen, step = 12, 2

sentences, next_chars = [], []
for i in range(0, len(text) - maxlen, step):
    sentences.append(text[i : i + maxlen])
    next_chars.append(text[i + maxlen])

x = np.zeros((len(sentences), maxlen, len(chars)), dtype=bool)
y = np.zeros((len(sentences), len(chars)), dtype=bool)
for i, sentence in enumerate(sentences):
    for t, char in enumerate(sentence):
        x[i, t, char_indices[char]] = 1
    y[i, char_indices[next_chars[i]]] = 1

char_model = Sequential(
    [
        layers.LSTM(48, input_shape=(maxlen, len(chars))),
        layers.Dense(len(chars), activation="softmax"),
    ]
)
char_model.compile(loss="categorical_crossentropy", optimizer=tf.keras.optimizers.RMSprop(0.01))


def sample(preds, temperature=1.0):
    preds = np.asarray(preds).astype("float64")
    preds = np.log(preds + 1e-9) / temperature
    exp_preds = np.exp(preds)
    preds = exp_preds / np.sum(exp_preds)
    return np.argmax(np.random.multinomial(1, preds, 1))


for epoch in range(2):
    char_model.fit(x, y, batch_size=32, epochs=2, verbose=0)
    sentence = text[:maxlen]
    generated = ""
    for _ in range(15):
        x_pred = np.zeros((1, maxlen, len(chars)))
        for t, char in enumerate(sentence):
            x_pred[0, t, char_indices[char]] = 1.0
        preds = char_model.predict(x_pred, verbose=0)[0]
        next_char = indices_char[sample(preds, 0.5)]
        sentence = sentence[1:] + next_char
        generated += next_char
    print(f"after round {epoch + 1}: {generated!r}")

# ---- part 2: VAE on points ---------------------------------------------------
original_dim, latent_dim = 6, 2


class Sampling(layers.Layer):
    def call(self, inputs):
        z_mean, z_log_var = inputs
        epsilon = tf.random.normal(tf.shape(z_mean))
        return z_mean + tf.exp(0.5 * z_log_var) * epsilon


original_inputs = layers.Input(shape=(original_dim,), name="encoder_input")
h = layers.Dense(16, activation="relu")(original_inputs)
z_mean = layers.Dense(latent_dim, name="z_mean")(h)
z_log_var = layers.Dense(latent_dim, name="z_log_var")(h)
z = Sampling()((z_mean, z_log_var))
encoder = Model(inputs=original_inputs, outputs=z, name="encoder")

latent_inputs = layers.Input(shape=(latent_dim,), name="z_sampling")
d = layers.Dense(16, activation="relu")(latent_inputs)
decoder = Model(inputs=latent_inputs, outputs=layers.Dense(original_dim)(d), name="decoder")

vae = Model(inputs=original_inputs, outputs=decoder(z), name="vae")
kl_loss = -0.5 * tf.reduce_mean(z_log_var - tf.square(z_mean) - tf.exp(z_log_var) + 1)
vae.add_loss(0.1 * kl_loss)
vae.compile(optimizer="adam", loss="mse")

latent = np.random.normal(size=(400, latent_dim))
points = (latent @ np.random.normal(size=(latent_dim, original_dim))).astype("float32")
history = vae.fit(points, points, epochs=3, batch_size=40, verbose=2)
print("generated", decoder.predict(np.random.normal(size=(3, latent_dim)), verbose=0).shape)
