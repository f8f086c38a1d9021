"""Runs that did not come to their end, as problems for a person."""

from __future__ import annotations

import signal
from pathlib import PurePath
from typing import TYPE_CHECKING

from keras_lsp.presentation.wording import WORKER_SAYS
from keras_lsp.report import Problem, Span
from keras_lsp.runs.processes import CROWDED, MAX_THREADS, ORPHANED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from keras_lsp.report import Output, Severity
    from keras_lsp.runs.workers import Job


_AGAIN = (
    "what it had shown until then stays. Save the file to run it again; if it ends so each time, "
    "see whether `python` with this file does, too."
)


def not_started(job: Job, reason: str) -> Problem:
    """The run could not start."""
    return _problem(job, "KL906", "error", reason)


def timed_out(job: Job) -> Problem:
    """The run was ended after its time."""
    text = (
        f"The run was ended after {job.config.timeout:g} s (setting `keras-lsp.timeout`). "
        "Raise it, or put what takes long under `if 'KERAS_LSP' not in os.environ:`."
    )
    return _problem(job, "KL903", "information", text)


def crashed(job: Job, status: int, output: Iterable[Output]) -> Problem:
    """The run's process ended before the program; with what the worker itself had said."""
    problem = _problem(job, "KL905", "information", _crash_text(status))
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
    line = (job.text.split("\n")[number - 1 : number] or [""])[0].rstrip()
    column = len(line) - len(line.lstrip()) + 1
    return Problem(
        "KL911",
        "information",
        f"The run was cancelled{place} after {seconds:.1f} s; what it had shown until then stays. "
        "Save the file to run it again.",
        Span(job.path, number, column, number, max(len(line), column) + 1),
    )


def _problem(job: Job, code: str, severity: Severity, message: str) -> Problem:
    first = job.text.split("\n", 1)[0].rstrip("\r")
    return Problem(code, severity, message, Span(job.path, 1, 1, 1, max(len(first), 1) + 1))


def _crash_text(status: int) -> str:
    if status == CROWDED:
        return (
            f"The run was stopped: it had too many threads, more than {MAX_THREADS}. Start fewer; "
            "what it had shown until then stays."
        )
    if status == ORPHANED:
        return (
            "The process that has Keras loaded was killed twice, and the run with it; what it had "
            "shown until then stays. Save again, and see whether the machine is short of memory."
        )
    if status < 0:
        try:
            name = signal.Signals(-status).name
        except ValueError:
            name = f"signal {-status}"
        return f"The program's process was killed by {name}; {_AGAIN}"
    return (
        f"The program's process ended with exit status {status} before the program did; {_AGAIN}"
    )
