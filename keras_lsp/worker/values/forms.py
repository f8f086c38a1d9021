"""The shapes of what is made of arrays and tables that are not here, where the program says them.

A shape is a tuple of whole numbers and of sizes that are not known: those may be any objects, and
-1 is a new one. A table has the columns that the program lists. Knows how NumPy and pandas name
things, and none of their code.
"""

from __future__ import annotations

import math
from typing import Any, TypeGuard

Shape = tuple[Any, ...]

INDEXERS = ("loc", "iloc")
_SAME_ATTRIBUTES = {"values", *INDEXERS}
_SAME_METHODS = {
    "astype", "copy", "to_numpy", "numpy", "fillna", "ffill", "bfill", "interpolate", "clip",
    "round", "sort_values", "sort_index", "shift", "abs", "replace",
}  # fmt: skip
_FEWER_ROWS = {"head", "tail", "sample", "drop_duplicates", "query"}
METHODS = {"reshape", "dropna", "drop", *_SAME_METHODS, *_FEWER_ROWS}
# Those that change the table that they are called on.
CHANGING = {"pop", "insert"}
# What they give can be computed with what it was computed from, whose shape that keeps.
STATISTICS = {"mean", "std", "var", "min", "max", "median", "sum"}
# All that it matters to know who called them.
NOTED = METHODS | CHANGING | STATISTICS
# Of NumPy.
_SAME_FUNCTIONS = {"array", "asarray", "copy", "nan_to_num"}


def of_attribute(shape: Shape | None, name: str) -> Shape | None:
    """The shape of an attribute of an array or table; None if it is not known."""
    if shape is not None and name == "T":
        return shape[::-1]
    return shape if name in _SAME_ATTRIBUTES else None


def of_method(
    name: str, shape: Shape | None, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Shape | None:
    """The shape of what a method gives; None if it is not known.

    Args:
        name: of the method.
        shape: of the array or table; None if it is not known.
        args: of the call.
        kwargs: those with names.
    """
    if name == "reshape":
        return reshaped(shape, args)
    if shape is None or name not in METHODS:
        return None
    if name in _SAME_METHODS:
        return shape
    if name in _FEWER_ROWS:
        return -1, *shape[1:]
    axis = kwargs.get("axis", args[0] if name == "dropna" and args else 0)
    if name == "dropna":
        return (-1, *shape[1:]) if axis in (0, "index") else None
    return _without(shape, args, kwargs)


def _without(shape: Shape, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Shape | None:
    """The shape of a table without some rows or columns, as `drop` is called."""
    gone = kwargs.get("columns")
    of_rows = kwargs.get("axis", args[1] if len(args) > 1 else 0) in (0, "index")
    if gone is None and of_rows:
        return -1, *shape[1:]
    gone = args[0] if gone is None and args else gone
    names = [gone] if isinstance(gone, str) else gone
    if not is_of_names(names) or kwargs.get("errors") == "ignore" or type(shape[-1]) is not int:
        return None
    return *shape[:-1], shape[-1] - len(set(names))


def popped(shape: Shape, args: tuple[Any, ...]) -> Shape | None:
    """The shape of a table after `pop` has taken a column."""
    by_name = len(args) == 1 and isinstance(args[0], str) and type(shape[-1]) is int
    return (*shape[:-1], shape[-1] - 1) if by_name else None


def reshaped(shape: Shape | None, args: tuple[Any, ...]) -> Shape | None:
    """The shape that `reshape` gives, with its arguments."""
    new = sizes(args)
    inner = shape[1:] if shape and new and new[0] is shape[0] else ()
    if new and new[1:] == (-1,) and inner and all(isinstance(size, int) for size in inner):
        return new[0], math.prod(inner)
    return new


def sizes(args: tuple[Any, ...]) -> Shape | None:
    """Arguments that are the sizes of a shape, or one that is a shape; None if they are none."""
    given = args[0] if len(args) == 1 and isinstance(args[0], (tuple, list)) else args
    return tuple(given) if all(map(_is_size, given)) else None


def _is_size(value: object) -> bool:
    if type(value) is int:
        return value >= -1
    return not isinstance(value, (str, float, tuple, list, dict, bool, type(None)))


def of_item(shape: Shape | None, key: object, *, of_indexer: bool = False) -> Shape | None:
    """The shape of what an index gives; None if it is not known.

    Args:
        shape: of the array or table; None if it is not known.
        key: the index.
        of_indexer: whether it is one of `INDEXERS` that is indexed.
    """
    match key:
        case list() if not of_indexer and is_of_names(key):
            return (shape[0] if shape else -1), len(key)
        case (slice() as rows, list() as columns) if of_indexer and is_of_names(columns):
            return (_length(shape[0], rows) if shape else -1), len(columns)
        case list() if shape is not None and (of_indexer or len(key) == shape[-1]):
            # Some rows; or of a table all columns, by their numbers.
            return -1, *shape[1:]
    return None if shape is None else _cut(shape, key if isinstance(key, tuple) else (key,))


def _cut(shape: Shape, keys: tuple[Any, ...]) -> Shape | None:
    axes = [key for key in keys if key is not None and key is not ...]
    if keys.count(...) > 1 or len(axes) > len(shape):
        return None
    rest = len(shape) - len(axes)
    given = list(shape)
    found: list[Any] = []
    for key in keys if ... in keys else (*keys, ...):
        if key is ...:
            found += [given.pop(0) for _ in range(rest)]
        elif key is None:
            found.append(1)
        elif type(key) is int:
            given.pop(0)
        elif isinstance(key, slice):
            found.append(_length(given.pop(0), key))
        elif is_of_names(key):
            given.pop(0)
            found.append(len(key))
        else:
            return None
    return tuple(found)


def _length(size: Any, part: slice) -> Any:
    """How many of so many a slice leaves."""
    if part == slice(None):
        return size
    whole = all(type(end) is int or end is None for end in (part.start, part.stop, part.step))
    return len(range(size)[part]) if type(size) is int and size >= 0 and whole else -1


def is_of_names(key: object) -> TypeGuard[list[str]]:
    """Whether it is a list of names, as of columns."""
    return isinstance(key, list) and bool(key) and all(isinstance(name, str) for name in key)


def of_function(
    name: str, shape: Shape | None, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Shape | None:
    """The shape of what a function of NumPy gives; None if it is not known.

    Args:
        name: of the function.
        shape: of its first argument; None if it is not known.
        args: the others.
        kwargs: those with names.
    """
    if name == "reshape":
        return reshaped(shape, args or (kwargs.get("newshape", kwargs.get("shape")),))
    if shape is None:
        return None
    if name in _SAME_FUNCTIONS:
        return shape
    axis = kwargs.get("axis", args[0] if args else None)
    if name != "expand_dims" or type(axis) is not int:
        return None
    place = axis if axis >= 0 else axis + len(shape) + 1
    return (*shape[:place], 1, *shape[place:])
