"""Skips Python work that Keras 2 does for each layer and that no run needs."""

from __future__ import annotations

import functools
import inspect
from typing import TYPE_CHECKING, Any

from keras_lsp.worker.keras2.internals import (
    KerasTensor,
    Layer,
    Model,
    backend,
    keras,
    tf_inspect,
)
from keras_lsp.worker.trace.layer_calls import current

if TYPE_CHECKING:
    from collections.abc import Callable

_layer_setattr = Layer.__setattr__
_set_save_spec = Layer._set_save_spec
_infer_output_signature = Layer._infer_output_signature
_getfullargspec = tf_inspect.getfullargspec

# Values that Keras does not track.
_PLAIN = (bool, int, float, str, type(None))
_MATRIX = 2
# Layers that give what has the shape of their input, whatever it is.
_ALIKE = (
    keras.layers.BatchNormalization,
    keras.layers.Activation,
    keras.layers.ReLU,
    keras.layers.Dropout,
)
_ACTIVATIONS = ("relu", "sigmoid", "tanh", "softmax", "elu", "selu", "gelu", "swish", "linear")


def install() -> None:
    """Set the shortcuts."""
    Layer.__setattr__ = _set_attribute
    Layer._set_save_spec = _note_inputs
    Layer._infer_output_signature = _infer
    tf_inspect.getfullargspec = _arguments_of


def _set_attribute(self: Any, name: str, value: Any) -> None:
    if type(value) in _PLAIN and name not in self.__dict__ and not hasattr(type(self), name):
        object.__setattr__(self, name, value)
        return
    _layer_setattr(self, name, value)


def _note_inputs(self: Any, *args: Any, **kwargs: Any) -> None:
    """Needed for saving, which no layer is."""
    if current.trace is None or isinstance(self, Model):
        _set_save_spec(self, *args, **kwargs)


def _arguments_of(function: Any) -> Any:
    if inspect.ismethod(function) or inspect.isfunction(function):
        return _known_arguments(function.__func__ if inspect.ismethod(function) else function)
    return _getfullargspec(function)


@functools.cache
def _known_arguments(function: Callable[..., Any]) -> Any:
    return _getfullargspec(function)


def _infer(self: Any, inputs: Any, args: Any, kwargs: Any, masks: Any) -> Any:
    """The output of a layer that changes no shape, without calling it."""
    if current.trace is None or masks is not None or args or not _is_alike(self, inputs):
        return _infer_output_signature(self, inputs, args, kwargs, masks)
    with backend.name_scope(self._name_scope()):
        self._maybe_build(inputs)
    return KerasTensor(inputs.type_spec)


def _is_alike(layer: Any, inputs: Any) -> bool:
    return (
        type(layer) in _ALIKE
        and type(inputs) is KerasTensor
        and inputs.shape.rank is not None
        and inputs.shape.rank >= _MATRIX
        and inputs.dtype.name == layer.compute_dtype
        and layer.activity_regularizer is None
        and getattr(getattr(layer, "activation", None), "__name__", "linear") in _ACTIVATIONS
    )
