"""Where in the source something stands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of source: `path` is absolute, lines and columns are 1-based characters."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int


def is_notebook(path: str) -> bool:
    """Whether a document of this path is a notebook: its lines are those of its joined cells."""
    return path.lower().endswith(".ipynb")
