"""What interrupts the program now and then, in the middle of whatever it is doing."""

from __future__ import annotations

import signal
import threading
import time
from typing import TYPE_CHECKING, Protocol

from keras_lsp import systems

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

# Seconds between two alarms that nobody has asked for: the first may be swallowed.
AGAIN = 0.1
# Seconds that a thread which was told to end may take.
_END = 1.0


def _nothing(_number: int, _frame: FrameType | None) -> None:
    """Stays when nothing is to be interrupted any more: an alarm may be on its way."""


class Alarm(Protocol):
    """Calls a function in the main thread, between two steps of what is executed there.

    What the function raises is raised there.
    """

    def begin(self) -> None:
        """Take over the signal by which it comes."""

    def set(self, seconds: float) -> None:
        """Call the function after so many seconds, and every `AGAIN` from then on."""

    def stop(self) -> None:
        """Call it no more."""


def new(listener: Callable[[FrameType | None], None]) -> Alarm:
    """An alarm of the kind that this system has; `listener` is given what is being executed."""
    return TimerAlarm(listener) if systems.HAS_TIMER else ThreadAlarm(listener)


class TimerAlarm:
    """The clock of a POSIX system. It needs no thread, so the process may fork."""

    def __init__(self, listener: Callable[[FrameType | None], None]) -> None:
        self._listener = listener

    def begin(self) -> None:
        """See `Alarm`."""
        signal.signal(signal.SIGALRM, self._ring)

    def _ring(self, _number: int, frame: FrameType | None) -> None:
        self._listener(frame)

    def set(self, seconds: float) -> None:
        """See `Alarm`."""
        signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)

    def stop(self) -> None:
        """See `Alarm`."""
        signal.setitimer(signal.ITIMER_REAL, 0)
        if signal.getsignal(signal.SIGALRM) == self._ring:
            signal.signal(signal.SIGALRM, _nothing)


class ThreadAlarm:
    """A thread that looks at the time, for Windows, which has no such clock.

    Python calls the handler of a signal in its main thread, whichever thread has raised it. The
    signal is `SIGINT`, since on Windows nothing else ends `time.sleep`. A program that handles it
    itself is not interrupted any more: the server ends its run.
    """

    def __init__(self, listener: Callable[[FrameType | None], None]) -> None:
        self._listener = listener
        # By `time.monotonic`; None for never.
        self._due: float | None = None
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        """See `Alarm`."""
        self._over = threading.Event()
        signal.signal(signal.SIGINT, self._ring)
        self._thread = threading.Thread(
            target=self._watch, args=(self._over,), name="keras-lsp", daemon=True
        )
        self._thread.start()

    def _watch(self, over: threading.Event) -> None:
        while not over.wait(AGAIN):
            due = self._due
            if due is not None and time.monotonic() >= due and self._is_ours():
                signal.raise_signal(signal.SIGINT)

    def _is_ours(self) -> bool:
        return signal.getsignal(signal.SIGINT) == self._ring

    def _ring(self, _number: int, frame: FrameType | None) -> None:
        if self._due is not None:
            self._listener(frame)

    def set(self, seconds: float) -> None:
        """See `Alarm`."""
        self._due = time.monotonic() + seconds

    def stop(self) -> None:
        """See `Alarm`."""
        self._due = None
        self._over.set()
        if self._is_ours():
            signal.signal(signal.SIGINT, _nothing)
        if self._thread is not None:
            self._thread.join(_END)
            self._thread = None
