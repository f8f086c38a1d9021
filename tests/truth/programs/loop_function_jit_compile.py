# XLA-compiled training step (jit_compile=True) for an MLP on two interleaved spirals.
import math

import keras
import numpy as np
import tensorflow as tf
from keras import layers

keras.utils.set_random_seed(0)


def spirals(n_per_class=200, noise=0.05):
    t = np.linspace(0.2, 1.0, n_per_class) * 2.5 * math.pi
    pts, lab = [], []
    for k in range(2):
        angle = t + k * math.pi
        xy = np.stack([t * np.cos(angle), t * np.sin(angle)], axis=1) / 8.0
        pts.append(xy + np.random.normal(scale=noise, size=xy.shape))
        lab.append(np.full(n_per_class, k))
    return np.concatenate(pts).astype("float32"), np.concatenate(lab).astype("int32")


X, y = spirals()
BATCH = 50
# XLA likes static shapes, hence drop_remainder.
dataset = (
    tf.data.Dataset.from_tensor_slices((X, y))
    .shuffle(len(X), seed=1)
    .batch(BATCH, drop_remainder=True)
)

model = keras.Sequential(
    [
        keras.Input((2,)),
        layers.Dense(64, activation="relu"),
        layers.Dense(64, activation="relu"),
        layers.Dense(2),
    ]
)
optimizer = keras.optimizers.AdamW(learning_rate=5e-3, weight_decay=1e-4)
optimizer.build(model.trainable_variables)
loss_fn = keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def compute_loss(inputs, targets):
    logits = model(inputs, training=True)
    return loss_fn(targets, logits), logits


@tf.function(jit_compile=True)
def train_step(inputs, targets):
    with tf.GradientTape() as tape:
        loss, logits = compute_loss(inputs, targets)
    grads = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(grads, model.trainable_variables))
    correct = tf.cast(tf.equal(tf.argmax(logits, -1, output_type=tf.int32), targets), tf.float32)
    return loss, tf.reduce_mean(correct)


@tf.function(jit_compile=True)
def predict(inputs):
    return tf.nn.softmax(model(inputs, training=False))


EPOCHS = 8
for epoch in range(EPOCHS):
    losses, accs = [], []
    for xb, yb in dataset:
        loss, acc = train_step(xb, yb)
        losses.append(loss.numpy())
        accs.append(acc.numpy())
    print(f"epoch {epoch + 1:2d}  loss={np.mean(losses):.4f}  acc={np.mean(accs):.3f}")

probs = predict(tf.constant(X[:4]))
print(np.round(probs.numpy(), 3), y[:4])
