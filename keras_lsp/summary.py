"""A model's summary: the table that Keras prints, the same for hovers, and its rows as data.

Made from a report, so that subclassed models have shapes too. Knows no editor and no Keras.
"""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from keras_lsp.figures import UNKNOWN, bytes_text, count_text, shape_text, shapes_text
from keras_lsp.markup import escaped, flat
from keras_lsp.report import bits_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from keras_lsp.report import Layer, Model, Shape, Weights

# What Keras makes of a terminal 80 columns wide; wider words widen their column.
_CHAIN = (("Layer (type)", 33), ("Output Shape", 24), ("Param #", 15))
_GRAPH = (("Layer (type)", 21), ("Output Shape", 19), ("Param #", 12), ("Connected to", 19))
_PARAMS = 2
_MARKDOWN_ROWS = 60
_BATCH = 32
_UNKNOWN_SHOWN = 3


@dataclass(frozen=True)
class _Row:
    name: str
    output: str
    params: str
    connected: str

    def cells(self, columns: int) -> tuple[str, ...]:
        return (self.name, self.output, self.params, self.connected)[:columns]


def text(model: Model, models: Sequence[Model] = (), notes: Sequence[str] = ()) -> str:
    """The table as `model.summary()` prints it, without a line break at the end.

    Nested models are one row each, as in Keras. A column tells what a layer is connected
    to unless each takes just the output of the one before it.

    Args:
        model: the model.
        models: all of its report; they know the parameters of nested models that were
            built only in part.
        notes: more lines for its end.
    """
    layers = _top_layers(model)
    columns = _CHAIN if _is_chain(layers) else _GRAPH
    cells = [row.cells(len(columns)) for row in _rows(layers, models)]
    lines = [f'Model: "{flat(model.name)}"', *_table(columns, cells)]
    lines += [f" {line}" for line in (*_totals(model.weights), *_costs(model), *notes)]
    return "\n".join(lines)


def markdown(
    model: Model,
    models: Sequence[Model] = (),
    notes: Sequence[str] = (),
    *,
    limit: int = _MARKDOWN_ROWS,
) -> str:
    """The summary as Markdown: who it is, at most `limit` rows, the totals. See `text`."""
    layers = _top_layers(model)
    columns = _CHAIN if _is_chain(layers) else _GRAPH
    titles = [title for title, _ in columns]
    rules = ["---:" if index == _PARAMS else ":---" for index in range(len(columns))]
    rows = [row.cells(len(columns)) for row in _rows(layers[:limit], models)]
    lines = [f"**{escaped(model.name)}** ({escaped(model.class_name)})", ""]
    lines += [_markdown_row(titles), _markdown_row(rules)]
    lines += [_markdown_row([escaped(cell) for cell in row]) for row in rows]
    if len(layers) > limit:
        lines += ["", f"… and {count_text(len(layers) - limit)} more layers"]
    totals = "  \n".join((*_totals(model.weights), *map(escaped, (*_costs(model), *notes))))
    return "\n".join([*lines, "", totals])


def table_rows(model: Model) -> list[dict[str, Any]]:
    """A row for each layer, those of nested models too, told apart by `path`.

    Each has `path`, `name`, `class`, `output_shapes`, `params` (None while it is not built),
    `trainable_params`, `flops` (None where they are not known), `inbound` and `span`, a `Span`
    or None.
    """
    return [
        {
            "path": list(layer.path),
            "name": layer.name,
            "class": layer.class_name,
            "output_shapes": [list(s) if s is not None else None for s in layer.output_shapes],
            "params": _count(layer),
            "trainable_params": layer.weights.trainable if layer.weights else _count(layer),
            "flops": layer.flops,
            "inbound": list(layer.inbound),
            "span": layer.span,
        }
        for layer in model.layers
    ]


def _top_layers(model: Model) -> list[Layer]:
    listed = {tuple(layer.path) for layer in model.layers}
    return [layer for layer in model.layers if tuple(layer.path[:-1]) not in listed]


def _is_chain(layers: list[Layer]) -> bool:
    names = {layer.name for layer in layers}
    known = [[name for name in layer.inbound if name in names] for layer in layers]
    if not any(known):
        return True
    expected = [[], *([layer.name] for layer in layers[:-1])]
    return known == expected


