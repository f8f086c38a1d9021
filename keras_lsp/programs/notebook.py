"""Notebooks: the code cells of an `.ipynb` file, joined to one program, and back again.

A blank line stands before each cell in the joined text and belongs to it. Standard library
only; runs nothing. What is special to IPython is the concern of `magics`.
"""

from __future__ import annotations

import bisect
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from keras_lsp.programs import magics
from keras_lsp.report.syntax_errors import CELL_IS_NOT_RUN, syntax_problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from keras_lsp.report import Problem

_FORMAT = 4
_LANGUAGES = ("python", "ipython")


class NotebookError(Exception):
    """A file is no notebook that can be run; the message says why, without the path."""


@dataclass(frozen=True)
class CodeCell:
    """A code cell; `number` counts all cells of the notebook, from 1."""

    number: int
    text: str


def read_cells(raw: str) -> list[CodeCell]:
    """The Python cells of a notebook file's text.

    Raises:
        NotebookError: it is no JSON, no notebook, of an old format or of another language.
    """
    try:
        content = json.loads(raw)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise NotebookError(f"is not a notebook: not JSON ({error.msg}, {place})") from None
    except RecursionError:
        raise NotebookError("is not a notebook: its JSON is too deeply nested") from None
    if not isinstance(content, dict):
        raise NotebookError("is not a notebook: its JSON is not an object")
    if isinstance(content.get("nbformat"), int) and content["nbformat"] < _FORMAT:
        raise NotebookError(
            f"is a notebook of format {content['nbformat']}; convert it with "
            "`jupyter nbconvert --to notebook --nbformat 4`"
        )
    cells = content.get("cells")
    if not isinstance(cells, list):
        raise NotebookError("is not a notebook: it has no list of cells")
    language = _language(content.get("metadata"))
    if not language.lower().startswith(_LANGUAGES):
        raise NotebookError(f"is a notebook for {language}; only Python notebooks are run")
    return [
        CodeCell(number, _source(cell, number))
        for number, cell in enumerate(cells, 1)
        if isinstance(cell, dict) and cell.get("cell_type") == "code" and _is_python(cell)
    ]


def _language(metadata: object) -> str:
    kernel, language = (_part(metadata, name) for name in ("kernelspec", "language_info"))
    return str(language.get("name") or kernel.get("language") or "python")


def _is_python(cell: dict[str, Any]) -> bool:
    """Whether no editor has marked the cell as one of another language."""
    language = _part(cell.get("metadata"), "vscode").get("languageId", "python")
    return bool(language == "python")


def _part(value: object, name: str) -> dict[str, Any]:
    part = value.get(name) if isinstance(value, dict) else None
    return part if isinstance(part, dict) else {}


def _source(cell: dict[str, Any], number: int) -> str:
    source = cell.get("source", "")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        return "".join(source)
    if isinstance(source, str):
        return source
    raise NotebookError(f"is not a notebook: cell {number} has no text")


def normal(text: str) -> str:
    r"""The text with `\n` for every line end."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def join_cells(texts: Iterable[str]) -> str:
    """The texts of cells as one, each behind a blank line."""
    return "".join(f"\n{normal(text)}\n" for text in texts)


@dataclass(frozen=True)
class NotebookProgram:
    """A notebook's cells as one program, line for line as in their joined text.

    Attributes:
        text: Python, if each cell is.
        problems: one for each cell that is not, and is left out.
    """

    text: str
    problems: tuple[Problem, ...]


def program(path: str, texts: Iterable[str]) -> NotebookProgram:
    """The program that the cells of the notebook at `path` make."""
    lines: list[str] = []
    problems = []
    for text in texts:
        cell = magics.plain(normal(text))
        lines.append(cell.head)
        if cell.error is not None:
            own = normal(text).split("\n")
            problems.append(
                syntax_problem(cell.error, path, own, CELL_IS_NOT_RUN, before=len(lines))
            )
        lines += cell.lines
    return NotebookProgram("".join(f"{line}\n" for line in lines), tuple(problems))


class Layout:
    """Which line of the joined text stands in which cell.

    Args:
        cells: the joined cells.
    """

    def __init__(self, cells: Sequence[CodeCell]) -> None:
        self._numbers = [cell.number for cell in cells]
        self._starts = []
        line = 1
        for cell in cells:
            self._starts.append(line)
            line += normal(cell.text).count("\n") + 2

    def place(self, line: int) -> tuple[int, int]:
        """The cell's number and the line in it, both from 1, of a line of the joined text."""
        if not self._starts:
            return 1, 1
        index = max(bisect.bisect_right(self._starts, line) - 1, 0)
        return self._numbers[index], max(line - self._starts[index], 1)
