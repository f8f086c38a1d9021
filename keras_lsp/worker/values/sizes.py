"""Sizes that are not known here: numbers in their place, with which Keras can go on.

`Dense(len(names))`, of names that are not here, is a layer like any other but for one size. It
gets a number that no size reaches in earnest, so that what Keras computes from it is as large:
of a run that has such, a size of `LEAST` or more is not known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

# A number may be halved ten times, and is still larger.
LEAST = 1 << 17
# Can be divided by whatever heads, groups, strides and patches are.
_FIRST = 2**12 * 3**3 * 5**2 * 7 * 11
_STEP = 2**10 * 3 * 5 * 7


class Sizes:
    """The numbers of one run, and what each stands for."""

    def __init__(self) -> None:
        self._names: dict[int, str] = {}
        self._count = 0

    def another(self) -> int:
        """A number that has not been given yet."""
        self._count += 1
        return _FIRST + _STEP * (self._count - 1)

    def call(self, size: int, name: str) -> None:
        """Give a number a name, if it has none."""
        if self._names.get(size, "?") == "?":
            self._names[size] = name

    def name(self, size: int) -> str | None:
        """What a size is called that is not known, `?` if nothing; None if it is known."""
        if not self._names or size < LEAST:
            return None
        return self._names.get(size, "?")

    def is_known(self, shape: Iterable[Any]) -> bool:
        """Whether no dimension of a shape is a number of ours, or comes from one."""
        return not self._names or not any(
            isinstance(size, int) and size >= LEAST for size in shape
        )


sizes = Sizes()
