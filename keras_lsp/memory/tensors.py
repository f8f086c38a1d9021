"""Sizes of tensors for a batch that is chosen later."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from keras_lsp.report import bits_of, number_of

if TYPE_CHECKING:
    from keras_lsp.report import Shape

# Outside of a process that runs, a batch whose size may be any stands as this in some shapes.
_ANY_BATCH = 1_000_003


@dataclass(frozen=True, slots=True)
class Size:
    """Numbers that something holds: so many for each sample, and so many in any case."""

    each: int = 0
    fixed: int = 0

    def of(self, batch: int) -> int:
        """How many there are for a batch."""
        return self.each * batch + self.fixed

    def times(self, factor: int) -> Size:
        """So many times as many."""
        return Size(self.each * factor, self.fixed * factor)


NONE = Size()


class SizeNotKnownError(Exception):
    """A size that the figure needs is not known; the message names the layer."""


def size_of(shape: Shape | None, batch: int | None) -> Size:
    """How many numbers a tensor of a shape holds.

    Args:
        shape: the first size is that of the batch, if it may be any.
        batch: that of the model, if it is made for batches of one size only.

    Raises:
        SizeNotKnownError: another size is not known.
    """
    if shape is None:
        raise SizeNotKnownError
    if not shape:
        return Size(fixed=1)
    first, rest = shape[0], [number_of(size) for size in shape[1:]]
    known = [size for size in rest if size is not None]
    if len(known) < len(rest) or isinstance(first, str):
        raise SizeNotKnownError
    count = math.prod(known)
    if first is None or first in (batch, _ANY_BATCH):
        return Size(each=count)
    return Size(fixed=first * count)


def bytes_of_number(dtype: str | None) -> int:
    """Bytes that one number of a dtype takes, four if it is not known."""
    return bits_of((dtype or "float32").removeprefix("torch.")) // 8 or 1
