"""Unroll a GRU cell by hand in a tf.function with tf.range and TensorArray; model echoes a signal with delay."""

import numpy as np
import tensorflow as tf
from tensorflow import keras

SEQ_LEN = 20
DELAY = 3
UNITS = 24
BATCH = 32

cell = keras.layers.GRUCell(UNITS)
readout = keras.layers.Dense(1)
# Cells must exist before the loop is traced.
cell.build((None, 1))
readout.build((None, UNITS))

optimizer = keras.optimizers.Adam(5e-3)
variables = cell.trainable_variables + readout.trainable_variables
optimizer.build(variables)


def unroll(sequence):
    """sequence: (batch, time, 1) -> (batch, time, 1)."""
    batch_size = tf.shape(sequence)[0]
    steps = tf.shape(sequence)[1]
    state = tf.zeros((batch_size, UNITS))
    outputs = tf.TensorArray(tf.float32, size=steps)
    for t in tf.range(steps):
        out, new_states = cell(sequence[:, t, :], [state])
        state = new_states[0]
        outputs = outputs.write(t, readout(out))
    return tf.transpose(outputs.stack(), [1, 0, 2])


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        pred = unroll(x)
        # The first DELAY steps cannot be known.
        loss = tf.reduce_mean(tf.square(pred[:, DELAY:] - y[:, DELAY:]))
    grads = tape.gradient(loss, variables)
    optimizer.apply_gradients(zip(grads, variables))
    return loss


@tf.function
def steps_until_small(x, threshold):
    """Feed the mean state back until the read-out is small (at most 50 rounds)."""
    state = tf.zeros((1, UNITS))
    value = x
    count = tf.constant(0)
    while tf.abs(value[0, 0]) > threshold and count < 50:
        out, new_states = cell(value, [state])
        state = new_states[0]
        value = 0.8 * tf.tanh(readout(out))
        count += 1
    return count


def sample_batch(rng):
    x = rng.normal(size=(BATCH, SEQ_LEN, 1)).astype("float32")
    y = np.roll(x, DELAY, axis=1)
    return tf.constant(x), tf.constant(y)


def main():
    rng = np.random.default_rng(0)
    losses = []
    for step in range(120):
        x, y = sample_batch(rng)
        losses.append(float(train_step(x, y)))
        if step % 30 == 0:
            print(f"step {step:4d} loss {losses[-1]:.4f}")
    print("start", losses[0], "end", np.mean(losses[-10:]))
    n = steps_until_small(tf.constant([[1.0]]), tf.constant(0.05))
    print("rounds", int(n))


main()
