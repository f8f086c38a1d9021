"""Calls of Python's own functions that need numbers: for an unknown they give an unknown.

`int(…)` cannot be taught to: what `__int__` gives must be a number. So each such call of the
program goes through a function of ours. Knows nothing of Keras.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from keras_lsp.worker.values.unknown import Unknown, contains_unknown, derived, part

if TYPE_CHECKING:
    from collections.abc import Callable

_CALL = "__keras_lsp_call__"
_NUMBERS = (int, float)
_CHOICES = (max, min)
_NAMES = {function.__name__ for function in (*_NUMBERS, *_CHOICES, range)}


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
        if isinstance(node.func, ast.Name) and node.func.id in _NAMES:
            node.args.insert(0, node.func)
            node.func = ast.copy_location(ast.Name(_CALL, ast.Load()), node.func)
        return node


def _call(function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
    """What a call gives; the program may mean something else by the name of the function."""
    for arg in args:
        if isinstance(arg, Unknown):
            if any(function is number for number in _NUMBERS):
                return arg
            if function is range:
                return part(arg, "range({})") if len(args) == 1 else derived("range(…)", args)
    if any(function is choice for choice in _CHOICES) and contains_unknown(args):
        forms = ", ".join("{}" for _ in args)
        name = f"{function.__name__}({forms})"
        unknowns = [arg for arg in args if isinstance(arg, Unknown)]
        return derived(name, args) if unknowns else Unknown("the largest of what is not known")
    return function(*args, **kwargs)
