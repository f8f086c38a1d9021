"""Where the trace takes hold of Keras 3.

The hooks are class attributes, set once after the import; they do nothing until a trace
is started.
"""

from __future__ import annotations

import contextlib
import functools
import re
import sys
from typing import TYPE_CHECKING, Any

import keras
from keras.src import backend, tree
from keras.src.backend import KerasTensor
from keras.src.backend.common import global_state
from keras.src.layers.core.input_layer import InputLayer
from keras.src.layers.layer import Layer
from keras.src.models.functional import Functional
from keras.src.models.model import Model
from keras.src.models.sequential import Sequential
from keras.src.ops.node import Node
from keras.src.ops.operation import Operation
from keras.src.utils.python_utils import is_default

from keras_lsp.worker.keras3.adapting import has_unknown_output
from keras_lsp.worker.keras3.symbolic import (
    can_stand_for_none,
    cannot_trace,
    in_trace,
    is_scratch,
    placeholder,
)
from keras_lsp.worker.source.sources import GENERATED, immediate_user
from keras_lsp.worker.trace.layer_calls import LayerCall, current
from keras_lsp.worker.values.unknown import Unknown, contains_unknown

if TYPE_CHECKING:
    from collections.abc import Callable

    from keras_lsp import report
    from keras_lsp.worker.trace.record import Trace
    from keras_lsp.worker.values.poison import Guess

_INPUT_FILES = ("/keras/src/layers/core/input_layer.py", "/keras_lsp/worker/keras3/hooks.py")
# `keras.layers.add([a, b])` makes the layer and calls it; layers for data have a `__call__` of
# their own, which calls that of all layers; AutoGraph calls what the program's code calls, and a
# `tf.function` what it was made of.
_CALL_FOR_USERS = re.compile(
    r"/keras/src/layers/(merging/|preprocessing/data_layer\.py$)|/tensorflow/python/"
    rf"|{GENERATED}"
)
_OP_FILES = (
    "/keras/src/ops/",
    "/keras/src/activations/",
    "/keras/src/utils/traceback_utils.py",
    "/keras/src/backend/common/keras_tensor.py",
    "/keras_lsp/worker/keras3/hooks.py",
    "/autograph/impl/api.py",
)


_symbolic_call = Operation.symbolic_call
_layer_call = Layer.__call__
_maybe_build = Layer._maybe_build
_layer_build = Layer.build
_input_init = InputLayer.__init__


class PoisonedTensor(KerasTensor):  # type: ignore[misc]
    """What a failed layer gives: a shape of which some dimensions are guessed."""

    _keras_lsp_guess: Guess
    _keras_lsp_poison = True

    @property
    def shape(self) -> tuple[Any, ...]:
        """The guessed shape; unknown dimensions absorb arithmetic."""
        return self._keras_lsp_guess.dims


class UnknownLayer(Layer):  # type: ignore[misc]
    """Takes the place of a layer of a Sequential that could not be made."""

    _keras_lsp_unknown_layer = True

    def call(self, inputs: Any) -> Any:
        """What goes in comes out."""
        return inputs


CHAIN = "_keras_lsp_chain"


def install() -> None:
    """Set the hooks."""
    keras.config.disable_traceback_filtering()
    Operation.__new__ = _watch_constructor(Operation.__new__)
    Operation.symbolic_call = _call_operation
    Layer.__call__ = _call_layer
    Layer._maybe_build = _build_layer
    Layer.build = functools.wraps(_layer_build)(_look_into)
    InputLayer.__init__ = _init_input
    backend.compute_output_spec = _observe_call(backend.compute_output_spec)


def start(trace: Trace) -> None:
    """Let the hooks report to `trace`, and number names from the beginning."""
    global_state.set_global_attribute("object_name_uids", None)
    current.trace = trace


# Construction.


