"""Layers that a model has no more, as nodes where they were. Pure: knows no Graphviz."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from keras_lsp.plot.tree import Node, sibling_edges, tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp.presentation.changes import ModelChange


def add_ghosts(top: list[Node], change: ModelChange) -> list[tuple[Node, Node]]:
    """Put a node for each layer that was removed among those that it stood with.

    What was in a model or layer that is gone as well is in that one's node.

    Args:
        top: the tree of the model as it is now.
        change: the model then and now.

    Returns:
        From where to where the edges went that are gone with them.
    """
    if change.before is None or not change.counts["removed"]:
        return []
    ghosts = _Ghosts(top, change)
    before = tree(change.before, expand_nested=False)
    return [*ghosts.add(before, chain=change.before.class_name == "Sequential")]


class _Ghosts:
    def __init__(self, top: list[Node], change: ModelChange) -> None:
        self._top = top
        self._became = change.became
        self._removed = {id(each.before) for each in change.layers if each.after is None}
        self._lists: dict[int, list[Node]] = {}
        self._list(top)
        self._now = {
            tuple(node.layer.path): node
            for among in self._lists.values()
            for node in among
            if not node.repeats
        }
        self._ghosts: dict[int, Node] = {}

    def _list(self, siblings: list[Node]) -> None:
        for node in siblings:
            self._lists[id(node)] = siblings
            self._list(node.children)

    def add(self, siblings: list[Node], *, chain: bool) -> Iterator[tuple[Node, Node]]:
        """Nodes for what was removed among siblings of the model as it was, and inside of them."""
        for place, old in enumerate(siblings):
            if id(old.layer) in self._removed:
                self._put(old, siblings[:place], siblings[place + 1 :])
            elif old.children:
                yield from self.add(old.children, chain=old.layer.class_name == "Sequential")
        for source, target, _ in sibling_edges(siblings, chain=chain):
            start, end = self._of(source), self._of(target)
            if start and end and (start.removed or end.removed):
                yield start, end

    def _of(self, old: Node) -> Node | None:
        """What became of a node; None if that is not known."""
        ghost = self._ghosts.get(id(old))
        return ghost or self._now.get(self._became.get(tuple(old.layer.path), ()))

    def _put(self, old: Node, before: list[Node], behind: list[Node]) -> None:
        layer = replace(old.layer, span=None, call_span=None, error=None)
        ghost = Node(f"ghost.{old.id}", layer, removed=True)
        beside = next(filter(None, map(self._of, reversed(before))), None)
        after = beside is not None
        beside = beside or next(filter(None, map(self._of, behind)), None)
        among = self._lists[id(beside)] if beside else self._top
        if beside is None and len(layer.path) > 1:
            return
        ghost.group = beside.group if beside else None
        among.insert(among.index(beside) + after if beside else 0, ghost)
        self._lists[id(ghost)] = among
        self._ghosts[id(old)] = ghost
