"""Small denoising diffusion implicit model: cosine schedule, EMA network, train_step and test_step."""
import math

import numpy as np
import tensorflow as tf
import keras
from keras import layers, ops

image_size = 16
batch_size = 32
min_signal_rate = 0.02
max_signal_rate = 0.95
embedding_dims = 16
embedding_max_frequency = 100.0
ema = 0.99


@keras.saving.register_keras_serializable()
def sinusoidal_embedding(x):
    frequencies = ops.exp(
        ops.linspace(math.log(1.0), math.log(embedding_max_frequency), embedding_dims // 2)
    )
    angular_speeds = ops.cast(2.0 * math.pi * frequencies, "float32")
    return ops.concatenate([ops.sin(angular_speeds * x), ops.cos(angular_speeds * x)], axis=3)


def residual_block(width):
    def apply(x):
        residual = x if x.shape[3] == width else layers.Conv2D(width, kernel_size=1)(x)
        x = layers.BatchNormalization(center=False, scale=False)(x)
        x = layers.Conv2D(width, kernel_size=3, padding="same", activation="swish")(x)
        x = layers.Conv2D(width, kernel_size=3, padding="same")(x)
        return layers.Add()([x, residual])

    return apply


def get_network(widths=(8, 16)):
    noisy_images = keras.Input(shape=(image_size, image_size, 3))
    noise_variances = keras.Input(shape=(1, 1, 1))
    e = layers.Lambda(sinusoidal_embedding, output_shape=(1, 1, embedding_dims))(noise_variances)
    e = layers.UpSampling2D(size=image_size, interpolation="nearest")(e)
    x = layers.Conv2D(widths[0], kernel_size=1)(noisy_images)
    x = layers.Concatenate()([x, e])
    skips = []
    for width in widths[:-1]:
        x = residual_block(width)(x)
        skips.append(x)
        x = layers.AveragePooling2D(pool_size=2)(x)
    x = residual_block(widths[-1])(x)
    for width in reversed(widths[:-1]):
        x = layers.UpSampling2D(size=2, interpolation="bilinear")(x)
        x = layers.Concatenate()([x, skips.pop()])
        x = residual_block(width)(x)
    x = layers.Conv2D(3, kernel_size=1, kernel_initializer="zeros")(x)
    return keras.Model([noisy_images, noise_variances], x, name="residual_unet")


class DiffusionModel(keras.Model):
    def __init__(self):
        super().__init__()
        self.normalizer = layers.Normalization()
        self.network = get_network()
        self.ema_network = keras.models.clone_model(self.network)

    def compile(self, **kwargs):
        super().compile(**kwargs)
        self.noise_loss_tracker = keras.metrics.Mean(name="n_loss")

    @property
    def metrics(self):
        return [self.noise_loss_tracker]

    def diffusion_schedule(self, diffusion_times):
        start_angle = math.acos(max_signal_rate)
        end_angle = math.acos(min_signal_rate)
        angles = start_angle + diffusion_times * (end_angle - start_angle)
        return ops.sin(angles), ops.cos(angles)

    def denoise(self, noisy_images, noise_rates, signal_rates, training):
        network = self.network if training else self.ema_network
        pred_noises = network([noisy_images, noise_rates**2], training=training)
        pred_images = (noisy_images - noise_rates * pred_noises) / signal_rates
        return pred_noises, pred_images

    def generate(self, num_images, steps):
        noisy = keras.random.normal((num_images, image_size, image_size, 3))
        pred_images = noisy
        for step in range(steps):
            times = ops.ones((num_images, 1, 1, 1)) - step / steps
            noise_rates, signal_rates = self.diffusion_schedule(times)
            pred_noises, pred_images = self.denoise(noisy, noise_rates, signal_rates, training=False)
            next_noise, next_signal = self.diffusion_schedule(times - 1.0 / steps)
            noisy = next_signal * pred_images + next_noise * pred_noises
        images = self.normalizer.mean + pred_images * self.normalizer.variance**0.5
        return ops.clip(images, 0.0, 1.0)

    def mix(self, images):
        images = self.normalizer(images)
        noises = keras.random.normal(ops.shape(images))
        times = keras.random.uniform((ops.shape(images)[0], 1, 1, 1))
        noise_rates, signal_rates = self.diffusion_schedule(times)
        return noises, signal_rates * images + noise_rates * noises, noise_rates, signal_rates

    def train_step(self, images):
        noises, noisy, noise_rates, signal_rates = self.mix(images)
        with tf.GradientTape() as tape:
            pred_noises, _ = self.denoise(noisy, noise_rates, signal_rates, training=True)
            noise_loss = self.loss(noises, pred_noises)
        gradients = tape.gradient(noise_loss, self.network.trainable_weights)
        self.optimizer.apply_gradients(zip(gradients, self.network.trainable_weights))
        self.noise_loss_tracker.update_state(noise_loss)
        for weight, ema_weight in zip(self.network.weights, self.ema_network.weights):
            ema_weight.assign(ema * ema_weight + (1 - ema) * weight)
        return {m.name: m.result() for m in self.metrics}

    def test_step(self, images):
        noises, noisy, noise_rates, signal_rates = self.mix(images)
        pred_noises, _ = self.denoise(noisy, noise_rates, signal_rates, training=False)
        self.noise_loss_tracker.update_state(self.loss(noises, pred_noises))
        return {m.name: m.result() for m in self.metrics}


rng = np.random.default_rng(0)
colours = rng.uniform(0.2, 0.8, size=(160, 1, 1, 3))
pictures = np.clip(colours + rng.normal(scale=0.05, size=(160, image_size, image_size, 3)), 0, 1)
pictures = pictures.astype("float32")
train_ds = tf.data.Dataset.from_tensor_slices(pictures[:128]).batch(batch_size, drop_remainder=True)
val_ds = tf.data.Dataset.from_tensor_slices(pictures[128:]).batch(batch_size, drop_remainder=True)

model = DiffusionModel()
model.compile(
    optimizer=keras.optimizers.AdamW(learning_rate=1e-3, weight_decay=1e-4),
    loss=keras.losses.MeanAbsoluteError(),
)
model.normalizer.adapt(train_ds)
model.fit(train_ds, epochs=2, validation_data=val_ds, verbose=2)
print(model.generate(num_images=2, steps=4).shape)
