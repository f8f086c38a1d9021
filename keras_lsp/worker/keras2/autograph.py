"""Keeps Keras from translating the program's own code with AutoGraph.

A translated copy would be executed in another file, where no position is the user's. What
only the translation can do, `if` and `for` on tensors, goes one way here: for the shapes.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import tensorflow as tf

from keras_lsp.worker.keras2.internals import base_layer, is_scratch
from keras_lsp.worker.trace.layer_calls import current

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_autograph = base_layer.tf.__internal__.autograph
_convert = _autograph.tf_convert
# `Model.build` calls the model as it is, and fails where a tensor decides.
_UNTRANSLATED = "build_graph"
_ASKED = "_keras_lsp_asked"
_bool, _iter = tf.Tensor.__bool__, tf.Tensor.__iter__


def install() -> None:
    """Set the stand-ins."""
    _autograph.tf_convert = _leave
    tf.Tensor.__bool__ = _decide
    tf.Tensor.__iter__ = _go_through


def _leave(function: Callable[..., Any], *context: Any, **how: Any) -> Any:
    for_looks = tf.executing_eagerly() or is_scratch(tf.compat.v1.get_default_graph())
    if current.trace is not None and for_looks:
        return function
    return _convert(function, *context, **how)


def _is_for_looks(tensor: Any) -> bool:
    """Whether the tensor will never have a value, and Keras would translate what uses it."""
    if isinstance(tensor, tf.__internal__.EagerTensor):
        return False
    return is_scratch(tensor.graph) and tensor.graph.name != _UNTRANSLATED


def _decide(self: Any) -> bool:
    """Yes; but no when the same place asks again, so that a `while` ends."""
    if not _is_for_looks(self):
        return bool(_bool(self))
    frame = sys._getframe(1)
    asked: set[tuple[Any, int]] = getattr(self.graph, _ASKED, set())
    asked ^= {(frame.f_code, frame.f_lasti)}
    setattr(self.graph, _ASKED, asked)
    return (frame.f_code, frame.f_lasti) in asked


def _go_through(self: Any) -> Iterator[Any]:
    """One round."""
    return iter([self[0]]) if _is_for_looks(self) else _iter(self)
