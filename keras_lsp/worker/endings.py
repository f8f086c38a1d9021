"""How a run ends before its program has come to its end."""

from __future__ import annotations

import os


class TimeLimitError(BaseException):
    """The run's time is up. No `except Exception` of the program may catch it."""


class StatementLimitError(BaseException):
    """A statement takes so long, without a layer, that what follows it would not be run.

    Args:
        seconds: how long it has taken.
        limit: of the run, in seconds.
    """

    def __init__(self, seconds: float, limit: float) -> None:
        super().__init__(seconds, limit)
        self.seconds = seconds
        self.limit = limit


class ProgramEndedError(BaseException):
    """The program ended itself on the way; what follows in it does not run."""


# The program may put its own in its place.
_exit = os._exit


def leave(status: int) -> None:
    """End the process, really."""
    _exit(status)
