"""Takes over the pictures that VS Code has just made: `make screenshots`.

Each is written anew with a palette of its most frequent colours, which makes it a third as large.
"""

from __future__ import annotations

import struct
import sys
import zlib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
OUT = Path(__file__).parent / "out"
DOCS = ROOT / "docs" / "pictures"
MEDIA = ROOT / "vscode-extension" / "media"
# Those of the extension's README go with the extension.
PLACES = {
    "editor": MEDIA,
    "hover": MEDIA,
    "plot": MEDIA,
    "layer": DOCS,
    "summary": DOCS,
    "fix": DOCS,
    "builder": DOCS,
    "blocks": DOCS,
    "notebook": DOCS,
    "changes": DOCS,
    "colours": DOCS,
    "repeats": DOCS,
    "models": DOCS,
}
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_COLOURS = 256
_RGB = 3

Colour = tuple[int, ...]


def taken_over(name: str) -> Path:
    """Write the picture of that name to its place; where that is."""
    target = PLACES[name] / f"{name}.png"
    target.write_bytes(smaller((OUT / f"readme-{name}.png").read_bytes()))
    return target


def smaller(png: bytes) -> bytes:
    """An RGB picture with 8 bits for each channel, with a palette instead."""
    chunks = list(_chunks(png))
    width, height, *form = struct.unpack(">IIBBBBB", chunks[0][1])
    if form != [8, 2, 0, 0, 0]:
        raise ValueError(f"no plain RGB picture: {form}")
    data = b"".join(content for kind, content in chunks if kind == b"IDAT")
    rows = [
        [tuple(row[x : x + _RGB]) for x in range(0, len(row), _RGB)]
        for row in _rows(zlib.decompress(data), width * _RGB)
    ]
    palette, index = _palette(Counter(colour for row in rows for colour in row))
    pixels = b"".join(b"\0" + bytes(index[colour] for colour in row) for row in rows)
    return b"".join(
        [
            _SIGNATURE,
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            _chunk(b"PLTE", bytes(channel for colour in palette for channel in colour)),
            _chunk(b"IDAT", zlib.compress(pixels, 9)),
            _chunk(b"IEND", b""),
        ]
    )


def _palette(counts: Counter[Colour]) -> tuple[list[Colour], dict[Colour, int]]:
    """The most frequent colours, and for each colour the number of the one nearest to it."""
    palette = [colour for colour, _ in counts.most_common(_COLOURS)]
    index = {colour: number for number, colour in enumerate(palette)}
    for colour in counts:
        if colour not in index:
            index[colour] = min(range(len(palette)), key=lambda n: _distance(palette[n], colour))
    return palette, index


def _distance(one: Colour, other: Colour) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_SIGNATURE)
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += length + 12


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + check


def _rows(data: bytes, size: int) -> Iterator[bytes]:
    """The rows of a picture of so many bytes in each, their filters undone."""
    above = bytearray(size)
    for at in range(0, len(data), size + 1):
        kind, row = data[at], bytearray(data[at + 1 : at + 1 + size])
        for x in range(size):
            left = row[x - _RGB] if x >= _RGB else 0
            corner = above[x - _RGB] if x >= _RGB else 0
            guesses = (0, left, above[x], (left + above[x]) // 2, _paeth(left, above[x], corner))
            row[x] = (row[x] + guesses[kind]) % 256
        yield bytes(row)
        above = row


def _paeth(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    return min((left, up, corner), key=lambda value: abs(guess - value))


if __name__ == "__main__":
    for chosen in sys.argv[1:] or PLACES:
        print(taken_over(chosen).relative_to(ROOT))
