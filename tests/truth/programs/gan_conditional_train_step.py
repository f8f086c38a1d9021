# Conditional GAN: class labels are embedded and joined to noise (generator) and to the image (discriminator).
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

num_classes = 3
latent_dim = 16
image_size = 8
batch_size = 32


def make_stripes(n, seed=0):
    """Class 0: horizontal stripes, 1: vertical, 2: checker."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, num_classes, size=n)
    r, c = np.mgrid[0:image_size, 0:image_size]
    patterns = np.stack([r % 2, c % 2, (r + c) % 2]).astype("float32")
    images = patterns[labels] * 255.0
    return images[..., None], labels


images, labels = make_stripes(256)
images = images / 127.5 - 1.0
dataset = tf.data.Dataset.from_tensor_slices((images, labels.astype("int32")))
dataset = dataset.shuffle(256).batch(batch_size)


def build_generator():
    noise = keras.Input(shape=(latent_dim,), name="noise")
    label = keras.Input(shape=(), dtype="int32", name="label")
    emb = layers.Embedding(num_classes, 8)(label)
    x = layers.Concatenate()([noise, emb])
    x = layers.Dense(4 * 4 * 16, activation="relu")(x)
    x = layers.Reshape((4, 4, 16))(x)
    x = layers.UpSampling2D()(x)
    x = layers.Conv2D(16, 3, padding="same", activation="relu")(x)
    out = layers.Conv2D(1, 3, padding="same", activation="tanh")(x)
    return keras.Model([noise, label], out, name="generator")


def build_discriminator():
    image = keras.Input(shape=(image_size, image_size, 1), name="image")
    label = keras.Input(shape=(), dtype="int32", name="label")
    emb = layers.Embedding(num_classes, image_size * image_size)(label)
    plane = layers.Reshape((image_size, image_size, 1))(emb)
    x = layers.Concatenate(axis=-1)([image, plane])
    x = layers.Conv2D(16, 3, strides=2, padding="same")(x)
    x = layers.LeakyReLU()(x)
    x = layers.GlobalMaxPooling2D()(x)
    return keras.Model([image, label], layers.Dense(1)(x), name="discriminator")


class ConditionalGAN(keras.Model):
    def __init__(self, discriminator, generator, latent_dim):
        super().__init__()
        self.discriminator = discriminator
        self.generator = generator
        self.latent_dim = latent_dim
        self.seed_generator = keras.random.SeedGenerator(1337)
        self.gen_loss_tracker = keras.metrics.Mean(name="generator_loss")
        self.disc_loss_tracker = keras.metrics.Mean(name="discriminator_loss")

    @property
    def metrics(self):
        return [self.gen_loss_tracker, self.disc_loss_tracker]

    def compile(self, d_optimizer, g_optimizer, loss_fn):
        super().compile()
        self.d_optimizer = d_optimizer
        self.g_optimizer = g_optimizer
        self.loss_fn = loss_fn

    def train_step(self, data):
        real_images, class_ids = data
        n = tf.shape(real_images)[0]

        noise = keras.random.normal((n, self.latent_dim), seed=self.seed_generator)
        fake_images = self.generator([noise, class_ids], training=True)
        all_images = tf.concat([fake_images, real_images], axis=0)
        all_labels = tf.concat([class_ids, class_ids], axis=0)
        targets = tf.concat([tf.zeros((n, 1)), tf.ones((n, 1))], axis=0)

        with tf.GradientTape() as tape:
            logits = self.discriminator([all_images, all_labels], training=True)
            d_loss = self.loss_fn(targets, logits)
        grads = tape.gradient(d_loss, self.discriminator.trainable_weights)
        self.d_optimizer.apply_gradients(zip(grads, self.discriminator.trainable_weights))

        noise = keras.random.normal((n, self.latent_dim), seed=self.seed_generator)
        with tf.GradientTape() as tape:
            fake = self.generator([noise, class_ids], training=True)
            logits = self.discriminator([fake, class_ids], training=False)
            g_loss = self.loss_fn(tf.ones((n, 1)), logits)
        grads = tape.gradient(g_loss, self.generator.trainable_weights)
        self.g_optimizer.apply_gradients(zip(grads, self.generator.trainable_weights))

        self.gen_loss_tracker.update_state(g_loss)
        self.disc_loss_tracker.update_state(d_loss)
        return {
            "g_loss": self.gen_loss_tracker.result(),
            "d_loss": self.disc_loss_tracker.result(),
        }


cond_gan = ConditionalGAN(build_discriminator(), build_generator(), latent_dim)
cond_gan.compile(
    d_optimizer=keras.optimizers.Adam(learning_rate=0.0003),
    g_optimizer=keras.optimizers.Adam(learning_rate=0.0003),
    loss_fn=keras.losses.BinaryCrossentropy(from_logits=True),
)
history = cond_gan.fit(dataset, epochs=2, verbose=2)

# One sample of every class.
z = tf.random.normal((num_classes, latent_dim))
samples = cond_gan.generator.predict([z, np.arange(num_classes)], verbose=0)
samples = ((samples + 1.0) * 127.5).astype("uint8")
print(samples.shape, sorted(history.history))
