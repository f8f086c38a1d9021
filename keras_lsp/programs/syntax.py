"""Parses a text piece by piece, and says what an edit changes in it.

`ast.parse` blocks all other threads: with a long file the editor would have to wait.
"""

from __future__ import annotations

import ast
import dataclasses
import functools
import re
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from keras_lsp.programs.text import content, split_lines
from keras_lsp.report import Report, Span
from keras_lsp.report.syntax_errors import FILE_IS_NOT_RUN, syntax_problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


_PIECE = 60
# Where a top-level statement may begin.
_BEGINNING = re.compile(r"(?!else\b|elif\b|except\b|finally\b|case\b)[A-Za-z_@]")
_DIRECTIVE = "keras-lsp:"


def parse(text: str) -> ast.Module:
    """The syntax tree; warnings about invalid escapes are suppressed.

    Raises:
        SyntaxError: also for null bytes and for nesting beyond what Python takes.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(text.removeprefix("\ufeff"))
        except (ValueError, RecursionError, MemoryError) as error:
            raise SyntaxError(str(error) or "too deeply nested") from None


def trees(text: str) -> Iterator[tuple[ast.Module, int]]:
    """The text's syntax as trees of some of its statements, each with the lines before it.

    Raises:
        SyntaxError: as `parse`, and with the same position.
    """
    try:
        yield from [
            (parse(piece), before) for piece, before in _pieces(text.removeprefix("\ufeff"))
        ]
    except SyntaxError:
        # A piece may end inside a statement; only the whole text shows whether it is an error.
        yield parse(text), 0


def _pieces(text: str) -> Iterator[tuple[str, int]]:
    lines = text.splitlines(keepends=True)
    if len(lines) != text.count("\n") + (not text.endswith("\n")) * bool(text):
        yield text, 0  # Other line ends than Python's.
        return
    first = 0
    for number, line in enumerate(lines):
        if number - first >= _PIECE and _BEGINNING.match(line):
            yield "".join(lines[first:number]), first
            first = number
    yield "".join(lines[first:]), first


def statements(text_trees: Sequence[tuple[ast.Module, int]]) -> tuple[tuple[int, int], ...]:
    """The first and last line, 1-based, of each top-level statement, decorators included."""
    found = []
    for tree, before in text_trees:
        for node in tree.body:
            decorators = getattr(node, "decorator_list", [])
            first = min([node.lineno, *(decorator.lineno for decorator in decorators)])
            found.append((before + first, before + (node.end_lineno or node.lineno)))
    return tuple(found)


def report_of(path: str, text: str, error: SyntaxError) -> Report:
    """The report of a text that does not compile."""
    lines = [content(line) for line in split_lines(text)]
    problem = syntax_problem(error, path, lines, FILE_IS_NOT_RUN)
    return Report(path, status="failed", files=[path], problems=[problem])


# What an edit means.


@dataclass(frozen=True)
class ParsedText:
    """A text with the places of its statements, as `statements` gives them."""

    text: str
    statements: tuple[tuple[int, int], ...]

    @functools.cached_property
    def lines(self) -> list[str]:
        """Its lines, with their ends."""
        return self.text.splitlines(keepends=True)


class _MeantError(Exception):
    """An edit changes what the program means, or where something stands cannot be told."""


def move(path: str, old: ParsedText, new: ParsedText) -> Move | None:
    """Maps places from a text to one that differs only in comments and white space.

    Args:
        path: the file whose text it is.
        old: the text that was run.
        new: the text as it is now.

    Returns:
        None if the program could notice the difference.
    """
    try:
        return Move(path, old, new)
    except _MeantError:
        return None


def move_report(report: Report, move: Move) -> Report | None:
    """The report with the positions of the new text; None if one of them cannot be told."""
    try:
        found: Report = _with_spans(report, move)
    except _MeantError:
        return None
    return found


class Move:
    """Maps a place of the old text to the new one."""

    def __init__(self, path: str, old: ParsedText, new: ParsedText) -> None:
        self._path = path
        before, after = _whole_statements((old, new), *_alike(old.lines, new.lines))
        self._first, self._last = before + 1, len(old.lines) - after
        self._delta = len(new.lines) - len(old.lines)
        self._places = _places(
            old.lines[before : self._last],
            new.lines[before : len(new.lines) - after],
            before,
        )

    def __call__(self, span: Span) -> Span:
        """The span in the new text."""
        if span.path != self._path:
            return span
        line, column = self._place(span.line, span.column)
        end_line, end_column = self._place(span.end_line, span.end_column)
        return Span(span.path, line, column, end_line, end_column)

    def _place(self, line: int, column: int) -> tuple[int, int]:
        if line < self._first:
            return line, column
        if line > self._last:
            return line + self._delta, column
        place = self._places.get((line, column))
        if place is None:
            raise _MeantError
        return place


def _alike(old: list[str], new: list[str]) -> tuple[int, int]:
    """How many lines at the beginning are the same, and how many others at the end."""
    most = min(len(old), len(new))
    before = 0
    while before < most and old[before] == new[before]:
        before += 1
    after = 0
    while after < most - before and old[-1 - after] == new[-1 - after]:
        after += 1
    return before, after


def _whole_statements(texts: Iterable[ParsedText], before: int, after: int) -> tuple[int, int]:
    """The same, less the lines of statements that are not alike as a whole."""
    while True:
        reached = before, after
        for text in texts:
            total = len(text.lines)
            for first, last in text.statements:
                if first <= total - after and last > before:
                    before, after = min(before, first - 1), min(after, total - last)
        if reached == (before, after):
            return reached


def _places(old: list[str], new: list[str], before: int) -> dict[tuple[int, int], tuple[int, int]]:
    """Where each expression of some lines begins and ends, to where it does in others.

    Raises:
        _MeantError: they do not mean the same.
    """
    texts = "".join(old), "".join(new)
    if any(_DIRECTIVE in text for text in texts):
        raise _MeantError
    try:
        one, other = map(parse, texts)
    except SyntaxError:
        raise _MeantError from None
    if ast.dump(one) != ast.dump(other):
        raise _MeantError
    found = {}
    for mine, theirs in zip(ast.walk(one), ast.walk(other), strict=True):
        if isinstance(mine, (ast.expr, ast.stmt, ast.keyword, ast.alias, ast.arg)):
            for end in ("", "end_"):
                found[_place(mine, end, old, before)] = _place(theirs, end, new, before)
    return found


def _place(node: Any, end: str, lines: list[str], before: int) -> tuple[int, int]:
    line, column = getattr(node, f"{end}lineno"), getattr(node, f"{end}col_offset")
    text = lines[line - 1].encode("utf-8", "surrogatepass")[:column]
    return before + line, len(text.decode("utf-8", "surrogatepass")) + 1


def _with_spans(value: Any, move: Move) -> Any:
    if isinstance(value, Span):
        return move(value)
    if isinstance(value, list):
        return [_with_spans(item, move) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {
            field.name: _with_spans(getattr(value, field.name), move)
            for field in dataclasses.fields(value)
        }
        return type(value)(**fields)
    return value
