"""Graphs of TensorFlow that the program executes, with layers and optimizers of Keras 3."""

from __future__ import annotations

from typing import Any

from keras.src import backend
from keras.src.backend.common.symbolic_scope import in_symbolic_scope
from keras.src.backend.tensorflow.optimizer import TFOptimizer
from keras.src.optimizers.base_optimizer import BaseOptimizer

from keras_lsp.worker.execution import graph_code
from keras_lsp.worker.keras3 import weightless
from keras_lsp.worker.keras3.symbolic import is_scratch
from keras_lsp.worker.keras3.weightless import owners
from keras_lsp.worker.training import graph_training

_apply_gradients = BaseOptimizer._backend_apply_gradients
_var_key = TFOptimizer._var_key
_add_variable = TFOptimizer.add_variable_from_reference


def install() -> None:
    """Set the hooks."""
    graph_code.install()
    graph_training.install(is_scratch)
    weightless.state.refuse = graph_training.refuse_variables
    BaseOptimizer._backend_apply_gradients = _apply
    TFOptimizer._var_key = _key
    TFOptimizer.add_variable_from_reference = _add


def _apply(self: Any, grads: Any, trainable_variables: Any) -> None:
    """Change nothing in a graph; what does not fit has been refused before this."""
    if not graph_training.in_graph():
        _apply_gradients(self, grads, trainable_variables)


def _key(self: Any, variable: Any) -> Any:
    """As Keras, which asks TensorFlow's variable; that of a layer need not be made for it."""
    if isinstance(variable, backend.Variable):
        return id(variable)
    number = _var_key(self, variable)
    return owners.get(number, number)


def _add(self: Any, reference_variable: Any, *args: Any, **kwargs: Any) -> Any:
    """As Keras, which places the variable beside the other; where there is no other, nowhere."""
    if in_symbolic_scope():
        return BaseOptimizer.add_variable_from_reference(self, reference_variable, *args, **kwargs)
    return _add_variable(self, reference_variable, *args, **kwargs)
