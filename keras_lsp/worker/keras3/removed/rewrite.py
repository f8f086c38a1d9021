"""Edits that make imports, and what was imported, right where a name has moved.

Knows Python's syntax and where names are now; nothing of the run.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from keras_lsp.report import Edit
from keras_lsp.worker.source.syntax import dotted_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from keras_lsp.worker.source.syntax import ParsedFile

    Resolve = Callable[[str], tuple[str, str] | None]
    """Module and name that a name of a removed module has now, None if it has none."""

_WIDTH = 88


def names(text: ParsedFile, node: ast.ImportFrom, resolve: Resolve) -> list[Edit] | None:
    """`from old import a, b`, of which some names are elsewhere or have other names.

    Args:
        text: the file.
        node: the statement.
        resolve: says for each of its names where it is.

    Returns:
        None if a name is nowhere, or the statement must not be touched.
    """
    if text.has_comment(node) or node.level:
        return None
    lines: dict[str, list[str]] = {}
    changes: list[Edit] = []
    for alias in node.names:
        home = resolve(alias.name)
        if home is None:
            return None
        listed = lines.setdefault(home[0], [])
        entry, renamed = _entry(text, alias, home)
        changes += renamed
        if entry and entry not in listed:
            listed.append(entry)
    whole = [_statement(module, listed) for module, listed in lines.items() if listed]
    replaced = _replace(text, node, whole)
    return [*changes, replaced] if replaced is not None else None


def star(text: ParsedFile, node: ast.ImportFrom, module: str) -> list[Edit] | None:
    """`from old import *` from another module."""
    return _as_list(_replace(text, node, [f"from {module} import *"]))


def module_as(
    text: ParsedFile,
    node: ast.ImportFrom | ast.Import,
    alias: ast.alias,
    home: str,
    resolve: Resolve,
) -> list[Edit] | None:
    """A removed module under a name of its own: `np_utils.to_categorical`.

    Args:
        text: the file.
        node: the statement.
        alias: the one of its names that is the module.
        home: the module that has the names now.
        resolve: says for each name of the old module where it is.
    """
    if text.has_comment(node):
        return None
    local = alias.asname or alias.name
    uses = text.uses(local)
    parents = [text.parent(use) for use in uses]
    attributes = [parent for parent in parents if isinstance(parent, ast.Attribute)]
    if len(attributes) != len(uses) or not uses or len(text.bindings(local)) != 1:
        return None
    homes = {attribute.attr: resolve(attribute.attr) for attribute in attributes}
    if any(found is None for found in homes.values()):
        return None
    taken = [new for found in homes.values() if found for new in [found[1]]]
    others = [other for other in node.names if other is not alias]
    if not all(_is_available(text, *found) for found in homes.values() if found):
        return _under_old_name(text, node, alias, home, taken, homes)
    lines: dict[str, list[str]] = {}
    if isinstance(node, ast.ImportFrom):
        lines[str(node.module)] = [_alias_text(other) for other in others]
    changes = []
    for attribute in attributes:
        found = homes[attribute.attr]
        assert found is not None  # noqa: S101 - see above
        listed = lines.setdefault(found[0], [])
        if found[1] not in listed:
            listed.append(found[1])
        changes.append(Edit(text.span(attribute), found[1]))
    whole = [_statement(module, listed) for module, listed in lines.items() if listed]
    if isinstance(node, ast.Import) and others:
        whole.insert(0, "import " + ", ".join(_alias_text(other) for other in others))
    replaced = _replace(text, node, whole)
    return [*changes, replaced] if replaced is not None else None


def _under_old_name(
    text: ParsedFile,
    node: ast.ImportFrom | ast.Import,
    alias: ast.alias,
    home: str,
    taken: list[str],
    homes: dict[str, tuple[str, str] | None],
) -> list[Edit] | None:
    """The module that has the names now, called as the old one was."""
    same = all(found == (home, name) for name, found in homes.items())
    if not same or not taken or len(node.names) > 1:
        return None
    local = alias.asname or alias.name
    return _as_list(_replace(text, node, [f"import {home} as {local}"]))


def chain(
    text: ParsedFile, node: ast.Import, old: str, home: str, resolve: Resolve
) -> list[Edit] | None:
    """`import keras.utils.np_utils`, used as `keras.utils.np_utils.to_categorical`."""
    if len(node.names) > 1 or text.has_comment(node):
        return None
    changes = []
    for use in ast.walk(text.tree):
        if isinstance(use, ast.Attribute) and dotted_name(use.value) == old:
            found = resolve(use.attr)
            if found is None:
                return None
            changes.append(Edit(text.span(use), ".".join(found)))
    replaced = _replace(text, node, [f"import {home}"])
    return [*changes, replaced] if replaced is not None else None


def _entry(text: ParsedFile, alias: ast.alias, home: tuple[str, str]) -> tuple[str, list[Edit]]:
    """How an imported name stands in the new import, and its uses renamed."""
    new = home[1]
    if new == alias.name:
        return _alias_text(alias), []
    if alias.asname or len(text.bindings(alias.name)) > 1 or not _is_available(text, *home):
        local = alias.asname or alias.name
        return (f"{new} as {local}" if new != local else new), []
    return new, [Edit(text.span(use), new) for use in text.uses(alias.name)]


def _is_available(text: ParsedFile, module: str, name: str) -> bool:
    """Whether the name is not bound in the file, or only to what it is in the module."""
    return all(
        isinstance(found, ast.alias)
        and isinstance(statement := text.parent(found), ast.ImportFrom)
        and statement.module == module
        and found.name == name
        for found in text.bindings(name)
    )


def _alias_text(alias: ast.alias) -> str:
    return f"{alias.name} as {alias.asname}" if alias.asname else alias.name


def _statement(module: str, listed: list[str]) -> str:
    return f"from {module} import {', '.join(listed)}"


def _replace(text: ParsedFile, node: ast.stmt, statements: list[str]) -> Edit | None:
    """Put import statements in the place of one."""
    span = text.span(node)
    if not statements:
        return None
    indent = text.lines[span.line - 1][: span.column - 1]
    if not text.stands_alone(node) or indent.strip():
        return Edit(span, "; ".join(statements))
    written = [_wrap_import(statement, indent) for statement in statements]
    return Edit(span, f"\n{indent}".join(written))


def _wrap_import(statement: str, indent: str) -> str:
    """A long `from … import …` on several lines."""
    if len(indent) + len(statement) <= _WIDTH or not statement.startswith("from "):
        return statement
    head, _, listed = statement.partition(" import ")
    lines = "".join(f"{indent}    {name},\n" for name in listed.split(", "))
    return f"{head} import (\n{lines}{indent})"


def _as_list(edit: Edit | None) -> list[Edit] | None:
    return [edit] if edit is not None else None
