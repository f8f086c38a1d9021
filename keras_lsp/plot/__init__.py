"""The picture of a model, drawn from a report: DOT, SVG, PNG.

Reads only `keras_lsp.report` and `keras_lsp.presentation.figures`; knows no server and no worker.
"""

from __future__ import annotations

from keras_lsp.plot.graph import nodes
from keras_lsp.plot.options import RANKDIRS, PlotOptions
from keras_lsp.plot.renderer import FORMATS, Format, NoRendererError, RenderError, render

__all__ = [
    "FORMATS",
    "RANKDIRS",
    "Format",
    "NoRendererError",
    "PlotOptions",
    "RenderError",
    "nodes",
    "render",
]
