"""Short phrases that hints, lenses and the outline share.

Knows plain numbers and texts only: nothing of LSP, documents or settings.
"""

from __future__ import annotations

# Before each line in a program's output that is not the program's own.
WORKER_SAYS = "keras-lsp worker: "


def shorten(text: str, limit: int) -> str:
    """The text, with `…` for what goes beyond `limit` characters."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
