"""Statements of a program by their syntax: what they bind, fill and call.

Knows syntax trees only.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

from keras_lsp.worker.silence import without_warnings

if TYPE_CHECKING:
    from collections.abc import Iterator


def parse(text: str, path: str) -> ast.Module:
    """The tree of a text, without a word of warning.

    Raises:
        SyntaxError: it is no Python.
        ValueError: likewise.
    """
    with without_warnings():
        return ast.parse(text, path)


def bound_names(statement: ast.stmt) -> Iterator[str]:
    """Names of the module that the statement binds, wherever in it."""
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        for alias in statement.names:
            yield (alias.asname or alias.name).split(".")[0]
    elif isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield statement.name
    else:
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node.id


_FILLING = {"append", "extend", "insert", "add", "update", "setdefault"}


def filled_collections(statement: ast.stmt) -> Iterator[str]:
    """Names of collections that a statement with others inside puts something into."""
    if not isinstance(statement, (ast.For, ast.While, ast.With, ast.Try)):
        return
    for node in ast.walk(statement):
        match node:
            case ast.Call(ast.Attribute(ast.Name(name), method)) if method in _FILLING:
                yield name
            case ast.Subscript(ast.Name(name), ctx=ast.Store()):
                yield name


def adds(statement: ast.stmt) -> bool:
    """Whether the statement is `name.add(…)`."""
    return method_call(statement)[1] == "add"


def method_call(statement: ast.stmt) -> tuple[str, str]:
    """The name and the method of it that is called, if that is all the statement does."""
    match statement:
        case ast.Expr(ast.Call(ast.Attribute(ast.Name(name), method))):
            return name, method
    return "", ""


def is_main_guard(test: ast.expr) -> bool:
    """Whether it is that of `if __name__ == …`."""
    return "__name__" in {node.id for node in ast.walk(test) if isinstance(node, ast.Name)}


def package_of(tree: ast.Module, document: str) -> tuple[str, str] | None:
    """The package of a document that imports from it, and the directory that holds it.

    Such a document is meant for `python -m package.module`; as a script it would only fail.

    Returns:
        None for a script, which lies in no package or imports nothing of it.
    """
    if not any(isinstance(node, ast.ImportFrom) and node.level for node in ast.walk(tree)):
        return None
    directory = Path(document).parent
    names: list[str] = []
    while (directory / "__init__.py").is_file() and directory.name.isidentifier():
        names.insert(0, directory.name)
        directory = directory.parent
    return (".".join(names), str(directory)) if names else None
