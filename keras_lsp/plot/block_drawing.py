"""A model as published figures have it: a row of blocks, as large as what they give.

Decides what is drawn and where; `block_formats` writes it. Activations, normalization and dropout
have no block, nor has what only reshapes. Pure: knows no Graphviz.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from keras_lsp.plot.tree import Node, all_edges
from keras_lsp.report import number_of

if TYPE_CHECKING:
    from keras_lsp.report import Layer, Role, Shape

Point = tuple[float, float]

_OMITTED: tuple[Role, ...] = ("activation", "normalization", "regularization")
_SIGNS = {"Add": "+", "Subtract": "−", "Multiply": "×", "Concatenate": "∥", "Average": "⌀"}
# Of a side, for a size of one, and for each doubling of it; how much of depth is seen.
_LEAST, _DOUBLING, _MOST = 16.0, 14.0, 140.0
_THIN, _THICKER = 6.0, 4.0
_SLANT = 0.4
_RADIUS = 9.0
_GAP = 26.0
_LETTER = 5.6
_LINE = 12.0
_MARGIN = 10.0
_ARC = 22.0


@dataclass(frozen=True)
class DrawnBlock:
    """A cuboid, or a circle where several are merged.

    Attributes:
        x, y: the lower left corner of its front; y grows downwards.
        width, height: of its front.
        depth: by how much its back is to the right of its front, and above it.
        role: what its layer does.
        sign: of a circle, what is in it; empty for a cuboid.
        lines: what stands below it.
    """

    x: float
    y: float
    width: float
    height: float
    depth: float
    role: Role
    sign: str = ""
    lines: tuple[str, ...] = ()

    @property
    def middle(self) -> float:
        """Where its centre is, from left to right."""
        return self.x + (self.width + self.depth) / 2


@dataclass(frozen=True)
class Drawing:
    """What is to be drawn.

    Attributes:
        width, height: of all of it.
        blocks: from left to right.
        arrows: the points of each line, the last with an arrow's head.
    """

    width: float
    height: float
    blocks: list[DrawnBlock] = field(default_factory=list)
    arrows: list[list[Point]] = field(default_factory=list)


def draw(top: list[Node], *, chain: bool) -> Drawing:
    """The drawing of a model.

    Args:
        top: its tree; boxes are drawn as what is in them.
        chain: the model is a Sequential.
    """
    leaves, joined = _reduced(top, chain=chain)
    tallest = max((_size(node)[1] + _size(node)[2] for node in leaves), default=0.0)
    place = {id(node): index for index, node in enumerate(leaves)}
    pairs = [(place[id(source)], place[id(target)]) for source, target in joined]
    farthest = max((target - source for source, target in pairs), default=1)
    axis = _MARGIN + tallest / 2 + (_ARC * _level(farthest) if farthest > 1 else 0)
    bottom = axis + tallest / 2
    blocks: list[DrawnBlock] = []
    x = _MARGIN
    for node in leaves:
        block = _block(node, x, axis)
        blocks.append(block)
        x = block.x + _room(block)
    top_edge = bottom - tallest
    arrows = [_arrow(blocks[s], blocks[t], t - s, axis, top_edge) for s, t in pairs]
    width = x - _GAP + _MARGIN if blocks else 2 * _MARGIN
    return Drawing(width, bottom + 2.5 * _LINE + _MARGIN, blocks, arrows)


def _reduced(top: list[Node], *, chain: bool) -> tuple[list[Node], list[tuple[Node, Node]]]:
    """The nodes that have a block, and which of them are joined, through those that have none."""
    leaves = [node for node in _leaves(top) if not node.removed]
    after: dict[int, list[Node]] = {id(node): [] for node in leaves}
    incoming: dict[int, int] = dict.fromkeys(after, 0)
    for source, target in all_edges(top, chain=chain):
        if id(source) in after and id(target) in after:
            after[id(source)].append(target)
            incoming[id(target)] += 1
    kept = [node for node in leaves if not _is_omitted(node, incoming[id(node)])]
    known = set(map(id, kept))

    def ends(node: Node) -> list[Node]:
        if id(node) in known:
            return [node]
        return [end for each in after[id(node)] for end in ends(each)]

    joined = {
        (id(node), id(end)): (node, end)
        for node in kept
        for each in after[id(node)]
        for end in ends(each)
    }
    return kept, [*joined.values()]


def _leaves(siblings: list[Node]) -> list[Node]:
    return [
        leaf for node in siblings for leaf in (_leaves(node.children) if node.expanded else [node])
    ]


def _is_omitted(node: Node, incoming: int) -> bool:
    if node.repeats:
        return False
    role = node.layer.role
    return role in _OMITTED or (role == "shape" and incoming < 2 and not _resizes(node.layer))


def _resizes(layer: Layer) -> bool:
    return layer.class_name.startswith(("UpSampling", "Cropping"))


def _block(node: Node, x: float, axis: float) -> DrawnBlock:
    layer = node.layer
    sign = _SIGNS.get(layer.class_name, "")
    if sign and not node.repeats:
        side = 2 * _RADIUS
        return DrawnBlock(x, axis + _RADIUS, side, side, 0, layer.role, sign)
    width, height, depth = _size(node)
    name = layer.name if node.repeats else layer.class_name
    lines = ("Input" if layer.kind == "input" else name, _dimensions(_output(layer)))
    label = _LETTER * max(map(len, lines))
    middle = x + max(label, width + depth) / 2
    return DrawnBlock(
        middle - (width + depth) / 2, axis + (height + depth) / 2, width, height, depth,
        layer.role, lines=lines,
    )  # fmt: skip


def _room(block: DrawnBlock) -> float:
    """From the left of a block to where the next may begin."""
    label = _LETTER * max(map(len, block.lines), default=0)
    whole = block.width + block.depth
    return whole + max(0.0, label - whole) / 2 + _GAP


def _output(layer: Layer) -> Shape | None:
    return layer.output_shapes[0] if layer.output_shapes else None


def _size(node: Node) -> tuple[float, float, float]:
    """Width, height and depth: of channels, and of an image's sides."""
    sizes = [number_of(size) for size in (_output(node.layer) or [])[1:]]
    if not sizes:
        return _THIN + 2 * _THICKER, _side(None), _THIN
    if len(sizes) == 1:
        return _THIN + _THICKER, _side(sizes[0]), _THIN
    width = _THIN + _THICKER * math.log2(sizes[-1] or 1)
    depth = _side(sizes[1]) * _SLANT if len(sizes) > 2 else _THIN
    return width, _side(sizes[0]), depth


def _side(size: int | None) -> float:
    return min(_MOST, _LEAST + _DOUBLING * math.log2(max(size or 16, 1)))


def _dimensions(shape: Shape | None) -> str:
    """`26×26×32`: without the samples; a size that may be any is `?`."""
    return "×".join("?" if number_of(size) is None else str(size) for size in (shape or [])[1:])


def _arrow(
    source: DrawnBlock, target: DrawnBlock, distance: int, axis: float, top: float
) -> list[Point]:
    """From a block to the next one straight, to others over those between."""
    if distance == 1:
        return [(source.x + source.width + source.depth / 2, axis), (target.x, axis)]
    height = top - _ARC * _level(distance)
    start = source.y - source.height - source.depth
    end = target.y - target.height - target.depth
    return [(source.middle, start), (source.middle, height), (target.middle, height),
            (target.middle, end)]  # fmt: skip


def _level(distance: int) -> float:
    """How high a line is over the blocks: the higher, the farther it leads."""
    return 1.0 if distance < 2 else min(5.0, math.log2(distance))