def _watch_constructor(new: Callable[..., Any]) -> Callable[..., Any]:
    def watched(cls: type, *args: Any, **kwargs: Any) -> Any:
        trace = current.trace
        if trace is None:
            return new(cls, *args, **kwargs)
        if contains_unknown(args) or contains_unknown(kwargs):
            return Unknown(f"a {cls.__name__} whose arguments are not known")
        subject = new(cls, *args, **kwargs)
        if isinstance(subject, Layer):
            trace.created(subject, sys._getframe(1))
            if isinstance(subject, Model) and trace.site_of(subject) is not None:
                trace.models.append(subject)
        return subject

    return watched


def _init_input(self: Any, *args: Any, **kwargs: Any) -> None:
    _input_init(self, *args, **kwargs)
    trace = current.trace
    if trace is None:
        return
    user = immediate_user(trace.sources, lambda name: name.endswith(_INPUT_FILES))
    if user is not None:
        opened = trace.begin(self, trace.sources.span(user), [])
        trace.end(opened, [self._input_tensor], "input")


# Calls.


def _call_layer(self: Any, *args: Any, **kwargs: Any) -> Any:
    trace = current.trace
    if trace is None:
        return _layer_call(self, *args, **kwargs)
    site, current.site = current.site, None
    frame = sys._getframe(1)
    if site is None:
        while _CALL_FOR_USERS.search(frame.f_code.co_filename) and frame.f_back is not None:
            frame = frame.f_back
        if not trace.sources.is_user(frame.f_code.co_filename):
            return _layer_call(self, *args, **kwargs)
        site = trace.sources.span(frame)
    if contains_unknown(args) or contains_unknown(kwargs):
        return Unknown(f"the output of {type(self).__name__} for an input that is not known")
    if has_unknown_output(self):
        return Unknown(f"the output of {type(self).__name__}, whose vocabulary is not known")
    kind: report.CallKind = "model" if isinstance(self, Model) else "layer"
    return _Use(trace, self, kind, site, args, kwargs).make(
        lambda *a, **k: _layer_call(self, *a, **k), frame
    )


def _call_operation(self: Any, *args: Any, **kwargs: Any) -> Any:
    trace = current.trace
    if trace is None or isinstance(self, Layer):
        return _symbolic_call(self, *args, **kwargs)
    user = immediate_user(trace.sources, lambda name: any(part in name for part in _OP_FILES))
    if user is None:
        return _symbolic_call(self, *args, **kwargs)
    call = _Use(trace, self, "op", trace.sources.span(user), args, kwargs)
    return call.make(lambda *a, **k: _symbolic_call(self, *a, **k), user)


