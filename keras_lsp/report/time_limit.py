"""The time limit of a run as a problem, whoever stops the run, or a statement of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_lsp.report.problems import Problem

if TYPE_CHECKING:
    from keras_lsp.report.spans import Span

TIMEOUT = "KL903"
_TIMEOUT_SETTING = "keras-lsp.timeout"
_TOTAL_SETTING = "keras-lsp.totalTimeout"
_REMEDY = "Raise it, or put slow code under `if 'KERAS_LSP' not in os.environ:`."


def timeout_problem(
    seconds: float, span: Span, *, place: str = "", in_all: bool = False
) -> Problem:
    """The problem of a run that took longer than `seconds`.

    Args:
        seconds: the time limit.
        span: where the problem is shown.
        place: where the run was stopped, as the message says it: ` here`.
        in_all: it is the limit of the whole run, not that of the time without anything new.
    """
    what, setting = ("", _TOTAL_SETTING) if in_all else (" without anything new", _TIMEOUT_SETTING)
    message = (
        f"The run was stopped{place} after {seconds:g} s{what} (setting `{setting}`). {_REMEDY}"
    )
    return Problem(TIMEOUT, "information", message, span)


def slow_statement_problem(seconds: float, span: Span) -> Problem:
    """The problem of a statement that was stopped, so that those behind it could be run.

    Args:
        seconds: the time limit.
        span: where it was.
    """
    message = (
        f"This was stopped after {seconds:g} s without anything new (setting "
        f"`{_TIMEOUT_SETTING}`), so that the rest could be run; what it gives is not known here. "
        f"{_REMEDY}"
    )
    return Problem(TIMEOUT, "information", message, span)
