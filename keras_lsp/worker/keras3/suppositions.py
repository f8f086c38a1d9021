"""Layers and models whose data is not here, called on it all the same: for their rows.

The program goes on with an unknown in the place of what such a layer gives. Once it has ended,
the layer is called on tensors of which nothing is known, and whatever its `call` can be followed
through shows something: what a convolution gives has a rank and channels. What fails on the way
is no problem of the program, which would not have come to it here.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
import io
import sys
from typing import TYPE_CHECKING, Any

import keras
from keras.src.backend import KerasTensor
from keras.src.backend.common.symbolic_scope import SymbolicScope
from keras.src.layers.layer import Layer
from keras.src.models.functional import Functional
from keras.src.models.model import Model
from keras.src.models.sequential import Sequential

from keras_lsp.worker.keras3.symbolic import SCRATCH, in_trace, placeholder
from keras_lsp.worker.source.sequential_sites import site_in
from keras_lsp.worker.trace.layer_calls import current
from keras_lsp.worker.values.poison import GUESS, Guess, U, UnknownDim
from keras_lsp.worker.values.searching import contains_unknown
from keras_lsp.worker.values.tensors import dtype_of
from keras_lsp.worker.values.unknown import Unknown, known_shape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp import report
    from keras_lsp.worker.trace.record import Trace
    from keras_lsp.worker.trace.starving import Starved

_SYMBOL = "_unknown_symbol"
# By this name TensorFlow finds the method that gives it a tensor.
_TO_TENSOR = "__tf_tensor__"


def perform(trace: Trace) -> None:
    """Call what the program called or trained on what is not known, and on nothing else."""
    for starved in trace.starving:
        if _is_shown(starved.subject, trace):
            continue
        with (
            trace.quietly(), trace.starving.supposing(), _graph(),
            contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(Exception),
        ):  # fmt: skip
            _follow(trace, starved)
        trace.unwind()


def _is_shown(subject: Any, trace: Trace) -> bool:
    """Whether all that can be known of it is known from elsewhere."""
    if id(subject) in trace.errors or isinstance(subject, Functional):
        return True
    layers = subject._layers if isinstance(subject, Sequential) else ()
    return any(trace.calls_of.get(id(each)) for each in (subject, *layers))


def _follow(trace: Trace, starved: Starved) -> None:
    subject = starved.subject
    if starved.step:
        getattr(subject, starved.step)(*starved.args())
        return
    args, kwargs = symbols(trace, (starved.args(), starved.kwargs))
    if isinstance(subject, Sequential):
        _through(trace, subject, args[0])
        return
    current.site = trace.site_of(subject) or starved.site
    subject(*args, **kwargs)


@contextlib.contextmanager
def _graph() -> Iterator[None]:
    """A graph that nobody computes, for what TensorFlow itself does with the tensors."""
    if keras.backend.backend() != "tensorflow":
        yield
        return
    import tensorflow as tf

    setattr(Unknown, _TO_TENSOR, _placeholder)
    try:
        with SymbolicScope(), tf.__internal__.FuncGraph(SCRATCH).as_default():
            yield
    finally:
        delattr(Unknown, _TO_TENSOR)


def _placeholder(unknown: Unknown, dtype: Any = None, _name: Any = None) -> Any:
    """What TensorFlow takes in the place of an unknown."""
    shape = known_shape(unknown)
    sizes = shape and tuple(size if type(size) is int else None for size in shape)
    return placeholder(sizes, dtype or "float32")


def is_followed(layer: Any, trace: Trace) -> bool:
    """Whether what a layer does is followed call by call: code of the program, or a list."""
    if isinstance(layer, Sequential):
        return not layer.built
    if isinstance(layer, Functional):
        return False
    home = sys.modules.get(type(layer).call.__module__)
    return trace.sources.is_user(getattr(home, "__file__", None) or "")


def call(
    trace: Trace,
    layer: Any,
    site: report.Span,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
) -> Any:
    """What a layer whose `call` is followed gives; unknown where that fails.

    Args:
        trace: the run.
        layer: for which `is_followed` holds.
        site: the expression of the call.
        args: of the call, with `symbols` in the place of what is not known.
        kwargs: likewise, by name.
    """
    trace.starving.followed.add(id(layer))
    opened = trace.begin(layer, site, trace.adapter.tensors_in(args, kwargs))
    outputs: Any = Unknown(f"the output of {type(layer).__name__}")
    flat: list[Any] = []
    try:
        if isinstance(layer, Sequential):
            outputs = _through(trace, layer, args[0])
        else:
            _build(layer, opened.inputs)
            outputs = layer.call(*args, **_taken(layer, kwargs))
        outputs = symbols(trace, outputs)
        flat = trace.adapter.tensors_in((outputs,), {})
    except Exception:  # noqa: BLE001 - whatever the program's code does with what is not known
        outputs = Unknown(f"the output of {type(layer).__name__}")
    kind: report.CallKind = "model" if isinstance(layer, Model) else "layer"
    trace.end(opened, flat, kind, guessed=None if flat else [None])
    return outputs


def _through(trace: Trace, model: Any, tensor: Any) -> Any:
    trace.starving.followed.add(id(model))
    for layer in model._layers:
        current.site = site_in(trace, model, layer)
        try:
            tensor = layer(tensor)
        finally:
            current.site = None
    return tensor


def _build(layer: Any, inputs: list[Any]) -> None:
    """Let a layer make what its own `build` makes; sizes that are not known are unknowns."""
    if layer.built or type(layer).build is Layer.build or type(layer).build is Model.build:
        return
    shapes = [
        tuple(Unknown("a size") if isinstance(size, UnknownDim) else size for size in each.shape)
        for each in inputs[:1]
    ]
    layer.build(*shapes)
    layer.built = True


def _taken(layer: Any, kwargs: dict[str, Any]) -> dict[str, Any]:
    """The arguments that its `call` takes: Keras keeps `training` and `mask` to itself."""
    parameters = inspect.signature(layer.call).parameters
    if any(each.kind is inspect.Parameter.VAR_KEYWORD for each in parameters.values()):
        return kwargs
    return {name: value for name, value in kwargs.items() if name in parameters}


def symbols(trace: Trace, value: Any) -> Any:
    """Arguments with symbolic tensors in the place of unknowns, and of tensors of the graph.

    The same unknown is the same tensor each time, so that its rank, once told, is known.
    """
    if isinstance(value, Unknown):
        return _of_unknown(trace, value)
    if type(value) in (list, tuple):
        return type(value)(symbols(trace, inner) for inner in value)
    if type(value) is dict:
        return {key: symbols(trace, inner) for key, inner in value.items()}
    if in_trace(value) and hasattr(value, "graph"):
        shape = None if value.shape.rank is None else tuple(value.shape)
        return _tensor(trace, shape, dtype_of(value) or "float32")
    return value


def beside_symbols(trace: Trace, args: tuple[Any, ...]) -> tuple[Any, ...]:
    """Arguments with tensors in the place of unknowns that stand beside symbolic ones.

    That holds for the first of them, which a layer is called on.
    """
    adapter = trace.adapter
    if contains_unknown(args[:1]) and any(map(adapter.is_symbolic, adapter.flatten(args[:1]))):
        return (symbols(trace, args[0]), *args[1:])
    return args


def _of_unknown(trace: Trace, value: Unknown) -> Any:
    apart = not trace.starving.supposes
    found: dict[bool, Any] = value.__dict__.setdefault(_SYMBOL, {})
    if apart not in found:
        shape = known_shape(value)
        if shape and not apart:
            # What goes into a model: its first size is that of the batch.
            shape = (None, *shape[1:])
        found[apart] = _tensor(trace, shape, "float32", apart=apart)
    return found[apart]


def _tensor(
    trace: Trace, shape: tuple[Any, ...] | None, dtype: str, *, apart: bool = False
) -> Any:
    first, *inner = shape or (None, U)
    dims = (first, *(U if size is None or size == -1 else size for size in inner))
    dims = tuple(U if isinstance(size, Unknown) else size for size in dims)
    guess = Guess(dims, ranked=bool(shape), missing=True, apart=apart)
    tensor = KerasTensor(guess.plain, dtype)
    trace.adapter.mark(tensor, guess)
    return tensor


def install() -> None:
    """Let TensorFlow take symbolic tensors meanwhile, which Keras refuses it."""
    refuse = getattr(KerasTensor, _TO_TENSOR, None)
    if keras.backend.backend() != "tensorflow" or refuse is None:
        return

    @functools.wraps(refuse)
    def converted(self: Any, dtype: Any = None, name: Any = None) -> Any:
        if current.trace is None or not current.trace.starving.supposes:
            return refuse(self, dtype, name)
        guess: Guess = getattr(self, GUESS, None) or Guess(tuple(self.shape))
        return placeholder(guess.plain if guess.ranked else None, self.dtype)

    setattr(KerasTensor, _TO_TENSOR, converted)
