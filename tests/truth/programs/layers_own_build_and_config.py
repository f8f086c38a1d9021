"""Own layers: weights made in build, config round trip, layers inside layers, saving to a temporary file."""
import os
import tempfile

import keras
import numpy as np
from keras import initializers, layers, ops, regularizers


@keras.saving.register_keras_serializable(package="own")
class ScaledDense(layers.Layer):
    """Dense layer with a learned scale per unit."""

    def __init__(self, units, activation=None, kernel_regularizer=None, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.activation = keras.activations.get(activation)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)

    def build(self, input_shape):
        self.kernel = self.add_weight(
            shape=(input_shape[-1], self.units),
            initializer=initializers.HeNormal(),
            regularizer=self.kernel_regularizer,
            name="kernel",
        )
        self.scale = self.add_weight(shape=(self.units,), initializer="ones", name="scale")
        self.bias = self.add_weight(shape=(self.units,), initializer="zeros", name="bias")
        self.calls = self.add_weight(
            shape=(), initializer="zeros", dtype="int32", trainable=False, name="calls"
        )
        super().build(input_shape)

    def call(self, inputs):
        self.calls.assign_add(1)
        return self.activation(ops.matmul(inputs, self.kernel) * self.scale + self.bias)

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], self.units)

    def get_config(self):
        config = super().get_config()
        config.update(
            {
                "units": self.units,
                "activation": keras.activations.serialize(self.activation),
                "kernel_regularizer": regularizers.serialize(self.kernel_regularizer),
            }
        )
        return config


@keras.saving.register_keras_serializable(package="own")
class ResidualBlock(layers.Layer):
    """Holds other layers; projects the shortcut only when the width changes."""

    def __init__(self, units, rate=0.1, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.rate = rate
        self.dense = ScaledDense(units, activation="relu", kernel_regularizer=regularizers.L2(1e-4))
        self.norm = layers.LayerNormalization()
        self.dropout = layers.Dropout(rate)
        self.shortcut = None

    def build(self, input_shape):
        self.dense.build(input_shape)
        output_shape = self.dense.compute_output_shape(input_shape)
        self.norm.build(output_shape)
        if input_shape[-1] != self.units:
            self.shortcut = layers.Dense(self.units, use_bias=False)
            self.shortcut.build(input_shape)
        self.built = True

    def call(self, inputs, training=None):
        x = self.dense(inputs)
        x = self.dropout(x, training=training)
        skip = inputs if self.shortcut is None else self.shortcut(inputs)
        return self.norm(x + skip)

    def get_config(self):
        return {**super().get_config(), "units": self.units, "rate": self.rate}


def main():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(300, 10)).astype("float32")
    y = (np.linalg.norm(x, axis=1) > 3.1).astype("int32")

    inputs = keras.Input((10,))
    h = ResidualBlock(24)(inputs)
    h = ResidualBlock(24, rate=0.2)(h)
    outputs = layers.Dense(2, activation="softmax")(h)
    model = keras.Model(inputs, outputs)
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x, y, epochs=3, batch_size=30, verbose=2)
    print("regularization losses:", [round(float(l), 4) for l in model.losses])

    # Round trip of one layer through its config.
    block = ResidualBlock(8, rate=0.3, name="block")
    copy = ResidualBlock.from_config(block.get_config())
    assert copy.units == 8 and copy.rate == 0.3 and copy.name == "block"

    # Round trip of the whole model through a file.
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.keras")
        model.save(path)
        restored = keras.models.load_model(path)
    np.testing.assert_allclose(
        model.predict(x[:20], verbose=0), restored.predict(x[:20], verbose=0), atol=1e-5
    )
    print("restored model gives the same predictions")


if __name__ == "__main__":
    main()
