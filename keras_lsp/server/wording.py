"""Short phrases that hints, lenses and the outline share.

Knows plain numbers and texts only: nothing of LSP, documents or settings.
"""

from __future__ import annotations

from keras_lsp.figures import short_count

# Before each line in a program's output that is not the program's own.
WORKER_SAYS = "keras-lsp worker: "


def params(number: int) -> str:
    """`1 param`, `7 params`, `388K params`."""
    return f"{short_count(number)} {'param' if number == 1 else 'params'}"


def change(number: int) -> str:
    """A change of parameters, with its sign: `+1,024 params`, `−1 param`."""
    return f"{'−' if number < 0 else '+'}{params(abs(number))}"


def cut(text: str, limit: int) -> str:
    """The text, with `…` for what goes beyond `limit` characters."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
