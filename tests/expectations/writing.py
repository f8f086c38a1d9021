"""Writes what is found in a program into it."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from tests.expectations import Findings, Line, Mark, code_lines, files

if TYPE_CHECKING:
    from pathlib import Path

WIDTH = 99


def write(program: Path, about: str, plain: Findings, others: dict[str, Findings]) -> None:
    """Write the expectations of a program anew.

    Args:
        program: the file that is run.
        about: what it is there for.
        plain: what is found in it.
        others: what is found where a tag holds, of at most one tag.

    Raises:
        ValueError: comments cannot say them.
    """
    for path in files(program):
        name = path.relative_to(program.parent).as_posix()
        with path.open(encoding="utf-8", newline="") as file:
            end = "\r\n" if "\r\n" in file.readline() else "\n"
        comments = _Comments(name, plain, others)
        lines = []
        if path == program:
            about_lines = textwrap.wrap(f"# about: {about}", WIDTH, subsequent_indent="#     ")
            lines += about_lines
        for line in code_lines(path)[1:]:
            text, below = comments.of(line.number, line.text)
            lines += [text, *below]
        if path == program:
            # The last line is the empty one behind the last line's end.
            lines[-1:] = [*comments.models(), ""]
        with path.open("w", encoding="utf-8", newline=end) as file:
            file.write("\n".join(lines))


class _Comments:
    """The comments of one file."""

    def __init__(self, file: str, plain: Findings, others: dict[str, Findings]) -> None:
        self._file = file
        self._plain = plain
        self._tag, self._other = next(iter(others.items()), ("", plain))

    def models(self) -> list[str]:
        plain, other = self._plain.models, self._other.models
        both = list(dict.fromkeys([*plain, *other]))
        return [
            f"# model{self._tagged(model in plain, model in other)} {model[0]}: {model[1]}"
            for model in both
            for _ in range(max(plain.count(model), other.count(model)))
        ]

    def of(self, number: int, text: str) -> tuple[str, list[str]]:
        """A line with the comment that stands on it, and those below it."""
        line = Line(self._file, number)
        problems = self._problems(line, text)
        plain, other = self._plain.hints.get(line, []), self._other.hints.get(line, [])
        if plain == other:
            joined = f"{text}  # hint: {'; '.join(plain)}"
            if plain and "#" not in text and len(joined) <= WIDTH:
                return joined, problems
            hints = [f"# hint: {call}" for call in plain]
        else:
            hints = [f"# hint [not {self._tag}]: {call}" for call in plain]
            hints += [f"# hint [{self._tag}]: {call}" for call in other]
        indent = text[: len(text) - len(text.lstrip())]
        return text, [*(indent + hint for hint in hints), *problems]

    def _tagged(self, plain: bool, other: bool) -> str:
        """The tag of what is found so, or where the tag holds, or both."""
        if plain and other:
            return ""
        return f" [not {self._tag}]" if plain else f" [{self._tag}]"

    def _problems(self, line: Line, text: str) -> list[str]:
        comments: list[str] = []
        for mark in dict.fromkeys([*self._plain.problems, *self._other.problems]):
            tag = self._tagged(mark in self._plain.problems, mark in self._other.problems)
            if mark.line == line:
                comments += _beginning(mark, text, tag)
            if line == Line(mark.line.file, mark.end_line) != mark.line:
                comments.append(_end(mark.end_column))
        return comments


def _beginning(mark: Mark, text: str, tag: str) -> list[str]:
    if mark.column == 2:
        raise ValueError("carets cannot begin at column 2")
    several = mark.end_line != mark.line.number
    end = len(text) + 1 if several else mark.end_column
    space = " " * (mark.column - 2)
    carets = "^" * (end - max(mark.column, 2)) + "…" * several
    message = mark.message.split("\n")[0]
    first = f"#{space}{carets} {mark.code}{tag} {mark.severity}: {message}"
    return [first, *(f"#{space or ' '}{quoted}" for quoted in mark.related)]


def _end(column: int) -> str:
    """What stands below the end of a problem with several lines, which is not part of it."""
    return "# end" if column == 2 else f"#{' ' * (column - 3)}^ end"
