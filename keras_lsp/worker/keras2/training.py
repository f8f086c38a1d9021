"""The training methods of Keras 2."""

from __future__ import annotations

from keras_lsp.worker.keras2.checks import Check
from keras_lsp.worker.keras2.hooks import is_poisoned
from keras_lsp.worker.keras2.internals import Model, keras
from keras_lsp.worker.training import calls


def install() -> None:
    """Set the stand-ins."""
    calls.Training(keras, Model, Check, is_poisoned, "lr").install()
