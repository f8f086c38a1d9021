"""Graphs of TensorFlow that the program executes, with layers and optimizers of Keras 3."""

from __future__ import annotations

from typing import Any

from keras.src.optimizers.base_optimizer import BaseOptimizer

from keras_lsp.worker import graph_code, graph_training
from keras_lsp.worker.keras3.symbolic import is_scratch

_apply_gradients = BaseOptimizer._backend_apply_gradients


def install() -> None:
    """Set the hooks."""
    graph_code.install()
    graph_training.install(is_scratch)
    BaseOptimizer._backend_apply_gradients = _apply


def _apply(self: Any, grads: Any, trainable_variables: Any) -> None:
    """Change nothing in a graph; what does not fit has been refused before this."""
    if not graph_training.in_executed_graph():
        _apply_gradients(self, grads, trainable_variables)
