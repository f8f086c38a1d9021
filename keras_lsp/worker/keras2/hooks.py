"""Where the trace takes hold of Keras 2.

The hooks are class attributes, set once after the import; they do nothing until a trace
is started.
"""

from __future__ import annotations

import functools
import sys
from typing import TYPE_CHECKING, Any

import tensorflow as tf

from keras_lsp.programs.file_names import pattern
from keras_lsp.worker.keras2.internals import (
    NAME,
    OPERATIONS,
    Functional,
    InputLayer,
    Layer,
    Metric,
    Model,
    Sequential,
    backend,
    input_spec,
    placeholder,
    scratch_graph,
    traceback_utils,
)
from keras_lsp.worker.source.sequential_sites import site_in
from keras_lsp.worker.source.sources import GENERATED, immediate_user
from keras_lsp.worker.trace.layer_calls import LayerCall, current
from keras_lsp.worker.trace.starving import Starved
from keras_lsp.worker.values.searching import contains_unknown
from keras_lsp.worker.values.unknown import Unknown, UnknownValueError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from keras_lsp import report
    from keras_lsp.worker.trace.record import Trace

_SOURCE = f"/{NAME}/src/"
_INPUT_FILES = pattern(rf"{_SOURCE}(engine/input_layer|utils/traceback_utils)\.py$")
# `keras.layers.add([a, b])` makes the layer and calls it; AutoGraph calls what the program's
# code calls, and a `tf.function` what it was made of.
_CALL_FOR_USERS = pattern(f"{_SOURCE}layers/merging/", "/tensorflow/python/", GENERATED)
_SEQUENTIAL_FILE = pattern(rf"{_SOURCE}engine/sequential\.py$")
_SEQUENTIAL_CALLS = ("add", "_build_graph_network_for_inferred_shape")
_OP_FILES = pattern(
    "/tensorflow/python/",
    rf"{_SOURCE}(layers/core/tf_op_layer|engine/keras_tensor|backend|activations)\.py",
    r"/keras_lsp/worker/keras2/hooks\.py",
    r"/keras_lsp/worker/source/conversions\.py",
)

_layer_new = Layer.__new__
_input_init = InputLayer.__init__
_model_build = Model.build
_functional_init = Functional.__init__


def install() -> None:
    """Set the hooks."""
    tf.debugging.disable_traceback_filtering()
    traceback_utils.inject_argument_info_in_traceback = _leave_message
    Layer.__new__ = staticmethod(_new)
    for cls in [Layer, *_subclasses(Layer)]:
        if "__call__" in vars(cls) and not issubclass(cls, Metric):
            cls.__call__ = _watch_constructor(cls.__call__)
    InputLayer.__init__ = functools.wraps(_input_init)(_init_input)
    Model.build = functools.wraps(_model_build)(_build_model)
    Functional.__init__ = functools.wraps(_functional_init)(_init_functional)


def _subclasses(cls: Any) -> Iterator[Any]:
    for inner in cls.__subclasses__():
        yield inner
        yield from _subclasses(inner)


def _leave_message(function: Any, object_name: Any = None) -> Any:  # noqa: ARG001 - as in Keras
    """Let an exception that passes a layer stay as it was raised."""
    return function


def start(trace: Trace) -> None:
    """Let the hooks report to `trace`, and number names from the beginning."""
    backend.reset_uids()
    current.trace = trace


# Construction.


def _new(cls: type, *args: Any, **kwargs: Any) -> Any:
    trace = current.trace
    if trace is None:
        return _layer_new(cls, *args, **kwargs)
    if _is_unknown(cls, args, kwargs):
        return Unknown(f"a {cls.__name__} whose arguments are not known")
    subject = _layer_new(cls, *args, **kwargs)
    if not isinstance(subject, Metric):
        trace.created(subject, sys._getframe(1))
    return subject


