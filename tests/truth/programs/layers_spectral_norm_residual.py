# A residual convnet built from Layer subclasses, with spectral normalization as a wrapper and as an own layer.
import numpy as np
import tensorflow as tf
from tensorflow.keras import Model, layers
from tensorflow.keras.layers import Conv2D, Layer


class SpectralDense(Layer):
    """Dense layer whose kernel is divided by an estimate of its largest singular value."""

    def __init__(self, units, power_iterations=1, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.power_iterations = power_iterations

    def build(self, input_shape):
        self.w = self.add_weight(
            name="w",
            shape=(input_shape[-1], self.units),
            initializer="glorot_uniform",
            trainable=True,
        )
        self.b = self.add_weight(name="b", shape=(self.units,), initializer="zeros", trainable=True)
        self.u = self.add_weight(
            name="u",
            shape=(1, self.units),
            initializer=tf.keras.initializers.RandomNormal(seed=0),
            trainable=False,
        )

    def call(self, inputs, training=False):
        u = tf.convert_to_tensor(self.u)
        v = None
        for _ in range(self.power_iterations):
            v = tf.math.l2_normalize(tf.matmul(u, self.w, transpose_b=True))
            u = tf.math.l2_normalize(tf.matmul(v, self.w))
        u = tf.stop_gradient(u)
        v = tf.stop_gradient(v)
        sigma = tf.matmul(tf.matmul(v, self.w), u, transpose_b=True)
        if training:
            self.u.assign(u)
        return tf.matmul(inputs, self.w / sigma) + self.b


class ResidualUnit(Layer):
    def __init__(self, filters, strides=1, activation="relu", **kwargs):
        super().__init__(**kwargs)
        self.activation = tf.keras.activations.get(activation)
        self.main_layers = [
            Conv2D(filters, 3, strides=strides, padding="same", use_bias=False),
            layers.BatchNormalization(),
            self.activation,
            Conv2D(filters, 3, strides=1, padding="same", use_bias=False),
            layers.BatchNormalization(),
        ]
        self.skip_layers = []
        if strides > 1:
            self.skip_layers = [
                Conv2D(filters, 1, strides=strides, padding="same", use_bias=False),
                layers.BatchNormalization(),
            ]

    def call(self, inputs):
        z = inputs
        for layer in self.main_layers:
            z = layer(z)
        skip_z = inputs
        for layer in self.skip_layers:
            skip_z = layer(skip_z)
        return self.activation(z + skip_z)


class SmallResNet(Model):
    def __init__(self, num_classes):
        super().__init__()
        self.stem = layers.SpectralNormalization(Conv2D(8, 3, padding="same", activation="relu"))
        self.units = [ResidualUnit(8), ResidualUnit(16, strides=2)]
        self.pool = layers.GlobalAvgPool2D()
        self.head = SpectralDense(num_classes)

    def call(self, inputs, training=False):
        x = self.stem(inputs, training=training)
        for unit in self.units:
            x = unit(x)
        x = self.pool(x)
        return self.head(x, training=training)


def textures(n, seed):
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 3, n)
    grid = np.arange(16)
    x = rng.normal(0.5, 0.1, (n, 16, 16, 1))
    for i, k in enumerate(y):
        wave = 0.4 * np.sin(grid * (0.5 + k) + rng.uniform(0, 6))
        x[i, :, :, 0] += wave[None, :] if rng.random() < 0.5 else wave[:, None]
    return np.clip(x, 0, 1).astype("float32"), y


if __name__ == "__main__":
    x, y = textures(256, 0)
    xv, yv = textures(64, 1)
    model = SmallResNet(3)
    model.compile(
        optimizer=tf.keras.optimizers.Adam(5e-3),
        loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    model.fit(x, y, epochs=2, batch_size=32, validation_data=(xv, yv), verbose=2)
    model.summary()
