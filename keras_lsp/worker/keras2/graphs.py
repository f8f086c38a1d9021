"""Graphs of TensorFlow that the program executes, with layers and optimizers of Keras 2."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from keras_lsp.worker.execution import graph_code
from keras_lsp.worker.keras2.internals import is_scratch, source
from keras_lsp.worker.training import graph_training

if TYPE_CHECKING:
    from collections.abc import Callable


def install() -> None:
    """Set the hooks."""
    graph_code.install()
    graph_training.install(is_scratch)
    for cls in (
        source("optimizers.optimizer").Optimizer,
        source("optimizers.legacy.optimizer_v2").OptimizerV2,
    ):
        cls.apply_gradients = _leave_out(cls.apply_gradients)


def _leave_out(original: Callable[..., Any]) -> Callable[..., Any]:
    """Change nothing in a graph; what Keras refuses, it refuses."""

    @functools.wraps(original)
    def apply(self: Any, grads_and_vars: Any, *args: Any, **kwargs: Any) -> Any:
        pairs = list(grads_and_vars)
        if not graph_training.in_graph() or all(gradient is None for gradient, _ in pairs):
            return original(self, pairs, *args, **kwargs)
        return self.iterations

    return apply
