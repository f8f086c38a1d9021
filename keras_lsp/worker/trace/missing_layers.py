"""Layers of packages that are not here: each has its place in the model, and an unknown output.

What such a package gives is an unknown; one that is called on a symbolic tensor is a layer, or a
function that uses layers.
"""

from __future__ import annotations

import functools
import sys
from typing import TYPE_CHECKING, Any

from keras_lsp.worker.trace.layer_calls import LayerCall, current, guess_of
from keras_lsp.worker.values import unknown
from keras_lsp.worker.values.poison import KEEPS_SHAPE, is_poison
from keras_lsp.worker.values.unknown import Unknown, UnknownBase, called_name

if TYPE_CHECKING:
    from keras_lsp.worker.trace.record import Trace

_LAYER = "_unknown_layer"
# Of their names: they put something around a layer, and are called like it.
_WRAPPERS = ("WeightNormalization", "SpectralNormalization", "Wrapper", "TimeDistributed")
_KEEPING = ("Normalization", "Norm", "Activation", "Dropout", "StochasticDepth", "DropPath")


def install() -> None:
    """From now on calls of unknowns come here first."""
    unknown.on_call = _called


def _called(subject: Unknown | UnknownBase, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """What a call gives if it is that of a layer; None if it is not."""
    trace = current.trace
    if trace is None or not args:
        return None
    name = _name(trace, subject)
    if isinstance(args[0], trace.adapter.layer) and name.endswith(_WRAPPERS):
        # What the wrapper adds is not known.
        trace.repeating.add(id(args[0]))
        return args[0]
    tensors = trace.adapter.tensors_in(args, kwargs)
    if not tensors or not all(map(trace.adapter.is_symbolic, tensors)):
        return None
    if any(is_poison(tensor) and not guess_of(tensor).missing for tensor in tensors):
        # It comes of an error, which may be why the other thing is not known.
        return None
    user = trace.sources.user_frame(sys._getframe(2))
    if user is None:
        return None
    layer = layer_for(trace, subject)
    call = LayerCall(trace, layer, "layer", trace.sources.span(user), args, kwargs)
    return call.make(layer, user)


def layer_for(trace: Trace, subject: Unknown | UnknownBase) -> Any:
    """The layer in the place of an unknown, the same each time."""
    if _LAYER not in subject.__dict__:
        cls = _class(trace.adapter.unknown_layer, _name(trace, subject))
        subject.__dict__[_LAYER] = cls()
    return subject.__dict__[_LAYER]


def _name(trace: Trace, subject: Unknown | UnknownBase) -> str:
    """The name of what is called; as the program has bound it, if it was imported by name."""
    name = called_name(subject)
    if name:
        return name
    names = (name for name, value in trace.namespace.items() if value is subject)
    return next(names, "")


@functools.cache
def _class(base: type, name: str) -> type:
    if not name.isidentifier():
        return base
    return type(name, (base,), {KEEPS_SHAPE: True} if name.endswith(_KEEPING) else {})
