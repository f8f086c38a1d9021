"""A model's summary: the table that Keras prints and more, the same for hovers, and as Markdown.

Made from a report, so that subclassed models have shapes too. Knows no editor and no Keras.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from keras_lsp.presentation import contents, table
from keras_lsp.presentation.figures import count_text
from keras_lsp.presentation.markup import escape, flat

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keras_lsp.presentation.contents import Contents, Row
    from keras_lsp.report import CallKind, Model

WIDTH = 100

# What Keras makes of a terminal 80 columns wide; wider words widen their column.
_KERAS_CHAIN = (31, 22, 13)
_KERAS_GRAPH = (19, 17, 10, 17)

# A table with connections has no room for bars in a terminal narrower than this.
_BARS_FROM = 100

_OF_KERAS = (contents.NAME, contents.OUTPUT, contents.PARAMS, contents.CONNECTED)
_MODELS: tuple[CallKind, ...] = ("model",)
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
    told = contents.contents(model, models, unfolded=_unfolded(look), limit=look.limit)
    bars = look.width >= _BARS_FROM or contents.CONNECTED not in told.columns
    kept = _OF_KERAS if look.plain else told.columns
    columns, cells = _drawn(told, kept, bars=bars, plain=look.plain)
    widths = (
        _keras_widths(cells)
        if look.plain
        else table.fit_widths(columns, table.widths_of(columns, cells), look.width)
    )
    head, *parts, foot = table.draw(columns, cells, widths, ruled=look.plain)
    lines = [f'Model: "{flat(model.name)}"', *head]
    starts: dict[int, int] = {}
    for row, part in zip(told.rows, parts, strict=True):
        starts[id(row.layer)] = len(lines) + (look.plain and row is not told.rows[0])
        lines += part
    lines += foot
    below = _more(told.more) + _lines(told.totals)
    if not look.plain:
        below += [*_lines(told.costs), *told.legend, *notes]
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
    bars: bool = True,
) -> str:
    """The summary as Markdown: who it is, at most 60 rows, the totals. See `as_table`.

    If it is to be `narrow`, nested models are one row each, and shares are left out. With
    `expand_nested` layers are unfolded, too. Without `bars`, shares are numbers alone.
    """
    look = Look(plain=narrow, expand_nested=expand_nested)
    told = contents.contents(model, models, unfolded=_unfolded(look), limit=_MARKDOWN_ROWS)
    kept = [column for column in told.columns if not (narrow and column is contents.SHARE)]
    columns, cells = _drawn(told, kept, bars=bars)
    lines = [f"**{escape(model.name)}** ({escape(model.class_name)})", ""]
    lines.append(_markdown_row([column.title for column in columns]))
    lines.append(_markdown_row(["---:" if column.right else ":---" for column in columns]))
    lines += [_markdown_row(list(map(_markdown_cell, row))) for row in cells]
    if told.more:
        lines += ["", *_more(told.more)]
    below = [*_lines(told.totals + told.costs), *told.legend, *notes]
    return "\n".join([*lines, "", "  \n".join(map(escape, below))])


def _unfolded(look: Look) -> tuple[CallKind, ...]:
    if look.plain:
        return ()
    return contents.ALL if look.expand_nested else _MODELS


def _drawn(
    told: Contents, kept: Sequence[contents.Heading], *, bars: bool, plain: bool = False
) -> tuple[list[table.Column], list[list[str]]]:
    """These columns as they are drawn, and the cells of each row."""
    indices = [index for index, column in enumerate(told.columns) if column in kept]
    columns = [_column(told.columns[index], bars=bars, plain=plain) for index in indices]
    marked = not plain and any(row.frozen for row in told.rows)
    cells = [
        [_cell(row, told.columns[index], index, bars=bars, marked=marked) for index in indices]
        for row in told.rows
    ]
    return columns, cells


def _column(column: contents.Heading, *, bars: bool, plain: bool) -> table.Column:
    """A column as it is drawn: its name, output and connections may be broken."""
    if column is contents.NAME and not plain:
        return table.Column(column.title, weight=1.6, hang=2)
    if column is contents.OUTPUT:
        return table.Column(column.title, weight=1, wide=30)
    if column is contents.CONNECTED:
        return table.Column(column.title, weight=1, wide=24)
    # Bars begin at the left.
    return table.Column(
        column.title, right=column.right and not (column is contents.SHARE and bars)
    )


def _cell(row: Row, column: contents.Heading, index: int, *, bars: bool, marked: bool) -> str:
    text = row.cells[index].text
    if column is contents.NAME and row.depth:
        return f"{'  ' * (row.depth - 1)}└ {text}"
    if column is contents.PARAMS and marked:
        return f"{text}{' *' if row.frozen else '  '}"
    if column is contents.SHARE and bars and text:
        return f"{table.bar(row.share)} {text:>4}"
    return text


def _lines(totals: Sequence[contents.Total]) -> list[str]:
    return [f"{total.title}: {total.text}" for total in totals]


def _keras_widths(cells: Sequence[Sequence[str]]) -> list[int]:
    usual = _KERAS_GRAPH if cells and len(cells[0]) == len(_KERAS_GRAPH) else _KERAS_CHAIN
    return [
        max([width, *(table.text_width(word) for row in cells for word in row[index].split(" "))])
        for index, width in enumerate(usual)
    ]


def _more(count: int) -> list[str]:
    return [f"… and {count_text(count)} more layers"] if count else []


def _markdown_row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _markdown_cell(cell: str) -> str:
    """Blanks before a branch would be lost."""
    blanks = len(cell) - len(cell.lstrip(" "))
    return "&emsp;" * (blanks // 2) + escape(cell)
