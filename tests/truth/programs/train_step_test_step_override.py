"""Custom train_step with sample weights and test_step override, plus compute_metrics."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers


class WeightedRegressor(keras.Model):
    """train_step handles optional sample weights; test_step only reports the median-like error."""

    def train_step(self, data):
        x, y, sample_weight = keras.utils.unpack_x_y_sample_weight(data)
        with tf.GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self.compute_loss(x=x, y=y, y_pred=y_pred, sample_weight=sample_weight)
        self._loss_tracker.update_state(loss)
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply(gradients, self.trainable_variables)
        for metric in self.metrics:
            if metric.name != "loss":
                metric.update_state(y, y_pred, sample_weight=sample_weight)
        return {m.name: m.result() for m in self.metrics}

    def test_step(self, data):
        x, y, _ = keras.utils.unpack_x_y_sample_weight(data)
        y_pred = self(x, training=False)
        loss = self.compute_loss(x=x, y=y, y_pred=y_pred, training=False)
        self._loss_tracker.update_state(loss)
        for metric in self.metrics:
            if metric.name != "loss":
                metric.update_state(y, y_pred)
        return {m.name: m.result() for m in self.metrics}

    def predict_step(self, data):
        x, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        return keras.ops.squeeze(self(x, training=False), axis=-1)


def build():
    inputs = keras.Input(shape=(8,))
    x = layers.Dense(32, activation="gelu")(inputs)
    x = layers.LayerNormalization()(x)
    x = layers.Dense(16, activation="gelu")(x)
    outputs = layers.Dense(1)(x)
    model = WeightedRegressor(inputs, outputs)
    model.compile(
        optimizer=keras.optimizers.Adam(1e-2),
        loss=keras.losses.Huber(delta=1.0),
        metrics=[keras.metrics.MeanAbsoluteError(name="mae")],
    )
    return model


if __name__ == "__main__":
    rng = np.random.default_rng(2)
    x = rng.normal(size=(400, 8)).astype("float32")
    y = (x[:, :1] * 2 + np.abs(x[:, 1:2])).astype("float32")
    # Some targets are unreliable and get a small weight.
    noisy = rng.random(400) < 0.1
    y[noisy] += rng.normal(scale=10, size=(noisy.sum(), 1))
    w = np.where(noisy, 0.05, 1.0).astype("float32")

    model = build()
    model.fit(x[:320], y[:320], sample_weight=w[:320], epochs=4, batch_size=32, verbose=2)
    clean = ~noisy[320:]
    results = model.evaluate(x[320:][clean], y[320:][clean], verbose=0, return_dict=True)
    print({k: round(v, 3) for k, v in results.items()})
    print(model.predict(x[:4], verbose=0).shape)
