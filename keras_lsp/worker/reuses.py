"""Runs one program after another in a process, as long as none leaves anything behind."""

from __future__ import annotations

import contextlib
import os
import select
import sys
import time
from typing import TYPE_CHECKING

from keras_lsp.worker.beginning import Beginning
from keras_lsp.worker.execution import memory
from keras_lsp.worker.left_behind import World

if TYPE_CHECKING:
    from keras_lsp.worker.trace.adapter import Adapter

# Programs that one process runs at most, bytes that it may have grown by, and seconds of processor
# time, of which the sandbox gives a process only so many.
MOST_PROGRAMS = 100
MOST_GROWTH = 300 * 2**20
MOST_SECONDS = 120.0
_OLDEST, _NEWEST = (3, 11), (3, 13)
# On Linux a file system of the process' own.
_MEMORY = ("/dev/shm",) if sys.platform == "linux" else ()  # noqa: S108
# Seconds in which the program comes that somebody has waited for.
_SOON = 0.1


def is_possible(temporary: str) -> bool:
    """Whether this Python is one of those in which it was tried, and no workspace is overlaid.

    An overlay shows a file that was read as it was then, whatever it is now.

    Args:
        temporary: the process' own directory.
    """
    overlaid = any(entry.name.startswith(".overlay") for entry in os.scandir(temporary))
    return _OLDEST <= sys.version_info[:2] <= _NEWEST and not overlaid


class Reuse:
    """Whether this process may run another program.

    Args:
        adapter: knows the Keras of this process.
        program_fd: where programs come from.
        temporary: the process' own directory.
    """

    def __init__(self, adapter: Adapter, program_fd: int, temporary: str) -> None:
        self._program_fd = program_fd
        self._temporary = temporary
        self._beginning = Beginning()
        self._directory = os.getcwd()  # noqa: PTH109 - it need not be there any more
        self._programs = 0
        self._looked = False
        self._size = memory.resident_bytes()
        self._files_before = self._files()
        self._world = World(adapter)

    def _files(self) -> set[str]:
        """What lies where a program may write to."""
        found: set[str] = set()
        for directory in (self._temporary, *_MEMORY):
            with contextlib.suppress(OSError):
                found.update(entry.path for entry in os.scandir(directory))
        return found

    def look(self, *, waiting: bool) -> None:
        """Look at all that there is, once, before the first program.

        Args:
            waiting: only until that program comes.
        """
        if self._looked or self._programs:
            return
        if not waiting or self._is_waiting(_SOON):
            self._looked = self._world.note(self._is_waiting if waiting else _go_on, self)

    def _is_waiting(self, seconds: float = 0.0) -> bool:
        """Whether no program has come yet; on Windows a pipe does not tell."""
        if sys.platform == "win32":
            return True
        return not select.select([self._program_fd], [], [], seconds)[0]

    def left_behind(self) -> str:
        """Why this process may run no other program; empty if it may."""
        self._programs += 1
        if not self._looked:
            return "the program came before all was looked at"
        if self._programs >= MOST_PROGRAMS or time.process_time() > MOST_SECONDS:
            return "it has been used for long"
        if memory.resident_bytes() - self._size > MOST_GROWTH:
            return "it holds too much memory"
        written = self._files() ^ self._files_before
        if written:
            return f"{min(written)} was written"
        self._beginning.restore()
        os.chdir(self._directory)
        return self._world.left_behind()


def _go_on() -> bool:
    return True
