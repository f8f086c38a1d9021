# about: a script with a main function behind `if __name__ == "__main__":`
"""Learns a line."""

import os
import sys

import numpy as np

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras  # noqa: E402


def make_data(n):
    x = np.linspace(-1, 1, n).reshape(-1, 1)
    return x, 3 * x + 1


def make_model():
    inputs = keras.Input((1,))  # hint: InputLayer → (None, 1)
    x = keras.layers.Dense(10, activation="elu")(inputs)  # hint: Dense (None, 1) → (None, 10) · 20
    return keras.Model(inputs, keras.layers.Dense(1)(x), name="regression")
    # hint: Dense (None, 10) → (None, 1) · 11


def main(argv):
    epochs = int(argv[1]) if len(argv) > 1 else 5
    model = make_model()
    model.compile("sgd", loss=keras.losses.MeanSquaredError())
    x, y = make_data(64)
    model.fit(x, y, epochs=epochs, verbose=0)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
# model regression: 31
