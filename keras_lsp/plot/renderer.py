"""DOT to SVG and PNG by a Graphviz that is on the machine or came in a wheel.

Runs the renderer as a process with a time limit; knows nothing of what is drawn.
"""

from __future__ import annotations

import functools
import importlib.metadata
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from keras_lsp.plot.block_formats import as_svg, as_tikz
from keras_lsp.plot.graph import nodes, to_blocks, to_dot

if TYPE_CHECKING:
    from keras_lsp.plot.options import PlotOptions
    from keras_lsp.report import Model

Format = Literal["dot", "svg", "png", "blocks", "tikz"]
FORMATS: tuple[Format, ...] = ("dot", "svg", "png", "blocks", "tikz")

_TIMEOUT = 60.0
_FULL_DPI_UP_TO = 100  # nodes
_LEAST_DPI = 50
_WHEEL = "graphviz-pure"


class RenderError(Exception):
    """The renderer could not draw the picture; the message is for a person."""


class NoRendererError(RenderError):
    """There is no Graphviz; the message says what to install."""

    def __init__(self) -> None:
        super().__init__(
            "Drawing the plot needs Graphviz, and no `dot` was found. Install it with "
            "`pip install 'keras-lsp[graphviz]'`, or install Graphviz "
            "(https://graphviz.org/download/) and put its `dot` on PATH."
        )


def render(
    model: Model,
    options: PlotOptions,
    format_: Format,
    *,
    timeout: float = _TIMEOUT,
) -> bytes:
    """The picture of the model as the bytes of a file.

    Args:
        model: what to draw.
        options: how.
        format_: all but `png` are UTF-8 text, `blocks` SVG and `tikz` LaTeX; only `svg` and
            `png` need a renderer.
        timeout: seconds that the renderer may take.

    Raises:
        NoRendererError: there is no Graphviz on this machine.
        RenderError: Graphviz failed or took too long.
        ValueError: the format is unknown.
    """
    if format_ not in FORMATS:
        raise ValueError(f"format must be one of {', '.join(FORMATS)}, not {format_!r}")
    if format_ == "blocks" or format_ == "tikz":
        drawing = to_blocks(model, options)
        text = as_svg(drawing) if format_ == "blocks" else as_tikz(drawing)
        return text.encode("utf-8", errors="replace")
    text = to_dot(model, options, dpi=_dpi(model, options) if format_ == "png" else None)
    source = text.encode("utf-8", errors="replace")
    if format_ == "dot":
        return source
    return _run(find_renderer(), source, format_, timeout)


def find_renderer() -> str:
    """Path of a program with the command line of `dot`.

    Raises:
        NoRendererError: there is none.
    """
    found = shutil.which("dot") or _from_wheel() or shutil.which(_WHEEL)
    if found is None:
        raise NoRendererError
    return found


@functools.cache
def _from_wheel() -> str | None:
    """The program of the `graphviz-pure` wheel, which PATH need not lead to."""
    try:
        files = importlib.metadata.files(_WHEEL) or []
    except importlib.metadata.PackageNotFoundError:
        return None
    for file in files:
        if file.stem == _WHEEL and file.suffix in ("", ".exe"):
            program = Path(str(file.locate())).resolve()
            if program.is_file():
                return str(program)
    return None


def _dpi(model: Model, options: PlotOptions) -> int:
    """Fewer dots for many layers: time, memory and what viewers can show grow with the area."""
    drawn = len(nodes(model, options)) or 1
    return min(options.dpi, max(_LEAST_DPI, options.dpi * _FULL_DPI_UP_TO // drawn))


def _run(program: str, source: bytes, format_: Format, timeout: float) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603 - a renderer that this machine's owner installed
            [program, f"-T{format_}"],
            input=source,
            capture_output=True,
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise RenderError(
            f"Graphviz took longer than {timeout:g} seconds. Take the format DOT, or do not "
            "expand nested models."
        ) from None
    except OSError as error:
        raise RenderError(
            f"Graphviz ({program}) could not be started: {error}. Install it anew, or "
            "`keras-lsp[graphviz]`."
        ) from None
    if done.returncode != 0 or not done.stdout:
        said = done.stderr.decode(errors="replace").strip() or f"exit code {done.returncode}"
        raise RenderError(f"Graphviz ({program}) failed: {said}")
    return done.stdout
