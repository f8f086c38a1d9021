"""Where the trace takes hold of Keras 3.

The hooks are class attributes, set once after the import; they do nothing until a trace
is started.
"""

from __future__ import annotations

import contextlib
import functools
import sys
from typing import TYPE_CHECKING, Any

import keras
from keras.src import backend, tree
from keras.src.backend import KerasTensor
from keras.src.backend.common import global_state
from keras.src.layers.core.input_layer import InputLayer
from keras.src.layers.layer import Layer
from keras.src.models.model import Model
from keras.src.ops.operation import Operation
from keras.src.utils.python_utils import is_default

from keras_lsp.programs.file_names import pattern
from keras_lsp.worker.keras3 import filling, missing_models, suppositions
from keras_lsp.worker.keras3.adapting import has_unknown_output
from keras_lsp.worker.source.sources import GENERATED, immediate_user
from keras_lsp.worker.trace import missing_layers
from keras_lsp.worker.trace.layer_calls import LayerCall, current
from keras_lsp.worker.trace.starving import Starved
from keras_lsp.worker.values import operators
from keras_lsp.worker.values.poison import Guess, U
from keras_lsp.worker.values.searching import contains_unknown
from keras_lsp.worker.values.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Callable

    from keras_lsp import report
    from keras_lsp.worker.trace.record import Trace

_INPUT_FILES = pattern(
    r"/keras/src/layers/core/input_layer\.py$",
    r"/keras_lsp/worker/keras3/(hooks|filling)\.py$",
)
# `keras.layers.add([a, b])` makes the layer and calls it; layers for data have a `__call__` of
# their own, which calls that of all layers; AutoGraph calls what the program's code calls, and a
# `tf.function` what it was made of.
_CALL_FOR_USERS = pattern(
    r"/keras/src/layers/(merging/|preprocessing/data_layer\.py$)",
    "/tensorflow/python/",
    GENERATED,
)
_OP_FILES = pattern(
    r"/keras/src/(ops|activations)/",
    r"/keras/src/utils/traceback_utils\.py",
    r"/keras/src/backend/common/keras_tensor\.py",
    r"/keras_lsp/worker/keras3/(hooks|filling)\.py",
    r"/autograph/impl/api\.py",
    r"/keras_lsp/worker/source/conversions\.py",
)


# What they are called with beside a tensor is none.
_OF_INDICES = ("GetItem",)

_symbolic_call = Operation.symbolic_call
_layer_call = Layer.__call__
_maybe_build = Layer._maybe_build
_layer_build = Layer.build
_input_init = InputLayer.__init__


def install() -> None:
    """Set the hooks."""
    operators.symbol = (KerasTensor,)
    keras.config.disable_traceback_filtering()
    Operation.__new__ = _watch_constructor(Operation.__new__)
    Operation.symbolic_call = _call_operation
    Layer.__call__ = _call_layer
    Layer._maybe_build = _build_layer
    Layer.add_weight = _watch_weight(Layer.add_weight)
    Layer.build = functools.wraps(_layer_build)(_look_into)
    InputLayer.__init__ = functools.wraps(_input_init)(_init_input)
    filling.install()
    missing_layers.install()
    missing_models.install()
    suppositions.install()
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
        unknown = contains_unknown(args) or contains_unknown(kwargs)
        if unknown and issubclass(cls, Model):
            unknown = contains_unknown(missing_models.tensors(trace, (args, kwargs)))
        if unknown and not filling.can_fill(cls, args, kwargs):
            return Unknown(f"a {cls.__name__} whose arguments are not known")
        subject = new(cls, *args, **kwargs)
        if isinstance(subject, Layer):
            trace.created(subject, sys._getframe(1))
        return subject

    return watched


def _watch_weight(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def add_weight(self: Any, *args: Any, **kwargs: Any) -> Any:
        trace = current.trace
        if trace is not None and args and contains_unknown(args[0]):
            args = (filling.fill(args[0], trace), *args[1:])
        if trace is not None and contains_unknown(kwargs.get("shape")):
            kwargs["shape"] = filling.fill(kwargs["shape"], trace)
        return original(self, *args, **kwargs)

    return add_weight


def _init_input(self: Any, *args: Any, **kwargs: Any) -> None:
    _input_init(self, *args, **kwargs)
    trace = current.trace
    if trace is None:
        return
    user = immediate_user(trace.sources, _INPUT_FILES.search)
    if user is not None:
        if filling.UNRANKED in vars(self):
            nothing = Guess((None, U), ranked=False, missing=True)
            trace.adapter.mark(self._input_tensor, nothing)
        opened = trace.begin(self, trace.sources.span(user), [])
        trace.end(opened, [self._input_tensor], "input")


# Calls.


def _call_layer(self: Any, *args: Any, **kwargs: Any) -> Any:
    trace = current.trace
    if trace is None:
        if current.counter is not None:
            return current.counter.called(self, args, kwargs)
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
        args, kwargs = missing_models.tensors(trace, (args, kwargs))
        if not trace.starving.supposes:
            args = suppositions.beside_symbols(trace, args)
    if trace.starving.supposes:
        args, kwargs = suppositions.symbols(trace, (args, kwargs))
        if suppositions.is_followed(self, trace):
            return suppositions.call(trace, self, site, args, kwargs)
    if contains_unknown(args) or contains_unknown(kwargs):
        trace.starving.note(Starved(self, site, lambda: args, kwargs))
        return Unknown(f"the output of {type(self).__name__} for an input that is not known")
    if has_unknown_output(self, trace.adapter.tensors_in(args, kwargs)):
        return Unknown(f"the output of {type(self).__name__}, whose vocabulary is not known")
    kind: report.CallKind = "model" if isinstance(self, Model) else "layer"
    return LayerCall(trace, self, kind, site, args, kwargs).make(
        lambda *a, **k: _layer_call(self, *a, **k), frame
    )


def _call_operation(self: Any, *args: Any, **kwargs: Any) -> Any:
    trace = current.trace
    if trace is None or isinstance(self, Layer):
        return _symbolic_call(self, *args, **kwargs)
    user = immediate_user(trace.sources, _OP_FILES.search)
    if user is None:
        return _symbolic_call(self, *args, **kwargs)
    if contains_unknown(args) and type(self).__name__ not in _OF_INDICES:
        # Beside a symbolic tensor it stands for one, too: else this were no symbolic call.
        args = suppositions.symbols(trace, args)
    call = LayerCall(trace, self, "op", trace.sources.span(user), args, kwargs)
    return call.make(lambda *a, **k: _symbolic_call(self, *a, **k), user)


def _observe_call(original: Callable[..., Any]) -> Callable[..., Any]:
    """What traces a `call`, and gives other tensors than those that it returned."""

    @functools.wraps(original)
    def compute_output_spec(fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        trace = current.trace
        around = trace.inside() if trace is not None else None
        if trace is None or around is None or getattr(fn, "__self__", None) is not around.subject:
            return original(fn, *args, **kwargs)
        return original(trace.observed(fn, around), *args, **kwargs)

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
        site = trace.site_of(self) or trace.sources.span(caller)
        trace.adapter.watched_call(trace, self, site, inputs)
