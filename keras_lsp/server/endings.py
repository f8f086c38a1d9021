"""What is said of a run that a person has ended."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from keras_lsp.report import Problem, Span

if TYPE_CHECKING:
    from keras_lsp.server.workers import Job


def cancelled(job: Job, seconds: float) -> Problem:
    """The note at the line where the run was seen last, else at the first one."""
    at = job.course.at
    number, place = 1, ""
    if at is not None and at.path == job.path:
        number, place = at.line, " here"
    elif at is not None:
        place = f" in {PurePath(at.path).name}, line {at.line},"
    line = (job.text.split("\n")[number - 1 : number] or [""])[0].rstrip()
    column = len(line) - len(line.lstrip()) + 1
    return Problem(
        "KL911",
        "information",
        f"The run was cancelled{place} after {seconds:.1f} s; what it had shown until then stays. "
        "Save the file to run it again.",
        Span(job.path, number, column, number, max(len(line), column) + 1),
    )
