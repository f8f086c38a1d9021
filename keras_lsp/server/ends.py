"""Runs that did not come to their end, as problems for a person."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

from keras_lsp.report import Problem, Span
from keras_lsp.server.processes import CROWDED, ORPHANED
from keras_lsp.server.wording import WORKER_SAYS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from keras_lsp.report import Output, Severity
    from keras_lsp.server.workers import Job


def not_started(job: Job, reason: str) -> Problem:
    """The run could not start."""
    return _problem(job, "KL906", "error", reason)


def late(job: Job) -> Problem:
    """The run was ended after its time."""
    text = f"The run was ended after {job.timeout:g} s (setting `keras-lsp.timeout`)."
    return _problem(job, "KL903", "information", text)


def crashed(job: Job, status: int, output: Iterable[Output]) -> Problem:
    """The run's process ended before the program; with what the worker itself had said."""
    problem = _problem(job, "KL905", "information", _crash_text(status))
    said = (piece.text for piece in output if piece.text.startswith(WORKER_SAYS))
    problem.detail = "".join(said)
    return problem


def _problem(job: Job, code: str, severity: Severity, message: str) -> Problem:
    first = job.text.split("\n", 1)[0].rstrip("\r")
    return Problem(code, severity, message, Span(job.path, 1, 1, 1, max(len(first), 1) + 1))


def _crash_text(status: int) -> str:
    if status == CROWDED:
        return "The run was stopped: it had too many threads. What it had shown until then stays."
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
        return f"The program's process was killed by {name}; what it had shown until then stays."
    return (
        f"The program's process ended with exit status {status} before the program did; what it "
        "had shown until then stays."
    )
