"""An open notebook: one document, of which each cell is a part with a URI of its own.

Knows texts and places; nothing of the protocol's messages and of how runs are made.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from keras_lsp.programs import notebook
from keras_lsp.programs.text import split_lines
from keras_lsp.server.documents import Document, DocumentPart

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from keras_lsp.programs.notebook import NotebookProgram
    from keras_lsp.programs.text import Encoding


@dataclass(eq=False)
class NotebookCell:
    """A cell as the client shows it.

    Attributes:
        runs: it is of the notebook's program, which markup and other languages are not.
        text: its text when it was opened; later that of the notebook's lines counts.
        first: 0-based line in the notebook's joined text.
        size: number of lines there; 0 if it does not run.
    """

    uri: str
    version: int | None
    text: str
    runs: bool = True
    first: int = 0
    size: int = 0


class Notebook(Document):
    """The joined text of a notebook's cells.

    Attributes:
        cells: in their order, those that do not run too.
    """

    def __init__(self, uri: str, cells: Iterable[NotebookCell], version: int | None) -> None:
        self.cells = list(cells)
        texts = [cell.text for cell in self.cells if cell.runs]
        super().__init__(uri, notebook.join_cells(texts), version, of_cells=True)
        self._measure()

    def _measure(self) -> None:
        line = 1
        for cell in self.cells:
            cell.first = line
            cell.size = len(split_lines(notebook.normal(cell.text))) if cell.runs else 0
            line += cell.size + 1 if cell.runs else 0

    def cell(self, uri: str) -> NotebookCell | None:
        """The cell of this URI."""
        return next((cell for cell in self.cells if cell.uri == uri), None)

    def edit_cell(
        self,
        cell: NotebookCell,
        start: tuple[int, int],
        end: tuple[int, int],
        text: str,
        encoding: Encoding,
    ) -> None:
        """Take in a change of one cell; positions are in it, as for `edit`."""
        if not cell.runs:
            return
        before = len(self.lines)
        self.edit(
            self._inside(cell, start), self._inside(cell, end), notebook.normal(text), encoding
        )
        self._grown(cell, len(self.lines) - before)

    def replace_cell(self, cell: NotebookCell, text: str) -> None:
        """Take in a change of a cell's whole text."""
        if not cell.runs:
            return
        lines = self.lines
        before = len(lines)
        new = [f"{notebook.normal(text)}\n"]
        self.replace("".join([*lines[: cell.first], *new, *lines[cell.first + cell.size :]]))
        self._grown(cell, len(self.lines) - before)

    def splice(self, start: int, delete: int, cells: Sequence[NotebookCell]) -> None:
        """Put `cells` in the place of others; one that was in the notebook before has moved."""
        known = {id(cell) for cell in self.cells}
        self.cells[start : start + delete] = cells
        lines: list[str] = []
        origins: list[int | None] = []
        for cell in self.cells:
            if cell.runs:
                if id(cell) in known:
                    where = range(cell.first - 1, cell.first + cell.size)
                    new, old = [self.lines[line] for line in where], [*where]
                else:
                    new = split_lines(notebook.join_cells([cell.text]))[:-1]
                    old = [None] * len(new)
                cell.first = len(lines) + 1
                cell.size = len(new) - 1
                lines += new
                origins += old
        self.rearrange([*lines, ""], [*origins, len(self.lines) - 1])

    def _inside(self, cell: NotebookCell, place: tuple[int, int]) -> tuple[int, int]:
        """A place in a cell as one of the joined text; beyond the cell's end is its end."""
        line, column = place
        if line >= cell.size:
            line = cell.size - 1
            column = len(self.lines[cell.first + line]) * 4
        return cell.first + line, column

    def _grown(self, cell: NotebookCell, lines: int) -> None:
        cell.size += lines
        after = self.cells.index(cell) + 1
        for later in self.cells[after:]:
            later.first += lines

    @property
    def parts(self) -> list[DocumentPart]:
        """The cells that run."""
        return [
            DocumentPart(cell.uri, cell.version, cell.first, cell.size)
            for cell in self.cells
            if cell.runs
        ]

    def program(self) -> NotebookProgram:
        """The cells as plain Python."""
        return notebook.program(
            self.path, (self.text_of(cell) for cell in self.cells if cell.runs)
        )

    def preparation(self) -> Callable[[], object]:
        """Read the cells as Python, which is remembered."""
        texts = [self.text_of(cell) for cell in self.cells if cell.runs]
        return functools.partial(notebook.program, self.path, texts)

    def text_of(self, cell: NotebookCell) -> str:
        """The present text of a cell that runs."""
        return "".join(self.lines[cell.first : cell.first + cell.size])[:-1]
