"""The picture of a model, drawn from a report: DOT, SVG, PNG, and blocks for papers.

Reads only `keras_lsp.report` and `keras_lsp.presentation`; knows no server and no worker.
"""

from __future__ import annotations

from keras_lsp.plot.graph import cost_of, folded_nodes, mark_of, nodes
from keras_lsp.plot.options import RANKDIRS, PlotOptions
from keras_lsp.plot.renderer import FORMATS, Format, NoRendererError, RenderError, render
from keras_lsp.plot.tree import neighbours

__all__ = [
    "FORMATS",
    "RANKDIRS",
    "Format",
    "NoRendererError",
    "PlotOptions",
    "RenderError",
    "cost_of",
    "folded_nodes",
    "mark_of",
    "neighbours",
    "nodes",
    "render",
]
