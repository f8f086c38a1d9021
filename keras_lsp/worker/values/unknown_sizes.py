"""The numbers in the place of unknowns that are sizes, and how a program writes them."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

from keras_lsp.worker.values.sizes import LEAST, sizes
from keras_lsp.worker.values.unknown import Unknown, origin_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# Longer ones are not shown.
MAX_NAME = 32
_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "//": operator.floordiv,
    "**": operator.pow,
}  # fmt: skip
# What is more than the square of a size is more than any back end can count.
_MAX_POWER = 2
_MOST = 2**62
_NUMBER = "_unknown_size"


def number(unknown: Unknown, names: Iterable[dict[str, Any]]) -> int:
    """The number in the place of an unknown; that of arithmetic is computed.

    Args:
        unknown: what is not known.
        names: where the program may have bound names to it, the most telling first.
    """
    size = _number(unknown)
    sizes.call(size, _text(unknown, list(names)))
    return size


def _number(unknown: Unknown) -> int:
    values = unknown.__dict__
    if _NUMBER not in values:
        values[_NUMBER] = _computed(unknown) or sizes.another()
    return int(values[_NUMBER])


def _computed(unknown: Unknown) -> int | None:
    """The number that arithmetic gives; None if it would look like a size that is known."""
    origin = origin_of(unknown)
    compute = _OPERATORS.get(origin.sign) if origin is not None else None
    if origin is None or compute is None:
        return None
    left, right = (
        _number(operand) if isinstance(operand, Unknown) else operand
        for operand in origin.operands
    )
    if type(left) is not int or type(right) is not int or right == 0:
        return None
    if origin.sign == "**" and not (0 < right <= _MAX_POWER and left < _MOST):
        return None
    size = int(compute(left, right))
    return size if LEAST <= size < _MOST else None


def _text(unknown: Unknown, names: list[dict[str, Any]]) -> str:
    """How a program writes what is not known; `?` if that cannot be said, or is long."""
    for bound in names:
        for name, value in bound.items():
            if value is unknown and not name.startswith("_"):
                return name
    origin = origin_of(unknown)
    if origin is None:
        return "?"
    texts = [
        _text(operand, names) if isinstance(operand, Unknown) else repr(operand)
        for operand in origin.operands
    ]
    if origin.sign:
        texts = [f"({text})" if " " in text else text for text in texts]
    text = origin.form.format(*texts)
    return "?" if "?" in text or "…" in text or len(text) > MAX_NAME else text
