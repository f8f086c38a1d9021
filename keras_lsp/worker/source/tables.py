"""How many columns a table has that could not be read: the program may list them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from keras_lsp.worker.source.scopes import last_name
from keras_lsp.worker.values.forms import is_of_names

if TYPE_CHECKING:
    from collections.abc import Mapping

_READERS = {"read_csv", "read_table", "read_fwf", "read_excel"}
# Of these only one list says what is there, and no column becomes the index.
_LISTS = ("usecols", "names")


def columns(statement: ast.stmt, namespace: Mapping[str, Any]) -> int | None:
    """How many columns the table of a statement `table = pd.read_csv(…)` has.

    Args:
        statement: it.
        namespace: what the names of the program are bound to.

    Returns:
        None if the statement is another one, or does not say it.
    """
    match statement:
        case ast.Assign(value=ast.Call(func) as call) if last_name(func) in _READERS:
            given = {keyword.arg: keyword.value for keyword in call.keywords}
        case _:
            return None
    if None in given or "index_col" in given:
        return None
    listed = next((given[name] for name in _LISTS if name in given), None)
    names = _value(listed, namespace) if listed is not None else None
    return len(names) if is_of_names(names) else None


def _value(expression: ast.expr, namespace: Mapping[str, Any]) -> Any:
    """What a list or a name is; None for all else."""
    if isinstance(expression, ast.Name):
        return namespace.get(expression.id)
    try:
        return ast.literal_eval(expression)
    except ValueError:
        return None
