"""A report's model as a pydot graph.

Draws from plain data, never from a live model: broken and subclassed models too.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pydot

from keras_lsp.plot.block_drawing import draw
from keras_lsp.plot.ghosts import add_ghosts
from keras_lsp.plot.groups import LEGIBLE, fold
from keras_lsp.plot.labels import (
    GONE,
    change_of,
    cost_facts,
    dot_string,
    edge_label,
    frame_of,
    ghost_label,
    layer_label,
    layer_tooltip,
)
from keras_lsp.plot.tree import Node, edges, folded, layers_of, past_edges, tree, walk
from keras_lsp.presentation import costs
from keras_lsp.report import Layer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from keras_lsp.plot.block_drawing import Drawing
    from keras_lsp.plot.options import Mark, PlotOptions
    from keras_lsp.presentation.costs import Cost
    from keras_lsp.report import Model

# What each layer costs, by its identity.
_Costs = dict[int, "Cost"]

# Right-angled edges, as Keras draws them, take a renderer seconds beyond this many nodes.
_ORTHO_UP_TO = 300


def nodes(model: Model, options: PlotOptions) -> list[Node]:
    """Each node of the picture, in the order of the summary.

    The node's id is its name in DOT and the `id` of its `<g>` in SVG. With `expand_nested`
    a nested model is a box, whose `<g>` has an id too and is listed here.
    """
    return list(walk(_tree(model, options)[0]))


def folded_nodes(model: Model, options: PlotOptions) -> list[Node]:
    """Each node that the picture would show if all were unfolded, and does not show."""
    return list(folded(_tree(model, options)[0]))


def to_dot(model: Model, options: PlotOptions, *, dpi: int | None = None) -> str:
    """The picture in the DOT language; `dpi` only for formats made of dots."""
    return str(to_graph(model, options, dpi=dpi).to_string())


def to_blocks(model: Model, options: PlotOptions) -> Drawing:
    """The model as published figures have it."""
    top, _ = _tree(model, replace(options, since=None))
    if model.input_shapes and not any(node.layer.kind == "input" for node in top):
        top = [Node("input", _input(model)), *top]
    return draw(top, chain=model.class_name == "Sequential")


def _input(model: Model) -> Layer:
    """The input of a model that does not list it."""
    shapes = model.input_shapes[:1]
    return Layer("input", "Input", ["input"], kind="input", output_shapes=shapes, role="input")


def to_graph(model: Model, options: PlotOptions, *, dpi: int | None = None) -> pydot.Dot:
    """The picture as a `pydot.Dot`."""
    top, past = _tree(model, options)
    drawn = list(walk(top))
    graph = pydot.Dot(graph_type="digraph")
    graph.set("rankdir", options.rankdir)
    graph.set("pad", "0.2")  # right-angled edges may run beyond the bounding box
    # Nor has Graphviz room for labels at right-angled ones.
    right_angled = len(drawn) <= _ORTHO_UP_TO and not options.shapes_on_edges
    graph.set("splines", "ortho" if right_angled else "true")
    if dpi is not None:
        graph.set("dpi", str(dpi))
    graph.set_node_defaults(shape="plain", fontname="Helvetica")
    graph.set_edge_defaults(penwidth="2")
    told = _costs(model) if options.show_costs else {}
    options = _with_groups(top, options)
    _fill(graph, top, options, told, chain=model.class_name == "Sequential")
    seen = {node.id for node in drawn}
    for source, target in past_edges(past):
        if source.id in seen and target.id in seen:
            ends = dot_string(source.id), dot_string(target.id)
            graph.add_edge(pydot.Edge(*ends, style="dashed", color=dot_string(GONE)))
    return graph


def _costs(model: Model) -> _Costs:
    rows = zip(model.layers, costs.of_model(model).rows, strict=True)
    return {id(layer): cost for layer, cost in rows}


def _tree(model: Model, options: PlotOptions) -> tuple[list[Node], list[tuple[Node, Node]]]:
    """The nodes of the picture, and the edges from and to those that were removed."""
    top = tree(model, expand_nested=options.expand_nested, exceptions=options.exceptions)
    if options.fold_repeats:
        # What somebody has unfolded is not to be folded again for that.
        untouched = tree(model, expand_nested=options.expand_nested)
        top = fold(
            top,
            chain=model.class_name == "Sequential",
            unfolded=options.exceptions,
            everywhere=sum(1 for _ in walk(untouched)) > LEGIBLE,
        )
    return top, add_ghosts(top, options.since) if options.since else []


def _with_groups(top: list[Node], options: PlotOptions) -> PlotOptions:
    """The options with what happened to the nodes that stand for several layers."""
    if not options.changes:
        return options
    groups = [node for node in walk(top) if node.repeats]
    marks = {tuple(node.layer.path): mark_of(node, options) for node in groups}
    told = {path: mark for path, mark in marks.items() if mark}
    return replace(options, changes={**options.changes, **told})


def _fill(
    graph: pydot.Graph,
    siblings: list[Node],
    options: PlotOptions,
    told: _Costs,
    *,
    chain: bool,
) -> None:
    """Put the layers of one model, and the edges between them, into its graph or box."""
    found = list(edges(siblings, chain=chain))
    _put(graph, siblings, options, told, {source.id for source, _ in found})
    for source, target in found:
        label = edge_label(source.layer, options)
        told_of = {"label": label, "fontname": "Helvetica"} if label else {}
        graph.add_edge(pydot.Edge(dot_string(source.id), dot_string(target.id), **told_of))


def _put(
    graph: pydot.Graph,
    siblings: list[Node],
    options: PlotOptions,
    told: _Costs,
    giving: set[str],
) -> None:
    """Put layers into their graph or box; `giving` are those that an edge begins at."""
    for node in siblings:
        cost = cost_of(node, told) if told else None
        if not node.expanded:
            graph.add_node(_node(node, options, cost, is_end=node.id not in giving))
            continue
        box = _box(node, options, cost)
        if node.repeats:
            # Edges between layers in a group and others are those of the model around it.
            _put(box, node.children, options, told, giving)
        else:
            nested_chain = node.layer.class_name == "Sequential"
            _fill(box, node.children, options, told, chain=nested_chain)
        graph.add_subgraph(box)


def cost_of(node: Node, told: Mapping[int, Cost]) -> Cost:
    """What a node costs: what all its layers do, if it stands for several.

    Args:
        node: the node.
        told: what each layer of the model costs, by its identity.
    """
    if node.removed:
        return costs.of_layer(node.layer)
    return costs.total([told[id(each.layer)] for each in layers_of([node])])


def mark_of(node: Node, options: PlotOptions) -> Mark | None:
    """What is said to have happened to a node, or to one of the layers that it stands for."""
    if node.removed:
        return "removed"
    if not node.repeats:
        return change_of(node.layer, options)
    marks = {mark_of(each, options) for each in node.children}
    if marks == {"added"}:
        return "added"
    return "changed" if marks - {None} else None


def _node(node: Node, options: PlotOptions, cost: Cost | None, *, is_end: bool) -> pydot.Node:
    return pydot.Node(
        dot_string(node.id),
        id=dot_string(node.id),
        label=ghost_label(node.layer, options)
        if node.removed
        else layer_label(node.layer, options, cost, sized=node.repeats > 0, is_end=is_end),
        tooltip=layer_tooltip(node.layer, options),
    )


def _box(node: Node, options: PlotOptions, cost: Cost | None) -> pydot.Cluster:
    layer = node.layer
    frame, change = frame_of(layer, options), change_of(layer, options)
    special = {"color": dot_string(frame), "penwidth": "3"} if frame else {}
    if layer.error:
        special = {"color": dot_string(frame), "fontcolor": dot_string(frame)}
    label = f"{layer.name} ({layer.class_name}){f' · {change}' if change else ''}"
    if cost is not None:
        facts = " · ".join(f"{title}: {text}" for title, text in cost_facts(layer, cost))
        label = f"{label}\n{facts}"
    box = pydot.Cluster(
        id=dot_string(node.id),
        style="dashed",
        label=dot_string(label),
        labeljust="l",
        fontname="Helvetica",
        tooltip=layer_tooltip(layer, options),
        **special,
    )
    box.set_name(dot_string(f"cluster_{node.id}"))
    return box
