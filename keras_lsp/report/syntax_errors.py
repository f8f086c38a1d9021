"""Syntax errors as problems, whoever finds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_lsp.report.problems import Problem
from keras_lsp.report.spans import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

SYNTAX_ERROR = "KL600"
FILE_IS_NOT_RUN = "Python does not run this file until this is fixed."
CELL_IS_NOT_RUN = "This cell is not run until this is fixed."


def syntax_problem(
    error: SyntaxError, path: str, lines: Sequence[str], consequence: str, *, before: int = 0
) -> Problem:
    """The problem, at a character of the text: Python also points behind a line's end.

    Args:
        error: its positions are those of `lines`.
        path: absolute path of the file.
        lines: of the text, without their ends; at least one.
        consequence: what it means for the user, a sentence.
        before: how many lines of the file stand before `lines`.
    """
    line = min(max(error.lineno or 1, 1), len(lines))
    width = len(lines[line - 1])
    column = min(max(error.offset or 1, 1), width + 1)
    end = error.end_offset or 0
    if error.end_lineno != error.lineno or end <= column:
        end = column + 1
    end = max(min(end, width + 1), column)
    if column == end > 1:
        column -= 1  # Nobody would see an empty place.
    span = Span(path, before + line, column, before + line, end)
    return Problem(SYNTAX_ERROR, "error", f"Syntax error: {error.msg}. {consequence}", span)
