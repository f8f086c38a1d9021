"""The time limit of a run as a problem, whoever stops the run, or a statement of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_lsp.report.problems import Problem

if TYPE_CHECKING:
    from keras_lsp.report.spans import Span

TIMEOUT = "KL903"
_REMEDY = "Raise it, or put slow code under `if 'KERAS_LSP' not in os.environ:`."


def timeout_problem(seconds: float, span: Span, *, place: str = "") -> Problem:
    """The problem of a run that took longer than `seconds`.

    Args:
        seconds: the time limit.
        span: where the problem is shown.
        place: where the run was stopped, as the message says it: ` here`.
    """
    message = (
        f"The run was stopped{place} after {seconds:g} s (setting `keras-lsp.timeout`). {_REMEDY}"
    )
    return Problem(TIMEOUT, "information", message, span)


def slow_statement_problem(seconds: float, limit: float, span: Span) -> Problem:
    """The problem of a statement that was stopped, so that those behind it could be run.

    Args:
        seconds: how long it took.
        limit: of the run, in seconds.
        span: where it was.
    """
    message = (
        f"This was stopped after {seconds:.0f} of {limit:g} s (setting `keras-lsp.timeout`), so "
        f"that the rest could be run; what it gives is not known here. {_REMEDY}"
    )
    return Problem(TIMEOUT, "information", message, span)
