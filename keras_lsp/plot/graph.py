"""A report's model as a pydot graph.

Draws from plain data, never from a live model: broken and subclassed models too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pydot

from keras_lsp.plot.labels import (
    change_of,
    cost_facts,
    dot_string,
    frame_of,
    layer_label,
    layer_tooltip,
)
from keras_lsp.plot.tree import Node, edges, folded, tree, walk
from keras_lsp.presentation import costs

if TYPE_CHECKING:
    from keras_lsp.plot.options import PlotOptions
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
    return list(walk(_tree(model, options)))


def folded_nodes(model: Model, options: PlotOptions) -> list[Node]:
    """Each node that the picture would show if all were unfolded, and does not show."""
    return list(folded(_tree(model, options)))


def to_dot(model: Model, options: PlotOptions, *, dpi: int | None = None) -> str:
    """The picture in the DOT language; `dpi` only for formats made of dots."""
    return str(to_graph(model, options, dpi=dpi).to_string())


def to_graph(model: Model, options: PlotOptions, *, dpi: int | None = None) -> pydot.Dot:
    """The picture as a `pydot.Dot`."""
    top = _tree(model, options)
    drawn = list(walk(top))
    graph = pydot.Dot(graph_type="digraph")
    graph.set("rankdir", options.rankdir)
    graph.set("pad", "0.2")  # right-angled edges may run beyond the bounding box
    graph.set("splines", "ortho" if len(drawn) <= _ORTHO_UP_TO else "true")
    if dpi is not None:
        graph.set("dpi", str(dpi))
    graph.set_node_defaults(shape="plain", fontname="Helvetica")
    graph.set_edge_defaults(penwidth="2")
    told = _costs(model) if options.show_costs else {}
    _fill(graph, top, options, told, chain=model.class_name == "Sequential")
    return graph


def _costs(model: Model) -> _Costs:
    rows = zip(model.layers, costs.of_model(model).rows, strict=True)
    return {id(layer): cost for layer, cost in rows}


def _tree(model: Model, options: PlotOptions) -> list[Node]:
    return tree(model, expand_nested=options.expand_nested, exceptions=options.exceptions)


def _fill(
    graph: pydot.Graph,
    siblings: list[Node],
    options: PlotOptions,
    told: _Costs,
    *,
    chain: bool,
) -> None:
    """Put the layers of one model, and the edges between them, into its graph or box."""
    for node in siblings:
        if node.expanded:
            box = _box(node, options, told.get(id(node.layer)))
            nested_chain = node.layer.class_name == "Sequential"
            _fill(box, node.children, options, told, chain=nested_chain)
            graph.add_subgraph(box)
        else:
            graph.add_node(_node(node, options, told.get(id(node.layer))))
    for source, target in edges(siblings, chain=chain):
        graph.add_edge(pydot.Edge(dot_string(source.id), dot_string(target.id)))


def _node(node: Node, options: PlotOptions, cost: Cost | None) -> pydot.Node:
    return pydot.Node(
        dot_string(node.id),
        id=dot_string(node.id),
        label=layer_label(node.layer, options, cost),
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
