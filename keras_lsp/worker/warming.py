"""A throw-away program that is run before the first one of a process."""

from __future__ import annotations

import os
import warnings
from typing import TYPE_CHECKING

from keras_lsp.worker import channel, silence
from keras_lsp.worker.beginning import Beginning

if TYPE_CHECKING:
    from collections.abc import Callable

    from keras_lsp.worker.trace.adapter import Adapter

_WARM_UP = """
import numpy as np
import {package} as keras
from {package}.models import Sequential
from {package}.layers import Dense
model = Sequential()
model.add(Dense(2, input_dim=1, activation="relu"))
model.add(Dense(1, activation="sigmoid"))
model.compile("adam", "mse", metrics=["mae"])
model.summary()
images = keras.Input((8, 8, 3))
x = keras.layers.Conv2D(2, 3, activation="relu")(images)
x = keras.layers.BatchNormalization()(x)
x = keras.layers.MaxPooling2D()(x) * 2
x = keras.layers.Flatten()(x)
model = keras.Model(images, keras.layers.Dense(1)(x))
keras.layers.Conv2D(2, 3)(x)
print(np.zeros(3).shape)
"""
# JAX makes and imports a good deal when it first does so.
_COMPUTING = """
x = keras.random.normal((2, 1)) + keras.ops.sum(np.ones((2, 1), "float32"))
model = keras.Sequential([keras.layers.Dense(2), keras.layers.Dropout(0.5)])
model(x)
model.compile("adam", "mse")
model.fit(np.ones((2, 1)), np.ones((2, 2)), verbose=0)
"""


def warm_up(
    adapter: Adapter,
    directory: str,
    perform: Callable[[channel.ProgramToRun, channel.Events], None],
    *,
    computes: bool,
) -> None:
    """Pay the first-time costs of everything that a run does, on a throw-away program.

    Args:
        adapter: knows the Keras of this process.
        directory: where that program seems to lie.
        perform: runs a program and sends what it finds.
        computes: with real values, too, which takes longer.
    """
    before = Beginning()
    null = os.open(os.devnull, os.O_WRONLY)
    path = f"{directory}/warm_up.py"
    text = _WARM_UP.format(package=adapter.package.__name__)
    if computes:
        text += _COMPUTING
    try:
        perform(channel.ProgramToRun(path, text, [directory]), channel.Events(null))
    finally:
        os.close(null)
        before.restore()
        silence.show_anew(warnings.filters)