def _observe_call(original: Callable[..., Any]) -> Callable[..., Any]:
    """What traces a `call`, and gives other tensors than those that it returned."""

    @functools.wraps(original)
    def compute_output_spec(fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        trace = current.trace
        around = trace.inside() if trace is not None else None
        if trace is None or around is None or getattr(fn, "__self__", None) is not around.subject:
            return original(fn, *args, **kwargs)
        return original(trace.observed(fn, around, tree.flatten), *args, **kwargs)

    return compute_output_spec


def _build_layer(self: Any, call_spec: Any) -> None:
    trace = current.trace
    if trace is None:
        _maybe_build(self, call_spec)
        return
    # Where there are values, Keras lets the call itself say what is wrong.
    tries = getattr(call_spec, "eager", False) and is_default(self.build)
    with trace.trial() if tries else contextlib.nullcontext():
        try:
            _maybe_build(self, call_spec)
        finally:
            trace.restart(self)


def _look_into(self: Any, input_shape: Any) -> None:
    """`model.build(shape)` of a subclassed model, which Keras 3 leaves as unbuilt as before.

    The program says of which shape its inputs are: enough to show every layer. What fails
    on the way is no problem of the program, which would not have come to it here.
    """
    _layer_build(self, input_shape)
    trace = current.trace
    caller = sys._getframe(2)
    if trace is None or not isinstance(self, Model) or trace.calls_of.get(id(self)):
        return
    if not trace.sources.is_user(caller.f_code.co_filename) or trace.inside() is not None:
        return
    with trace.quietly(), contextlib.suppress(Exception):
        inputs = tree.map_shape_structure(KerasTensor, input_shape)
        watched_call(trace, self, trace.site_of(self) or trace.sources.span(caller), inputs)


def watched_call(trace: Trace, model: Any, site: report.Span, inputs: Any, **given: Any) -> Any:
    """Call the model symbolically, as if the expression at `site` did.

    A model that has been called before shows nothing new.

    Raises:
        Exception: whatever the model's `call` does.
    """
    known = bool(trace.calls_of.get(id(model)))
    opened = trace.begin(model, site, tree.flatten(inputs))
    try:
        outputs = backend.compute_output_spec(
            trace.observed(lambda x: model(x, **given), opened, tree.flatten), inputs
        )
    except Exception:
        trace.abandon()
        raise
    if known:
        trace.abandon()
    else:
        trace.end(opened, tree.flatten(outputs), "model", failed=bool(opened.poisoned))
    return outputs


class _Use(LayerCall):
    symbol = KerasTensor
    poisoned = PoisonedTensor

    def tensors_in(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Any]:
        return tensors_in(args, kwargs)

    def is_poisoned(self, model: Any) -> bool:
        return is_poisoned(model)

    def mark(self, tensor: Any, shape: Guess) -> None:
        if isinstance(tensor, KerasTensor) and not shape.certain:
            tensor.__class__ = PoisonedTensor
            tensor._keras_lsp_guess = shape

    def symbolic(self, shape: tuple[Any, ...], dtype: str) -> Any:
        tensor = KerasTensor(shape, dtype=dtype)
        Node(self.subject, self.args, self.kwargs, tensor)
        return tensor

    def is_executed(self) -> bool:
        return any(
            type(tensor).__name__ == "SymbolicTensor" and not is_scratch(tensor.graph)
            for tensor in self.inputs
        )

    def cannot_trace(self, error: Exception) -> bool:
        return cannot_trace(error)

    def placeholder(self, shape: tuple[Any, ...], dtype: str) -> Any:
        if not in_trace(self.inputs[0]) or (None in shape and not can_stand_for_none()):
            return None
        return placeholder(shape, dtype)


def is_poisoned(model: Any) -> bool:
    """Whether a layer of the model failed when the model was put together.

    Such a model is not called any more: what it would raise has been reported.
    """
    errors = current.trace.errors if current.trace is not None else {}
    if isinstance(model, Sequential):
        chain = model.__dict__.get(CHAIN, ())
        return any(id(layer) in errors or _is_poison(tensor) for layer, tensor in chain)
    if isinstance(model, Functional):
        return any(_is_broken(operation, errors) for operation in model.__dict__["_operations"])
    return bool(errors) and any(
        id(layer) in errors for layer in model._flatten_layers(include_self=False)
    )


def _is_broken(operation: Any, errors: dict[int, str]) -> bool:
    if id(operation) in errors or (isinstance(operation, Model) and is_poisoned(operation)):
        return True
    return any(_is_poison(t) for node in operation._inbound_nodes for t in node.output_tensors)


def _is_poison(tensor: Any) -> bool:
    return isinstance(tensor, PoisonedTensor)


def tensors_in(args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Any]:
    """The tensors and arrays among arguments, in their order."""
    if len(args) == 1 and not kwargs and isinstance(args[0], KerasTensor):
        return [args[0]]
    return [value for value in tree.flatten((args, kwargs)) if _is_tensor(value)]


def _is_tensor(value: Any) -> bool:
    return (
        hasattr(value, "shape")
        and hasattr(value, "dtype")
        and not isinstance(value, (Layer, keras.Variable, type))
    )
