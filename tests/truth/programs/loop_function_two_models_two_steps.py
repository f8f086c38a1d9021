"""Domain-adversarial training: feature model and domain critic, each with its own compiled step."""
import numpy as np
import tensorflow as tf
import keras
from keras import layers


def make_domain(n, seed, shift):
    """Two classes; the target domain is the source domain moved by `shift`."""
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 2, n)
    x = rng.normal(scale=0.6, size=(n, 2)) + np.where(y == 1, 1.5, -1.5)[:, None] + shift
    return x.astype("float32"), y.astype("int32")


class FeatureNet(keras.Model):
    """Not built until it is first called inside the compiled step."""

    def __init__(self):
        super().__init__()
        self.body = keras.Sequential([layers.Dense(32, activation="relu"), layers.Dense(8)])
        self.classifier = layers.Dense(2)

    def call(self, x, training=False):
        z = self.body(x, training=training)
        return z, self.classifier(tf.nn.relu(z))


features = FeatureNet()
critic = keras.Sequential([layers.Dense(16, activation="relu"), layers.Dense(1)])

feature_opt = keras.optimizers.Adam(2e-3)
critic_opt = keras.optimizers.Adam(2e-3)
class_loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
domain_loss = keras.losses.BinaryCrossentropy(from_logits=True)


def domain_logits_loss(z_source, z_target):
    source_logits = critic(z_source, training=True)
    target_logits = critic(z_target, training=True)
    return 0.5 * (
        domain_loss(tf.ones_like(source_logits), source_logits)
        + domain_loss(tf.zeros_like(target_logits), target_logits)
    )


@tf.function
def critic_step(x_source, x_target):
    z_source, _ = features(x_source, training=False)
    z_target, _ = features(x_target, training=False)
    with tf.GradientTape() as tape:
        loss = domain_logits_loss(z_source, z_target)
    grads = tape.gradient(loss, critic.trainable_variables)
    critic_opt.apply_gradients(zip(grads, critic.trainable_variables))
    return loss


@tf.function
def feature_step(x_source, y_source, x_target, strength):
    with tf.GradientTape() as tape:
        z_source, logits = features(x_source, training=True)
        z_target, _ = features(x_target, training=True)
        supervised = class_loss(y_source, logits)
        # The features should make the domains look alike, so the critic's loss is maximised.
        confusion = -domain_logits_loss(z_source, z_target)
        loss = supervised + strength * confusion
    grads = tape.gradient(loss, features.trainable_variables)
    feature_opt.apply_gradients(zip(grads, features.trainable_variables))
    return supervised


@tf.function
def predict_classes(x):
    _, logits = features(x, training=False)
    return tf.argmax(logits, axis=-1, output_type=tf.int32)


def main():
    keras.utils.set_random_seed(0)
    x_s, y_s = make_domain(320, 0, shift=0.0)
    x_t, y_t = make_domain(320, 1, shift=1.0)
    source = tf.data.Dataset.from_tensor_slices((x_s, y_s)).shuffle(320).batch(32)
    target = tf.data.Dataset.from_tensor_slices(x_t).shuffle(320).batch(32)
    both = tf.data.Dataset.zip((source, target))

    epochs = 4
    for epoch in range(epochs):
        strength = tf.constant(0.1 * epoch / epochs, tf.float32)
        for (xs, ys), xt in both:
            c_loss = critic_step(xs, xt)
            f_loss = feature_step(xs, ys, xt, strength)
        accuracy = np.mean(predict_classes(x_t).numpy() == y_t)
        print(
            f"epoch {epoch}: critic {float(c_loss):.3f} class {float(f_loss):.3f} "
            f"target accuracy {accuracy:.3f}"
        )


if __name__ == "__main__":
    main()
