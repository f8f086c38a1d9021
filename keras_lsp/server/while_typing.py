"""Whether a document runs while it is being written, and when what it does wrong is said."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keras_lsp.report import Report
    from keras_lsp.runs.workers import Workers
    from keras_lsp.server.documents import Document
    from keras_lsp.settings import Run

# Seconds without a key after which a document runs.
_PAUSE = 0.05
# Seconds after which a new error is shown: it may come of what is half written.
PAUSE_BEFORE_ERRORS = 0.6
# Seconds that a run may take to be begun while somebody types.
QUICK = 1.0


def runs(document: Document, mode: Run, workers: Workers) -> bool:
    """Whether a document runs as it is now, although it was not saved.

    Args:
        document: what is being written.
        mode: the setting `run`.
        workers: know how long it would take.
    """
    if mode != "auto":
        return mode == "onType"
    seconds = workers.expected_seconds(document.path, document.program().text)
    return seconds is not None and seconds < QUICK


async def wait(document: Document, workers: Workers) -> None:
    """Wait until a document may run as it is now: no key came, and saves do not need the process.

    Args:
        document: what is being written.
        workers: know what runs are ready.
    """
    await asyncio.sleep(_PAUSE)
    await workers.until_one_is_spared(document.path)


def has_new_error(document: Document, found: Report) -> bool:
    """Whether a run found an error that the run before it did not."""
    before = document.latest.report if document.latest is not None else None
    return not _errors(found) <= (_errors(before) if before is not None else set())


def _errors(report: Report) -> set[tuple[str, str]]:
    problems = report.problems
    return {(each.code, each.message) for each in problems if each.severity == "error"}
