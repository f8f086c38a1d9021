# about: a subclassed model with a training step of its own and a layer that draws random numbers
import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops


class Sampling(layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.seed_generator = keras.random.SeedGenerator(1337)

    def call(self, inputs):
        z_mean, z_log_var = inputs
        epsilon = keras.random.normal(ops.shape(z_mean), seed=self.seed_generator)
        return z_mean + ops.exp(0.5 * z_log_var) * epsilon


pixels = keras.Input((100,))  # hint: InputLayer → (None, 100)
h = layers.Dense(40, activation="relu")(pixels)  # hint: Dense (None, 100) → (None, 40) · 4040
z_mean = layers.Dense(4, name="z_mean")(h)  # hint: Dense (None, 40) → (None, 4) · 164
z_log_var = layers.Dense(4, name="z_log_var")(h)  # hint: Dense (None, 40) → (None, 4) · 164
z = Sampling()([z_mean, z_log_var])  # hint: Sampling (None, 4), (None, 4) → (None, 4) · 0
encoder = keras.Model(pixels, [z_mean, z_log_var, z], name="encoder")

decoder = keras.Sequential(
    [
        keras.Input((4,)),  # hint: InputLayer → (None, 4)
        layers.Dense(30, activation="relu"),  # hint: Dense (None, 4) → (None, 30) · 150
        layers.Dense(100, activation="sigmoid"),  # hint: Dense (None, 30) → (None, 100) · 3100
    ]
)


class VAE(keras.Model):
    def __init__(self, encoder, decoder, **kwargs):
        super().__init__(**kwargs)
        self.encoder = encoder
        self.decoder = decoder
        self.loss_tracker = keras.metrics.Mean(name="loss")

    @property
    def metrics(self):
        return [self.loss_tracker]

    def call(self, inputs):
        return self.decoder(self.encoder(inputs)[2])
        # hint: Functional (None, 100) → (None, 4), (None, 4), (None, 4) · 4368
        # hint: Sequential (None, 4) → (None, 100) · 3250

    def train_step(self, data):
        with tf.GradientTape() as tape:
            z_mean, z_log_var, z = self.encoder(data)
            # hint: Functional (None, 100) → (None, 4), (None, 4), (None, 4) · 4368
            reconstruction = self.decoder(z)  # hint: Sequential (None, 4) → (None, 100) · 3250
            error = ops.mean(ops.sum(ops.square(data - reconstruction), axis=1))
            kl = -0.5 * (1 + z_log_var - ops.square(z_mean) - ops.exp(z_log_var))
            loss = error + ops.mean(ops.sum(kl, axis=1))
        gradients = tape.gradient(loss, self.trainable_weights)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_weights))
        self.loss_tracker.update_state(loss)
        return {"loss": self.loss_tracker.result()}


vae = VAE(encoder, decoder)  # hint: VAE (None, 100) → (None, 100) · 7618
vae.compile(optimizer=keras.optimizers.Adam())
history = vae.fit(np.zeros((64, 100), dtype="float32"), epochs=2, batch_size=16)
print(history.history["loss"])
# model encoder: 4368
# model decoder: 3250
# model vae: 7618
