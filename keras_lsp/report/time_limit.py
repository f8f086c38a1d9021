"""The time limit of a run as a problem, whoever stops the run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_lsp.report.problems import Problem

if TYPE_CHECKING:
    from keras_lsp.report.spans import Span

TIMEOUT = "KL903"


def timeout_problem(seconds: float, span: Span, *, place: str = "") -> Problem:
    """The problem of a run that took longer than `seconds`.

    Args:
        seconds: the time limit.
        span: where the problem is shown.
        place: where the run was stopped, as the message says it: ` here`.
    """
    message = (
        f"The run was stopped{place} after {seconds:g} s (setting `keras-lsp.timeout`). "
        "Raise it, or put slow code under `if 'KERAS_LSP' not in os.environ:`."
    )
    return Problem(TIMEOUT, "information", message, span)
