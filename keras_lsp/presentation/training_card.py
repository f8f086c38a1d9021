"""What is said of the layers that keep most in training, each with the address of its line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from keras_lsp.presentation.figures import memory_text
from keras_lsp.presentation.markup import escape
from keras_lsp.report import is_notebook

if TYPE_CHECKING:
    from keras_lsp.memory import TrainingMemory
    from keras_lsp.report import Span

# A name, the address of what it is of, and what is said of it.
Link = tuple[str, str, str]

_MOST = 5
_KEEPING = "The layers that keep most for the backward pass:"


def links(memory: TrainingMemory) -> list[Link]:
    """The layers that keep most, each with the address of the line that made it."""
    return [
        ("/".join(each.layer.path), _address(each.layer.span), memory_text(each.bytes))
        for each in memory.here.keeping[:_MOST]
    ]


def _address(span: Span | None) -> str:
    """Where a line stands; nothing where it has no address, as in a cell."""
    if span is None or is_notebook(span.path) or not Path(span.path).is_absolute():
        return ""
    return f"{Path(span.path).as_uri()}#L{span.line}"


def as_markdown(linked: list[Link]) -> str:
    """A list for clients that show Markdown."""
    lines = [
        f"- [{escape(name)}]({address}): {text}" if address else f"- {escape(name)}: {text}"
        for name, address, text in linked
    ]
    return "\n".join([_KEEPING, "", *lines])


def plain(linked: list[Link]) -> list[str]:
    """The same as lines of text."""
    return [_KEEPING, *(f"{name}: {text}" for name, _, text in linked)]
