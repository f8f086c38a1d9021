"""One layer as a Graphviz label: an HTML-like table in the look of Keras 3's plot_model.

Knows layers and what Graphviz takes for text; knows nothing of nodes and edges.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from keras_lsp.presentation.costs import BATCH
from keras_lsp.presentation.figures import (
    UNKNOWN,
    bytes_text,
    count_text,
    shape_text,
    shapes_text,
    short_count,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from keras_lsp.plot.options import Mark, PlotOptions
    from keras_lsp.presentation.costs import Amount, Cost
    from keras_lsp.report import Layer, Shape

_INK = "black"
_PAPER = "white"
_ERROR = "#c62828"
# Of the palette of Okabe and Ito: nobody mixes these two up. A word says it, too.
_CHANGES = {"added": "#009e73", "changed": "#e69f00"}
# Of what was removed; grey on white can still be read.
GONE = "#767676"
_BORDER = 6
_TRAINABLE = "forestgreen"
_FROZEN = "firebrick"
_SHAPES_SHOWN = 4

_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


def layer_label(
    layer: Layer,
    options: PlotOptions,
    cost: Cost | None = None,
    *,
    sized: bool = False,
    is_end: bool = False,
) -> str:
    """The label of the layer's node, in angle brackets as DOT wants it.

    Args:
        layer: the layer.
        options: what to tell of it.
        cost: what it costs, if that is to be told.
        sized: its parameters are told in any case.
        is_end: no edge begins at it, which could tell its shape.
    """
    cells = _cells(layer, options, is_end=is_end)
    colspan = max(1, len(cells))
    rows = [_row(_header(layer, options, colspan))]
    if options.show_layer_activations and layer.activation:
        rows.append(_row(_cell("Activation", layer.activation, colspan)))
    if cells:
        rows.append(_row("".join(cells)))
    if cost is not None and layer.kind != "input":
        facts = (f"{title}: <b>{_html(text)}</b>" for title, text in cost_facts(layer, cost))
        rows.append(_row(_plain_cell(" · ".join(facts), colspan)))
    elif sized and not options.shapes_on_edges:
        rows.append(_row(_cell("Parameters", _params(layer), colspan)))
    frame = frame_of(layer, options) or _INK
    border = _BORDER if frame in _CHANGES.values() else 0
    return (
        f'<<table border="{border}" cellborder="1" color="{frame}" bgcolor="{frame}"'
        f' cellpadding="10">{"".join(rows)}</table>>'
    )


def ghost_label(layer: Layer, options: PlotOptions) -> str:
    """The label of a layer that was removed, faint and dashed."""
    name = f"<b>{_html(layer.name)}</b> " if options.show_layer_names else ""
    rows = [
        f'<font point-size="16" color="{GONE}">{name}({_html(layer.class_name)}) · removed</font>'
    ]
    if options.show_shapes and not options.shapes_on_edges:
        shape = f"Output shape: <b>{_html(_shapes(layer.output_shapes))}</b>"
        rows.append(f'<font point-size="14" color="{GONE}">{shape}</font>')
    cells = "".join(_row(f"<td>{text}</td>") for text in rows)
    return (
        f'<<table border="1" cellborder="0" style="dashed" color="{GONE}" bgcolor="{_PAPER}"'
        f' cellpadding="10">{cells}</table>>'
    )


def frame_of(layer: Layer, options: PlotOptions) -> str:
    """The colour of the layer's frame; empty if it is nothing special."""
    change = change_of(layer, options)
    return _ERROR if layer.error else _CHANGES[change] if change else ""


def change_of(layer: Layer, options: PlotOptions) -> Mark | None:
    """What is said to have happened to the layer."""
    return options.changes.get(tuple(layer.path))


def cost_facts(layer: Layer, cost: Cost) -> list[tuple[str, str]]:
    """What a layer costs, in titles and texts."""
    return [
        ("Parameters", _params(layer)),
        ("FLOPs", _amount(cost.flops, short_count)),
        (f"Outputs × {BATCH}", _amount(cost.output_bytes.times(BATCH), bytes_text)),
    ]


def _params(layer: Layer) -> str:
    return UNKNOWN if layer.params is None else count_text(layer.params)


