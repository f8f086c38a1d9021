# Stateful LSTM over long parallel streams, states reset by hand after every epoch.
import numpy as np
import tensorflow as tf
import keras
from keras import layers

STREAMS = 8  # batch size: every row is one stream
CHUNK = 25
CHUNKS_PER_EPOCH = 6


def make_streams(seed):
    """Noisy waves with a period longer than one chunk."""
    rng = np.random.default_rng(seed)
    t = np.arange(CHUNK * CHUNKS_PER_EPOCH + 1)
    phase = rng.uniform(0, 2 * np.pi, size=(STREAMS, 1))
    wave = np.sin(2 * np.pi * t / 60.0 + phase)
    return (wave + rng.normal(scale=0.05, size=wave.shape)).astype("float32")


def chunks(streams):
    for k in range(CHUNKS_PER_EPOCH):
        a = k * CHUNK
        x = streams[:, a : a + CHUNK, None]
        y = streams[:, a + 1 : a + CHUNK + 1, None]
        yield x, y


model = keras.Sequential(
    [
        keras.Input(batch_shape=(STREAMS, CHUNK, 1)),
        layers.LSTM(16, return_sequences=True, stateful=True),
        layers.Dense(1),
    ]
)
model.compile(optimizer=keras.optimizers.Adam(1e-2), loss="mse")

train = make_streams(0)
test = make_streams(1)

EPOCHS = 4
for epoch in range(EPOCHS):
    losses = [model.train_on_batch(x, y) for x, y in chunks(train)]
    # A new pass begins at the start of the streams.
    model.layers[0].reset_states()
    test_losses = [model.test_on_batch(x, y) for x, y in chunks(test)]
    model.layers[0].reset_states()
    print(f"epoch {epoch}: train {np.mean(losses):.4f} test {np.mean(test_losses):.4f}")

# The same through fit: the dataset has exactly STREAMS rows per batch and must not be shuffled.
xs, ys = zip(*chunks(train))
dataset = tf.data.Dataset.from_tensor_slices((np.concatenate(xs), np.concatenate(ys)))
dataset = dataset.batch(STREAMS, drop_remainder=True)


class ResetStates(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        for layer in self.model.layers:
            if getattr(layer, "stateful", False):
                layer.reset_states()


model.fit(dataset, epochs=2, callbacks=[ResetStates()], verbose=2)

# A copy that takes one stream and one step at a time, for live forecasting.
live = keras.Sequential(
    [
        keras.Input(batch_shape=(1, 1, 1)),
        layers.LSTM(16, return_sequences=True, stateful=True),
        layers.Dense(1),
    ]
)
live.set_weights(model.get_weights())
value = test[:1, :1, None]
path = []
for _ in range(10):
    value = live.predict(value, verbose=0)
    path.append(float(value[0, 0, 0]))
print("free run", np.round(path, 3))
