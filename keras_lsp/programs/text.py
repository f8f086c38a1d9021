"""Lines, columns and edits: where a piece of an earlier text stands in the present one.

Pure functions and two small classes; knows neither reports nor the server.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

Encoding = Literal["utf-8", "utf-16", "utf-32"]

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)")
_GONE = -1


def split_lines(text: str) -> list[str]:
    r"""The lines with their ends, as LSP and Python count them: after `\n`, `\r\n`, `\r` only.

    There is always a last line without an end; it may be empty.
    """
    if "\r" not in text:
        parts = text.split("\n")
        return [part + "\n" for part in parts[:-1]] + [parts[-1]]
    lines = _LINE.findall(text)
    return [*lines, text[sum(map(len, lines)) :]]


def content(line: str) -> str:
    """The line without its end."""
    return line.rstrip("\r\n")


def to_units(line: str, column: int, encoding: Encoding) -> int:
    """A column of `line`, 0-based in characters, in the client's units."""
    if encoding == "utf-32" or line.isascii():
        return min(column, len(content(line)))
    before = content(line)[:column]
    if encoding == "utf-8":
        return len(before.encode("utf-8", "surrogatepass"))
    return len(before) + sum(char > "\uffff" for char in before)


def to_column(line: str, units: int, encoding: Encoding) -> int:
    """A column in the client's units, 0-based in characters; beyond the end is the end."""
    text = content(line)
    if encoding == "utf-32" or line.isascii():
        return min(units, len(text))
    if encoding == "utf-8":
        return len(text.encode("utf-8", "surrogatepass")[:units].decode("utf-8", "ignore"))
    for column, char in enumerate(text):
        if units <= 0:
            return column
        units -= 2 if char > "\uffff" else 1
    return len(text)


@dataclass(frozen=True)
class TextChange:
    """Lines `first` to `last` (0-based, inclusive) of a text were replaced.

    Attributes:
        old: the lines that stood there.
        new: the lines that stand there now.
        before: whole lines were put before what stood at `first`.
    """

    first: int
    last: int
    old: tuple[str, ...]
    new: tuple[str, ...]
    before: bool = False


def replace_range(
    lines: list[str], start: tuple[int, int], end: tuple[int, int], text: str
) -> TextChange:
    """Replace a piece of `lines` in place; positions are 0-based lines and characters.

    Positions beyond the text mean its end.
    """
    first, first_column = _clamp(lines, *start)
    last, last_column = _clamp(lines, *end)
    head = lines[first][:first_column]
    tail = lines[last][last_column:]
    if "\r" in text or head.endswith("\r") or lines[first - 1 if first else 0].endswith("\r"):
        return replace_all(
            lines, "".join(lines[:first]) + head + text + tail + "".join(lines[last + 1 :])
        )
    new = split_lines(head + text + tail)
    if last + 1 < len(lines) and new[-1] == "":
        new.pop()
    old = lines[first : last + 1]
    lines[first : last + 1] = new
    before = first_column == 0 and text.endswith("\n")
    return TextChange(first, last, tuple(old), tuple(new), before)


def replace_all(lines: list[str], text: str) -> TextChange:
    """Put another text in place of `lines`; the edit leaves out what is the same at both ends."""
    new = split_lines(text)
    shortest = min(len(lines), len(new))
    top = 0
    while top < shortest and lines[top] == new[top]:
        top += 1
    bottom = 0
    while bottom < shortest - top and lines[-1 - bottom] == new[-1 - bottom]:
        bottom += 1
    edit = TextChange(
        top,
        len(lines) - bottom - 1,
        tuple(lines[top : len(lines) - bottom]),
        tuple(new[top : len(new) - bottom]),
    )
    lines[:] = new
    return edit


def _clamp(lines: list[str], line: int, column: int) -> tuple[int, int]:
    if line >= len(lines):
        return len(lines) - 1, len(lines[-1])
    return line, min(column, len(content(lines[line])))


