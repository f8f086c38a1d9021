"""Initializers of any Keras: which of them may wait until someone reads the variable."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

# What an initializer has that is one of ours, and gives what it is asked for.
PURE = "_keras_lsp_pure"
_MAX_EAGER = 1 << 22
# These refuse vectors.
_PICKY = {"Orthogonal", "OrthogonalInitializer", "Identity", "IdentityInitializer"}
_MATRIX = 2


def can_wait(initializer: Any, shape: Sequence[int], package: str) -> bool:
    """Whether the value may be made later.

    An initializer of the program's may raise, or give another shape than it was asked for: it
    waits only if its value is large.

    Args:
        initializer: makes the value.
        shape: of the variable.
        package: `keras` or `tf_keras`.
    """
    return _is_pure(initializer, len(shape), package) or math.prod(shape) > _MAX_EAGER


def _is_pure(initializer: Any, rank: int, package: str) -> bool:
    """Whether the initializer does nothing but make a tensor of the shape."""
    if getattr(initializer, PURE, False):
        return True
    if type(initializer).__name__ in _PICKY and rank < _MATRIX:
        return False
    module = type(initializer).__module__
    if module in ("builtins", "types"):
        module = getattr(initializer, "__module__", "") or ""
    return module.startswith(f"{package}.")
