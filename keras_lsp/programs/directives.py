"""Comments that speak to keras-lsp: `# keras-lsp: …`. Standard library only.

- `# keras-lsp: build_model(num_classes=10)`: any expression, evaluated after the program.
- `# keras-lsp: argv --epochs 1`: the program's command line.
- `# keras-lsp: ignore` and `# keras-lsp: ignore[KL101, KL4]`: no problems (of codes that begin
  so) on this line; in a line of its own, on the next line of code.
- `# keras-lsp: ignore-file[KL2]`: none in this file.
"""

from __future__ import annotations

import io
import re
import shlex
import tokenize
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp.report import Problem

_COMMENT = re.compile(r"#\s*keras-lsp:\s*(?P<text>.*?)\s*$")
_IGNORE = re.compile(r"ignore(?P<file>-file)?\s*(\[(?P<codes>[^\]]*)\])?(\s*#.*)?$")


@dataclass(frozen=True, slots=True)
class Expression:
    """What is to be evaluated: its text, and where it begins (1-based characters)."""

    text: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Ignore:
    """No problems whose codes begin like these; none at all if there are none.

    Attributes:
        line: of the code; 0 for the whole file.
        codes: beginnings of codes, in the order of the text.
        place: line and column (1-based characters) of the comment.
    """

    line: int
    codes: tuple[str, ...]
    place: tuple[int, int] = field(default=(0, 0), compare=False)

    def covers(self, problem: Problem) -> bool:
        """Whether the problem begins or ends on the line and is of the codes."""
        here = self.line in (0, problem.span.line, problem.span.end_line)
        return here and (not self.codes or problem.code.startswith(self.codes))


@dataclass(frozen=True, slots=True)
class Directives:
    """All directives of a text.

    Attributes:
        argv: the command line after the program's name; None where it is not given.
    """

    expressions: tuple[Expression, ...] = ()
    ignores: tuple[Ignore, ...] = ()
    argv: tuple[str, ...] | None = None

    def ignoring(self, problem: Problem) -> list[Ignore]:
        """Why a problem of this text is not to be shown; empty if it is."""
        return [ignore for ignore in self.ignores if ignore.covers(problem)]

    def ignore(self, problem: Problem) -> bool:
        """Whether a problem of this text is not to be shown."""
        return bool(self.ignoring(problem))


def read_directives(text: str) -> Directives:
    """The directives of a text, as far as it can be split into tokens."""
    if "keras-lsp:" not in text:
        return Directives()
    expressions, ignores = [], []
    argv: tuple[str, ...] | None = None
    for line, column, content, code_line in _comments(text):
        ignore = _IGNORE.match(content)
        if ignore:
            codes = re.split(r"[,\s]+", ignore["codes"] or "")
            listed = tuple(code for code in codes if code)
            at = 0 if ignore["file"] else code_line
            ignores.append(Ignore(at, listed, (line, column)))
        elif content.split()[0] == "argv":
            argv = _words(content.removeprefix("argv"))
        else:
            expressions.append(Expression(content, line, column))
    return Directives(tuple(expressions), tuple(ignores), argv)


def _words(text: str) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(text))
    except ValueError:  # An unclosed quotation mark.
        return tuple(text.split())


def _comments(text: str) -> Iterator[tuple[int, int, str, int]]:
    """Line, column and text of each directive, and the line of code that it stands at."""
    waiting: list[tuple[int, int, str]] = []
    for kind, string, (line, column), code in _tokens(text):
        if kind == tokenize.COMMENT:
            found = _COMMENT.match(string)
            if found and found["text"]:
                place = (line, column + found.start("text") + 1, found["text"])
                if code:
                    yield (*place, line)
                else:
                    waiting.append(place)
        elif code:
            for place in waiting:
                yield (*place, line)
            waiting.clear()
    for place in waiting:
        yield (*place, place[0])


def _tokens(text: str) -> Iterator[tuple[int, str, tuple[int, int], bool]]:
    """Tokens with their place, and whether there is code on their line up to them."""
    blank = {tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    code_line = 0
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            line = token.start[0]
            if token.type not in blank and token.type != tokenize.COMMENT:
                code_line = token.end[0]
                yield token.type, token.string, token.start, True
            else:
                yield token.type, token.string, token.start, code_line == line
    except (tokenize.TokenError, SyntaxError):
        return
