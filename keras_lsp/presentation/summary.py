"""A model's summary: the table that Keras prints and more, the same for hovers, and as data.

Made from a report, so that subclassed models have shapes too. Knows no editor and no Keras.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from keras_lsp.presentation import costs, table
from keras_lsp.presentation.costs import BATCH
from keras_lsp.presentation.figures import (
    UNKNOWN,
    bytes_text,
    count_text,
    shape_text,
    shapes_text,
    short_count,
)
from keras_lsp.presentation.markup import escape, flat
from keras_lsp.presentation.table import Column

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from keras_lsp.presentation.costs import Amount, Cost, ModelCosts
    from keras_lsp.report import CallKind, Layer, Model, Shape, Weights

WIDTH = 100

# What Keras makes of a terminal 80 columns wide; wider words widen their column.
_KERAS_CHAIN = (31, 22, 13)
_KERAS_GRAPH = (19, 17, 10, 17)

_NAME = Column("Layer (type)", weight=1.6, hang=2)
_KERAS_NAME = Column(_NAME.title)
_OUTPUT = Column("Output Shape", weight=1, wide=30)
_PARAMS = Column("Param #", right=True)
_CONNECTED = Column("Connected to", weight=1, wide=24)
_FLOPS = Column("FLOPs", right=True)
_SHARE = Column("Share")
_PERCENT = Column("Share", right=True)
_LEAST_SHOWN = 0.005
# A table with connections has no room for bars in a terminal narrower than this.
_BARS_FROM = 100

# What may have layers inside, and that of it which is unfolded by default.
_ALL: tuple[CallKind, ...] = ("model", "layer")
_MODELS: tuple[CallKind, ...] = ("model",)
_FROZEN = "* frozen: training does not change it"
_MARKDOWN_ROWS = 60


@dataclass(frozen=True)
class Look:
    """How a summary is drawn.

    Attributes:
        width: columns that no line is wider than, if names and numbers allow it.
        plain: the table that Keras prints in a terminal 80 columns wide, and no more; what Keras
            cuts off there is in full, and connections have no numbers of nodes.
        ascii: nothing is drawn that a terminal may lack.
        limit: how many rows are shown at most; None for all of them.
        expand_nested: what is inside of layers is shown, too, as it is of nested models.
    """

    width: int = WIDTH
    plain: bool = False
    ascii: bool = False
    limit: int | None = None
    expand_nested: bool = False


@dataclass(frozen=True)
class SummaryText:
    """A summary as text.

    Attributes:
        lines: without line breaks.
        rows: for each of the model's layers the first of its lines, None if it has none.
    """

    lines: list[str]
    rows: list[int | None]


@dataclass(frozen=True)
class _Row:
    """What is told of one layer; FLOPs and share of the parameters are those in the model.

    Attributes:
        layer: the layer.
        depth: how many of the listed models it is in.
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


def text(model: Model, models: Sequence[Model] = (), look: Look | None = None) -> str:
    """The summary, without a line break at its end. See `as_table`."""
    return "\n".join(as_table(model, models, look).lines)


