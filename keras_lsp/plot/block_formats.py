"""A drawing of blocks as SVG, and as TikZ for a LaTeX document."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from keras_lsp.plot.block_drawing import Drawing, DrawnBlock, Point
    from keras_lsp.report import Role

# Of the palette of Okabe and Ito, and greys.
COLOURS: dict[Role, str] = {
    "input": "e6e6e6",
    "convolution": "56b4e9",
    "dense": "e69f00",
    "recurrent": "009e73",
    "attention": "d55e00",
    "normalization": "cc79a7",
    "activation": "f0e442",
    "pooling": "0072b2",
    "shape": "ffffff",
    "regularization": "c29468",
    "embedding": "a394f0",
    "model": "bbbbbb",
    "own": "cc79a7",
    "other": "dddddd",
}
_LIGHTER, _DARKER = 0.45, 0.2
_TEX = str.maketrans({
    "\\": r"\textbackslash{}", "_": r"\_", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#",
    "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "×": r"$\times$", "−": "$-$", "∥": r"$\parallel$", "⌀": r"$\varnothing$", "…": r"\ldots{}",
})  # fmt: skip
_LINE = 12
_XML = '<?xml version="1.0" encoding="UTF-8"?>'
_FONT = (
    'xmlns="http://www.w3.org/2000/svg" font-family="Helvetica, Arial, sans-serif" '
    'font-size="10" text-anchor="middle"'
)
_HEAD = (
    '<defs><marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" '
    'markerHeight="7" orient="auto"><path d="M0,0L8,4L0,8z"/></marker></defs>'
)
_WHITE = '<rect width="100%" height="100%" fill="white"/>'
_ARROW = 'fill="none" stroke="black" marker-end="url(#head)"'
_STROKE = 'stroke="black" stroke-linejoin="round"'
_BOLD = ' font-weight="bold"'
_TEX_FONT = r"font=\sffamily\tiny"
# Of a point in centimetres, as TikZ takes them.
_CENTIMETRES = 0.02


def as_svg(drawing: Drawing) -> str:
    """The drawing as SVG."""
    width, height = _number(drawing.width), _number(drawing.height)
    bottom = _bottom(drawing)
    arrows = (f'<polyline points="{_points(points)}" {_ARROW}/>' for points in drawing.arrows)
    blocks = (line for block in drawing.blocks for line in _svg_block(block, bottom))
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    lines = [_XML, f"<svg {size} {_FONT}>", _HEAD, _WHITE, *arrows, *blocks, "</svg>", ""]
    return "\n".join(lines)


def _svg_block(block: DrawnBlock, bottom: float) -> list[str]:
    colour = COLOURS[block.role]
    if block.sign:
        radius = block.width / 2
        x, y, lower = map(_number, (block.x + radius, block.y - radius, block.y - radius + 4))
        circle = f'<circle cx="{x}" cy="{y}" r="{_number(radius)}" fill="#{colour}" {_STROKE}/>'
        return [circle, f'<text x="{x}" y="{lower}" font-size="12">{escape(block.sign)}</text>']
    faces = [
        f'<polygon points="{_points(points)}" fill="#{_shade(colour, shade)}" {_STROKE}/>'
        for points, shade in _faces(block)
    ]
    x = _number(block.middle)
    texts = [
        f'<text x="{x}" y="{_number(bottom + number * _LINE)}"{weight}>{escape(line)}</text>'
        for number, (line, weight) in enumerate(zip(block.lines, (_BOLD, ""), strict=False), 1)
    ]
    return faces + texts


def as_tikz(drawing: Drawing) -> str:
    """The drawing as a LaTeX document that is just it."""
    used = sorted({block.role for block in drawing.blocks})
    bottom = _bottom(drawing)
    picture = f"x={_CENTIMETRES}cm, y=-{_CENTIMETRES}cm, line join=round, {_TEX_FONT}"
    lines = [
        r"\documentclass[tikz]{standalone}",
        r"\usepackage{amssymb}",
        *(rf"\definecolor{{{role}}}{{HTML}}{{{COLOURS[role].upper()}}}" for role in used),
        r"\begin{document}",
        rf"\begin{{tikzpicture}}[{picture}]",
        *(rf"\draw[->] {_path(points)};" for points in drawing.arrows),
        *(line for block in drawing.blocks for line in _tikz_block(block, bottom)),
        r"\end{tikzpicture}",
        r"\end{document}",
        "",
    ]
    return "\n".join(lines)


def _tikz_block(block: DrawnBlock, bottom: float) -> list[str]:
    if block.sign:
        radius = block.width / 2
        centre = _path([(block.x + radius, block.y - radius)])
        size = f"minimum size={_number(2 * radius * _CENTIMETRES, 3)}cm"
        look = f"circle, draw, fill={block.role}, inner sep=0, {size}"
        return [rf"\node[{look}] at {centre} {{{block.sign.translate(_TEX)}}};"]
    shades = {_LIGHTER: "!55!white", 0.0: "", -_DARKER: "!80!black"}
    faces = [
        rf"\filldraw[fill={block.role}{shades[shade]}] {_path(points)} -- cycle;"
        for points, shade in _faces(block)
    ]
    name, *rest = (line.translate(_TEX) for line in block.lines)
    label = r" \\ ".join([rf"\textbf{{{name}}}", *filter(None, rest)])
    below = _path([(block.middle, bottom)])
    return [*faces, rf"\node[below, align=center] at {below} {{{label}}};"]


def _faces(block: DrawnBlock) -> list[tuple[list[Point], float]]:
    """Front, top and right side of a block, each with how much lighter it is."""
    left, right, depth = block.x, block.x + block.width, block.depth
    low, high = block.y, block.y - block.height
    back = high - depth
    return [
        ([(left, low), (right, low), (right, high), (left, high)], 0.0),
        ([(left, high), (right, high), (right + depth, back), (left + depth, back)], _LIGHTER),
        ([(right, low), (right + depth, low - depth), (right + depth, back), (right, high)],
         -_DARKER),
    ]  # fmt: skip


def _bottom(drawing: Drawing) -> float:
    return max((block.y for block in drawing.blocks), default=0.0)


def _shade(colour: str, shade: float) -> str:
    """A colour with some white, or with some black if it is negative."""
    end = 255 if shade > 0 else 0
    parts = (int(colour[at : at + 2], 16) for at in (0, 2, 4))
    return "".join(f"{round(part + abs(shade) * (end - part)):02x}" for part in parts)


def _points(points: list[Point]) -> str:
    return " ".join(f"{_number(x)},{_number(y)}" for x, y in points)


def _path(points: list[Point]) -> str:
    return " -- ".join(f"({_number(x)}, {_number(y)})" for x, y in points)


def _number(value: float, digits: int = 1) -> str:
    return f"{value:.{digits}f}".rstrip("0").rstrip(".")
