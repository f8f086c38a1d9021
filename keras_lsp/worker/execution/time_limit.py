"""Ends a run whose time is up, or the statement that takes it; says now and then where it is."""

from __future__ import annotations

import contextlib
import faulthandler
import time
from typing import TYPE_CHECKING

from keras_lsp import report, systems
from keras_lsp.report import Span
from keras_lsp.report.time_limit import timeout_problem
from keras_lsp.worker.endings import StatementLimitError, TimeLimitError
from keras_lsp.worker.execution import alarms

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator
    from types import FrameType

    from keras_lsp.worker.channel import Events, ProgramToRun
    from keras_lsp.worker.execution.execute import Execution
    from keras_lsp.worker.execution.memory import MemoryUse
    from keras_lsp.worker.trace.record import Trace

# Seconds after which a run says where it is, again and again.
_PULSE = 0.5
_OVER = "the run uses more memory than it may"


class TimeLimit:
    """The time and the memory that one program may take.

    Args:
        program: says how much time.
        trace: of the run; a layer or a problem in it is something new.
        execution: of the program.
        events: where the places go.
        memory: what the run uses; None if that is not limited.

    Attributes:
        expired: where the run was when its time was up; None if it was not.
    """

    def __init__(
        self,
        program: ProgramToRun,
        trace: Trace,
        execution: Execution,
        events: Events,
        memory: MemoryUse | None,
    ) -> None:
        self._program = program
        self._trace = trace
        self._sources = trace.sources
        self._execution = execution
        self._events = events
        self._memory = memory
        self.expired: Span | None = None
        self._is_over_in_all = False
        self._statement: ast.stmt | None = None
        # When a statement has begun or ended last, by `time.monotonic`.
        self._moved = 0.0
        # When the run's time is up.
        self._end = 0.0
        # Again and again: Keras has bare `except` clauses that would swallow the first.
        self._alarm = alarms.new(self._tick)

    def note(self, statement: ast.stmt | None) -> None:
        """A statement begins, or something that is none."""
        self._statement = statement
        self.note_end()

    def note_end(self) -> None:
        """A statement has ended."""
        self._moved = time.monotonic()

    def begin(self, program: ProgramToRun) -> None:
        """The time begins now, of this program."""
        self._program = program
        self._moved = self._trace.progressed = time.monotonic()
        self._end = self._moved + program.total_timeout
        self._alarm.set(min(_PULSE, program.timeout))

    def problem(self) -> report.Problem | None:
        """What to say of it; None if the time was not up."""
        if self.expired is None:
            return None
        in_all = self._is_over_in_all
        seconds = self._program.total_timeout if in_all else self._program.timeout
        return timeout_problem(seconds, self.expired, place=" here", in_all=in_all)

    @contextlib.contextmanager
    def in_force(self) -> Iterator[None]:
        """Limit what the context executes.

        Raises:
            TimeLimitError: the time is up.
        """
        self._alarm.begin()
        self.begin(self._program)
        try:
            with _told_where(self._events.fd):
                yield
        finally:
            self._alarm.stop()

    def _tick(self, frame: FrameType | None) -> None:
        user, now = self._sources.user_frame(frame), time.monotonic()
        idle = now - max(self._moved, self._trace.progressed)
        left = min(self._program.timeout - idle, self._end - now)
        if left > 0 and self.expired is None:
            self._alarm.set(min(_PULSE, left))
            if self._memory is not None and self._memory.is_over():
                raise MemoryError(_OVER)
            if user is not None:
                path, line = user.f_code.co_filename, self._sources.line_of(user)
                self._events.pulse(report.At(path, line, round(idle, 1)))
            return
        if self.expired is None:
            self._is_over_in_all = now >= self._end
            if user is not None and not self._is_over_in_all:
                self._limit_statement(now)
            first = Span(self._sources.document, 1, 1, 1, 2)
            self.expired = self._sources.span(user) if user is not None else first
        raise TimeLimitError

    def _limit_statement(self, now: float) -> None:
        """End the statement under way, if others follow."""
        execution = self._execution
        if self._statement is None or execution.is_last(self._statement):
            return
        if execution.is_executing:
            # If the program catches it, it comes again, after a while.
            self._moved = now
            self._alarm.set(_PULSE)
            raise StatementLimitError(self._program.timeout)


@contextlib.contextmanager
def _told_where(fd: int) -> Iterator[None]:
    """Have the stack written where the context crashes, or the server asks for it by a signal.

    This gives signals a stack of their own, too: kernels of oneDNN have theirs in the heap (issue
    4845 of oneDNN).
    """
    faulthandler.enable(fd, all_threads=False)
    if systems.WHERE is not None:
        faulthandler.register(systems.WHERE, fd, all_threads=False)
    try:
        yield
    finally:
        faulthandler.enable(2)
        if systems.WHERE is not None:
            faulthandler.unregister(systems.WHERE)
