"""Follows a model's data to the layers that get it unchanged.

A layer is listed only if its input is known to be the data itself, or to come from it through
layers that keep the property of its values in question.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from keras_lsp.report import Layer

if TYPE_CHECKING:
    from keras_lsp.report import Call, Model, Span
    from keras_lsp.rules.graph import Graph

_DEEP = 8


@dataclass(frozen=True)
class Taker:
    """A layer that gets the data.

    Attributes:
        name, class_name, config: of the layer.
        span: where it was made.
        loaded: the program loads its weights.
    """

    name: str
    class_name: str
    config: dict[str, str]
    span: Span | None
    loaded: bool = False


@dataclass
class Way:
    """The way of one input through a model.

    Attributes:
        takers: the layers that get it, in order, without those that keep it.
        arrives: the model's only output is this input.
    """

    takers: list[Taker] = field(default_factory=list)
    arrives: bool = False


def way(
    graph: Graph, model: Model, place: int, keeping: frozenset[str], depth: int = _DEEP
) -> Way:
    """Follow the model's input at a place.

    Args:
        graph: the report.
        model: one of its models.
        place: of the input among the model's inputs.
        keeping: classes of layers that keep what is said of the values.
        depth: how many models may lie within each other.
    """
    rows = [row for row in model.layers if len(row.path) == 1]
    follow = _Follower(graph, keeping, depth)
    if any(row.takes for row in rows):
        return follow.rows(model, rows, place)
    inner = [call for call in graph.report.calls if graph.layer_around(call) == model.layer]
    return follow.calls(model, inner, place)


@dataclass(frozen=True)
class _Follower:
    graph: Graph
    keeping: frozenset[str]
    depth: int

    def rows(self, model: Model, rows: list[Layer], place: int) -> Way:
        """Through a graph of layers, which knows what goes into each."""
        found = Way()
        kept: set[str] = set()
        for row in rows:
            count = len(row.takes)
            if count != len(row.inbound):
                continue
            got = [row.takes[edge] == place or row.inbound[edge] in kept for edge in range(count)]
            if any(got) and self._passes(found, row, self._nested_model(row), alone=all(got)):
                kept.add(row.name)
        used = {name for row in rows for name in row.inbound}
        ends = [row.name for row in rows if row.name not in used]
        found.arrives = len(model.output_shapes) == len(ends) == 1 and ends[0] in kept
        return found

    def calls(self, model: Model, calls: list[Call], place: int) -> Way:
        """Through the `call` of a subclassed model."""
        found = Way()
        kept: set[int] = set()
        for call in calls:
            single = len(call.input_shapes) == 1
            from_kept = call.direct and single and kept.issuperset(call.producers)
            if place not in call.takes and not (from_kept and call.producers):
                continue
            nested = self.graph.models.get(call.layer or 0)
            if self._passes(found, call, nested, alone=single):
                kept.add(call.id)
        found.arrives = len(model.outputs) == 1 and model.outputs[0] in kept
        return found

    def _passes(
        self, found: Way, layer: Layer | Call, nested: Model | None, *, alone: bool
    ) -> bool:
        """Whether the data comes out of a layer; if not, the layer is one that takes it."""
        if alone and nested is not None and len(nested.input_shapes) == 1 and self.depth:
            inner = way(self.graph, nested, 0, self.keeping, self.depth - 1)
            found.takers += inner.takers
            if inner.takers or inner.arrives:
                return inner.arrives
        elif alone and layer.class_name in self.keeping:
            return True
        loaded = isinstance(layer, Layer) and layer.loaded
        found.takers.append(
            Taker(layer.name, layer.class_name, layer.config, _maker_of(layer), loaded)
        )
        return False

    def _nested_model(self, row: Layer) -> Model | None:
        """The model that is a layer of another one, if there is no doubt which it is."""
        if row.kind != "model":
            return None
        named = [m for m in self.graph.report.models if m.nested and m.name == row.name]
        return named[0] if len(named) == 1 and named[0].class_name == row.class_name else None


def _maker_of(layer: Layer | Call) -> Span | None:
    constructor = getattr(layer, "constructor", None)
    return constructor or layer.span
