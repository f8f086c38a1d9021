"""Edits that do not change the program: results move along, and nothing is run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from keras_lsp.programs import syntax
from keras_lsp.report import is_notebook

if TYPE_CHECKING:
    from keras_lsp.report import Report
    from keras_lsp.runs.workers import Job
    from keras_lsp.server.analyses import Analysis


@dataclass(frozen=True)
class UnchangedEdit:
    """What the last run found, and where that stands in a text that means the same."""

    report: Report
    move: syntax.Move


def unchanged_since(
    latest: Analysis | None, job: Job, text: syntax.ParsedText
) -> UnchangedEdit | None:
    """What the last run found, if the edits since then do not change the program."""
    if latest is None or latest.job is None or latest.text is None:
        return None
    is_edit = latest.text.text != text.text
    if not is_edit or latest.report.status != "ok" or is_notebook(job.path):
        return None
    if replace(latest.job, text=job.text) != job:
        return None
    move = syntax.move(job.path, latest.text, text)
    return UnchangedEdit(latest.report, move) if move is not None else None
