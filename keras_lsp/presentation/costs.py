"""What a model and each of its layers cost: FLOPs, and the memory of the outputs.

The arithmetic for summaries, pictures, hovers and the command line. Reads reports only; what a
layer of Keras computes is counted by the worker.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from keras_lsp.presentation.markup import flat
from keras_lsp.report import bits_of, numbers_of

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Sequence

    from keras_lsp.report import Call, Layer, Model, Shape

# Outputs are told for a batch of Keras' own default size.
BATCH = 32

# What is unknown where no name can be given: `at least 11 (others unknown)`.
OTHERS = "others"
_NAMED = 3
_OF_UNKNOWN_SIZE = ("string", "variant", "resource", "object")


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of which parts may not be known.

    Attributes:
        known: the sum of what is known.
        unknown: the classes of the layers, or names of the operations, of which it is not, each
            once.
        one_step: sizes beside the batch that may be any were taken to be one.
    """

    known: int = 0
    unknown: tuple[str, ...] = ()
    one_step: bool = False

    @property
    def exact(self) -> int | None:
        """The sum, if all of it is known."""
        return None if self.unknown else self.known

    def text(self, write: Callable[[int], str]) -> str:
        """For a person: `11`, `at least 11 (LSTM unknown)`, `unknown (LSTM)`.

        Args:
            write: makes a text of a number.
        """
        if not self.unknown:
            return write(self.known)
        named = [flat(name) for name in self.unknown[:_NAMED]]
        names = ", ".join([*named, "…"] if len(self.unknown) > _NAMED else named)
        return (
            f"at least {write(self.known)} ({names} unknown)"
            if self.known
            else (f"unknown ({names})")
        )

    def times(self, count: int) -> Amount:
        """So many of it."""
        return replace(self, known=count * self.known)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one call takes, for one sample.

    Attributes:
        flops: multiplications and additions, counted separately.
        output_bytes: memory of all outputs; of a model, and of a layer with layers inside, those
            of all these.
    """

    flops: Amount
    output_bytes: Amount

    def times(self, count: int) -> Cost:
        """What so many calls take."""
        return Cost(self.flops.times(count), self.output_bytes.times(count))


@dataclass(frozen=True, slots=True)
class ModelCosts:
    """What a model costs.

    Attributes:
        total: of the model; its inputs are not counted.
        rows: of each of `model.layers`, all its calls together, in one call of the model that
            it is in; of a nested model, of all its layers.
        times: how often the models and layers around each of them are called.
    """

    total: Cost
    rows: list[Cost]
    times: list[int]


def of_model(model: Model) -> ModelCosts:
    """The costs of a model and of each of its layers."""
    listed = {tuple(layer.path) for layer in model.layers}
    around = [_around(layer, listed) for layer in model.layers]
    inside: dict[tuple[str, ...], list[Cost]] = {path: [] for path in [(), *around]}
    rows: list[Cost] = []
    # What is inside a layer comes after it.
    for layer, path in zip(reversed(model.layers), reversed(around), strict=True):
        parts = inside.get(tuple(layer.path))
        rows.append(of_layer(layer) if parts is None else _of_container(layer, _sum(parts)))
        if layer.kind != "input":
            inside[path].append(rows[-1])
    times: dict[tuple[str, ...], int] = {(): 1}
    for layer, path in zip(model.layers, around, strict=True):
        times[tuple(layer.path)] = times[path] * layer.calls
    total = _sum(inside[()])
    if model.unfinished:
        rest = Amount(unknown=(OTHERS,))
        total = _sum([Cost(rest, rest), total])
    elif model.flops is not None:
        total = Cost(Amount(model.flops, one_step=total.flops.one_step), total.output_bytes)
    return ModelCosts(total, rows[::-1], [times[path] for path in around])


def total(parts: Sequence[Cost]) -> Cost:
    """What several layers cost together."""
    return _sum(parts[::-1])


def _sum(parts: Sequence[Cost]) -> Cost:
    """Costs added up, which are given in reverse order."""
    return Cost(
        _added(part.flops for part in reversed(parts)),
        _added(part.output_bytes for part in reversed(parts)),
    )


def _added(amounts: Iterable[Amount]) -> Amount:
    known, unknown, one_step = 0, dict[str, None](), False
    for amount in amounts:
        known += amount.known
        unknown |= dict.fromkeys(amount.unknown)
        one_step = one_step or amount.one_step
    return Amount(known, tuple(unknown), one_step)


def _around(layer: Layer, listed: Container[tuple[str, ...]]) -> tuple[str, ...]:
    """The path of the innermost listed layer that a layer is in; empty if there is none."""
    paths = (tuple(layer.path[:depth]) for depth in range(len(layer.path) - 1, 0, -1))
    return next((path for path in paths if path in listed), ())


def _of_container(layer: Layer, inside: Cost) -> Cost:
    """What the calls of a model take, or of a layer with layers inside.

    Args:
        layer: the model or layer.
        inside: what the layers in it take in one call.
    """
    flops = inside.flops.times(layer.calls)
    if layer.flops is not None:
        flops = flops_of_layer(layer)
    elif layer.kind != "model":
        # Without a count of its own it computes at least what its layers do.
        flops = _added([flops_of_layer(layer), flops])
    return Cost(flops, inside.output_bytes.times(layer.calls))


def flops_in(model: Model, layer: Layer) -> tuple[Amount, int]:
    """FLOPs of all calls of one of the model's layers, and how many calls these are."""
    if layer.flops is not None and len(layer.path) == 1:
        return flops_of_layer(layer), layer.calls
    found = of_model(model)
    index = next(index for index, other in enumerate(model.layers) if other is layer)
    times = found.times[index]
    return found.rows[index].flops.times(times), times * layer.calls


def flops_of(model: Model) -> Amount:
    """FLOPs of a whole model."""
    known = model.flops is not None and not model.unfinished
    return Amount(model.flops or 0) if known else of_model(model).total.flops


def unit(flops: Amount) -> str:
    """What the FLOPs are of, in words."""
    return "one sample and one step" if flops.one_step else "one sample"


def sum_of(parts: Iterable[tuple[int | None, str]]) -> Amount:
    """The sum of numbers, each of which is that of a layer of some class."""
    return _added(_amount(count, class_name) for count, class_name in parts)


def of_layer(layer: Layer) -> Cost:
    """What the calls of one layer take, whatever is in it."""
    return Cost(
        Amount() if layer.kind == "input" else flops_of_layer(layer),
        _amount(output_bytes(layer.output_shapes, layer.dtype), layer.class_name),
    )


def flops_of_layer(layer: Layer | Call) -> Amount:
    """FLOPs of all calls of a layer, or of one call."""
    if layer.flops is None:
        return Amount(0, (layer.class_name,))
    return Amount(layer.flops, tuple(layer.uncounted), layer.one_step)


def _amount(count: int | None, class_name: str) -> Amount:
    return Amount(0, (class_name,)) if count is None else Amount(count)


def output_bytes(shapes: Sequence[Shape | None], dtype: str | None) -> int | None:
    """Bytes that outputs of these shapes take for one sample; None if that is not known."""
    if dtype is None or dtype in _OF_UNKNOWN_SIZE or not shapes:
        return None
    size = 0
    for shape in shapes:
        sizes = numbers_of(shape or [])[1:]
        if shape is None or None in sizes:
            return None
        size += math.prod(dim or 0 for dim in sizes)
    return size * bits_of(dtype) // 8
