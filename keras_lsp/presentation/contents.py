"""What a model's summary says, before it is drawn: columns, a row for each layer, totals.

Text, Markdown and data are made of it. Knows no editor, no Keras, and no width.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from keras_lsp.presentation import costs
from keras_lsp.presentation.costs import BATCH
from keras_lsp.presentation.figures import (
    UNKNOWN,
    bytes_text,
    count_text,
    shape_text,
    shapes_text,
    short_count,
)
from keras_lsp.presentation.markup import flat
from keras_lsp.report import numbers_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from keras_lsp.presentation.costs import Amount, Cost, ModelCosts
    from keras_lsp.report import CallKind, Layer, Model, Shape, Weights

ALL: tuple[CallKind, ...] = ("model", "layer")
"""What may have layers inside."""

_LEAST_SHOWN = 0.005
_FROZEN = "* frozen: training does not change it"


@dataclass(frozen=True)
class Heading:
    """A column of a summary.

    Attributes:
        key: its name in data.
        title: what stands over it.
        right: its cells are numbers, which end at its right edge.
    """

    key: str
    title: str
    right: bool = False


NAME = Heading("name", "Layer (type)")
OUTPUT = Heading("output", "Output Shape")
PARAMS = Heading("params", "Param #", right=True)
CONNECTED = Heading("connected", "Connected to")
FLOPS = Heading("flops", "FLOPs", right=True)
SHARE = Heading("share", "Share", right=True)


@dataclass(frozen=True)
class Cell:
    """What one column tells of one layer.

    Attributes:
        text: for a person.
        number: what it counts: of an output its numbers for one sample, of a share its part from
            0 to 1. None if it counts nothing, or that is not known.
    """

    text: str
    number: float | None = None


@dataclass(frozen=True)
class Row:
    """What is told of one layer.

    Attributes:
        layer: the layer.
        depth: how many of the listed layers it is in.
        frozen: it has parameters, and training does not change them.
        share: its part of the model's parameters, from 0 to 1.
        cells: one for each column.
    """

    layer: Layer
    depth: int
    frozen: bool
    share: float
    cells: list[Cell]


@dataclass(frozen=True)
class Total:
    """A figure of the whole model: what it is, and what it comes to."""

    title: str
    text: str


@dataclass(frozen=True)
class Contents:
    """What a summary says.

    Attributes:
        columns: those of which something is known. One tells what a layer is connected to unless
            each takes just the output of the one before it.
        rows: of the layers that are listed.
        more: how many layers beyond them would be listed.
        totals: three lines on the parameters.
        costs: two lines on what calling the model takes; none for a model without shapes.
        legend: what marks mean.
    """

    columns: list[Heading]
    rows: list[Row]
    more: int
    totals: list[Total]
    costs: list[Total]
    legend: list[str]


def contents(
    model: Model,
    models: Sequence[Model] = (),
    *,
    unfolded: Collection[CallKind] = ALL,
    limit: int | None = None,
) -> Contents:
    """What is told of a model.

    Args:
        model: the model.
        models: all of its report; they know the parameters of nested models that were built only
            in part.
        unfolded: the kinds whose insides are listed.
        limit: how many rows there are at most; None for all of them.
    """
    found = costs.of_model(model)
    measured, more = _measure(model, found, models, unfolded, limit)
    columns = _columns(measured)
    rows = [
        Row(
            each.layer,
            each.depth,
            each.frozen,
            each.share,
            [_CELLS[column.key](each) for column in columns],
        )
        for each in measured
    ]
    legend = [_FROZEN] if any(row.frozen for row in rows) else []
    return Contents(
        columns, rows, more, _totals(model.weights), _costs(model, found.total), legend
    )


@dataclass(frozen=True)
class _Measured:
    """A layer with its figures; FLOPs and share of the parameters are those in the model.

    Attributes:
        params: None while it is not built.
    """

    layer: Layer
    depth: int
    params: int | None
    flops: Amount
    share: float

    @property
    def frozen(self) -> bool:
        return not self.layer.trainable and bool(self.params)


def _measure(
    model: Model,
    found: ModelCosts,
    models: Sequence[Model],
    unfolded: Collection[CallKind],
    limit: int | None,
) -> tuple[list[_Measured], int]:
    """The first layers with what is inside of unfolded kinds, and how many more there are."""
    nested = {(other.name, other.class_name): other for other in models if other.nested}
    kinds = {tuple(layer.path): layer.kind for layer in model.layers}
    around = [
        [
            kinds[path]
            for end in range(1, len(layer.path))
            if (path := tuple(layer.path[:end])) in kinds
        ]
        for layer in model.layers
    ]
    indices = [index for index, outer in enumerate(around) if set(outer) <= {*unfolded}]
    total = model.weights.total if model.weights and not model.weights.at_least else 0
    measured = []
    for index in indices[:limit]:
        layer = model.layers[index]
        count = layer.params
        partly = nested.get((layer.name, layer.class_name)) if count is None else None
        if partly and partly.weights and not partly.weights.at_least:
            count = partly.weights.total
        flops = found.rows[index].flops.times(found.times[index])
        share = (count or 0) / total if total else 0.0
        measured.append(_Measured(layer, len(around[index]), count, flops, share))
    return measured, len(indices) - len(measured)


def _columns(rows: Sequence[_Measured]) -> list[Heading]:
    columns = [NAME, OUTPUT, PARAMS]
    columns += [] if _are_chains([row.layer for row in rows]) else [CONNECTED]
    costed = any(_is_known(row.flops) for row in rows if row.layer.kind != "input")
    columns += [FLOPS] if costed else []
    return columns + ([SHARE] if any(row.share for row in rows) else [])


def _are_chains(layers: Sequence[Layer]) -> bool:
    """Whether in each model each layer takes just the output of the one before it."""
    models: dict[tuple[str, ...], list[Layer]] = {}
    for layer in layers:
        models.setdefault(tuple(layer.path[:-1]), []).append(layer)
    return all(map(_is_chain, models.values()))


def _is_chain(layers: list[Layer]) -> bool:
    names = {layer.name for layer in layers}
    known = [[name for name in layer.inbound if name in names] for layer in layers]
    if not any(known):
        return True
    expected = [[], *([layer.name] for layer in layers[:-1])]
    return known == expected


def _name(row: _Measured) -> Cell:
    return Cell(f"{flat(row.layer.name)} ({flat(row.layer.class_name)})")


def _output(row: _Measured) -> Cell:
    shapes = row.layer.output_shapes
    if not shapes:
        return Cell(UNKNOWN)
    text = shape_text(shapes[0]) if len(shapes) == 1 else f"[{shapes_text(shapes)}]"
    return Cell(text, _size(shapes))


def _size(shapes: Sequence[Shape | None]) -> int | None:
    """How many numbers outputs of these shapes have for one sample; None if that is not known."""
    size = 0
    for shape in shapes:
        sizes = numbers_of(shape or [])[1:]
        if shape is None or None in sizes:
            return None
        size += math.prod(each or 0 for each in sizes)
    return size


def _params(row: _Measured) -> Cell:
    if row.params is not None:
        return Cell(count_text(row.params), row.params)
    layer = row.layer
    # One that was called and is not built got an input of which too little is known.
    called = bool(layer.output_shapes)
    some = layer.weights is not None and layer.weights.at_least
    return Cell(UNKNOWN if some or (called and layer.error is None) else "0 (unbuilt)")


def _connected(row: _Measured) -> Cell:
    return Cell(", ".join(map(flat, row.layer.inbound)) or "-")


def _is_known(amount: Amount) -> bool:
    return bool(amount.known) or not amount.unknown


def _flops(row: _Measured) -> Cell:
    if not _is_known(row.flops):
        return Cell(UNKNOWN)
    least = "≥" if row.flops.unknown else ""
    return Cell(least + short_count(row.flops.known), row.flops.known)


def _share(row: _Measured) -> Cell:
    if not row.share:
        return Cell("", 0)
    text = f"{100 * row.share:.0f}%" if row.share >= _LEAST_SHOWN else "<1%"
    return Cell(text, row.share)


_CELLS: dict[str, Callable[[_Measured], Cell]] = {
    NAME.key: _name,
    OUTPUT.key: _output,
    PARAMS.key: _params,
    CONNECTED.key: _connected,
    FLOPS.key: _flops,
    SHARE.key: _share,
}


def _totals(weights: Weights | None) -> list[Total]:
    """Bytes of a part are its share by count: exact if all have one dtype."""
    total, trainable, other = (
        (weights.total, weights.trainable, weights.non_trainable) if weights else (0, 0, 0)
    )
    size = weights.bytes if weights else 0
    part = round(size * trainable / total) if total else 0
    least = "at least " if weights and weights.at_least else ""
    return [
        Total("Total params", f"{least}{count_text(total)} ({bytes_text(size)})"),
        Total("Trainable params", f"{least}{count_text(trainable)} ({bytes_text(part)})"),
        Total("Non-trainable params", f"{count_text(other)} ({bytes_text(size - part)})"),
    ]


def _costs(model: Model, total: Cost) -> list[Total]:
    if not any(layer.output_shapes for layer, _ in model.computing()):
        return []
    memory = total.output_bytes.times(BATCH)
    return [
        Total(f"FLOPs for {costs.unit(total.flops)}", total.flops.text(count_text)),
        Total(f"Outputs of all layers for a batch of {BATCH}", memory.text(bytes_text)),
    ]