def _rows(layers: Sequence[Layer], models: Sequence[Model]) -> Iterator[_Row]:
    nested = {(model.name, model.class_name): model.weights for model in models if model.nested}
    for layer in layers:
        count = _count(layer)
        weights = nested.get((layer.name, layer.class_name)) if count is None else None
        if weights:
            count = weights.total
        yield _Row(
            name=f"{flat(layer.name)} ({flat(layer.class_name)})",
            output=_output(layer.output_shapes),
            params="0 (unbuilt)" if count is None else count_text(count),
            connected=", ".join(map(flat, layer.inbound)) or "-",
        )


def _count(layer: Layer) -> int | None:
    if layer.weights is not None:
        return layer.weights.total
    return 0 if layer.built else None


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
    return [
        f"Total params: {count_text(total)} ({bytes_text(size)})",
        f"Trainable params: {count_text(trainable)} ({bytes_text(part)})",
        f"Non-trainable params: {count_text(other)} ({bytes_text(size - part)})",
    ]


def _costs(model: Model) -> list[str]:
    """Two lines on what calling the model takes; none for a model without shapes."""
    layers = list(model.computing())
    if not any(layer.output_shapes for layer, _ in layers):
        return []
    if model.flops is not None:
        flops = count_text(model.flops)
    else:
        classes = dict.fromkeys(layer.class_name for layer, _ in layers if layer.flops is None)
        shown = ", ".join(map(flat, [*classes][:_UNKNOWN_SHOWN]))
        flops = f"unknown ({shown}{', …' if len(classes) > _UNKNOWN_SHOWN else ''})"
    sizes = [_output_bytes(layer, times) for layer, times in layers]
    known = [size for size in sizes if size is not None]
    memory = bytes_text(_BATCH * sum(known)) if len(known) == len(sizes) else "unknown"
    return [
        f"FLOPs for one sample: {flops}",
        f"Outputs of all layers for a batch of {_BATCH}: {memory}",
    ]


def _output_bytes(layer: Layer, times: int) -> int | None:
    """Bytes that all outputs of a layer take for one sample, if the model is called so often."""
    if layer.dtype is None or not layer.output_shapes:
        return None
    size = 0
    for shape in layer.output_shapes:
        if shape is None or None in shape[1:]:
            return None
        size += math.prod(dim or 0 for dim in shape[1:])
    return times * size * bits_of(layer.dtype) // 8


def _table(columns: Sequence[tuple[str, int]], rows: list[tuple[str, ...]]) -> Iterator[str]:
    widths = [
        max(width - 2, *(_width(word) for row in rows for word in row[index].split(" ")), 0)
        for index, (_, width) in enumerate(columns)
    ]
    titles = tuple(title for title, _ in columns)
    yield _border("┏┳┓", "━", widths)
    yield from _lines(titles, widths, "┃")
    yield _border("┡╇┩", "━", widths)
    for index, row in enumerate(rows):
        if index:
            yield _border("├┼┤", "─", widths)
        yield from _lines(row, widths, "│")
    yield _border("└┴┘", "─", widths)


def _border(corners: str, stroke: str, widths: list[int]) -> str:
    return corners[0] + corners[1].join(stroke * (width + 2) for width in widths) + corners[2]


def _lines(cells: Sequence[str], widths: list[int], bar: str) -> Iterator[str]:
    """One row of the table: as many lines as its tallest cell."""
    wrapped = [_wrap(cell, width) for cell, width in zip(cells, widths, strict=True)]
    for number in range(max(map(len, wrapped))):
        parts = []
        for index, (lines, width) in enumerate(zip(wrapped, widths, strict=True)):
            line = lines[number] if number < len(lines) else ""
            blanks = " " * (width - _width(line))
            parts.append(f" {blanks}{line} " if index == _PARAMS else f" {line}{blanks} ")
        yield bar + bar.join(parts) + bar


def _wrap(cell: str, width: int) -> list[str]:
    lines: list[str] = []
    for word in cell.split(" "):
        if lines and _width(lines[-1]) + 1 + _width(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _width(line: str) -> int:
    """Columns of a terminal: most East Asian characters take two."""
    if line.isascii():
        return len(line)
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in line)
    return len(line) + wide - sum(unicodedata.combining(char) > 0 for char in line)


def _markdown_row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
