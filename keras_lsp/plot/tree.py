"""A model's flat list of layers as a tree, and which of its nodes an edge joins.

Pure: knows layers and their paths, nothing of Graphviz.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from keras_lsp.report import Layer, Model, Shape

_PLAIN = re.compile(r"[^A-Za-z0-9_]")


@dataclass(eq=False)
class Node:
    """A layer in the picture, with the layers inside it.

    Attributes:
        id: unique in the tree, the same in each run: `layer.resnet.conv1`.
        children: layers of a nested model; empty for any other layer.
        expanded: it is drawn as a box around its children, not as a single one.
        repeats: how many blocks it stands for, as its children are no layers of its own; 0 for
            a layer of the model.
        group: the node that stands for it and others.
        removed: it was a layer of the model, and is none any more.
    """

    id: str
    layer: Layer
    children: list[Node] = field(default_factory=list)
    expanded: bool = False
    repeats: int = 0
    group: Node | None = None
    removed: bool = False

    @property
    def shown(self) -> Node:
        """The node that stands for it in the picture, as far as groups go."""
        shown, group = self, self.group
        while group:
            shown, group = shown if group.expanded else group, group.group
        return shown


def tree(model: Model, *, expand_nested: bool, exceptions: Collection[str] = ()) -> list[Node]:
    """The model's top layers in their order, each with what is nested in it.

    A layer whose enclosing layer is not listed stands where that one would have stood.

    Args:
        model: the model.
        expand_nested: nested models are boxes.
        exceptions: ids of those for which it is the other way round.
    """
    top: list[Node] = []
    by_path: dict[tuple[str, ...], Node] = {}
    taken: set[str] = set()
    for layer in model.layers:
        node = Node(_unique_id(layer.path or [layer.name], taken), layer)
        path = tuple(layer.path)
        parents = (by_path.get(path[:depth]) for depth in range(len(path) - 1, 0, -1))
        parent = next((found for found in parents if found), None)
        (parent.children if parent else top).append(node)
        by_path.setdefault(path, node)
    for node in by_path.values():
        node.expanded = bool(node.children) and expand_nested != (node.id in exceptions)
    return top


def walk(siblings: list[Node]) -> Iterator[Node]:
    """Each node that is drawn, boxes before what is in them."""
    for node in siblings:
        yield node
        if node.expanded:
            yield from walk(node.children)


def folded(siblings: list[Node]) -> Iterator[Node]:
    """Each node that is not drawn, as one around it is folded; the outer ones first."""
    for node in siblings:
        yield from folded(node.children) if node.expanded else _inside(node)


def _inside(node: Node) -> Iterator[Node]:
    for child in node.children:
        yield child
        yield from _inside(child)


def neighbours(model: Model, layer: Layer) -> tuple[list[Layer], list[Layer]]:
    """The layers that give a layer its inputs, and those that take its outputs.

    They stand beside it; where none does, beside what it is in: the first layer of a nested
    model takes what that model takes.

    Args:
        model: the model.
        layer: one of its layers.
    """
    around = _around(tree(model, expand_nested=False), layer, model.class_name)
    givers: list[Node] = []
    takers: list[Node] = []
    for node, siblings, chain in reversed(around):
        pairs = [*sibling_edges(siblings, chain=chain)]
        givers = givers or [source for source, target, _ in pairs if target is node]
        takers = takers or [target for source, target, _ in pairs if source is node]
    return _layers_of(givers), _layers_of(takers)


def _around(
    siblings: list[Node], layer: Layer, class_name: str
) -> list[tuple[Node, list[Node], bool]]:
    """The node of a layer and those it is in, outermost first, each with what is beside it."""
    for node in siblings:
        here = (node, siblings, class_name == "Sequential")
        if node.layer is layer:
            return [here]
        inner = _around(node.children, layer, node.layer.class_name)
        if inner:
            return [here, *inner]
    return []


def _layers_of(nodes: list[Node]) -> list[Layer]:
    return [*{id(node): node.layer for node in nodes}.values()]


def layers_of(siblings: list[Node]) -> list[Node]:
    """The siblings that are layers: those that groups stand for instead of the groups."""
    return [
        layer
        for node in siblings
        if not node.removed
        for layer in (layers_of(node.children) if node.repeats else [node])
    ]


def all_edges(siblings: list[Node], *, chain: bool) -> Iterator[tuple[Node, Node]]:
    """As `edges`, with those inside of boxes."""
    for node in layers_of(siblings):
        if node.expanded and node.shown is node:
            yield from all_edges(node.children, chain=node.layer.class_name == "Sequential")
    yield from edges(siblings, chain=chain)


def past_edges(pairs: list[tuple[Node, Node]]) -> Iterator[tuple[Node, Node]]:
    """Each (source, target) of what was removed, once, resolved to nodes that are drawn."""
    known: set[tuple[str, str]] = set()
    for source, target in pairs:
        for start in _exits(source, None):
            for end in _entries(target, 0):
                if start is not end and (start.id, end.id) not in known:
                    known.add((start.id, end.id))
                    yield start, end


def edges(siblings: list[Node], *, chain: bool) -> Iterator[tuple[Node, Node]]:
    """Each (source, target) between the siblings, resolved to nodes that are drawn.

    Args:
        siblings: the layers of one model.
        chain: they are a Sequential's: each takes the output of the one before it, also
            where nothing is known of the calls because it is not built. Edges from and to
            a box lead to layers inside it, those of layers in a group to the group, once.
    """
    drawn: set[tuple[str, str]] = set()
    for source, target, index in sibling_edges(layers_of(siblings), chain=chain):
        shape = _input_shape(target.layer, index)
        for start in _exits(source, shape):
            for end in _entries(target, index):
                if not (start.repeats or end.repeats):
                    yield start, end
                elif start is not end and (start.id, end.id) not in drawn:
                    drawn.add((start.id, end.id))
                    yield start, end


def sibling_edges(siblings: list[Node], *, chain: bool) -> Iterator[tuple[Node, Node, int]]:
    """(source, target, which of the target's inputs), sources that are no siblings left out."""
    by_name = _by_name(siblings)
    previous: Node | None = None
    for target in siblings:
        found = False
        for index, name in enumerate(target.layer.inbound):
            source = by_name.get(name)
            if source:
                found = True
                yield source, target, index
        if chain and previous and not found:
            yield previous, target, 0
        previous = target


def _by_name(siblings: list[Node]) -> dict[str, Node]:
    by_name: dict[str, Node] = {}
    for node in siblings:
        if node.layer.path:
            by_name.setdefault(node.layer.path[-1], node)
    for node in siblings:
        by_name.setdefault(node.layer.name, node)
    return by_name


def _input_shape(layer: Layer, index: int) -> Shape | None:
    """Shape of the input that comes by the edge `index`, None if that cannot be told."""
    if len(layer.input_shapes) != len(layer.inbound):
        return None
    return layer.input_shapes[index] if index < len(layer.input_shapes) else None


def _entries(node: Node, index: int) -> list[Node]:
    """The nodes at which the edge `index` to the node arrives."""
    if not node.expanded or node.shown is not node:
        return [node.shown]
    children = layers_of(node.children)
    inputs = [child for child in children if child.layer.kind == "input"]
    if inputs:
        return _entries(inputs[index % len(inputs)], 0)
    place = index % max(len(node.layer.input_shapes) // max(node.layer.calls, 1), 1)
    taking = [child for child in children if place in child.layer.takes]
    if taking:
        return [end for child in taking for end in _entries(child, child.layer.takes.index(place))]
    names = _by_name(children)
    first = [c for c in children if not any(name in names for name in c.layer.inbound)]
    if node.layer.class_name == "Sequential" or not first:
        first = children[:1]
    return [entry for child in first for entry in _entries(child, index)]


def _exits(node: Node, shape: Shape | None) -> list[Node]:
    """The nodes at which an edge from the node that carries `shape` starts."""
    if not node.expanded or node.shown is not node:
        return [node.shown]
    children = layers_of(node.children)
    names = _by_name(children)
    used = {id(names[n]) for c in children for n in c.layer.inbound if n in names}
    last = [child for child in children if id(child) not in used]
    if node.layer.class_name == "Sequential" or not last:
        last = children[-1:]
    if shape is not None and len(last) > 1:
        last = [child for child in last if shape in child.layer.output_shapes] or last
    return [leaf for child in last for leaf in _exits(child, shape)]


def _unique_id(path: list[str], taken: set[str]) -> str:
    """An id of `[A-Za-z0-9_.]` that needs no quotes in SVG and tells every path apart."""
    base = ".".join(["layer", *(_PLAIN.sub(_hex, name) for name in path)])
    candidate, number = base, 1
    while candidate in taken:
        number += 1
        candidate = f"{base}...{number}"
    taken.add(candidate)
    return candidate


def _hex(match: re.Match[str]) -> str:
    return f"..{ord(match[0]):x}."
