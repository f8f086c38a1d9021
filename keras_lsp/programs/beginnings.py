"""Whether two texts of a program are the same up to a statement. Standard library only."""

from __future__ import annotations

import ast
import re
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
class Program:
    """What a text consists of.

    Attributes:
        statements: the program's own.
        whole: what concerns all of it.
    """

    statements: list[ast.stmt] = field(repr=False)
    whole: Whole


def program(tree: ast.Module, text: str) -> Program:
    """What a text consists of, of which the tree is made."""
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
    return Program(tree.body, whole)


def have_same_text(old: str, new: str, end: tuple[int, int]) -> bool:
    """Whether two texts are the same up to the end of a statement.

    Args:
        old: in which it ends there.
        new: in which nothing follows on its line, or the same.
        end: its line, counted from 1, and its column in bytes.
    """
    line, column = end
    ours, theirs = _LINE.split(old), _LINE.split(new)
    if len(theirs) < line or ours[: line - 1] != theirs[: line - 1]:
        return False
    ours_last, theirs_last = ours[line - 1].encode(), theirs[line - 1].encode()
    rest = theirs_last[column:].strip()
    may_end = not rest or rest[:1] in (b"#", b";") or ours_last == theirs_last
    return may_end and ours_last[:column] == theirs_last[:column]


def are_executed_alike(
    old: Program, new: Program, path: Path, *, to_the_end: bool = False
) -> bool:
    """Whether two programs do the same until they come to a statement of the old one.

    Args:
        old: a program.
        new: another one, whose text is the same up to there.
        path: of the statement, before which another one stands at its innermost place.
        to_the_end: whether it must have as many statements behind it in both: none, or some.

    Returns:
        False also if there is no statement there in the new one.
    """
    if old.whole != new.whole:
        return False
    ours, theirs = old.statements, new.statements
    around: tuple[ast.stmt, ...] = ()
    for depth, (part, index) in enumerate(path):
        if depth:
            ours, theirs = (_part(statement, part) for statement in around)
        if index >= min(len(ours), len(theirs)):
            return False
        if not depth and to_the_end and (index + 1 == len(ours)) != (index + 1 == len(theirs)):
            return False
        # What follows may belong to it: an `else`, one more line of a block.
        if index and end_of(theirs[index - 1]) != end_of(ours[index - 1]):
            return False
        around = ours[index], theirs[index]
    return True


def _part(statement: ast.stmt, part: str) -> list[ast.stmt]:
    found = getattr(statement, part, None)
    return found if isinstance(found, list) else []


def end_of(node: ast.stmt) -> tuple[int, int]:
    """Line, and column in bytes."""
    return node.end_lineno or node.lineno, node.end_col_offset or 0
