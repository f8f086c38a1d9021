# about: a GAN in one subclassed model: a training step of its own and no `call` at all
import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops

generator = keras.Sequential([keras.Input((16,)), layers.Dense(16)], name="generator")
# hint: InputLayer → (None, 16)
# hint: Dense (None, 16) → (None, 16) · 272
discriminator = keras.Sequential(
    [keras.Input((16,)), layers.Dense(16, activation="relu"), layers.Dense(1)],
    # hint: InputLayer → (None, 16)
    # hint: Dense (None, 16) → (None, 16) · 272
    # hint: Dense (None, 16) → (None, 1) · 17
    name="discriminator",
)


class GAN(keras.Model):
    def __init__(self, discriminator, generator):
        super().__init__()
        self.discriminator = discriminator
        self.generator = generator

    def compile(self, d_optimizer, loss_fn):
        super().compile()
        self.d_optimizer = d_optimizer
        self.loss_fn = loss_fn

    def train_step(self, real):
        noise = keras.random.normal((ops.shape(real)[0], 16))
        with tf.GradientTape() as tape:
            predictions = self.discriminator(self.generator(noise))
            # hint: Sequential (None, 16) → (None, 16) · 272
            # hint: Sequential (None, 16) → (None, 1) · 289
            loss = self.loss_fn(ops.zeros_like(predictions), predictions)
        grads = tape.gradient(loss, self.discriminator.trainable_weights)
        self.d_optimizer.apply_gradients(zip(grads, self.discriminator.trainable_weights))
        return {"d_loss": loss}


gan = GAN(discriminator, generator)
gan.compile(keras.optimizers.Adam(3e-4), keras.losses.BinaryCrossentropy(from_logits=True))
gan.fit(np.zeros((32, 16), dtype="float32"), epochs=1, batch_size=8)
# model generator: 272
# model discriminator: 289
# model gan: 561
