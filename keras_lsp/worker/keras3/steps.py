"""One step of training that the program defines itself, gone through without values.

Keras puts `train_step` and `test_step` into a graph, on TensorFlow. Here that graph is only
looked at: variables are not made, gradients have the shapes of what they are taken of, and an
optimizer changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import keras
from keras.src import backend, tree
from keras.src.backend import KerasTensor
from keras.src.backend.common.stateless_scope import StatelessScope
from keras.src.backend.common.symbolic_scope import SymbolicScope

from keras_lsp.worker.keras3.symbolic import SCRATCH, placeholder

if TYPE_CHECKING:
    from collections.abc import Callable


def is_possible() -> bool:
    """Whether a step can be gone through on this back end."""
    return bool(keras.backend.backend() == "tensorflow")


def perform(step: Callable[[Any], Any], batch: Any) -> Any:
    """What the step gives for a batch, of which only the form is known.

    Args:
        step: `train_step` or `test_step` of a model.
        batch: symbolic tensors of Keras, in the structure of the data.

    Returns:
        The same structure of tensors as the step gives; those are of a graph.

    Raises:
        Exception: whatever the program does.
    """
    import tensorflow as tf

    with (
        StatelessScope(collect_losses=True),
        SymbolicScope(),
        tf.__internal__.FuncGraph(SCRATCH).as_default(),
    ):
        return step(tree.map_structure(_in_graph, batch, none_is_leaf=False))


def _in_graph(value: Any) -> Any:
    if isinstance(value, KerasTensor):
        return placeholder(value.shape, value.dtype)
    return backend.convert_to_tensor(value)
