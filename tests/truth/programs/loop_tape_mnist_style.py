"""Train a small convnet on synthetic digit-like images with an eager GradientTape loop."""

import time

import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

tf.random.set_seed(42)
rng = np.random.default_rng(42)

NUM_CLASSES = 10
BATCH_SIZE = 32
EPOCHS = 2


def make_digits(n):
    """Draw a bright square whose position depends on the class."""
    labels = rng.integers(0, NUM_CLASSES, size=n)
    images = rng.integers(0, 60, size=(n, 28, 28), dtype="uint8")
    for i, label in enumerate(labels):
        row, col = divmod(int(label), 5)
        images[i, 4 + row * 10 : 12 + row * 10, 2 + col * 5 : 7 + col * 5] = 255
    return images, labels


x_train, y_train = make_digits(320)
x_val, y_val = make_digits(96)

# Scale to [0, 1] and add the channel axis.
x_train = x_train.astype("float32")[..., np.newaxis] / 255.0
x_val = x_val.astype("float32")[..., np.newaxis] / 255.0

train_dataset = (
    tf.data.Dataset.from_tensor_slices((x_train, y_train))
    .shuffle(buffer_size=320)
    .batch(BATCH_SIZE)
)
val_dataset = tf.data.Dataset.from_tensor_slices((x_val, y_val)).batch(BATCH_SIZE)

inputs = keras.Input(shape=(28, 28, 1), name="digits")
x = layers.Conv2D(8, 3, activation="relu")(inputs)
x = layers.MaxPooling2D()(x)
x = layers.Conv2D(16, 3, activation="relu")(x)
x = layers.GlobalAveragePooling2D()(x)
x = layers.Dense(32, activation="relu")(x)
outputs = layers.Dense(NUM_CLASSES, name="predictions")(x)
model = keras.Model(inputs, outputs)

optimizer = keras.optimizers.Adam(learning_rate=3e-3)
loss_fn = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
train_acc_metric = keras.metrics.SparseCategoricalAccuracy()
val_acc_metric = keras.metrics.SparseCategoricalAccuracy()

for epoch in range(EPOCHS):
    print("\nStart of epoch %d" % (epoch,))
    start_time = time.time()

    for step, (x_batch_train, y_batch_train) in enumerate(train_dataset):
        with tf.GradientTape() as tape:
            logits = model(x_batch_train, training=True)
            loss_value = loss_fn(y_batch_train, logits)
        grads = tape.gradient(loss_value, model.trainable_weights)
        optimizer.apply_gradients(zip(grads, model.trainable_weights))
        train_acc_metric.update_state(y_batch_train, logits)

        if step % 5 == 0:
            print("Training loss at step %d: %.4f" % (step, float(loss_value)))

    train_acc = train_acc_metric.result()
    print("Training acc over epoch: %.4f" % (float(train_acc),))
    train_acc_metric.reset_state()

    for x_batch_val, y_batch_val in val_dataset:
        val_logits = model(x_batch_val, training=False)
        val_acc_metric.update_state(y_batch_val, val_logits)
    val_acc = val_acc_metric.result()
    val_acc_metric.reset_state()
    print("Validation acc: %.4f" % (float(val_acc),))
    print("Time taken: %.2fs" % (time.time() - start_time))
