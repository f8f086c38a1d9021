"""Calls of functions that need numbers: for an unknown they give an unknown.

`int(…)` and `math.sqrt(…)` cannot be taught to: what `__int__` and `__float__` give must be a
number. So each such call of the program goes through a function of ours, and a function of the
program goes on where it would have ended. Knows nothing of Keras.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from keras_lsp.worker.values.unknown import Unknown, contains_unknown, derived, part

if TYPE_CHECKING:
    from collections.abc import Callable

_CALL = "__keras_lsp_call__"
_NAMES = {"int", "float", "max", "min", "range"}
_MODULES = {"math", "np", "numpy"}


def watch(tree: ast.AST) -> ast.AST:
    """The tree, with each call of such a name made by us; positions stay as they are."""
    watched: ast.AST = _Watcher().visit(tree)
    return watched


def install(builtins: dict[str, Any]) -> None:
    """Let programs with these builtins find the function."""
    builtins[_CALL] = _call


class _Watcher(ast.NodeTransformer):
    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if _is_wanted(node.func) and not _spreads(node):
            node.args.insert(0, node.func)
            node.func = ast.copy_location(ast.Name(_CALL, ast.Load()), node.func)
        return node


def _is_wanted(called: ast.expr) -> bool:
    if isinstance(called, ast.Name):
        return called.id in _NAMES
    while isinstance(called, ast.Attribute):
        called = called.value
    return isinstance(called, ast.Name) and called.id in _MODULES


def _spreads(call: ast.Call) -> bool:
    """Whether it has `*` or `**`: Python's message names whom it calls if that goes wrong."""
    spread = any(isinstance(given, ast.Starred) for given in call.args)
    return spread or any(keyword.arg is None for keyword in call.keywords)


def _call(function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
    """What a call gives; the program may mean something else by the name of the function."""
    # These compare, and any two unknowns can be compared.
    is_choice = function is max or function is min
    if is_choice and contains_unknown(args):
        return _unknown(function, args)
    try:
        return function(*args, **kwargs)
    except Exception:
        if not contains_unknown(args) and not contains_unknown(kwargs):
            raise
        return _unknown(function, () if kwargs else args)


def _unknown(function: Callable[..., Any], args: tuple[Any, ...]) -> Unknown:
    """What a function gives for arguments of which not all are known."""
    name = getattr(function, "__name__", "?")
    if not any(isinstance(arg, Unknown) for arg in args):
        return Unknown(f"what `{name}` gives for something that is not known")
    if len(args) > 1:
        return derived(f"{name}({', '.join('{}' for _ in args)})", args)
    return args[0] if function is int or function is float else part(args[0], f"{name}({{}})")
