"""A count of multiplications and additions, of which parts may not be known.

What counts is the same on each back end: an addition, subtraction, multiplication or division of
floating-point numbers is one; what only moves or compares numbers, and functions such as `exp`,
are none. A sum or mean is one for each number that goes in.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    # A file of the program, and a line of it.
    Place = tuple[str, int]
    # Gives the place of an operation, by the files and line numbers of the calls that led to it.
    Placing = Callable[[Iterable[tuple[str, int]]], Place | None]

# Between two numbers, three times: a difference, a product, a sum.
BILINEAR = 9
# As four times in one direction and once in the other: four products and three sums.
BICUBIC = 35


@dataclass(frozen=True, slots=True)
class Count:
    """Multiplications and additions, counted separately.

    Attributes:
        flops: those that are known.
        uncounted: names of operations whose number is not, each once.
        one_step: a size that may be any, beside the batch, was taken to be one.
        lines: how much of it stands on which lines of the program.
    """

    flops: int = 0
    uncounted: tuple[str, ...] = ()
    one_step: bool = False
    lines: tuple[tuple[Place, Count], ...] = dataclasses.field(default=(), compare=False)

    def times(self, number: int) -> Count:
        """So many of it."""
        lines = tuple((place, count.times(number)) for place, count in self.lines)
        return dataclasses.replace(self, flops=number * self.flops, lines=lines)

    def for_each(self, samples: int) -> Count:
        """The share of each of so many samples."""
        lines = tuple((place, count.for_each(samples)) for place, count in self.lines)
        return dataclasses.replace(self, flops=round(self.flops / samples), lines=lines)

    def at(self, place: Place | None) -> Count:
        """The same; what of it stands on no line stands on that one."""
        told = total(count for _, count in self.lines)
        names = tuple(name for name in self.uncounted if name not in told.uncounted)
        rest = Count(self.flops - told.flops, names, self.one_step)
        if place is None or not (rest.flops or rest.uncounted):
            return self
        return dataclasses.replace(self, lines=(*self.lines, (place, rest)))

    @property
    def elsewhere(self) -> Count:
        """The same, of which nothing is said to stand on any line."""
        return dataclasses.replace(self, lines=())


def total(counts: Iterable[Count]) -> Count:
    """All of them together."""
    flops, uncounted, one_step = 0, dict[str, None](), False
    lines: dict[Place, list[Count]] = {}
    for count in counts:
        flops += count.flops
        uncounted |= dict.fromkeys(count.uncounted)
        one_step = one_step or count.one_step
        for place, part in count.lines:
            lines.setdefault(place, []).append(part)
    by_line = tuple((place, total(parts)) for place, parts in lines.items())
    return Count(flops, tuple(uncounted), one_step, by_line)


def largest(counts: Iterable[Count]) -> Count:
    """The largest of alternatives, with what is not known of any of them."""
    known = list(counts)
    most = max(known, key=lambda count: count.flops, default=Count())
    return dataclasses.replace(most, uncounted=total(known).uncounted)


class UnknownSizeError(Exception):
    """A size is not known, so that the count is not."""


def size(shape: Iterable[int | None]) -> int:
    """How many numbers a tensor of the shape has.

    Raises:
        UnknownSizeError: not all of the sizes are known.
    """
    return math.prod(map(known, shape))


def known(number: int | None) -> int:
    """The size, if it is known.

    Raises:
        UnknownSizeError: it is not.
    """
    if number is None:
        raise UnknownSizeError
    return number


def fourier(shape: Sequence[int | None]) -> int:
    """Of a transform along the last axis: five for each number and halving of the length.

    As the algorithm of Cooley and Tukey.

    Raises:
        UnknownSizeError: not all of the sizes are known.
    """
    return int(5 * size(shape) * math.log2(max(known(shape[-1]), 2)))


def einsum(equation: str, shapes: Sequence[Sequence[int | None]]) -> int:
    """Multiplications and additions of `ab,bc->ac` and the like.

    Args:
        equation: in which each axis has a letter, but for `...`.
        shapes: of the operands.

    Raises:
        UnknownSizeError: not all sizes are known.
    """
    operands = equation.replace(" ", "").partition("->")[0].split(",")
    sizes: dict[str, int] = {}
    for letters, shape in zip(operands, shapes, strict=True):
        before, dots, after = letters.partition("...")
        inner = len(shape) - len(before) - len(after)
        # Axes that have no letter are counted from the end.
        names = [*before, *(f"...{inner - axis}" for axis in range(inner)), *after]
        if bool(dots) != bool(inner) and not dots:
            raise UnknownSizeError
        for name, number in zip(names, shape, strict=True):
            # One that is broadcast has the size of the other.
            sizes[name] = max(sizes.get(name, 1), known(number))
    products = math.prod(sizes.values())
    return products * len(operands) if len(operands) > 1 else products
