"""Calls and indices that need numbers: for an unknown they give an unknown.

`int(…)`, `math.sqrt(…)` and the index of a list cannot be taught to: what `__int__`, `__float__`
and `__index__` give must be a number. So each such expression of the program goes through a
function of ours, and a function of the program goes on where it would have ended. Knows nothing
of Keras.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from keras_lsp.worker.source.scopes import last_name
from keras_lsp.worker.source.syntax import ExpressionTransformer, call
from keras_lsp.worker.values.searching import contains_unknown
from keras_lsp.worker.values.unknown import (
    Unknown,
    called_name,
    derived,
    known_shape,
    part,
    with_shape,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_CALL = "__keras_lsp_call__"
_ITEM = "__keras_lsp_item__"
_SLICE = "__keras_lsp_slice__"
_NAMES = {"int", "float", "max", "min", "range"}
_MODULES = {"math", "np", "numpy"}


def watch(tree: ast.AST) -> ast.AST:
    """The tree, with each such expression evaluated by us; positions stay as they are."""
    watched: ast.AST = _Watcher().visit(tree)
    return watched


def install(builtins: dict[str, Any]) -> None:
    """Let programs with these builtins find the functions."""
    builtins[_CALL] = _call
    builtins[_ITEM] = _item
    builtins[_SLICE] = slice


class _Watcher(ExpressionTransformer, ast.NodeTransformer):
    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if _is_wanted(node.func) and not _spreads(node):
            node.args.insert(0, node.func)
            node.func = ast.copy_location(ast.Name(_CALL, ast.Load()), node.func)
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        self.generic_visit(node)
        if not isinstance(node.ctx, ast.Load) or not _varies(node.slice):
            return node
        return call(_ITEM, node, node.value, _as_expression(node.slice))


def _varies(index: ast.expr) -> bool:
    """Whether something other than numbers and texts stands in an index."""
    return not all(
        isinstance(part, (ast.Constant, ast.Slice, ast.Tuple, ast.UnaryOp, ast.USub, ast.Load))
        for part in ast.walk(index)
    )


def _as_expression(index: ast.expr) -> ast.expr:
    """The index as an expression of its own: `a:b` stands in brackets only."""
    if isinstance(index, ast.Slice):
        parts = [index.lower, index.upper, index.step]
        return call(_SLICE, index, *(part or ast.Constant(None) for part in parts))
    if isinstance(index, ast.Tuple):
        index.elts = [_as_expression(part) for part in index.elts]
    return index


def _is_wanted(called: ast.expr) -> bool:
    if last_name(called) in _FORMS:
        return True
    if isinstance(called, ast.Name):
        return called.id in _NAMES
    while isinstance(called, ast.Attribute):
        called = called.value
    return isinstance(called, ast.Name) and called.id in _MODULES


def _spreads(node: ast.Call) -> bool:
    """Whether it has `*` or `**`: Python's message names whom it calls if that goes wrong."""
    spread = any(isinstance(given, ast.Starred) for given in node.args)
    return spread or any(keyword.arg is None for keyword in node.keywords)


def _call(function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
    """What a call gives; the program may mean something else by the name of the function."""
    # These compare, and any two unknowns can be compared.
    is_choice = function is max or function is min
    if is_choice and contains_unknown(args):
        return _unknown(function, args)
    try:
        result = function(*args, **kwargs)
    except Exception:
        if not contains_unknown(args) and not contains_unknown(kwargs):
            raise
        result = _unknown(function, () if kwargs else args)
    else:
        if not isinstance(function, Unknown) or not isinstance(result, Unknown):
            return result
    form = _form_of(function)
    made = form(*args, **kwargs) if form is not None else None
    return made if isinstance(made, list) else with_shape(result, made)


def _item(container: Any, key: Any, /) -> Any:
    """What an index gives."""
    try:
        return container[key]
    except (TypeError, IndexError, KeyError):
        unknown = next(filter(_is_unknown, _parts(key)), None)
        if unknown is None or isinstance(container, Unknown):
            raise
        return derived("{}[…]", (unknown,))


def _is_unknown(value: object) -> bool:
    return isinstance(value, Unknown)


def _parts(key: Any) -> Iterator[Any]:
    """The numbers of an index."""
    if isinstance(key, tuple):
        for part in key:
            yield from _parts(part)
    elif isinstance(key, slice):
        yield from (key.start, key.stop, key.step)
    else:
        yield key


# What functions give for what is not known: the shape of an array, or several arrays.


def _new(shape: Any = None, *_: Any, **__: Any) -> tuple[Any, ...] | None:
    return tuple(shape) if isinstance(shape, (tuple, list)) else None


def _classes(x: Any, num_classes: Any = None, *_: Any, **__: Any) -> tuple[Any, ...]:
    (first, *_rest) = known_shape(x) or (-1,)
    return first, -1 if num_classes is None else num_classes


def _padded(_sequences: Any, maxlen: Any = None, *_: Any, **__: Any) -> tuple[Any, ...]:
    return -1, -1 if maxlen is None else maxlen


def _split(*arrays: Any, **_: Any) -> list[Unknown]:
    """Two parts of each array, whatever is known of it."""
    unknown = next(filter(_is_unknown, arrays), Unknown("how many there are"))
    return [
        with_shape(derived("{}[…]", (unknown,)), _cut(array)) for array in arrays for _half in "ab"
    ]


def _same(array: Any = None, *_: Any, **__: Any) -> tuple[Any, ...] | None:
    return known_shape(array)


def _form_of(function: Callable[..., Any]) -> Callable[..., Any] | None:
    if isinstance(function, Unknown):
        name, owner = called_name(function), None
    else:
        name, owner = getattr(function, "__name__", ""), getattr(function, "__self__", None)
    return _FORMS.get(name) if name not in _SCALING or type(owner).__name__ in _SCALERS else None


def _cut(array: Any) -> tuple[Any, ...] | None:
    """The shape of a part of an array."""
    shape = known_shape(array) or getattr(array, "shape", None)
    return (-1, *shape[1:]) if isinstance(shape, tuple) and shape else None


# Of scikit-learn: what changes numbers, and none of the columns.
_SCALING = ("transform", "fit_transform", "inverse_transform")
_SCALERS = {"StandardScaler", "MinMaxScaler", "MaxAbsScaler", "RobustScaler", "Normalizer"}

_FORMS: dict[str, Callable[..., Any]] = {
    **dict.fromkeys(("zeros", "ones", "empty", "full"), _new),
    **dict.fromkeys(("array", "asarray", "DataFrame", *_SCALING), _same),
    "to_categorical": _classes,
    "pad_sequences": _padded,
    "train_test_split": _split,
}


def _unknown(function: Callable[..., Any], args: tuple[Any, ...]) -> Unknown:
    """What a function gives for arguments of which not all are known."""
    name = getattr(function, "__name__", "?")
    if not any(isinstance(arg, Unknown) for arg in args):
        return Unknown(f"what `{name}` gives for something that is not known")
    if len(args) > 1:
        return derived(f"{name}({', '.join('{}' for _ in args)})", args)
    return args[0] if function is int or function is float else part(args[0], f"{name}({{}})")
