"""Problems for runs that did not finish."""

from __future__ import annotations

import signal
from pathlib import PurePath
from typing import TYPE_CHECKING

from keras_lsp.presentation.wording import WORKER_SAYS
from keras_lsp.report import Problem, Span
from keras_lsp.report.time_limit import timeout_problem
from keras_lsp.runs.processes import CROWDED, MAX_THREADS, ORPHANED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from keras_lsp.report import Output
    from keras_lsp.runs.workers import Job


_AGAIN = (
    "its results so far are kept. Save the file to run it again; if this happens each time, check "
    "whether `python` fails on this file too."
)


def not_started(job: Job, reason: str) -> Problem:
    """The run could not start."""
    return Problem("KL906", "error", reason, _line(job, 1))


def timed_out(job: Job, line: int | None) -> Problem:
    """The run exceeded its time limit, at a line if that is known."""
    place = "" if line is None else " here"
    return timeout_problem(job.config.timeout, _line(job, line or 1), place=place)


def crashed(job: Job, status: int, output: Iterable[Output], line: int | None) -> Problem:
    """The run's process ended before the program; the worker's own output is the detail."""
    message = _crash_text(status, "" if line is None else " here")
    problem = Problem("KL905", "information", message, _line(job, line or 1))
    said = (piece.text for piece in output if piece.text.startswith(WORKER_SAYS))
    problem.detail = "".join(said)
    return problem


def cancelled(job: Job, seconds: float) -> Problem:
    """The note at the line where the run was seen last, else at the first one."""
    at = job.progress.at
    number, place = 1, ""
    if at is not None and at.path == job.path:
        number, place = at.line, " here"
    elif at is not None:
        place = f" in {PurePath(at.path).name}, line {at.line},"
    return Problem(
        "KL911",
        "information",
        f"The run was cancelled{place} after {seconds:.1f} s; its results so far are kept. "
        "Save the file to run it again.",
        _line(job, number),
    )


def _line(job: Job, number: int) -> Span:
    """A line of the document, without what it is indented by."""
    line = (job.text.split("\n")[number - 1 : number] or [""])[0].rstrip()
    column = len(line) - len(line.lstrip()) + 1
    return Span(job.path, number, column, number, max(len(line), column) + 1)


def _crash_text(status: int, place: str) -> str:
    if status == CROWDED:
        return (
            f"The run was stopped: it had more than {MAX_THREADS} threads. Start fewer; its "
            "results so far are kept."
        )
    if status == ORPHANED:
        return (
            "The process that has Keras loaded was killed twice, and the run with it; its results "
            "so far are kept. Save again, and check whether the machine is short of memory."
        )
    if status < 0:
        try:
            name = signal.Signals(-status).name
        except ValueError:
            name = f"signal {-status}"
        return f"The program's process was killed by {name}{place}; {_AGAIN}"
    return f"The process exited with status {status}{place} before the program ended; {_AGAIN}"
