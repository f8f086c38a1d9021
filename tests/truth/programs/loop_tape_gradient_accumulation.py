# Eager loop with gradients accumulated over several small batches and an exponential moving average of the weights.
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

ACCUMULATE = 4
MICRO_BATCH = 16
EPOCHS = 2
EMA_DECAY = 0.95


def chirps(n, seed):
    """Classify whether the frequency of a signal goes up or down."""
    rng = np.random.default_rng(seed)
    t = np.linspace(0, 1, 64)
    y = rng.integers(0, 2, n)
    phase = rng.uniform(0, 2 * np.pi, (n, 1))
    direction = np.where(y == 1, 1.0, -1.0)[:, None]
    freq = 12 + direction * 8 * (t - 0.5)
    x = np.sin(2 * np.pi * freq * t + phase) + rng.normal(scale=0.1, size=(n, 64))
    return x.astype("float32")[..., None], y.astype("float32")[:, None]


inputs = keras.Input((64, 1))
h = layers.Conv1D(16, 7, strides=2, padding="same", activation="relu")(inputs)
h = layers.Conv1D(16, 5, strides=2, padding="same", activation="relu")(h)
h = layers.Flatten()(h)
outputs = layers.Dense(1)(h)
model = keras.Model(inputs, outputs)

ema_model = keras.models.clone_model(model)
ema_model.set_weights(model.get_weights())
ema_model.trainable = False

optimizer = keras.optimizers.Adam(2e-3, global_clipnorm=1.0)
loss_fn = keras.losses.BinaryCrossentropy(from_logits=True)
accuracy = keras.metrics.BinaryAccuracy(threshold=0.0)

x, y = chirps(512, 0)
x_val, y_val = chirps(128, 1)
train = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(512).batch(MICRO_BATCH, drop_remainder=True)

accumulated = [tf.Variable(tf.zeros_like(v), trainable=False) for v in model.trainable_variables]


def update_ema():
    for ema_weight, weight in zip(ema_model.weights, model.weights):
        ema_weight.assign(EMA_DECAY * ema_weight + (1.0 - EMA_DECAY) * weight)


def validation_accuracy(net):
    accuracy.reset_state()
    accuracy.update_state(y_val, net(x_val, training=False))
    return float(accuracy.result())


updates = 0
for epoch in range(EPOCHS):
    losses = []
    for step, (xb, yb) in enumerate(train):
        with tf.GradientTape() as tape:
            logits = model(xb, training=True)
            loss = loss_fn(yb, logits) / ACCUMULATE
        for total, grad in zip(accumulated, tape.gradient(loss, model.trainable_variables)):
            total.assign_add(grad)
        losses.append(float(loss) * ACCUMULATE)

        if (step + 1) % ACCUMULATE == 0:
            optimizer.apply_gradients(zip(accumulated, model.trainable_variables))
            for total in accumulated:
                total.assign(tf.zeros_like(total))
            update_ema()
            updates += 1
    print(
        f"epoch {epoch}: loss {np.mean(losses):.4f}, "
        f"accuracy {validation_accuracy(model):.3f}, with EMA {validation_accuracy(ema_model):.3f}"
    )
print("optimizer updates:", updates)
