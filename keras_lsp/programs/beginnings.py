"""Whether two texts of a program are the same up to a statement. Standard library only."""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass, field

from keras_lsp.programs.directives import Ignore, read_directives

# For each statement around it, from the outermost on: in which part of the one around that it
# stands (`body`, `orelse`; empty for the program itself), and how many stand before it there.
Path = tuple[tuple[str, int], ...]
_LINE = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Whole:
    """What the whole text says of how each part of it is executed.

    Attributes:
        argv: the program's arguments, by a comment.
        ignores: comments that concern the whole file.
        futures: `from __future__ import …`.
        is_of_package: it imports relative to its own package.
    """

    argv: tuple[str, ...] | None
    ignores: tuple[Ignore, ...]
    futures: frozenset[str]
    is_of_package: bool


@dataclass(frozen=True)
class Text:
    """A program's text and what it consists of.

    Attributes:
        lines: without their ends, in bytes: so Python counts columns.
        statements: the program's own.
        whole: what concerns all of it.
    """

    lines: list[bytes] = field(repr=False)
    statements: list[ast.stmt] = field(repr=False)
    whole: Whole


def parse(text: str) -> Text | None:
    """What the text consists of; None if it is no Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    directives = read_directives(text)
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    whole = Whole(
        directives.argv,
        tuple(ignore for ignore in directives.ignores if ignore.line == 0),
        frozenset(
            alias.name for node in imports if node.module == "__future__" for alias in node.names
        ),
        any(node.level for node in imports),
    )
    return Text([line.encode() for line in _LINE.split(text)], tree.body, whole)


def are_same(old: Text, new: Text, path: Path, *, to_the_end: bool = False) -> bool:
    """Whether two programs do the same until they come to a statement of the old one.

    Args:
        old: a program.
        new: another one.
        path: of the statement, before which another one stands at its innermost place.
        to_the_end: whether it must have as many statements behind it in both: none, or some.

    Returns:
        False also if there is no statement there in the new one.
    """
    if old.whole != new.whole:
        return False
    ours, theirs = old.statements, new.statements
    end = (0, 0)
    around: tuple[ast.stmt, ...] = ()
    for depth, (part, index) in enumerate(path):
        if depth:
            ours, theirs = (_part(statement, part) for statement in around)
        if index >= min(len(ours), len(theirs)):
            return False
        if not depth and to_the_end and (index + 1 == len(ours)) != (index + 1 == len(theirs)):
            return False
        if index:
            end = _end(ours[index - 1])
            # What follows may belong to it: an `else`, one more line of a block.
            if _end(theirs[index - 1]) != end:
                return False
        around = ours[index], theirs[index]
    line, column = end
    before = old.lines[: line - 1] == new.lines[: line - 1]
    return before and old.lines[line - 1][:column] == new.lines[line - 1][:column]


def _part(statement: ast.stmt, part: str) -> list[ast.stmt]:
    found = getattr(statement, part, None)
    return found if isinstance(found, list) else []


def _end(node: ast.stmt) -> tuple[int, int]:
    return node.end_lineno or node.lineno, node.end_col_offset or 0
