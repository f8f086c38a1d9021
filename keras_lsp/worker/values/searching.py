"""Whether something that is not known is among values, or inside them."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from keras_lsp.worker.values.poison import UnknownDim, is_poison
from keras_lsp.worker.values.unknown import Unknown, UnknownBase

if TYPE_CHECKING:
    from collections.abc import Callable


def contains_unknown(values: object) -> bool:
    """Whether an unknown is among `values`, or inside lists, tuples and dicts of it."""
    return _contains(values, _is_unknown, 3)


def is_tainted(value: object) -> bool:
    """Whether `value` is or holds an unknown, or the output of a layer that failed."""
    return _contains(value, _is_guess, 3)


def _is_unknown(value: object) -> bool:
    return isinstance(value, (Unknown, UnknownBase, UnknownDim))


def _is_guess(value: object) -> bool:
    return _is_unknown(value) or is_poison(value)


def _contains(value: Any, wanted: Callable[[object], bool], depth: int) -> bool:
    if wanted(value):
        return True
    if depth and type(value) in (list, tuple, set):
        return any(_contains(v, wanted, depth - 1) for v in itertools.islice(value, 1000))
    if depth and type(value) is dict:
        return any(
            _contains(v, wanted, depth - 1) for v in itertools.islice(list(value.values()), 1000)
        )
    return False
