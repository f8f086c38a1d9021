"""A user's file as a syntax tree whose nodes have spans, and edits of its text.

Knows Python's syntax; nothing of Keras and nothing of the run.
"""

from __future__ import annotations

import ast
import functools
from typing import TYPE_CHECKING, TypeVar

from keras_lsp.report import Edit, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp.worker.source.sources import Sources

_Node = TypeVar("_Node", bound=ast.AST)
Located = ast.expr | ast.stmt | ast.keyword | ast.alias | ast.arg


class ParsedFile:
    """One file.

    Args:
        path: absolute.
        lines: as Python counts them, without their ends.

    Raises:
        SyntaxError: it cannot be parsed.
        ValueError: likewise.
    """

    def __init__(self, path: str, lines: list[str]) -> None:
        self.path = path
        self.lines = lines
        self.tree = ast.parse("\n".join(lines))
        self._parents: dict[ast.AST, ast.AST] = {}
        self._ends: dict[tuple[int, int], list[Located]] = {}
        for node in ast.walk(self.tree):
            for child in ast.iter_child_nodes(node):
                self._parents[child] = node
            if isinstance(node, (ast.expr, ast.stmt)):
                span = self.span(node)
                self._ends.setdefault(span.end, []).append(node)

    # Positions.

    def span(self, node: Located) -> Span:
        """Where the node stands."""
        end_line = node.end_lineno or node.lineno
        return Span(
            self.path,
            node.lineno,
            self._column(node.lineno, node.col_offset),
            end_line,
            self._column(end_line, node.end_col_offset or 0),
        )

    def _column(self, line: int, column: int) -> int:
        text = self.lines[line - 1]
        if text.isascii():
            return column + 1
        return len(text.encode()[:column].decode(errors="ignore")) + 1

    def between(self, start: Span, end: Span) -> Span:
        """From the start of one span to the start of another."""
        return Span(self.path, start.line, start.column, end.line, end.column)

    def at(self, span: Span) -> str:
        """The text that stands at the span."""
        lines = self.lines[span.line - 1 : span.end_line]
        lines[-1] = lines[-1][: span.end_column - 1]
        lines[0] = lines[0][span.column - 1 :]
        return "\n".join(lines)

    def name_of(self, attribute: ast.Attribute) -> Span:
        """Where the attribute's own name stands."""
        end = self.span(attribute)
        start = end.end_column - len(attribute.attr)
        return Span(self.path, end.end_line, start, end.end_line, end.end_column)

    def source(self, node: Located) -> str:
        """The text of the node."""
        return self.at(self.span(node))

    def start(self, node: Located) -> Span:
        """The empty place in front of the node."""
        span = self.span(node)
        return Span(span.path, span.line, span.column, span.line, span.column)

    def end(self, node: Located) -> Span:
        """The empty place behind the node."""
        span = self.span(node)
        return Span(span.path, span.end_line, span.end_column, span.end_line, span.end_column)

    def behind(self, before: Located, node: Located) -> Span:
        """From the end of one node to the end of another."""
        end, span = self.end(before), self.span(node)
        return Span(span.path, end.line, end.column, span.end_line, span.end_column)

    # Nodes. What Python says of a method's position begins at different places in its
    # releases; the end is always the node's.

    def _ending(self, span: Span, kind: type[_Node]) -> Iterator[_Node]:
        for node in self._ends.get(span.end, ()):
            if isinstance(node, kind):
                yield node

    def call(self, span: Span) -> ast.Call | None:
        """The call that ends where the span ends."""
        return next(self._ending(span, ast.Call), None)

    def attribute(self, span: Span, name: str) -> ast.Attribute | None:
        """The attribute of that name at the span, or what the call at the span calls."""
        for node in self._ending(span, ast.Attribute):
            if node.attr == name:
                return node
        call = self.call(span)
        if call is not None and isinstance(call.func, ast.Attribute) and call.func.attr == name:
            return call.func
        return None

    def import_from(self, span: Span) -> ast.ImportFrom | None:
        """The `from … import …` at the span."""
        return next(self._ending(span, ast.ImportFrom), None)

    def import_plain(self, span: Span) -> ast.Import | None:
        """The `import …` at the span."""
        return next(self._ending(span, ast.Import), None)

    def class_name(self, name: str) -> Span | None:
        """Where the only class of that name is given it; None if there are several."""
        found = [
            node
            for node in ast.walk(self.tree)
            if isinstance(node, ast.ClassDef) and node.name == name
        ]
        if len(found) != 1:
            return None
        line = found[0].lineno
        column = (
            self.lines[line - 1].find(name, self.span(found[0]).column - 1 + len("class ")) + 1
        )
        return Span(self.path, line, column, line, column + len(name)) if column else None

    def parent(self, node: ast.AST) -> ast.AST | None:
        """What the node is a part of."""
        return self._parents.get(node)

    def statement(self, node: ast.AST) -> ast.stmt | None:
        """The statement that the node is in."""
        current: ast.AST | None = node
        while current is not None and not isinstance(current, ast.stmt):
            current = self._parents.get(current)
        return current

    # Names.

    def uses(self, name: str) -> list[ast.Name]:
        """Every place where a variable of that name is read."""
        return [
            node
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)
        ]

    def bindings(self, name: str) -> list[ast.AST]:
        """What binds a variable of that name, in whatever scope."""
        return [node for node in ast.walk(self.tree) if name in _bound_names(node)]

    def is_free(self, name: str) -> bool:
        """Whether nothing binds the name."""
        return not self.bindings(name)

    def local_name(self, module: str, name: str) -> str | None:
        """How the file calls `module.name` already, by an import at its top level."""
        for node in self.tree.body:
            if isinstance(node, ast.ImportFrom) and node.module == module and not node.level:
                for alias in node.names:
                    if alias.name == name and self._is_bound_once(alias.asname or name):
                        return alias.asname or name
        for node in self.tree.body:
            if isinstance(node, ast.ImportFrom) and not node.level:
                for alias in node.names:
                    local = alias.asname or alias.name
                    if f"{node.module}.{alias.name}" == module and self._is_bound_once(local):
                        return f"{local}.{name}"
            if isinstance(node, ast.Import):
                for alias in node.names:
                    if alias.asname and alias.name == module and self._is_bound_once(alias.asname):
                        return f"{alias.asname}.{name}"
                    top = module.split(".")[0]
                    known = module == alias.name or f"{module}.".startswith(f"{alias.name}.")
                    if not alias.asname and known and self._all_import(top):
                        return f"{module}.{name}"
                    if alias.asname and f"{module}.".startswith(f"{alias.name}."):
                        return f"{alias.asname}{module.removeprefix(alias.name)}.{name}"
        return None

    def _is_bound_once(self, name: str) -> bool:
        return len(self.bindings(name)) == 1

    def _all_import(self, name: str) -> bool:
        return all(isinstance(node, ast.alias) for node in self.bindings(name))

    def name_for(self, module: str, name: str, before: ast.AST) -> tuple[str, list[Edit]] | None:
        """How to write `module.name` at a node, and the import that it takes.

        Returns:
            None if the name means something else in this file.
        """
        known = self.local_name(module, name)
        if known is not None:
            return known, []
        if not self.is_free(name):
            return None
        line = self._import_line(before)
        if line is None:
            return None
        place = Span(self.path, line, 1, line, 1)
        return name, [Edit(place, f"from {module} import {name}\n")]

    def _import_line(self, before: ast.AST) -> int | None:
        """The line in front of which a new import can be put: behind the file's imports."""
        limit = getattr(before, "lineno", 0)
        last = None
        for node in self.tree.body:
            if node.lineno >= limit:
                break
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                last = node
        if last is None:
            return None
        line = (last.end_lineno or last.lineno) + 1
        alone = all(
            node.lineno >= line or ((node.end_lineno or 0) < line and node is not last)
            for node in self.tree.body
            if node is not last and (node.end_lineno or 0) >= last.lineno
        )
        return line if alone and line <= len(self.lines) else None

    def stands_alone(self, statement: ast.stmt) -> bool:
        """Whether nothing else stands on the statement's lines."""
        span = self.span(statement)
        before = self.lines[span.line - 1][: span.column - 1]
        behind = self.lines[span.end_line - 1][span.end_column - 1 :]
        return not before.strip() and not behind.split("#")[0].strip()

    def has_comment(self, node: Located) -> bool:
        """Whether a comment may stand within the node."""
        return "#" in self.source(node)

    def holds(self, edits: list[Edit]) -> bool:
        """Whether the text with the edits made is Python at least."""
        try:
            ast.parse(apply(self.lines, edits))
        except (SyntaxError, ValueError):
            return False
        return True


