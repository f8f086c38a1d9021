"""What a model and each of its layers cost: FLOPs, and the memory of the outputs.

The arithmetic for summaries, pictures, hovers and the command line. Reads reports only; what a
layer of Keras computes is counted by the worker.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from keras_lsp.presentation.markup import flat
from keras_lsp.report import bits_of, numbers_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from keras_lsp.report import Layer, Model, Shape

# Outputs are told for a batch of Keras' own default size.
BATCH = 32

_NAMED = 3
_OF_UNKNOWN_SIZE = ("string", "variant", "resource", "object")


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of which parts may not be known.

    Attributes:
        known: the sum of what is known.
        unknown: the classes of the layers of which it is not, each once.
    """

    known: int = 0
    unknown: tuple[str, ...] = ()

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
        return Amount(count * self.known, self.unknown)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one call takes, for one sample.

    Attributes:
        flops: multiplications and additions, counted separately.
        output_bytes: memory of all outputs; of a model, those of all its layers.
    """

    flops: Amount
    output_bytes: Amount

    def times(self, count: int) -> Cost:
        """What so many calls take."""
        return Cost(self.flops.times(count), self.output_bytes.times(count))


_NOTHING = Cost(Amount(), Amount())


@dataclass(frozen=True, slots=True)
class ModelCosts:
    """What a model costs.

    Attributes:
        total: of the model; its inputs are not counted.
        rows: of each of `model.layers`, all its calls together, in one call of the model that
            it is in; of a nested model, of all its layers.
        times: how often the models around each of them are called.
    """

    total: Cost
    rows: list[Cost]
    times: list[int]


@dataclass(slots=True)
class _Sum:
    """Costs added up."""

    flops: int = 0
    output_bytes: int = 0
    without_flops: dict[str, None] = field(default_factory=dict)
    without_bytes: dict[str, None] = field(default_factory=dict)

    def add(self, cost: Cost, count: int) -> None:
        self.flops += count * cost.flops.known
        self.output_bytes += count * cost.output_bytes.known
        if cost.flops.unknown:
            self.without_flops |= dict.fromkeys(cost.flops.unknown)
        if cost.output_bytes.unknown:
            self.without_bytes |= dict.fromkeys(cost.output_bytes.unknown)

    def cost(self) -> Cost:
        return Cost(
            Amount(self.flops, tuple(self.without_flops)),
            Amount(self.output_bytes, tuple(self.without_bytes)),
        )


def of_model(model: Model) -> ModelCosts:
    """The costs of a model and of each of its layers."""
    calls = {tuple(layer.path): layer.calls for layer in model.layers if layer.kind == "model"}
    inner = {tuple(layer.path[:-1]) for layer in model.layers if len(layer.path) > 1}
    total, sums = _Sum(), dict[tuple[str, ...], _Sum]()
    rows: list[Cost | None] = []
    times = []
    for layer in model.layers:
        own = None if tuple(layer.path) in inner else of_layer(layer)
        rows.append(own)
        count = 1
        for path in _outward(layer):
            if own and layer.kind != "input":
                sums.setdefault(path, _Sum()).add(own, count)
            count *= calls.get(path, 1)
        times.append(count)
        if own and layer.kind != "input":
            total.add(own, count)
    found = total.cost()
    if model.flops is not None:
        found = Cost(Amount(model.flops), found.output_bytes)
    nested = {path: inside.cost() for path, inside in sums.items()}
    return ModelCosts(
        found,
        [
            own or nested.get(tuple(layer.path), _NOTHING).times(layer.calls)
            for layer, own in zip(model.layers, rows, strict=True)
        ],
        times,
    )


def flops_in(model: Model, layer: Layer) -> tuple[Amount, int]:
    """FLOPs of all calls of one of the model's layers, and how many calls these are."""
    if layer.flops is not None and len(layer.path) == 1:
        return Amount(layer.flops), layer.calls
    found = of_model(model)
    index = next(index for index, other in enumerate(model.layers) if other is layer)
    times = found.times[index]
    return found.rows[index].flops.times(times), times * layer.calls


def flops_of(model: Model) -> Amount:
    """FLOPs of a whole model."""
    return of_model(model).total.flops if model.flops is None else Amount(model.flops)


def _outward(layer: Layer) -> list[tuple[str, ...]]:
    """The paths of the models around a layer, the innermost first."""
    path = layer.path
    return [tuple(path[:depth]) for depth in range(len(path) - 1, 0, -1)]


def sum_of(parts: Iterable[tuple[int | None, str]]) -> Amount:
    """The sum of numbers, each of which is that of a layer of some class."""
    known, unknown = 0, dict[str, None]()
    for count, class_name in parts:
        known += count or 0
        if count is None:
            unknown[class_name] = None
    return Amount(known, tuple(unknown))


def of_layer(layer: Layer) -> Cost:
    """What the calls of one layer take, whatever is in it."""
    flops = 0 if layer.kind == "input" else layer.flops
    return Cost(
        _amount(flops, layer.class_name),
        _amount(output_bytes(layer.output_shapes, layer.dtype), layer.class_name),
    )


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
