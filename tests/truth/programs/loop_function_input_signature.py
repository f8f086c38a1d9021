"""Compiled training step with a fixed input signature and a subclassed, not yet built model."""

import numpy as np
import tensorflow as tf

keras = tf.keras
L = tf.keras.layers


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.conv = L.Conv1D(16, 5, padding="same", activation="relu")
        self.pool = L.GlobalMaxPooling1D()
        self.drop = L.Dropout(0.2)
        self.out = L.Dense(1)

    def call(self, x, training=None):
        x = self.conv(x)
        x = self.pool(x)
        x = self.drop(x, training=training)
        return self.out(x)


net = Net()
opt = tf.keras.optimizers.Adam(1e-3)
bce = tf.keras.losses.BinaryCrossentropy(from_logits=True)
mean_loss = tf.keras.metrics.Mean()
accuracy = tf.keras.metrics.BinaryAccuracy(threshold=0.0)

signature = [
    tf.TensorSpec(shape=[None, 40, 2], dtype=tf.float32),
    tf.TensorSpec(shape=[None, 1], dtype=tf.float32),
]


@tf.function(input_signature=signature)
def train_step(signal, label):
    with tf.GradientTape() as tape:
        logits = net(signal, training=True)
        loss = bce(label, logits)
    gradients = tape.gradient(loss, net.trainable_variables)
    opt.apply_gradients(zip(gradients, net.trainable_variables))
    mean_loss(loss)
    accuracy.update_state(label, logits)
    return loss


@tf.function(input_signature=signature)
def eval_step(signal, label):
    logits = net(signal, training=False)
    return tf.reduce_sum(tf.cast(tf.equal(logits > 0.0, label > 0.5), tf.int32))


def make_signals(n, seed):
    """Half of the signals contain a short burst."""
    rng = np.random.default_rng(seed)
    x = rng.normal(scale=0.3, size=(n, 40, 2)).astype("float32")
    y = rng.integers(0, 2, size=(n, 1)).astype("float32")
    for i in np.flatnonzero(y[:, 0]):
        start = rng.integers(0, 34)
        x[i, start : start + 6] += 1.5
    return x, y


x, y = make_signals(500, 0)
xt, yt = make_signals(150, 1)
# The last batch is smaller, which the None in the signature allows.
ds = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(500).batch(64).prefetch(tf.data.AUTOTUNE)
test_ds = tf.data.Dataset.from_tensor_slices((xt, yt)).batch(64)

EPOCHS = 3
for epoch in range(EPOCHS):
    mean_loss.reset_state()
    accuracy.reset_state()
    for signal, label in ds:
        train_step(signal, label)
    hits = sum(int(eval_step(s, l)) for s, l in test_ds)
    template = "Epoch {}, Loss: {:.4f}, Accuracy: {:.2f}, Test hits: {}/{}"
    print(
        template.format(
            epoch + 1, float(mean_loss.result()), float(accuracy.result()) * 100, hits, len(xt)
        )
    )
net.summary()
