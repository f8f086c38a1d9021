"""WGAN with gradient penalty as a keras.Model with a custom train_step, on 2-D points."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers


class WGANGP(keras.Model):
    def __init__(
        self, discriminator, generator, latent_dim, discriminator_extra_steps=3, gp_weight=10.0
    ):
        super().__init__()
        self.discriminator = discriminator
        self.generator = generator
        self.latent_dim = latent_dim
        self.d_steps = discriminator_extra_steps
        self.gp_weight = gp_weight
        self.d_loss_tracker = keras.metrics.Mean(name="d_loss")
        self.g_loss_tracker = keras.metrics.Mean(name="g_loss")

    @property
    def metrics(self):
        return [self.d_loss_tracker, self.g_loss_tracker]

    def compile(self, d_optimizer, g_optimizer, d_loss_fn, g_loss_fn):
        super().compile()
        self.d_optimizer = d_optimizer
        self.g_optimizer = g_optimizer
        self.d_loss_fn = d_loss_fn
        self.g_loss_fn = g_loss_fn

    def gradient_penalty(self, batch_size, real, fake):
        """Penalty on the gradient norm at points between real and fake samples."""
        alpha = tf.random.uniform([batch_size, 1], 0.0, 1.0)
        interpolated = real + alpha * (fake - real)
        with tf.GradientTape() as gp_tape:
            gp_tape.watch(interpolated)
            pred = self.discriminator(interpolated, training=True)
        grads = gp_tape.gradient(pred, [interpolated])[0]
        norm = tf.sqrt(tf.reduce_sum(tf.square(grads), axis=1) + 1e-12)
        return tf.reduce_mean((norm - 1.0) ** 2)

    def train_step(self, real):
        if isinstance(real, tuple):
            real = real[0]
        batch_size = tf.shape(real)[0]

        for _ in range(self.d_steps):
            latent = tf.random.normal(shape=(batch_size, self.latent_dim))
            with tf.GradientTape() as tape:
                fake = self.generator(latent, training=True)
                fake_logits = self.discriminator(fake, training=True)
                real_logits = self.discriminator(real, training=True)
                d_cost = self.d_loss_fn(real_logits, fake_logits)
                gp = self.gradient_penalty(batch_size, real, fake)
                d_loss = d_cost + gp * self.gp_weight
            d_gradient = tape.gradient(d_loss, self.discriminator.trainable_variables)
            self.d_optimizer.apply_gradients(
                zip(d_gradient, self.discriminator.trainable_variables)
            )

        latent = tf.random.normal(shape=(batch_size, self.latent_dim))
        with tf.GradientTape() as tape:
            fake = self.generator(latent, training=True)
            g_loss = self.g_loss_fn(self.discriminator(fake, training=True))
        gen_gradient = tape.gradient(g_loss, self.generator.trainable_variables)
        self.g_optimizer.apply_gradients(zip(gen_gradient, self.generator.trainable_variables))

        self.d_loss_tracker.update_state(d_loss)
        self.g_loss_tracker.update_state(g_loss)
        return {m.name: m.result() for m in self.metrics}


class SampleMonitor(keras.callbacks.Callback):
    def __init__(self, num=64, latent_dim=4):
        super().__init__()
        self.num = num
        self.latent_dim = latent_dim

    def on_epoch_end(self, epoch, logs=None):
        z = tf.random.normal((self.num, self.latent_dim))
        pts = self.model.generator(z, training=False).numpy()
        print(f" mean radius after epoch {epoch}: {np.linalg.norm(pts, axis=1).mean():.3f}")


def mlp(in_dim, out_dim, name):
    inp = keras.Input((in_dim,))
    x = layers.Dense(32)(inp)
    x = layers.LeakyReLU(negative_slope=0.2)(x)
    x = layers.Dense(32)(x)
    x = layers.LeakyReLU(negative_slope=0.2)(x)
    return keras.Model(inp, layers.Dense(out_dim)(x), name=name)


def main():
    angles = np.random.default_rng(0).uniform(0, 2 * np.pi, size=512)
    ring = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype("float32")

    wgan = WGANGP(mlp(2, 1, "critic"), mlp(4, 2, "generator"), latent_dim=4)
    wgan.compile(
        d_optimizer=keras.optimizers.Adam(2e-4, beta_1=0.5, beta_2=0.9),
        g_optimizer=keras.optimizers.Adam(2e-4, beta_1=0.5, beta_2=0.9),
        d_loss_fn=lambda real, fake: tf.reduce_mean(fake) - tf.reduce_mean(real),
        g_loss_fn=lambda fake: -tf.reduce_mean(fake),
    )
    wgan.fit(ring, batch_size=64, epochs=2, callbacks=[SampleMonitor()], verbose=2)


if __name__ == "__main__":
    main()
