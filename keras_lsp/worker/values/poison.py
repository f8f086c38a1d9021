"""The output of a layer that failed: which of its dimensions can still be known.

A poisoned tensor has a guessed shape. Layers called on one report nothing; a layer that
fixes its output whatever came in (Flatten, then Dense) gives back a clean one, so that a
second error further down the same chain is found.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from keras_lsp.rules.layer_classes import ACTIVATION_LAYERS, DROPOUTS, NORMALIZATIONS
from keras_lsp.worker.values.sizes import sizes

if TYPE_CHECKING:
    from collections.abc import Callable

Dims = tuple[Any, ...]
# What a poisoned tensor has: its guessed shape.
GUESS = "_keras_lsp_guess"
_POISON = "_keras_lsp_poison"
_UNKNOWN_LAYER = "_keras_lsp_unknown_layer"
# Of a class of such layers: what goes in comes out in the same shape.
KEEPS_SHAPE = "_keras_lsp_keeps_shape"


class UnknownDim(int):
    """A dimension that is not known; arithmetic on it gives another one.

    An `int`, because programs calculate with `x.shape[1] * x.shape[2]`.
    """

    def __new__(cls) -> UnknownDim:
        """As a number it is 1, which fits everywhere."""
        return super().__new__(cls, 1)

    def _absorb(self, *_: object) -> UnknownDim:
        return self

    if not TYPE_CHECKING:  # `int` declares these as overloads that this does not fit.
        __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _absorb
        __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __neg__ = __abs__ = _absorb
        __truediv__ = __rtruediv__ = __pow__ = __rpow__ = _absorb

    def __repr__(self) -> str:
        return "?"


U = UnknownDim()


@dataclass(frozen=True, slots=True)
class Guess:
    """A shape of which some dimensions are `U`.

    Attributes:
        dims: the dimensions.
        ranked: at least the rank is certain.
        missing: what is not known hangs on something that is missing, not on an error.
        apart: the tensor is in no graph: it stands for a value that the program has.
    """

    dims: Dims
    ranked: bool = True
    missing: bool = False
    apart: bool = False

    @property
    def certain(self) -> bool:
        """Nothing about it is a guess."""
        known = not any(isinstance(dim, UnknownDim) for dim in self.dims)
        return self.ranked and known and not self.apart

    @property
    def plain(self) -> Dims:
        """The dimensions, None for those that are not known."""
        return tuple(None if isinstance(dim, UnknownDim) else dim for dim in self.dims)


def poisoned(symbol: type, form: Callable[[Dims], Any]) -> type:
    """A class of symbolic tensors that a failed layer gives: their shapes are guesses.

    Args:
        symbol: the class of other symbolic tensors; theirs may be changed to this one.
        form: gives a shape; its unknown dimensions absorb arithmetic.
    """

    def shape(tensor: Any) -> Any:
        return form(getattr(tensor, GUESS).dims)

    return type("PoisonedTensor", (symbol,), {_POISON: True, "shape": property(shape)})


def is_poison(value: object) -> bool:
    """Whether it is a tensor that a failed layer gave."""
    return hasattr(type(value), _POISON)


def is_apart(value: object) -> bool:
    """Whether it is a tensor in the place of a value that is not known, and in no graph."""
    return is_poison(value) and bool(getattr(value, GUESS).apart)


def unknown_layer(layer: type, error: type[Exception]) -> type:
    """A class of layers that take the place of one that could not be made.

    Args:
        layer: the class of all layers.
        error: what is raised where one is called on values, which may change their shape.
    """

    def call(self: Any, inputs: Any) -> Any:
        if not hasattr(self, KEEPS_SHAPE):
            raise error(f"what {type(self).__name__} makes of values")
        return inputs

    return type("UnknownLayer", (layer,), {_UNKNOWN_LAYER: True, "call": call})


def is_unknown_layer(value: object) -> bool:
    """Whether it takes the place of a layer that could not be made."""
    return hasattr(type(value), _UNKNOWN_LAYER)


def is_missing_layer(value: object) -> bool:
    """Whether it takes the place of a layer of which at least the name is known."""
    return is_unknown_layer(value) and _UNKNOWN_LAYER not in vars(type(value))


def rank_for(layer: Any) -> int | None:
    """The rank of the only inputs that a layer takes; None if it takes others, too."""
    if hasattr(layer, "kernel_size") and isinstance(getattr(layer, "rank", None), int):
        return int(layer.rank) + 2
    rank = getattr(getattr(layer, "input_spec", None), "ndim", None)
    return rank if isinstance(rank, int) else None


def guess(layer: Any, inputs: list[Guess]) -> Guess:
    """The output that `layer` would have for inputs that it could take.

    Args:
        layer: a Keras layer.
        inputs: what went in.
    """
    first = inputs[0] if inputs else Guess((None, U), ranked=False)
    for name in (cls.__name__ for cls in type(layer).__mro__):
        maker = _MAKERS.get(name)
        if maker is not None:
            return maker(layer, first, inputs)
    return Guess(
        (first.dims[0] if first.dims else None, *(U for _ in first.dims[1:])), ranked=False
    )


def _batch(first: Guess) -> Any:
    return first.dims[0] if first.dims else None


def _dense(layer: Any, first: Guess, _: list[Guess]) -> Guess:
    return Guess((*first.dims[:-1], layer.units), first.ranked and len(first.dims) > 1)


def _convolution(layer: Any, first: Guess, _: list[Guess]) -> Guess:
    spatial = (U,) * layer.rank
    channels = getattr(layer, "filters", None) or U  # A DepthwiseConv has none.
    if getattr(layer, "data_format", "channels_last") == "channels_first":
        return Guess((_batch(first), channels, *spatial))
    return Guess((_batch(first), *spatial, channels))


def _pooling(layer: Any, first: Guess, _: list[Guess]) -> Guess:
    size = layer.pool_size
    rank = 1 if isinstance(size, int) else len(size)
    last = first.dims[-1] if first.ranked and len(first.dims) == rank + 2 else U
    return Guess((_batch(first), *(U,) * rank, last))


def _global_pooling(layer: Any, first: Guess, _: list[Guess]) -> Guess:
    last = first.dims[-1] if first.ranked and len(first.dims) > 2 else U
    if getattr(layer, "keepdims", False):
        return Guess((_batch(first), *(1 for _ in first.dims[1:-1]), last), first.ranked)
    return Guess((_batch(first), last))


def _flatten(_layer: Any, first: Guess, _: list[Guess]) -> Guess:
    size: Any = 1
    for dim in first.dims[1:]:
        size = U if dim is None or isinstance(dim, UnknownDim) else dim * size
    return Guess((_batch(first), size if first.ranked else U))


def _recurrent(layer: Any, first: Guess, _: list[Guess]) -> Guess:
    units = getattr(layer, "units", None) or U
    if layer.return_sequences:
        steps = first.dims[1] if first.ranked and len(first.dims) == 3 else U
        return Guess((_batch(first), steps, units))
    return Guess((_batch(first), units))


def _bidirectional(layer: Any, first: Guess, inputs: list[Guess]) -> Guess:
    inner = _recurrent(layer.forward_layer, first, inputs)
    factor = 2 if layer.merge_mode == "concat" else 1
    return Guess((*inner.dims[:-1], inner.dims[-1] * factor))


def _embedding(layer: Any, first: Guess, _: list[Guess]) -> Guess:
    return Guess((*first.dims, layer.output_dim), first.ranked)


def _reshape(layer: Any, first: Guess, _: list[Guess]) -> Guess:
    target = tuple(U if dim == -1 else dim for dim in layer.target_shape)
    return Guess((_batch(first), *target))


def _repeat(layer: Any, first: Guess, _: list[Guess]) -> Guess:
    return Guess((_batch(first), layer.n, first.dims[-1] if first.ranked else U))


def _merge(_layer: Any, first: Guess, inputs: list[Guess]) -> Guess:
    same = {len(shape.dims) for shape in inputs} == {len(first.dims)}
    if not same:
        return Guess(
            max((shape.dims for shape in inputs), key=len, default=first.dims), ranked=False
        )
    dims = tuple(map(_common, zip(*(shape.dims for shape in inputs), strict=True)))
    return Guess(dims, all(shape.ranked for shape in inputs))


def _common(column: tuple[Any, ...]) -> Any:
    """What a dimension must be that is one of each of several inputs."""
    if all(dim == column[0] for dim in column):
        return column[0]
    known = {dim for dim in column if isinstance(dim, int) and sizes.name(dim) is None}
    return known.pop() if len(known) == 1 and U not in column else U


def _concatenate(layer: Any, first: Guess, inputs: list[Guess]) -> Guess:
    merged = _merge(layer, first, inputs)
    if not merged.ranked:
        return merged
    dims = list(merged.dims)
    try:
        axis = range(len(dims))[layer.axis]
    except (IndexError, TypeError):
        return Guess(merged.dims, ranked=False)
    along = [shape.dims[axis] for shape in inputs]
    unknown = any(dim is None or isinstance(dim, UnknownDim) for dim in along)
    dims[axis] = U if unknown else sum(along)
    return Guess(tuple(dims))


def _same(_layer: Any, first: Guess, _: list[Guess]) -> Guess:
    return first


# Of the few that are left out nothing is guessed.
_SHAPE_KEEPING = (ACTIVATION_LAYERS | DROPOUTS | NORMALIZATIONS) - {
    "ThresholdedReLU", "AlphaDropout", "GaussianDropout", "ActivityRegularization",
    "RMSNormalization", "UnitNormalization",
}  # fmt: skip
_MAKERS = {
    "Dense": _dense,
    "EinsumDense": lambda _l, first, _i: Guess(tuple(U for _ in first.dims), ranked=False),
    "BaseConv": _convolution,
    "BaseConvTranspose": _convolution,
    "BaseSeparableConv": _convolution,
    "BaseDepthwiseConv": _convolution,
    "BasePooling": _pooling,
    "BaseGlobalPooling": _global_pooling,
    # The same in Keras 2.
    "Conv": _convolution,
    "Pooling1D": _pooling,
    "Pooling2D": _pooling,
    "Pooling3D": _pooling,
    "GlobalPooling1D": _global_pooling,
    "GlobalPooling2D": _global_pooling,
    "GlobalPooling3D": _global_pooling,
    "_Merge": _merge,
    "Flatten": _flatten,
    "LSTM": _recurrent,
    "GRU": _recurrent,
    "SimpleRNN": _recurrent,
    "Bidirectional": _bidirectional,
    "Embedding": _embedding,
    "Reshape": _reshape,
    "RepeatVector": _repeat,
    "Concatenate": _concatenate,
    "Dot": lambda _l, first, _i: Guess((*first.dims[:1], U), ranked=False),
    "Merge": _merge,
    **dict.fromkeys(_SHAPE_KEEPING, _same),
    "MultiHeadAttention": _same,
}
