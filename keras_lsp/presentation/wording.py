"""Short phrases that hints, lenses and the outline share.

Knows plain numbers and texts only: nothing of LSP, documents or settings.
"""

from __future__ import annotations

import re

# Before each line in a program's output that is not the program's own.
WORKER_SAYS = "keras-lsp worker: "


_SHAPE = re.compile(r"\((?:None, )?([^(),]+(?:, [^(),]+)+)\)")


def compact(text: str) -> str:
    """The text with shapes as briefly as papers have them, for one sample: `26×26×32`.

    A shape with a single size beside the batch stays as it is: `(None, 10)`.
    """
    return _SHAPE.sub(_sides, text)


def _sides(shape: re.Match[str]) -> str:
    sides = shape[1].split(", ")
    return "×".join(sides) if len(sides) > 1 and sides[0] != "None" else shape[0]


def shorten(text: str, limit: int) -> str:
    """The text, with `…` for what goes beyond `limit` characters."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
