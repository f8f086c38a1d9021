"""A file by its scopes and statements: what stands at a line, what a statement itself reads.

Knows Python's syntax only.
"""

from __future__ import annotations

import ast
import functools
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
_OPENS = re.compile("open|file|writer", re.IGNORECASE)
Scope = ast.Module | ast.FunctionDef | ast.AsyncFunctionDef


class Scopes:
    """A file: its scopes and statements by line.

    Args:
        path: of the file.
        tree: what it says.

    Attributes:
        path, tree: see above.
        defined: functions and classes of the file, by name; methods as `.name`.
        scopes: functions and methods.
        imported: names that the file imports.
        classes: by what stands in their bodies.
    """

    def __init__(self, path: str, tree: ast.Module) -> None:
        self.path = path
        self.tree = tree
        self.defined: dict[str, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef] = {}
        self.imported: set[str] = set()
        self.scopes: list[ast.FunctionDef | ast.AsyncFunctionDef] = []
        self._read: dict[ast.AST, set[str]] = {}
        self.classes: dict[ast.AST, ast.ClassDef] = {}
        self._opened: dict[str, list[ast.expr]] = {}
        for node in ast.walk(tree):
            if isinstance(node, FUNCTION):
                self.scopes.append(node)
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                self.imported.update(imported_names(node))
            if isinstance(node, ast.ClassDef):
                self.classes.update(dict.fromkeys(node.body, node))
            for name, opened in _opened(node):
                self._opened.setdefault(name, []).append(opened)
        for node in ast.walk(tree):
            if isinstance(node, (*FUNCTION, ast.ClassDef)):
                mark = "." if node in self.classes else ""
                self.defined.setdefault(mark + node.name, node)

    def scope_at(self, line: int) -> Scope:
        """The innermost function at a line, else the module."""
        found: Scope = self.tree
        for scope in self.scopes:
            inside = scope.body[0].lineno <= line <= (scope.end_lineno or scope.lineno)
            if inside and (isinstance(found, ast.Module) or scope.lineno >= found.lineno):
                found = scope
        return found

    def names_in(self, node: ast.AST) -> set[str]:
        """Names and attributes that are read somewhere in the node."""
        found = self._read.get(node)
        if found is None:
            found = self._read[node] = set(names_read(node))
        return found

    def path_of(self, name: str, line: int) -> ast.expr | None:
        """What says the path of the file that is open by the name at a line; None if none is."""
        above = [path for path in self._opened.get(name, ()) if path.lineno <= line]
        return max(above, key=lambda path: path.lineno, default=None)

    def statement_at(self, scope: Scope, line: int) -> ast.stmt | None:
        """The innermost statement of the scope at a line."""
        return next(iter(self._path_to(scope.body, line)), None)

    def around(self, statement: ast.stmt) -> list[ast.stmt]:
        """The statements of the scope that the statement stands in."""
        scope = self.scope_at(statement.lineno)
        return self._path_to(scope.body, statement.lineno)[1:]

    def _path_to(self, body: Iterable[ast.stmt], line: int) -> list[ast.stmt]:
        """The statements at the line, the innermost first."""
        for statement in body:
            if statement.lineno <= line <= (statement.end_lineno or statement.lineno):
                for part in bodies(statement):
                    inner = self._path_to(part, line)
                    if inner:
                        return [*inner, statement]
                return [statement]
        return []


@functools.lru_cache(maxsize=64)
def parse(path: str, text: str) -> Scopes | None:
    """The file of that text; None if it cannot be read as Python."""
    try:
        return Scopes(path, ast.parse(text))
    except (SyntaxError, ValueError):
        return None


def bodies(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    """The blocks inside a statement that belong to the same scope."""
    if isinstance(statement, (*FUNCTION, ast.ClassDef)):
        return
    for name in ("body", "orelse", "finalbody"):
        yield getattr(statement, name, None) or []
    for handler in getattr(statement, "handlers", ()):
        yield handler.body
    for case in getattr(statement, "cases", ()):
        yield case.body


def own_parts(statement: ast.stmt) -> Iterator[ast.AST]:
    """The expressions of a statement, without the statements inside it."""
    for child in ast.iter_child_nodes(statement):
        if not isinstance(child, (ast.stmt, ast.ExceptHandler, ast.match_case)):
            yield child


def own_lines(statement: ast.stmt) -> tuple[int, int]:
    """The first and the last line of a statement, without those inside it."""
    first = statement.lineno
    inner = [part[0].lineno for part in bodies(statement) if part]
    if not inner:
        return first, statement.end_lineno or first
    ends = [getattr(part, "end_lineno", None) or first for part in own_parts(statement)]
    return first, max([first, *ends])


def _opened(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """The names of files that are opened, and what says their paths."""
    match node:
        case ast.withitem(ast.Call(args=[path, *_]), ast.Name(name)):
            yield name, path
        case ast.Assign([ast.Name(name)], ast.Call(func, [path, *_])):
            if _OPENS.search(last_name(func)):
                yield name, path


def names_read(node: ast.AST) -> Iterator[str]:
    """Names, attributes and texts that are read; `.name` is an attribute, whatever its object."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Load):
            yield inner.id
        elif isinstance(inner, ast.Attribute) and isinstance(inner.ctx, ast.Load):
            yield f".{inner.attr}"
        elif isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            yield text_name(inner)


def text_name(text: ast.Constant) -> str:
    """How a text stands among names: as no name can."""
    return repr(text.value)


def last_name(node: ast.expr) -> str:
    """What a call of the expression calls: a name, or the last of `a.b.c`; else empty."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def imported_names(statement: ast.Import | ast.ImportFrom) -> list[str]:
    """The names that an import binds."""
    return [(alias.asname or alias.name).split(".")[0] for alias in statement.names]