def as_table(
    model: Model,
    models: Sequence[Model] = (),
    look: Look | None = None,
    notes: Sequence[str] = (),
) -> SummaryText:
    """The table as `model.summary(expand_nested=True)` prints it, and what the layers cost.

    Layers whose own `call` uses others are one row each, unless the look says otherwise.

    A column tells what a layer is connected to unless each takes just the output of the one
    before it. Columns of which nothing is known are left out.

    Args:
        model: the model.
        models: all of its report; they know the parameters of nested models that were
            built only in part.
        look: how it is drawn.
        notes: more to be said at its end, unless it is to be plain.
    """
    look = look or Look()
    found = costs.of_model(model)
    rows, more = _rows(model, found, models, _unfolded(look), look.limit)
    columns, cells = _columns(rows, bars=look.width >= _BARS_FROM, costly=not look.plain)
    widths = (
        _keras_widths(cells)
        if look.plain
        else table.fit_widths(columns, table.widths_of(columns, cells), look.width)
    )
    head, *parts, foot = table.draw(columns, cells, widths, ruled=look.plain)
    lines = [f'Model: "{flat(model.name)}"', *head]
    starts: dict[int, int] = {}
    for row, part in zip(rows, parts, strict=True):
        starts[id(row.layer)] = len(lines) + (look.plain and row is not rows[0])
        lines += part
    lines += foot
    below = _more(more) + _totals(model.weights)
    if not look.plain:
        below += [*_costs(model, found.total), *_legend(rows), *notes]
    for line in below:
        lines += [f" {line}"] if look.plain else table.wrap(f" {line}", look.width, hang=2)
    if look.ascii:
        lines = list(map(table.in_ascii, lines))
    return SummaryText(lines, [starts.get(id(layer)) for layer in model.layers])


def as_markdown(
    model: Model,
    models: Sequence[Model] = (),
    notes: Sequence[str] = (),
    *,
    narrow: bool = False,
    expand_nested: bool = False,
) -> str:
    """The summary as Markdown: who it is, at most 60 rows, the totals. See `as_table`.

    If it is to be `narrow`, nested models are one row each, and shares are left out. With
    `expand_nested` layers are unfolded, too.
    """
    found = costs.of_model(model)
    look = Look(plain=narrow, expand_nested=expand_nested)
    rows, more = _rows(model, found, models, _unfolded(look), _MARKDOWN_ROWS)
    columns, cells = _columns(rows, bars=True, costly=True)
    kept = [index for index, column in enumerate(columns) if not (narrow and column is _SHARE)]
    lines = [f"**{escape(model.name)}** ({escape(model.class_name)})", ""]
    lines.append(_markdown_row([columns[index].title for index in kept]))
    lines.append(_markdown_row(["---:" if columns[index].right else ":---" for index in kept]))
    lines += [_markdown_row([_markdown_cell(row[index]) for index in kept]) for row in cells]
    if more:
        lines += ["", *_more(more)]
    below = [*_totals(model.weights), *_costs(model, found.total), *_legend(rows), *notes]
    return "\n".join([*lines, "", "  \n".join(map(escape, below))])


def _unfolded(look: Look) -> tuple[CallKind, ...]:
    if look.plain:
        return ()
    return _ALL if look.expand_nested else _MODELS


def _rows(
    model: Model,
    found: ModelCosts,
    models: Sequence[Model],
    unfolded: tuple[CallKind, ...],
    limit: int | None,
) -> tuple[list[_Row], int]:
    """The first rows, and how many more there are; what is inside of unfolded kinds is shown."""
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
    rows = []
    for index in indices[:limit]:
        layer = model.layers[index]
        count = layer.params
        partly = nested.get((layer.name, layer.class_name)) if count is None else None
        if partly and partly.weights and not partly.weights.at_least:
            count = partly.weights.total
        flops = found.rows[index].flops.times(found.times[index])
        share = (count or 0) / total if total else 0.0
        rows.append(_Row(layer, len(around[index]), count, flops, share))
    return rows, len(indices) - len(rows)


def _columns(
    rows: Sequence[_Row], *, bars: bool, costly: bool
) -> tuple[list[Column], list[list[str]]]:
    """The columns that these rows need, and the cells of each row."""
    graph = not _are_chains([row.layer for row in rows])
    costed = costly and any(_is_known(row.flops) for row in rows if row.layer.kind != "input")
    shared = costly and any(row.share for row in rows)
    frozen = costly and any(row.frozen for row in rows)
    bars = bars or not graph
    columns = [_NAME if costly else _KERAS_NAME, _OUTPUT, _PARAMS]
    columns += [_CONNECTED] if graph else []
    columns += [_FLOPS] if costed else []
    columns += [_SHARE if bars else _PERCENT] if shared else []
    writers: dict[str, Callable[[_Row], str]] = {
        _NAME.title: _name_cell,
        _OUTPUT.title: lambda row: _output(row.layer.output_shapes),
        _PARAMS.title: lambda row: _params(row) + (_mark(row) if frozen else ""),
        _CONNECTED.title: lambda row: ", ".join(map(flat, row.layer.inbound)) or "-",
        _FLOPS.title: _flops,
        _SHARE.title: lambda row: _share(row.share, bar=bars),
    }
    return columns, [[writers[column.title](row) for column in columns] for row in rows]


