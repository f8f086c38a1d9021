"""tf.keras 2.15: custom train_step with compiled_loss and compiled_metrics, saved weights in memory."""
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers


class NoisyInputModel(keras.Model):
    """Adds noise to the inputs during training only."""

    def __init__(self, *args, noise=0.1, **kwargs):
        super().__init__(*args, **kwargs)
        self.noise = noise

    def train_step(self, data):
        if len(data) == 3:
            x, y, sample_weight = data
        else:
            sample_weight = None
            x, y = data

        x = x + tf.random.normal(tf.shape(x), stddev=self.noise)
        with tf.GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self.compiled_loss(
                y, y_pred, sample_weight=sample_weight, regularization_losses=self.losses
            )

        trainable_vars = self.trainable_variables
        gradients = tape.gradient(loss, trainable_vars)
        self.optimizer.apply_gradients(zip(gradients, trainable_vars))
        self.compiled_metrics.update_state(y, y_pred, sample_weight=sample_weight)
        return {m.name: m.result() for m in self.metrics}

    def test_step(self, data):
        x, y = data
        y_pred = self(x, training=False)
        self.compiled_loss(y, y_pred, regularization_losses=self.losses)
        self.compiled_metrics.update_state(y, y_pred)
        return {m.name: m.result() for m in self.metrics}


def build():
    inputs = keras.Input(shape=(10,))
    x = layers.Dense(32, activation="relu", kernel_regularizer="l2")(inputs)
    x = layers.Dense(16, activation="relu")(x)
    outputs = layers.Dense(3, activation="softmax")(x)
    model = NoisyInputModel(inputs, outputs, noise=0.05)
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=1e-2),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


if __name__ == "__main__":
    tf.random.set_seed(0)
    rng = np.random.default_rng(0)
    centers = rng.normal(scale=2, size=(3, 10))
    y = rng.integers(0, 3, 400)
    x = (centers[y] + rng.normal(size=(400, 10))).astype("float32")
    weight = np.where(y == 2, 2.0, 1.0).astype("float32")

    model = build()
    history = model.fit(
        x[:320],
        y[:320],
        sample_weight=weight[:320],
        validation_data=(x[320:], y[320:]),
        batch_size=32,
        epochs=3,
        verbose=2,
    )
    print("keys", sorted(history.history.keys()))
    loss, accuracy = model.evaluate(x[320:], y[320:], verbose=0)
    print(f"loss {loss:.3f} accuracy {accuracy:.3f}")