class LineMap:
    """Where the lines of an earlier text stand now.

    An edited line has no present place until it reads as before again.

    Attributes:
        base: the lines of the earlier text.
        pristine: whether the present text reads as the earlier one.
    """

    def __init__(self, base: Sequence[str]) -> None:
        self.base: Sequence[str] = base
        self.pristine = True
        self._origins: list[int] = []
        self._now: list[str] = []
        self._lines: dict[int, int] | None = None
        self._rearranged = False

    def edit(self, edit: TextChange) -> None:
        """Follow an edit of the present text."""
        if edit.old == edit.new:
            return
        self._begin()
        where = slice(edit.first, edit.last + 1)
        new = [content(line) for line in edit.new]
        origins = self._origins[where]
        self._origins[where] = self._inherit(origins, self._now[where], new, before=edit.before)
        self._now[where] = new
        self._recover(range(edit.first, edit.first + len(new)))
        self._end()

    def rearrange(self, lines: Sequence[str], origins: Sequence[int | None]) -> None:
        """Follow a change that moved whole lines.

        Args:
            lines: the present text.
            origins: for each of them, where it stood just before; None if it is new.
        """
        self._begin()
        self._origins = [_GONE if line is None else self._origins[line] for line in origins]
        self._now = [content(line) for line in lines]
        self._rearranged = True
        self._end()

    def line(self, line: int) -> int | None:
        """The present place of a line of the earlier text, both 0-based; None if edited."""
        if self.pristine:
            return line if 0 <= line < len(self.base) else None
        if self._lines is None:
            self._lines = {
                origin: line
                for line, origin in enumerate(self._origins)
                if self._reads_as_before(line)
            }
        return self._lines.get(line)

    def about(self, line: int) -> int | None:
        """The present place of a line of the earlier text, also if it was edited; None if gone."""
        found = self.line(line)
        if found is None and not self.pristine and line in self._origins:
            return self._origins.index(line)
        return found

    def origin(self, line: int) -> int | None:
        """The line of the earlier text that stands at `line` now, unedited."""
        if self.pristine:
            return line if 0 <= line < len(self.base) else None
        if not 0 <= line < len(self._origins):
            return None
        origin = self._origins[line]
        return origin if origin != _GONE and self.line(origin) == line else None

    def block(self, first: int, last: int) -> tuple[int, int] | None:
        """The present place of consecutive lines; None if any was edited or they were parted."""
        start = self.line(first)
        if start is None:
            return None
        if not self.pristine and any(
            self.line(first + step) != start + step for step in range(1, last - first + 1)
        ):
            return None
        return start, start + last - first

    def _begin(self) -> None:
        if self.pristine:
            self.base = [content(line) for line in self.base]
            self._origins = list(range(len(self.base)))
            self._now = list(self.base)

    def _end(self) -> None:
        self._lines = None
        # Blocks that read the same may have changed places.
        apart = self._rearranged and any(
            origin not in (_GONE, line) for line, origin in enumerate(self._origins)
        )
        self.pristine = self._now == self.base and not apart
        self._rearranged = apart

    @staticmethod
    def _inherit(origins: list[int], old: list[str], new: list[str], *, before: bool) -> list[int]:
        result = [_GONE] * len(new)
        shortest = min(len(old), len(new))
        top = bottom = 0
        if before:
            bottom = _common(old[::-1], new[::-1], shortest)
            top = _common(old, new, shortest - bottom)
        else:
            top = _common(old, new, shortest)
            bottom = _common(old[::-1], new[::-1], shortest - top)
        result[:top] = origins[:top]
        if bottom:
            result[-bottom:] = origins[-bottom:]
        left_over = origins[top : len(old) - bottom]
        for index in range(top, len(new) - bottom):
            if index - top < len(left_over):
                result[index] = left_over[index - top]
        return result

    def _recover(self, region: range) -> None:
        """Give lines that came back, as after undo, their origin again.

        A line is recognized by its neighbours: runs of lines that follow each other as before.
        A line that already stands for another one keeps it.
        """
        origins = self._origins
        holders = {origin: line for line, origin in enumerate(origins)}
        origin = (origins[region.start - 1] if region.start else -1) + 1
        for line in region:
            origin = self._come_back(line, origin, holders) + 1
        origin = (origins[region.stop] if region.stop < len(origins) else len(self.base)) - 1
        for line in reversed(region):
            origin = self._come_back(line, origin, holders) - 1

    def _come_back(self, line: int, origin: int, holders: dict[int, int]) -> int:
        """Tie a line to one of the earlier text if it reads so; the line that it stands for."""
        if not (0 <= origin < len(self.base) and self._now[line] == self.base[origin]):
            return self._origins[line]
        holder = holders.get(origin)
        free = holder is None or not self._reads_as_before(holder)
        if free and not self._reads_as_before(line):
            if holder is not None:
                self._origins[holder] = _GONE
            if holders.get(self._origins[line]) == line:
                del holders[self._origins[line]]
            self._origins[line] = origin
            holders[origin] = line
        return origin

    def _reads_as_before(self, line: int) -> bool:
        origin = self._origins[line]
        return origin != _GONE and self._now[line] == self.base[origin]


class Window:
    """A `LineMap` limited to a part of the present text: other lines have no place.

    Args:
        whole: of the whole text.
        first: the part's first line, 0-based; present lines count from it.
        size: its number of lines.
    """

    def __init__(self, whole: LineMap, first: int, size: int) -> None:
        self._whole = whole
        self._first = first
        self._size = size

    @property
    def pristine(self) -> bool:
        """As `LineMap.pristine`, of the whole text."""
        return self._whole.pristine

    def line(self, line: int) -> int | None:
        """As `LineMap.line`."""
        return self._visible_line(self._whole.line(line))

    def about(self, line: int) -> int | None:
        """As `LineMap.about`."""
        return self._visible_line(self._whole.about(line))

    def origin(self, line: int) -> int | None:
        """As `LineMap.origin`."""
        return self._whole.origin(line + self._first) if 0 <= line < self._size else None

    def block(self, first: int, last: int) -> tuple[int, int] | None:
        """As `LineMap.block`."""
        place = self._whole.block(first, last)
        if place is None:
            return None
        start, end = self._visible_line(place[0]), self._visible_line(place[1])
        return None if start is None or end is None else (start, end)

    def _visible_line(self, line: int | None) -> int | None:
        if line is None or not self._first <= line < self._first + self._size:
            return None
        return line - self._first


def _common(left: Sequence[str], right: Sequence[str], limit: int) -> int:
    length = 0
    while length < limit and left[length] == right[length]:
        length += 1
    return length