def _keras_widths(cells: Sequence[Sequence[str]]) -> list[int]:
    usual = _KERAS_GRAPH if cells and len(cells[0]) == len(_KERAS_GRAPH) else _KERAS_CHAIN
    return [
        max([width, *(table.text_width(word) for row in cells for word in row[index].split(" "))])
        for index, width in enumerate(usual)
    ]


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


def _name_cell(row: _Row) -> str:
    branch = f"{'  ' * (row.depth - 1)}└ " if row.depth else ""
    return f"{branch}{flat(row.layer.name)} ({flat(row.layer.class_name)})"


def _params(row: _Row) -> str:
    if row.params is not None:
        return count_text(row.params)
    layer = row.layer
    # One that was called and is not built got an input of which too little is known.
    called = bool(layer.output_shapes)
    some = layer.weights is not None and layer.weights.at_least
    return UNKNOWN if some or (called and layer.error is None) else "0 (unbuilt)"


def _mark(row: _Row) -> str:
    return " *" if row.frozen else "  "


def _is_known(amount: Amount) -> bool:
    return bool(amount.known) or not amount.unknown


def _flops(row: _Row) -> str:
    if not _is_known(row.flops):
        return UNKNOWN
    return ("≥" if row.flops.unknown else "") + short_count(row.flops.known)


def _share(part: float, *, bar: bool) -> str:
    if not part:
        return ""
    percent = f"{100 * part:.0f}%" if part >= _LEAST_SHOWN else "<1%"
    return f"{table.bar(part)} {percent:>4}" if bar else percent


def _output(shapes: list[Shape | None]) -> str:
    if not shapes:
        return UNKNOWN
    return shape_text(shapes[0]) if len(shapes) == 1 else f"[{shapes_text(shapes)}]"


def _totals(weights: Weights | None) -> list[str]:
    """Three lines. Bytes of a part are its share by count: exact if all have one dtype."""
    total, trainable, other = (
        (weights.total, weights.trainable, weights.non_trainable) if weights else (0, 0, 0)
    )
    size = weights.bytes if weights else 0
    part = round(size * trainable / total) if total else 0
    least = "at least " if weights and weights.at_least else ""
    return [
        f"Total params: {least}{count_text(total)} ({bytes_text(size)})",
        f"Trainable params: {least}{count_text(trainable)} ({bytes_text(part)})",
        f"Non-trainable params: {count_text(other)} ({bytes_text(size - part)})",
    ]


def _costs(model: Model, total: Cost) -> list[str]:
    """Two lines on what calling the model takes; none for a model without shapes."""
    if not any(layer.output_shapes for layer, _ in model.computing()):
        return []
    memory = total.output_bytes.times(BATCH)
    return [
        f"FLOPs for {costs.unit(total.flops)}: {total.flops.text(count_text)}",
        f"Outputs of all layers for a batch of {BATCH}: {memory.text(bytes_text)}",
    ]


def _legend(rows: Sequence[_Row]) -> list[str]:
    return [_FROZEN] if any(row.frozen for row in rows) else []


def _more(count: int) -> list[str]:
    return [f"… and {count_text(count)} more layers"] if count else []


def _markdown_row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _markdown_cell(cell: str) -> str:
    """Blanks before a branch would be lost."""
    blanks = len(cell) - len(cell.lstrip(" "))
    return "&emsp;" * (blanks // 2) + escape(cell)