def _amount(amount: Amount, write: Callable[[int], str]) -> str:
    return amount.text(write) if amount.known or not amount.unknown else UNKNOWN


def edge_label(layer: Layer, options: PlotOptions) -> str:
    """A DOT string, the shape that goes along the edges from a layer; empty for none.

    Which of several outputs an edge stands for is not known.
    """
    shapes = {shape_text(shape) for shape in layer.output_shapes}
    wanted = options.show_shapes and options.shapes_on_edges and len(shapes) == 1
    return dot_string(f" {shapes.pop()} ") if wanted else ""


def layer_tooltip(layer: Layer, options: PlotOptions) -> str:
    """A DOT string, what the pointer shows: why the layer failed, else what it is."""
    text = layer.error or f"{layer.name} ({layer.class_name})"
    if layer.weights and not layer.weights.at_least and not layer.error:
        text += f": {count_text(layer.weights.total)} params"
    if change := change_of(layer, options):
        text += f", {change}"
    # Graphviz reads the escapes of a tooltip twice.
    return _string(_entities(text).replace("\\", "\\" * 4))


def dot_string(text: str) -> str:
    """`text` as a DOT string that Graphviz shows as it is, with no escape read into it."""
    return _string(_entities(text).replace("\\", "\\\\"))


def _string(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return '"' + "\\n".join(lines) + '"'


def _cells(layer: Layer, options: PlotOptions, *, is_end: bool) -> list[str]:
    cells = []
    if options.show_shapes and (is_end or not options.shapes_on_edges):
        if layer.kind != "input" and not options.shapes_on_edges:
            cells.append(_cell("Input shape", _shapes(layer.input_shapes)))
        cells.append(_cell("Output shape", _shapes(layer.output_shapes)))
    if options.show_dtype:
        cells.append(_cell("Output dtype", layer.dtype or UNKNOWN))
    if options.show_trainable and layer.weights and layer.weights.total:
        cells.append(
            _badge("Trainable", _TRAINABLE)
            if layer.trainable
            else _badge("Non-trainable", _FROZEN)
        )
    return cells


def _header(layer: Layer, options: PlotOptions, colspan: int) -> str:
    bold = layer.name if options.show_layer_names else layer.class_name
    rest = f" ({_html(layer.class_name)})" if options.show_layer_names else ""
    colour = _ERROR if layer.error else _INK
    if options.shapes_on_edges and not options.show_costs and layer.params != 0:
        rest += f" · {_params(layer)}"
    if change := change_of(layer, options):
        rest += f" · {change}"
    return (
        f'<td colspan="{colspan}" bgcolor="{colour}">'
        f'<font point-size="16" color="{_PAPER}"><b>{_html(bold)}</b>{rest}</font></td>'
    )


def _cell(title: str, value: str, colspan: int = 1) -> str:
    return _plain_cell(f"{title}: <b>{_html(value)}</b>", colspan)


def _plain_cell(markup: str, colspan: int) -> str:
    span = f' colspan="{colspan}"' if colspan > 1 else ""
    return f'<td bgcolor="{_PAPER}"{span}><font point-size="14">{markup}</font></td>'


def _badge(text: str, colour: str) -> str:
    return (
        f'<td bgcolor="{colour}"><font point-size="14" color="{_PAPER}"><b>{text}</b></font></td>'
    )


def _row(cells: str) -> str:
    return f"<tr>{cells}</tr>"


def _shapes(shapes: list[Shape | None]) -> str:
    if len(shapes) == 1:
        return shape_text(shapes[0])
    if len(shapes) > _SHAPES_SHOWN:
        return f"[{shapes_text(shapes[: _SHAPES_SHOWN - 1])}, …] ({len(shapes)})"
    return f"[{shapes_text(shapes)}]" if shapes else UNKNOWN


def _html(text: str) -> str:
    r"""The text inside an HTML-like label.

    An empty element would be a syntax error there, and `\N` the name of the node.
    """
    flat = " ".join(_entities(text).split()) or " "
    return flat.replace("\\", "\\\\")


def _entities(text: str) -> str:
    return _NOT_XML.sub("\ufffd", _ANSI.sub("", text)).translate(_ENTITIES)