def _is_unknown(cls: type, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
    """Whether a layer cannot be made; a Sequential can do without one of its layers."""
    if issubclass(cls, Sequential):
        args = args[1:]
        kwargs = {name: value for name, value in kwargs.items() if name != "layers"}
    return contains_unknown(args) or contains_unknown(kwargs)


def _init_input(self: Any, *args: Any, **kwargs: Any) -> None:
    _input_init(self, *args, **kwargs)
    trace = current.trace
    if trace is None:
        return
    user = immediate_user(trace.sources, _INPUT_FILES.search)
    if user is not None:
        opened = trace.begin(self, trace.sources.span(user), [])
        trace.end(opened, tf.nest.flatten(self._inbound_nodes[0].outputs), "input")


def _init_functional(self: Any, inputs: Any, outputs: Any, *args: Any, **kwargs: Any) -> None:
    """Give up a class of the program's whose graph is not known: Keras would look for its end."""
    if current.trace is not None and contains_unknown((inputs, outputs)):
        raise UnknownValueError("the graph of a model")
    _functional_init(self, inputs, outputs, *args, **kwargs)


# Calls.


def _watch_constructor(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        trace = current.trace
        if trace is None:
            return original(self, *args, **kwargs)
        found = _caller(trace, self, sys._getframe(1))
        if found is None:
            return original(self, *args, **kwargs)
        site, frame = found
        if contains_unknown(args) or contains_unknown(kwargs):
            trace.starving.note(Starved(self, site, lambda: args, kwargs))
            return Unknown(f"the output of {type(self).__name__} for an input that is not known")
        kind: report.CallKind = "model" if isinstance(self, Model) else "layer"
        if isinstance(self, OPERATIONS):
            kind = "op"
        use = LayerCall(trace, self, kind, site, args, kwargs)
        outputs = use.make(functools.partial(_attempt, original, self), frame)
        if isinstance(outputs, Unknown) and _is_in_sequential(frame):
            # Keras goes on with it.
            outputs = trace.adapter.unranked(self, args, kwargs, backend.floatx())
        return outputs

    return call


def _attempt(original: Callable[..., Any], layer: Any, *args: Any, **kwargs: Any) -> Any:
    """Call the layer; say first of all whether it was built for such an input.

    Keras looks at that itself only where there is no Functional model in the making.
    """
    try:
        return original(layer, *args, **kwargs)
    except (ValueError, tf.errors.InvalidArgumentError):
        if layer.built and args and not isinstance(layer, OPERATIONS):
            input_spec.assert_input_compatibility(layer.input_spec, args[0], layer.name)
        raise


def _caller(trace: Trace, layer: Any, frame: FrameType) -> tuple[report.Span, FrameType] | None:
    """Where the program calls the layer; None if Keras does so for itself."""
    if isinstance(layer, OPERATIONS):
        user = immediate_user(trace.sources, _OP_FILES.search)
        return (trace.sources.span(user), user) if user is not None else None
    if _is_in_sequential(frame):
        site = site_in(trace, frame.f_locals["self"], layer)
        return (site, frame) if site is not None else None
    while _CALL_FOR_USERS.search(frame.f_code.co_filename) and frame.f_back is not None:
        frame = frame.f_back
    if trace.sources.is_user(frame.f_code.co_filename):
        return trace.sources.span(frame), frame
    return None


def _is_in_sequential(frame: FrameType) -> bool:
    """Whether a Sequential is calling one of its layers to make its graph."""
    code = frame.f_code
    return code.co_name in _SEQUENTIAL_CALLS and bool(_SEQUENTIAL_FILE.search(code.co_filename))


def _build_model(self: Any, input_shape: Any) -> None:
    """`model.build(shape)` of a subclassed model calls it: let that be a call like any other."""
    trace = current.trace
    caller = sys._getframe(1)
    watched = (
        trace is not None
        and trace.inside() is None
        and not self._is_graph_network
        and not isinstance(self, Sequential)
        and trace.sources.is_user(caller.f_code.co_filename)
    )
    if trace is not None and watched and _is_shape(input_shape):
        site = trace.site_of(self) or trace.sources.span(caller)
        with scratch_graph().as_default():
            trace.adapter.watched_call(trace, self, site, _placeholders(input_shape))
        if trace.adapter.is_poisoned(self, trace.errors):
            return
    try:
        current.trace = None if watched else trace
        _model_build(self, input_shape)
    finally:
        current.trace = trace


def _is_shape(value: Any) -> bool:
    return isinstance(value, (tuple, list, dict, tf.TensorShape)) and bool(value)


def _placeholders(shape: Any) -> Any:
    if isinstance(shape, dict):
        return {name: _placeholders(inner) for name, inner in shape.items()}
    if isinstance(shape, list) and not all(dim is None or isinstance(dim, int) for dim in shape):
        return [_placeholders(inner) for inner in shape]
    return placeholder(shape, backend.floatx())
