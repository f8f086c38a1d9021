"""How a run ends before its program has come to its end."""

from __future__ import annotations

import os
import re
from typing import ClassVar


class TimeLimitError(BaseException):
    """The run's time is up. No `except Exception` of the program may catch it."""


class StatementLimitError(BaseException):
    """A statement takes so long without anything new that what follows it would not be run.

    Args:
        seconds: the limit.
    """

    latest: ClassVar[StatementLimitError | None] = None

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds
        StatementLimitError.latest = self


# How pybind11 says it.
_REPLACED = re.compile(r"ORIGINAL \w+ REPLACED BY (\w+)")


def behind(error: BaseException) -> BaseException:
    """What ended a statement while compiled code was handling an exception of its own.

    Returns:
        The error itself, if it is no such mixture.
    """
    replaced = _REPLACED.search(str(error)) if isinstance(error, RuntimeError) else None
    name = replaced[1] if replaced is not None else ""
    if name == TimeLimitError.__name__:
        return TimeLimitError()
    if name == StatementLimitError.__name__:
        return StatementLimitError.latest or error
    return MemoryError(str(error)) if name == MemoryError.__name__ else error


class ProgramEndedError(BaseException):
    """The program ended itself on the way; what follows in it does not run."""


# How a run ends that cannot go on from where it was: another one begins anew.
UNFIT = 75
# The program may put its own in its place.
_exit = os._exit


def leave(status: int) -> None:
    """End the process, really."""
    _exit(status)
