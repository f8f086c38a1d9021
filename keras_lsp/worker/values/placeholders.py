"""Numbers in the place of None, for back ends without symbolic dimensions. Knows no Keras."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class StandIn:
    """What a back end puts in the place of None while it traces.

    Attributes:
        sizes: the numbers, for the batch and for other dimensions; empty if the back end has
            symbolic dimensions.
        exact: sizes that are computed from them are not recognised.
    """

    sizes: tuple[int, ...] = ()
    exact: bool = False

    def stands_for(self, size: int) -> bool:
        """Whether a size is one of the numbers, a multiple of it, or what windows leave of it."""
        if self.exact or not self.sizes:
            return size in self.sizes
        return any(
            size > 0
            and (
                size % number == 0
                or any(abs(size * stride - number) <= _WINDOW for stride in _STRIDES)
            )
            for number in self.sizes
        )


# What stands for None where a back end has no symbolic dimensions: the batch, other dimensions.
PRIMES = (1_000_003, 7919)
_WINDOW = 64
_STRIDES = (1, 2, 4, 8)


class _Standing:
    """The stand-in for the graph that is being traced."""

    def __init__(self) -> None:
        self._current = StandIn()

    def __call__(self) -> StandIn:
        return self._current

    @contextlib.contextmanager
    def replaced(self, standing: StandIn) -> Iterator[None]:
        """Let another one hold for a while."""
        before, self._current = self._current, standing
        try:
            yield
        finally:
            self._current = before


stand_in = _Standing()
