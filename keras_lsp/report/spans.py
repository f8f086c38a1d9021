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

    @property
    def start(self) -> tuple[int, int]:
        """Line and column of the first character."""
        return self.line, self.column

    @property
    def end(self) -> tuple[int, int]:
        """Line and column behind the last character."""
        return self.end_line, self.end_column

    def contains(self, inner: Span) -> bool:
        """Whether `inner` lies within this, in the same file."""
        return self.path == inner.path and self.start <= inner.start and inner.end <= self.end


def is_notebook(path: str) -> bool:
    """Whether a document of this path is a notebook: its lines are those of its joined cells."""
    return path.lower().endswith(".ipynb")