def apply(lines: list[str], edits: list[Edit]) -> str:
    """The text with the edits made, none of which overlap.

    Raises:
        ValueError: some do.
    """
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    text = "\n".join(lines)
    where = [
        (
            starts[edit.span.line - 1] + edit.span.column - 1,
            starts[edit.span.end_line - 1] + edit.span.end_column - 1,
            edit.text,
        )
        for edit in edits
    ]
    where.sort(key=lambda item: item[:2], reverse=True)
    limit = len(text) + 1
    for start, end, new in where:
        if end > limit:
            raise ValueError("Edits overlap.")
        text = text[:start] + new + text[end:]
        limit = start
    return text


def dotted_name(node: ast.AST) -> str:
    """`a.b.c` of an attribute of attributes of a name; empty if it is anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([node.id, *reversed(parts)])


def _bound_names(node: ast.AST) -> set[str]:
    if isinstance(node, ast.alias):
        return {node.asname or node.name.split(".")[0]}
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {node.name}
    if isinstance(node, ast.arg):
        return {node.arg}
    if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
        return {node.id}
    if isinstance(node, ast.ExceptHandler) and node.name:
        return {node.name}
    return set()


class ParsedFiles:
    """The files of a run, each parsed once."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._parsed = functools.cache(self._parse)

    def of(self, path: str) -> ParsedFile | None:
        """The file; None if it cannot be parsed."""
        return self._parsed(path, self._sources.read(path))

    def _parse(self, path: str, _text: str) -> ParsedFile | None:
        try:
            return ParsedFile(path, self._sources.lines(path))
        except (SyntaxError, ValueError):
            return None


class ExpressionTransformer(ast.NodeTransformer):
    """Leaves annotations as they are, which are read as text, too."""

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        """Only the value."""
        if node.value is not None:
            node.value = self.visit(node.value)
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        """Nothing."""
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """All but what it is said to return."""
        return self._without_returns(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        """The same."""
        return self._without_returns(node)

    def _without_returns(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.AST:
        returns, node.returns = node.returns, None
        self.generic_visit(node)
        node.returns = returns
        return node


def call(name: str, place: ast.expr, *arguments: ast.expr) -> ast.Call:
    """A call of the function of that name, at `place`; so are arguments that have no place."""
    made = ast.Call(ast.Name(name, ast.Load()), list(arguments), [])
    for node in (made, made.func, *arguments):
        if not hasattr(node, "lineno"):
            ast.copy_location(node, place)
    return made
