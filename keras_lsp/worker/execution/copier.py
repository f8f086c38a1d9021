"""Copies of a run that wait between two statements, for a later save to go on from there.

A copy is made where it saves time and is a whole one: nothing may be shared with the run that
goes on. Whether a later program may go on from a copy is decided by the server, from what is
told of it here. Linux only.
"""

from __future__ import annotations

import fcntl
import os
import select
import stat
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from keras_lsp.programs.file_names import TEXTS, TOOLS
from keras_lsp.worker import channel
from keras_lsp.worker.endings import UNFIT, leave
from keras_lsp.worker.sandbox.written import TooManyWrittenError, Writable, Written

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from keras_lsp.worker.sandbox.forks import Forks
    from keras_lsp.worker.source.sources import Sources

_MOST_DESCRIPTORS = 1024
# A copy costs some sixty milliseconds: the fork, and each page of memory that is written to later.
# So many times longer must have passed if no single statement took so long that it is worth one;
# and this share of the time of all, lest a program of many slow statements is all copies.
_QUICK = 5
_SHARE = 0.2
_SHARED = (0, 2)  # `mmap.ACCESS_DEFAULT` and `ACCESS_WRITE`


@dataclass(frozen=True, slots=True)
class _Opened:
    """A file that is open for reading, and how far it has been read."""

    descriptor: int
    position: int


class Copier:
    """Leaves copies of this process behind.

    Args:
        forks: what makes them.
        events: where the run's events go.
        places: where the run may write to.

    Attributes:
        forks: what makes them.
    """

    def __init__(self, forks: Forks, events: channel.Events, places: Sequence[Writable]) -> None:
        self._after = 0.0
        self.forks = forks
        self._events = events
        self._places = places
        self._spent = 0.0
        # When this process began with its program, when it made a copy last, and when it was
        # between two statements last.
        self._begun = 0.0
        self._latest = 0.0
        self._between = 0.0
        # Once nothing can be copied any more, as far as that is for good.
        self._over = False
        self._is_copy = False
        self._read: set[str] = set()
        self._given = set(_open_descriptors())
        # That of TensorFlow's which computes the sizes of shapes does so where it is called.
        forks.spare_threads()

    def begin(self, after: float) -> None:
        """The program begins now.

        Args:
            after: seconds of a statement that are worth a copy.
        """
        self._after = after
        self._begun = self._latest = self._between = time.perf_counter()

    def watchers(self) -> dict[str, Callable[[str, tuple[Any, ...]], None]]:
        """What is to be called before audit events of these names."""
        return {
            "mmap.__new__": self._note_memory,
            "open": self._note_opened,
            **dict.fromkeys(("os.kill", "os.killpg", "signal.pthread_kill"), self._note_signal),
        }

    def _note_memory(self, _event: str, args: tuple[Any, ...]) -> None:
        self._over = self._over or args[2] in _SHARED

    def _note_signal(self, _event: str, _args: tuple[Any, ...]) -> None:
        if self._is_copy:
            leave(UNFIT)  # The sandbox knows the process by another number.

    def _note_opened(self, _event: str, args: tuple[Any, ...]) -> None:
        path = args[0]
        if not isinstance(path, str):
            return
        if path.endswith(TEXTS):
            self._read.add(os.path.abspath(path))  # noqa: PTH100 - as it is named
        elif path.startswith("/proc/") and self._is_copy:
            leave(UNFIT)  # The sandbox allows only the files of the process that it was made for.
        elif not self._over and not TOOLS.isdisjoint(path.split("/")):
            self._over = True

    def texts_read(self, sources: Sources) -> list[str]:
        """The user's files that Python has read until now, the document only as data."""
        executed = [path for path in sources.executed if path != sources.document]
        return sorted({*executed, *filter(sources.is_inside, self._read)})

    def is_worth(self) -> bool:
        """Whether enough has been done since the last copy, by one statement or by many."""
        now = time.perf_counter()
        before, self._between = self._between, now
        if self._over:
            return False
        is_slow = now - before > self._after
        share = _SHARE * (now - self._begun) if self._after else 0.0
        return now - self._latest > max(self._after * (1 if is_slow else _QUICK), share)

    def leave_copy(self, facts: Callable[[], dict[str, Any]]) -> channel.ProgramToRun | None:
        """Leave a copy behind here, if it would be a whole one.

        Args:
            facts: what the server is to know of it.

        Returns:
            None in the run that goes on; the program to go on with in a copy that is used.
        """
        now = time.perf_counter()
        opened = self._opened()
        if opened is None:
            return None
        try:
            written = Written(self._places)
        except TooManyWrittenError:
            self._over = True
            return None
        if not written.is_settled():
            return None
        self._spent += now - self._latest
        told = {**facts(), "seconds": round(self._spent, 3)}
        program = None
        while True:
            process = self.forks.fork()
            if process is None:
                # It has threads, which do not go away.
                self._over = True
            if process != 0:
                self._latest = self._between = time.perf_counter()
                break
            self._is_copy = True
            program = self._wait(told)
        if program is not None:
            self._begun = self._latest
            if not self._restore(opened, written):
                leave(UNFIT)
        return program

    def _wait(self, told: dict[str, Any]) -> channel.ProgramToRun:
        """Wait for the program with which this copy is to go on."""
        self._events.disconnect()
        source, events = self.forks.wait(told)
        self._events.connect(events)
        program = channel.receive_program(source)
        os.close(source)
        if program is None:
            leave(UNFIT)
            raise AssertionError
        return program

    def _opened(self) -> list[_Opened] | None:
        """The files that the program has open; None if others than such that it reads."""
        found = []
        for descriptor in _open_descriptors():
            if descriptor in self._given:
                continue
            mode = os.fstat(descriptor).st_mode
            if stat.S_ISDIR(mode) or (stat.S_ISCHR(mode) and _is_plain(descriptor)):
                continue
            flags = fcntl.fcntl(descriptor, fcntl.F_GETFL)
            if not stat.S_ISREG(mode) or flags & os.O_ACCMODE != os.O_RDONLY:
                return None
            found.append(_Opened(descriptor, os.lseek(descriptor, 0, os.SEEK_CUR)))
        return found

    def _restore(self, opened: list[_Opened], written: Written) -> bool:
        """Have files as they were: what was written since is removed, and what was read unread."""
        for file in opened:
            os.lseek(file.descriptor, file.position, os.SEEK_SET)
        return written.restore()


def places(temporary: str, workspace: Sequence[str]) -> list[Writable]:
    """Where a run may write to.

    Args:
        temporary: directory of its own.
        workspace: folders of which it sees copies.
    """
    memory = "/dev/shm"  # noqa: S108 - the run's own
    overlays = [
        Writable(f"{temporary}/.overlay{number}/upper", folder)
        for number, folder in enumerate(workspace)
    ]
    return [
        Writable(temporary, temporary, ".overlay"),
        *overlays,
        Writable(memory, memory),
    ]


def _open_descriptors() -> list[int]:
    """All that are open in this process."""
    poll = select.poll()
    for descriptor in range(_MOST_DESCRIPTORS):
        poll.register(descriptor, 0)
    closed = {descriptor for descriptor, event in poll.poll(0) if event & select.POLLNVAL}
    return [descriptor for descriptor in range(_MOST_DESCRIPTORS) if descriptor not in closed]


def _is_plain(descriptor: int) -> bool:
    """Whether a device has no state: null, zero, random numbers."""
    number = os.fstat(descriptor).st_rdev
    return os.major(number) == 1
