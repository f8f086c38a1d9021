"""Tables as Keras draws them, within the width of a terminal, and bars of eighths of a block.

Standard library only. Knows nothing of models or editors.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BLOCKS = 6
_FULL = "▇"
_EIGHTHS = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")
# Narrower cells would be read letter by letter.
_LEAST = 10
_KEPT = 3
_BRANCH = re.compile(r" *(?:└ )?")
_PARTS = re.compile(r"(?<=[_/])(?=[^_/])|(?<=[^(])(?=[A-Z][a-z])")
_ASCII = str.maketrans(
    {
        **dict.fromkeys("┏┳┓┡╇┩├┼┤└┴┘", "+"),
        "━": "=",
        "─": "-",
        **dict.fromkeys("┃│", "|"),
        _FULL: "#",
        **dict.fromkeys("▏▎▍", "."),
        **dict.fromkeys("▌▋▊▉", ":"),
        "≥": ">",
        "×": "x",
        "…": "~",
        "·": "-",
    }
)


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes:
        title: what stands over it.
        right: its cells end at its right edge.
        wide: how wide it is at most if nothing needs more; None for as wide as its cells.
        weight: how much room it gets where the table would be too wide and its cells have to
            be broken; None if they must not be.
        hang: how far the lines of a cell after its first are indented.
    """

    title: str
    right: bool = False
    wide: int | None = None
    weight: float | None = None
    hang: int = 0


def bar(part: float) -> str:
    """A bar of `BLOCKS` places, of which `part`, from 0 to 1, is filled; full only if all is."""
    eighths = max(1 if part > 0 else 0, min(8 * BLOCKS, int(8 * BLOCKS * part)))
    return f"{_FULL * (eighths // 8)}{_EIGHTHS[eighths % 8]}".ljust(BLOCKS)


def in_ascii(text: str) -> str:
    """The text with what is drawn in characters that every terminal has, each in its place."""
    return text.translate(_ASCII)


def widths_of(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> list[int]:
    """How wide the cells of each column are where nothing needs to be broken."""
    widths = []
    for index, column in enumerate(columns):
        cells = {column.title, *(row[index] for row in rows)}
        width = max(map(text_width, cells))
        if column.wide is not None and width > column.wide:
            words = max(text_width(word) for cell in cells for word in cell.split(" "))
            width = min(width, max(column.wide, words))
        widths.append(width)
    return widths


def fit_widths(columns: Sequence[Column], widths: Sequence[int], width: int) -> list[int]:
    """The widths with which no line is wider than `width`.

    Those columns that may be broken get less; where that does not do, the last columns are left
    out, but for three: there are as many widths as columns that remain.
    """
    result = list(widths)
    while len(result) > _KEPT and _total(_least(columns, result)) > width:
        result.pop()
    weights = {i: c.weight for i, c in enumerate(columns[: len(result)]) if c.weight is not None}
    for _ in range(_total(result) - width):
        breakable = [index for index in weights if result[index] > _LEAST]
        if breakable:
            result[max(breakable, key=lambda index: result[index] / weights[index])] -= 1
    return result


def _least(columns: Sequence[Column], widths: Sequence[int]) -> list[int]:
    return [
        width if column.weight is None else min(width, _LEAST)
        for column, width in zip(columns, widths, strict=False)
    ]


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + 3 * len(widths) + 1


def draw(
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    widths: Sequence[int],
    *,
    ruled: bool = False,
) -> Iterator[list[str]]:
    """The lines of the head, then those of each row, then the lower border.

    Args:
        columns: what the table consists of.
        rows: a cell for each column.
        widths: of the cells; columns beyond them are left out.
        ruled: between rows there are lines, which stand with the row below.
    """
    columns = columns[: len(widths)]
    titles = [column.title for column in columns]
    yield [
        _border("┏┳┓", "━", widths),
        *_lines(columns, titles, widths, "┃"),
        _border("┡╇┩", "━", widths),
    ]
    for index, row in enumerate(rows):
        rule = [_border("├┼┤", "─", widths)] if ruled and index else []
        yield [*rule, *_lines(columns, row, widths, "│")]
    yield [_border("└┴┘", "─", widths)]


def _border(corners: str, stroke: str, widths: Sequence[int]) -> str:
    return corners[0] + corners[1].join(stroke * (width + 2) for width in widths) + corners[2]


def _lines(
    columns: Sequence[Column], cells: Sequence[str], widths: Sequence[int], edge: str
) -> Iterator[str]:
    """One row of the table: as many lines as its tallest cell."""
    wrapped = [
        wrap(cell, width, column.hang)
        for column, cell, width in zip(columns, cells, widths, strict=False)
    ]
    for number in range(max(map(len, wrapped))):
        parts = []
        for column, lines, width in zip(columns, wrapped, widths, strict=True):
            line = lines[number] if number < len(lines) else ""
            blanks = " " * (width - text_width(line))
            parts.append(f" {blanks}{line} " if column.right else f" {line}{blanks} ")
        yield edge + edge.join(parts) + edge


def wrap(cell: str, width: int, hang: int = 0) -> list[str]:
    """The words of a cell on lines of this width.

    Words that are too long are broken, after an underscore if there is one.

    Args:
        cell: may begin with blanks and a `└ `, below which its other lines stay, too.
        width: in columns of a terminal.
        hang: how far the lines after the first are indented.
    """
    if text_width(cell) <= width:
        return [cell]
    matched = _BRANCH.match(cell)
    branch = matched[0] if matched else ""
    indent = " " * (len(branch) + hang)
    lines: list[str] = []
    line = branch
    for word in cell[len(branch) :].split(" "):
        blank = "" if line in (branch, indent) else " "
        if text_width(line + blank + word) <= width:
            line += blank + word
            continue
        if blank:
            lines.append(line)
            line = indent
        for part in _PARTS.split(word):
            if text_width(line + part) > width and line not in (branch, indent):
                lines.append(line)
                line = indent
            line += part
            while text_width(line) > width:
                cut = max(_fitting(line, width), len(indent) + 1)
                lines.append(line[:cut])
                line = indent + line[cut:]
    return [*lines, line]


def _fitting(line: str, width: int) -> int:
    """How many characters of a line fit."""
    return max((n for n in range(1, len(line)) if text_width(line[:n]) <= width), default=0)


def text_width(line: str) -> int:
    """Columns of a terminal: most East Asian characters take two."""
    if line.isascii():
        return len(line)
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in line)
    return len(line) + wide - sum(unicodedata.combining(char) > 0 for char in line)
