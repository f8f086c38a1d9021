"""Nodes that stand for several layers: for a block, and for blocks that repeat each other."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from keras_lsp.plot.repeats import Section, Siblings
from keras_lsp.plot.tree import Node
from keras_lsp.report import Layer, Weights

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from keras_lsp.report import Shape

# More cannot be taken in at once.
LEGIBLE = 60


def fold(
    siblings: list[Node], *, chain: bool, unfolded: Collection[str], everywhere: bool
) -> list[Node]:
    """A tree with one node in the place of layers that repeat each other.

    Args:
        siblings: the layers of one model, with what is nested in them.
        chain: the model is a Sequential.
        unfolded: ids of nodes for repeats that are boxes around what they stand for.
        everywhere: not only in models that are too large by themselves.
    """
    for node in siblings:
        if node.children:
            inner = node.layer.class_name == "Sequential"
            node.children = fold(
                node.children, chain=inner, unfolded=unfolded, everywhere=everywhere
            )
    if everywhere or len(siblings) > LEGIBLE:
        return grouped(siblings, chain=chain, unfolded=unfolded)
    return siblings


def grouped(siblings: list[Node], *, chain: bool, unfolded: Collection[str] = ()) -> list[Node]:
    """The siblings with one node in the place of those that repeat each other."""
    grouping = _Grouping(Siblings(siblings, chain=chain), unfolded)
    series = [
        blocks for blocks in grouping.siblings.series() if len(blocks) > 1 or blocks[0].alone
    ]
    names = Counter(blocks[0].together for blocks in series if len(blocks) > 1)
    result: list[Node] = []
    at = 0
    for blocks in series:
        result += siblings[at : blocks[0].start]
        result.append(grouping.of(blocks, alone=names[blocks[0].together] == 1))
        at = blocks[-1].end
    return result + siblings[at:]


class _Grouping:
    def __init__(self, siblings: Siblings, unfolded: Collection[str]) -> None:
        self.siblings = siblings
        self.unfolded = unfolded

    def of(self, blocks: list[Section], *, alone: bool) -> Node:
        """The node for a series of blocks.

        Args:
            blocks: the series.
            alone: no other series is called as it is.
        """
        first, last = blocks[0], blocks[-1]
        if first is last:
            return self._block(first)
        ranged = first.ranged and not alone
        title = f"{first.title}…{last.title}" if ranged else first.together.rstrip("_")
        single = all(block.end - block.start == 1 for block in blocks)
        inside = (
            self.siblings.nodes[first.start : last.end] if single else [*map(self._block, blocks)]
        )
        prints = {tuple(self.siblings.prints[block.start : block.end]) for block in blocks}
        return self._node(
            f"{title} ×{len(blocks)}",
            range(first.start, last.end),
            inside,
            repeats=len(blocks),
            note="" if len(prints) == 1 else ", not all alike",
        )

    def _block(self, block: Section) -> Node:
        members = self.siblings.nodes[block.start : block.end]
        return self._node(block.title, range(block.start, block.end), members)

    def _node(
        self, title: str, places: range, inside: list[Node], *, repeats: int = 1, note: str = ""
    ) -> Node:
        members = [self.siblings.nodes[place] for place in places]
        first = members[0]
        inputs, outputs = self._ends(places)
        layer = Layer(
            name=title,
            class_name=f"{len(members)} layers{note}",
            path=[*first.layer.path[:-1], title],
            span=first.layer.span,
            call_span=first.layer.call_span,
            input_shapes=inputs,
            output_shapes=outputs,
            dtype=members[-1].layer.dtype,
            weights=_total(member.layer for member in members),
            trainable=any(member.layer.trainable for member in members),
            built=all(member.layer.built for member in members),
            error=next((m.layer.error for m in members if m.layer.error), None),
            role="model",
        )
        node = Node(f"{'repeats' if repeats > 1 else 'block'}.{first.id}", layer, inside)
        node.repeats = repeats
        node.expanded = node.id in self.unfolded
        for child in inside:
            child.group = node
        return node

    def _ends(self, places: range) -> tuple[list[Shape | None], list[Shape | None]]:
        """The shapes of what comes into some siblings, and of what they give to others."""
        nodes = self.siblings.nodes
        # One for each layer that gives something; where that does not tell which input it is,
        # and where no layer gives any, all inputs of the layer that takes them.
        inputs: dict[tuple[bool, int], list[Shape | None]] = {}
        given: set[int] = set()
        kept: set[int] = set()
        fed: set[int] = set()
        for source, target, index in self.siblings.edges_of(places):
            if target in places:
                fed.add(target)
                if source not in places:
                    taker = nodes[target].layer
                    clear = len(taker.input_shapes) == len(taker.inbound)
                    taken = [taker.input_shapes[index]] if clear else taker.input_shapes
                    inputs.setdefault((clear, source if clear else target), taken)
            if source in places:
                (kept if target in places else given).add(source)
        for place in places:
            if place not in fed:
                inputs[False, place] = nodes[place].layer.input_shapes
        last = [place for place in places if place in given or place not in kept]
        return (
            [shape for shapes in inputs.values() for shape in shapes],
            [shape for place in last for shape in nodes[place].layer.output_shapes],
        )


def _total(layers: Iterable[Layer]) -> Weights | None:
    """What layers hold together; None if that is not known of one."""
    total = Weights(0, 0, 0, 0)
    for layer in layers:
        if layer.weights is None:
            if not layer.built:
                return None
            continue
        total.total += layer.weights.total
        total.trainable += layer.weights.trainable
        total.non_trainable += layer.weights.non_trainable
        total.bytes += layer.weights.bytes
        total.at_least = total.at_least or layer.weights.at_least
    return total
