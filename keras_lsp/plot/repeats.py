"""Which layers of a model are blocks, and which blocks repeat each other.

A block is what layers share in their names (`conv4_block1_…`), a chain that comes again with the
same classes, configuration and shapes, or what lies between two layers that all paths go through.
Pure: knows nodes and their edges, makes none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import attrgetter
from typing import TYPE_CHECKING

from keras_lsp.plot.tree import Node, sibling_edges

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from keras_lsp.report import Layer, Shape

# Of a block that is told by its name: `conv4_block` and `1`, `block` and `2a`.
_NAMED = re.compile(
    r"(.*(?:block|stage|cell|unit|layer|module|level))_?(\d+[a-z]?)(?=_|$)", re.IGNORECASE
)
_NUMBER = re.compile(r"_?\d+$")
# What is smaller is as easy to read in itself.
_LEAST_REPEATED = 4
_LEAST_NAMED = 3
_LEAST_BETWEEN = 5
_LONGEST_PERIOD = 64
# What goes with the block before it.
_TRAILING = ("activation", "normalization", "regularization")
_MOST_TRAILING = 2
_MOST_JOINING = 4


@dataclass(frozen=True)
class Section:
    """Siblings from `start` up to, but without, `end`.

    Attributes:
        series: what it has in common with those that it repeats.
        title: what it is called.
        together: what it is called together with them.
        ranged: where others are called so, too, the titles of the first and last are said.
        alone: it is a block even if nothing repeats it.
    """

    start: int
    end: int
    series: Hashable
    title: str
    together: str
    ranged: bool = True
    alone: bool = False


# From where to where, and which of the inputs there it is.
Edge = tuple[int, int, int]


class Siblings:
    """The layers of one model.

    Args:
        nodes: the layers.
        chain: they are a Sequential's.

    Attributes:
        nodes: the layers.
        edges: for each its source, its target, and which of the target's inputs it is.
        prints: equal for layers that are of one class, configuration and shape, inside too.
    """

    def __init__(self, nodes: list[Node], *, chain: bool) -> None:
        self.nodes = nodes
        place = {id(node): index for index, node in enumerate(nodes)}
        self.edges = [
            (place[id(source)], place[id(target)], index)
            for source, target, index in sibling_edges(nodes, chain=chain)
        ]
        known: dict[Hashable, int] = {}
        self.prints = [known.setdefault(_print(node), len(known)) for node in nodes]
        self._crossing = self._crossings()
        self._giving: list[list[Edge]] = [[] for _ in nodes]
        self._taking: list[list[Edge]] = [[] for _ in nodes]
        for edge in self.edges:
            self._giving[edge[0]].append(edge)
            self._taking[edge[1]].append(edge)
        self._givers = [[source for source, _, _ in edges] for edges in self._taking]

    def edges_of(self, places: range) -> Iterator[Edge]:
        """The edges within some siblings, and between them and others."""
        for place in places:
            yield from self._taking[place]
            yield from (edge for edge in self._giving[place] if edge[1] not in places)

    def series(self) -> Iterator[list[Section]]:
        """Blocks in their order; those that follow each other and are of one series together."""
        blocks = sorted(self._named(), key=attrgetter("start"))
        for find in (self._repeated, self._between):
            found = [block for stretch in self._left(blocks) for block in find(*stretch)]
            blocks = sorted([*blocks, *found], key=attrgetter("start"))
        series: list[Section] = []
        for block in blocks:
            if series and not self._follows(series[-1], block):
                yield series
                series = []
            series.append(block)
        if series:
            yield series

    def _crossings(self) -> list[int]:
        """How many siblings before each place give something to those at it or after it."""
        reach = [*range(len(self.nodes))]
        for source, target, _ in self.edges:
            reach[source] = max(reach[source], target)
        change = [0] * (len(self.nodes) + 2)
        for source, last in enumerate(reach):
            change[source + 1] += 1
            change[last + 1] -= 1
        crossing, now = [], 0
        for each in change[:-1]:
            now += each
            crossing.append(now)
        return crossing

    def _left(self, blocks: Sequence[Section]) -> Iterator[tuple[int, int]]:
        """The stretches of siblings that are in no block."""
        at = 0
        for block in blocks:
            if block.start > at:
                yield at, block.start
            at = block.end
        if at < len(self.nodes):
            yield at, len(self.nodes)

    def _follows(self, before: Section, block: Section) -> bool:
        first, second = (self.nodes[each.end - 1].layer.output_shapes for each in (before, block))
        return (
            before.end == block.start
            and before.series == block.series
            and len(first) == len(second)
            and all(map(_are_close, first, second))
        )

    # Blocks by name.

    def _named(self) -> Iterator[Section]:
        """Blocks whose layers, and no others among them, begin with the same name and number."""
        keys = [_key_of(node.layer) for node in self.nodes]
        places: dict[tuple[str, str], list[int]] = {}
        for index, key in enumerate(keys):
            if key:
                places.setdefault(key, []).append(index)
        for (base, number), found in places.items():
            start, end = found[0], found[-1] + 1
            if end - start >= _LEAST_NAMED and {*keys[start:end]} <= {None, (base, number)}:
                stage = base if number.isdigit() else base + number[:-1]
                length = self.nodes[start].layer.name.index(number, len(base)) + len(number)
                title = self.nodes[start].layer.name[:length]
                end = self._closed(start, end, keys)
                yield Section(start, end, ("name", stage), title, stage, alone=True)

    def _closed(self, start: int, end: int, keys: list[tuple[str, str] | None]) -> int:
        """Where a block ends with what has no name and joins its branches, if that is near."""
        for place in range(end, min(end + _MOST_JOINING, len(keys)) + 1):
            if self._crossing[place] <= self._crossing[start]:
                return place
            if place < len(keys) and keys[place]:
                break
        return end

    # Blocks that come again.

    def _repeated(self, start: int, end: int) -> list[Section]:
        """Chains in a stretch that come again at once, the longest first."""
        runs: list[tuple[int, int, int]] = []
        for period in range(1, min(_LONGEST_PERIOD, (end - start) // 2) + 1):
            runs += [
                (times * period, period, first)
                for first, times in self._runs(start, end, period)
                if not self._is_power(first, period)
            ]
            if any(covered + period > end - start for covered, *_ in runs):
                break  # No longer chain can cover more.
        found: list[Section] = []
        taken: set[int] = set()
        for covered, period, first in sorted(runs, key=lambda run: (-run[0], *run[1:])):
            if taken.isdisjoint((first, first + covered - 1)):
                taken.update(range(first, first + covered))
                found += self._chain(first, covered, period)
        return found

    def _chain(self, first: int, covered: int, period: int) -> Iterator[Section]:
        if period > 1 and _is_named(self.nodes[first + period - 1].layer):
            for start in range(first, first + covered, period):
                yield self._branching(start, start + period - 1, start + period)
            return
        classes = [node.layer.class_name for node in self.nodes[first : first + period]]
        together = classes[0] if period == 1 else f"{classes[0]}…{classes[-1]}"
        for number, start in enumerate(range(first, first + covered, period), start=1):
            title = f"{together} {number}"
            series = ("chain", first, period)
            yield Section(start, start + period, series, title, together, ranged=False)

    def _runs(self, start: int, end: int, period: int) -> Iterator[tuple[int, int]]:
        """Where a chain of `period` siblings begins that comes again at once, and how often."""
        equal = (self._is_repeat(index, period) for index in range(start + period, end))
        at = start
        for same, run in groupby(equal):
            length = sum(1 for _ in run)
            times = length // period + 1
            if same and times > 1 and times * period >= _LEAST_REPEATED:
                starts = range(at, at + length % period + 1)
                first = min(starts, key=lambda place: (self._crossing[place], self.prints[place]))
                other = self._first_from_inside(first, period, first + times * period)
                if other is not None:
                    yield from self._runs(at, other, period)
                    yield from self._runs(other, at + length + period, period)
                elif self._is_chain(first, period, times):
                    before = self._is_first(first - period, period, start)
                    yield first - before * period, times + before
            at += length

    def _is_repeat(self, index: int, period: int) -> bool:
        """Whether a sibling is the one `period` before it, and takes from the same places."""
        if self.prints[index] != self.prints[index - period]:
            return False
        now, before = self._givers[index], self._givers[index - period]
        return len(now) == len(before) and all(
            # From the same place in the chain, or from one layer that gives to all of them.
            there in (here, here - period)
            for here, there in zip(now, before, strict=True)
        )

    def _is_power(self, first: int, period: int) -> bool:
        """Whether a chain is itself made of a shorter one that comes again."""
        prints = self.prints[first : first + period]
        return any(
            prints == prints[:part] * (period // part)
            for part in range(1, period // 2 + 1)
            if period % part == 0
        )

    def _first_from_inside(self, first: int, period: int, end: int) -> int | None:
        """The first layer of a run that takes what another repeat took, from inside the run."""
        return next(
            (
                index
                for index in range(first + period, end)
                for here, there in zip(
                    self._givers[index], self._givers[index - period], strict=True
                )
                if here >= first and there != here - period
            ),
            None,
        )

    def _is_first(self, first: int, period: int, start: int) -> bool:
        """Whether a chain is the same as the next, but for where it takes its inputs from."""
        return (
            first >= start
            and all(
                self.prints[index] == self.prints[index + period]
                and self._from(first, index) == self._from(first + period, index + period)
                for index in range(first, first + period)
            )
            and self._is_chain(first, period, 2)
        )

    def _from(self, first: int, index: int) -> list[int]:
        """What a sibling takes from those from `first` on, by their distance to that one."""
        return [giver - first for giver in self._givers[index] if giver >= first]

    def _is_chain(self, first: int, period: int, times: int) -> bool:
        """Whether each block takes from the one before it."""
        return all(
            any(
                begin - period <= giver < begin
                for givers in self._givers[begin : begin + period]
                for giver in givers
            )
            for begin in range(first + period, first + times * period, period)
        )

    # Blocks that branch.

    def _between(self, start: int, end: int) -> Iterator[Section]:
        """What lies between two siblings that all paths go through, the second included."""
        cuts = [index for index in range(start - 1, end) if self._crossing[index + 1] <= 1]
        at = start
        for before, last in pairwise(cuts):
            if last - before > _LEAST_BETWEEN and before + 1 >= at:
                at = self._with_trailing(last + 1, end)
                yield self._branching(before + 1, last, at)

    def _with_trailing(self, at: int, end: int) -> int:
        most = min(end, at + _MOST_TRAILING)
        while at < most and self.nodes[at].layer.role in _TRAILING:
            at += 1
        return at

    def _branching(self, start: int, last: int, end: int) -> Section:
        first, exit_ = self.nodes[start].layer, self.nodes[last].layer
        base = _NUMBER.sub("", exit_.name)
        if _is_named(exit_):
            return Section(start, end, ("exit", base), exit_.name, base)
        title = f"{first.class_name}…{exit_.class_name}"
        return Section(start, end, ("exit", base), title, title, ranged=False)


def _is_named(layer: Layer) -> bool:
    """Whether the program gave a layer its name, and not Keras."""
    base = _NUMBER.sub("", layer.name)
    return base.replace("_", "").lower() != layer.class_name.replace("_", "").lower()


def _key_of(layer: Layer) -> tuple[str, str] | None:
    """The name and number of the block that a layer says it is in."""
    found = None if layer.kind == "input" else _NAMED.match(layer.name)
    return (found[1], found[2]) if found else None


def _print(node: Node) -> Hashable:
    layer = node.layer
    return (
        layer.class_name,
        tuple(sorted((key, text) for key, text in layer.config.items() if key != "name")),
        layer.activation,
        layer.weights.total if layer.weights else None,
        _hashable(layer.input_shapes),
        _hashable(layer.output_shapes),
        layer.calls,
        tuple(map(_print, node.children)),
    )


def _hashable(shapes: list[Shape | None]) -> Hashable:
    return tuple(None if shape is None else tuple(shape) for shape in shapes)


def _are_close(first: Shape | None, second: Shape | None) -> bool:
    """Whether two shapes differ in one size at most, as those of channels do."""
    if first is None or second is None or len(first) != len(second):
        return False
    return sum(a != b for a, b in zip(first, second, strict=True)) <= 1
