"""Runs that are begun ahead of the saves that need them, and how many of them there may be."""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from keras_lsp.runs import windows

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterable

    from keras_lsp.runs.processes import Run

_Identities: TypeAlias = "list[tuple[int, int] | None]"

VARIABLE = "KERAS_LSP_SPARES"
MOST = 3
# Of the machine's memory, for each process that waits: it holds 0.6 GB, and there is more to do.
_FOR_EACH = 4 * 2**30
# Of the memory that a machine is sold with, as much may be missing in what it says.
_NOT_TOLD = 2**30


@dataclass(eq=False)
class Spare:
    """A run that was begun ahead.

    Attributes:
        task: what makes it.
        folders: of those that it may read, what tells them from others of their names.
        awaited: somebody waits for it from the beginning.
        run: what is made, once that has begun.
    """

    task: asyncio.Future[Run] = field(init=False)
    folders: _Identities
    awaited: bool = False
    run: Run | None = None

    def begin(self, work: Coroutine[Any, Any, Run]) -> None:
        """Begin to make it."""
        self.task = asyncio.create_task(work)
        # A spare that nobody takes may fail without anybody asking.
        self.task.add_done_callback(lambda task: task.cancelled() or task.exception())

    @classmethod
    def of(cls, run: Run, folders: _Identities) -> Spare:
        """One whose run there is already."""
        spare = cls(folders, run=run)
        spare.task = asyncio.get_running_loop().create_future()
        spare.task.set_result(run)
        return spare

    def is_fit(self, directory: str, folders: _Identities) -> bool:
        """Whether its run lives and has the directories that it was confined to.

        Somebody may clear away what lies in its own for long, or make a folder anew.

        Args:
            directory: the run's own.
            folders: what tells those that it may read now from others of their names.
        """
        there = Path(directory).is_dir()
        return there and self.task.result().is_fit() and self.folders == folders

    @property
    def ready(self) -> bool:
        """Whether nobody need wait for it; it may have failed."""
        return self.task.done()


def identities(folders: Iterable[str]) -> _Identities:
    """What tells folders from others of their names; None for one that is not there."""
    return [_identity(path) for path in folders]


def _identity(path: str) -> tuple[int, int] | None:
    try:
        status = os.stat(path)  # noqa: PTH116 - before each run
    except OSError:
        return None
    return status.st_dev, status.st_ino


def most_waiting() -> int:
    """How many processes with Keras in them may wait: 3 from 12 GB on, 2 from 8 GB on, else 1.

    The environment variable `KERAS_LSP_SPARES` goes before that.
    """
    told = os.environ.get(VARIABLE, "")
    if told.isdecimal():
        return max(1, int(told))
    return max(1, min(MOST, (total_memory() + _NOT_TOLD) // _FOR_EACH))


def total_memory() -> int:
    """Bytes of memory that the machine has; 0 where the system does not say."""
    if sys.platform == "win32":
        return windows.total_memory()
    if "SC_PHYS_PAGES" not in os.sysconf_names:
        return 0
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
