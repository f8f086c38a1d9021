"""The training methods of Keras 2."""

from __future__ import annotations

from keras_lsp.worker import training
from keras_lsp.worker.keras2.checks import Check
from keras_lsp.worker.keras2.hooks import is_poisoned
from keras_lsp.worker.keras2.internals import Model, keras


def install() -> None:
    """Set the stand-ins."""
    training.Training(keras, Model, Check, is_poisoned, "lr").install()
