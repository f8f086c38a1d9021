"""The training methods of Keras 2."""

from __future__ import annotations

from keras_lsp.worker.keras2.checks import Keras2Check
from keras_lsp.worker.keras2.hooks import is_poisoned
from keras_lsp.worker.keras2.internals import Model, keras
from keras_lsp.worker.training import calls


def install() -> None:
    """Set the stand-ins."""
    calls.TrainingCalls(keras, Model, Keras2Check, is_poisoned, "lr").install()
