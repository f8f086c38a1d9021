"""Whether a `train_step` of the program's own does what Keras' does, as its text tells.

Where it cannot be gone through, as on PyTorch, its text is all that there is. What counts is how
often the model is called, and how often gradients are taken and applied: once each.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import textwrap
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_TAKES_GRADIENTS = ("backward", "gradient")
_APPLIES = ("apply", "apply_gradients")
# What calls a function again, or keeps less for the backward pass.
_UNUSUAL = frozenset(
    ("checkpoint", "autocast", "recompute_grad", "remat", "RematScope", "vmap", "jacobian",
     "batch_jacobian")
)  # fmt: skip
_AGAIN = (ast.For, ast.While, ast.comprehension, ast.Lambda, ast.FunctionDef)


def is_usual(model: Any, kind: type[Any]) -> bool:
    """Whether one step calls the whole model once and applies its gradients once.

    Args:
        model: of the program's own class.
        kind: the class of layers.
    """
    try:
        text = textwrap.dedent(inspect.getsource(type(model).train_step))
        function = ast.parse(text).body[0]
    except (OSError, TypeError, SyntaxError):
        return False
    if not isinstance(function, ast.FunctionDef) or not function.args.args:
        return False
    own = function.args.args[0].arg
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    again = {id(node) for node in _again(function)}
    whole = [node for node in calls if _is_named(node.func, own)]
    ends = [node.func.attr for node in calls if isinstance(node.func, ast.Attribute)]
    return (
        len(whole) == 1
        and id(whole[0]) not in again
        and sum(name in _TAKES_GRADIENTS for name in ends) == 1
        and sum(name in _APPLIES for name in ends) == 1
        and not uses_unusual(_names(function))
        and not any(_is_part(node.func, own, model, kind) for node in calls)
    )


def uses_unusual(names: Iterable[str]) -> bool:
    """Whether code with these names may take another amount of memory than its calls tell."""
    return not _UNUSUAL.isdisjoint(names)


def _again(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """What may be executed more than once in a step, or by something else."""
    for node in ast.walk(function):
        if isinstance(node, _AGAIN) and node is not function:
            yield from ast.walk(node)


def _names(function: ast.FunctionDef) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Name):
            yield node.id


def _is_named(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _is_part(called: ast.expr, own: str, model: Any, kind: type[Any]) -> bool:
    """Whether another model, a layer, or code of the program's own may be called."""
    if isinstance(called, ast.Attribute):
        part = getattr(model, called.attr, None) if _is_named(called.value, own) else None
        return isinstance(part, kind) or (part is not None and called.attr in vars(type(model)))
    if not isinstance(called, ast.Name):
        return True
    scope = getattr(type(model).train_step, "__globals__", {})
    found = scope.get(called.id, getattr(builtins, called.id, None))
    if found is None or isinstance(found, kind):
        return called.id != own
    return inspect.isfunction(found) and found.__globals__ is scope
