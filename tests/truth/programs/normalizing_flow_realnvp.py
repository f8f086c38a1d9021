"""Real NVP normalizing flow with affine coupling layers, density estimation of two moons."""
import math

import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers, regularizers

HIDDEN = 32
REG = 0.001


def two_moons(n, seed=0):
    rng = np.random.default_rng(seed)
    t = rng.uniform(0, np.pi, n)
    upper = rng.random(n) < 0.5
    x = np.where(upper, np.cos(t), 1 - np.cos(t))
    y = np.where(upper, np.sin(t), 0.5 - np.sin(t))
    data = np.stack([x, y], axis=1) + rng.normal(scale=0.05, size=(n, 2))
    return data.astype("float32")


def Coupling(input_shape):
    inp = keras.layers.Input(shape=(input_shape,))

    t = layers.Dense(HIDDEN, activation="relu", kernel_regularizer=regularizers.l2(REG))(inp)
    t = layers.Dense(HIDDEN, activation="relu", kernel_regularizer=regularizers.l2(REG))(t)
    t = layers.Dense(input_shape, activation="linear", kernel_regularizer=regularizers.l2(REG))(t)

    s = layers.Dense(HIDDEN, activation="relu", kernel_regularizer=regularizers.l2(REG))(inp)
    s = layers.Dense(HIDDEN, activation="relu", kernel_regularizer=regularizers.l2(REG))(s)
    s = layers.Dense(input_shape, activation="tanh", kernel_regularizer=regularizers.l2(REG))(s)
    return keras.Model(inputs=inp, outputs=[s, t])


class RealNVP(keras.Model):
    def __init__(self, num_coupling_layers):
        super().__init__()
        self.num_coupling_layers = num_coupling_layers
        self.masks = np.array([[0, 1], [1, 0]] * (num_coupling_layers // 2), dtype="float32")
        self.loss_tracker = keras.metrics.Mean(name="loss")
        self.layers_list = [Coupling(2) for _ in range(num_coupling_layers)]

    @property
    def metrics(self):
        return [self.loss_tracker]

    def call(self, x, training=True):
        """training=True maps data to the latent space, False the other way round."""
        log_det_inv = tf.zeros(tf.shape(x)[0])
        direction = -1 if training else 1
        for i in range(self.num_coupling_layers)[::direction]:
            x_masked = x * self.masks[i]
            reversed_mask = 1 - self.masks[i]
            s, t = self.layers_list[i](x_masked)
            s = s * reversed_mask
            t = t * reversed_mask
            gate = (direction - 1) / 2
            x = (
                reversed_mask * (x * tf.exp(direction * s) + direction * t * tf.exp(gate * s))
                + x_masked
            )
            log_det_inv += gate * tf.reduce_sum(s, axis=1)
        return x, log_det_inv

    def log_prob(self, x):
        z, logdet = self(x, training=True)
        log_base = -0.5 * tf.reduce_sum(z**2, axis=1) - math.log(2 * math.pi)
        return log_base + logdet

    def log_loss(self, x):
        return -tf.reduce_mean(self.log_prob(x))

    def train_step(self, data):
        with tf.GradientTape() as tape:
            nll = self.log_loss(data)
            loss = nll + tf.add_n(self.losses)
        g = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(g, self.trainable_variables))
        self.loss_tracker.update_state(nll)
        return {"loss": self.loss_tracker.result()}

    def test_step(self, data):
        self.loss_tracker.update_state(self.log_loss(data))
        return {"loss": self.loss_tracker.result()}


data = two_moons(600)
norm = layers.Normalization()
norm.adapt(data)
normalized_data = norm(data).numpy()

model = RealNVP(num_coupling_layers=4)
model.compile(optimizer=keras.optimizers.Adam(learning_rate=1e-3))
history = model.fit(normalized_data, batch_size=64, epochs=3, verbose=2, validation_split=0.2)

# From data to latent space and back again.
z, _ = model(normalized_data[:100], training=True)
back, _ = model(z, training=False)
print("largest error of the round trip:", float(np.abs(back.numpy() - normalized_data[:100]).max()))

samples = np.random.default_rng(1).normal(size=(500, 2)).astype("float32")
x, _ = model.predict(samples, verbose=0)
print("latent std", z.numpy().std(axis=0).round(2), "generated", x.shape)
