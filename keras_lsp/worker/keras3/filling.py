"""Arguments that are not known, in what makes a layer: with numbers in the place of sizes.

What shapes do not depend on is left out: an activation, an initializer, the rate of a Dropout.
"""

from __future__ import annotations

import functools
import inspect
import sys
from typing import TYPE_CHECKING, Any

from keras.src import backend
from keras.src.layers.layer import Layer
from keras.src.ops.operation import Operation

from keras_lsp.worker.keras3.adapting import forget_vocabulary
from keras_lsp.worker.trace.layer_calls import current
from keras_lsp.worker.trace.layer_properties import NOT_KNOWN
from keras_lsp.worker.values.searching import contains_unknown
from keras_lsp.worker.values.unknown import Unknown
from keras_lsp.worker.values.unknown_sizes import number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from keras_lsp.worker.trace.record import Trace

# Of an input layer: not even how many dimensions it has is known.
UNRANKED = "_keras_lsp_unranked"
_NOTHING: set[str] = set()
_VOCABULARY = ("vocabulary", "idf_weights")
# One size.
_SIZES = {
    "units", "filters", "input_dim", "output_dim", "batch_size", "n", "num_heads", "key_dim",
    "value_dim", "head_dim", "num_query_heads", "num_key_value_heads", "max_tokens",
    "num_tokens", "num_bins", "height", "width", "num_classes",
}  # fmt: skip
# Several: how many there are must be known.
_SHAPES = {
    "shape", "batch_shape", "input_shape", "batch_input_shape", "target_shape", "newshape",
    "output_shape", "repeats",
}  # fmt: skip


def unknown_activation(x: Any) -> Any:
    """Takes the place of an activation that is not known."""
    return x


unknown_activation.__name__ = "?"
# What is not known of these changes no shape: what takes its place, None for the default.
_NEUTRAL: dict[str, Any] = {
    **dict.fromkeys(
        ("name", "weights", "seed", "epsilon", "momentum", "dropout", "recurrent_dropout")
    ),
    **dict.fromkeys(("activation", "recurrent_activation"), unknown_activation),
    **dict.fromkeys(("rate", "stddev", "factor"), 0.5),
    "mean": 0.0,
    "variance": 1.0,
    "scale": 1.0,
    "offset": 0.0,
}
_NEUTRAL_ENDS = ("_initializer", "_regularizer", "_constraint")


def install() -> None:
    """Let each class of Keras' own take arguments that are not known."""
    for cls in {Layer, *_below(Operation)}:
        if cls.__module__.startswith("keras.src.") and "__init__" in vars(cls):
            cls.__init__ = _filling(cls.__init__)


def _below(cls: Any) -> Iterator[Any]:
    for inner in cls.__subclasses__():
        yield inner
        yield from _below(inner)


def can_fill(cls: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
    """Whether an instance can be made of a class with arguments that are not known.

    A class of the program's does with them what it likes.
    """
    if backend.backend() == "torch":
        # It makes the values of all weights, whatever their size.
        return False
    if not cls.__module__.startswith("keras.src."):
        return issubclass(cls, Layer)
    return _filled(inspect.signature(cls.__init__), (None, *args), kwargs, None) is not None


def _filling(original: Callable[..., None]) -> Callable[..., None]:
    signature = inspect.signature(original)

    @functools.wraps(original)
    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        trace = current.trace
        if trace is not None and (contains_unknown(args) or contains_unknown(kwargs)):
            filled = _filled(signature, (self, *args), kwargs, trace)
            if filled is not None:
                args, kwargs = filled[0][1:], filled[1]
        original(self, *args, **kwargs)
        if not vars(self).get(NOT_KNOWN, _NOTHING).isdisjoint(_VOCABULARY):
            forget_vocabulary(self)

    # Keras reads the names of arguments without looking behind a wrapper.
    init.__signature__ = signature  # type: ignore[attr-defined]
    return init


def _filled(
    signature: inspect.Signature,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    trace: Trace | None,
) -> tuple[tuple[Any, ...], dict[str, Any]] | None:
    """The arguments without unknowns; None if one must be known.

    Without a trace nothing is filled in, and the arguments are as they were.
    """
    try:
        bound = signature.bind(*args, **kwargs)
    except TypeError:
        return None
    rest = next((p.name for p in signature.parameters.values() if p.kind is p.VAR_KEYWORD), "")
    for holder in (bound.arguments, bound.arguments.get(rest, {})):
        for name, value in [*holder.items()]:
            if name in ("self", rest) or not contains_unknown(value):
                continue
            if name in ("shape", "batch_shape") and isinstance(value, Unknown):
                if trace is not None:
                    holder[name] = (None,) if name == "shape" else (None, None)
                    vars(args[0])[UNRANKED] = True
            elif _is_fillable(name, value):
                if trace is not None:
                    holder[name] = fill(value, trace)
            elif name in _NEUTRAL or name in _VOCABULARY or name.endswith(_NEUTRAL_ENDS):
                if trace is not None:
                    vars(args[0]).setdefault(NOT_KNOWN, set()).add(name)
                if _NEUTRAL.get(name) is not None:
                    holder[name] = _NEUTRAL[name]
                else:
                    del holder[name]
            else:
                return None
    return bound.args, bound.kwargs


def _is_fillable(name: str, value: Any) -> bool:
    """Whether what is not known of an argument are sizes, and no guesses after an error."""
    if name in _SHAPES and isinstance(value, (tuple, list)):
        return all(isinstance(size, Unknown) or not contains_unknown(size) for size in value)
    return name in _SIZES and isinstance(value, Unknown)


def fill(value: Any, trace: Trace) -> Any:
    """Sizes, with numbers in the place of those that are not known."""
    if isinstance(value, Unknown):
        size = number(value, _names(trace))
        trace.tell_unknown_size(size, value)
        return size
    if isinstance(value, (tuple, list)):
        return type(value)(fill(inner, trace) for inner in value)
    return value


def _names(trace: Trace) -> list[dict[str, Any]]:
    """Where the program may have bound names, its module first: those are known all over."""
    inner = [frame.f_locals for frame in trace.sources.user_frames(sys._getframe(1))]
    return [trace.namespace, *inner]
