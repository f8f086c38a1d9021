"""Directories for temporary files, one for each run; those of killed servers are removed."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from keras_lsp.runs import windows
from keras_lsp.runs.processes import WorkerError

_PREFIX = "keras-lsp-"


class Directories:
    """Those of this server, in one which is made when it is needed, and again if it has gone.

    Those of servers that were killed are removed first.
    """

    def __init__(self) -> None:
        self._base: Path | None = None
        _remove_stale()

    def make(self) -> str:
        """A new one.

        Raises:
            WorkerError: there can be none.
        """
        try:
            if self._base is None or not self._base.is_dir():
                self._base = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
            return tempfile.mkdtemp(dir=self._base)
        except OSError as error:
            raise WorkerError(
                f"Cannot create the run's temporary directory: {error}\nFree some space, or start "
                "the server with another directory in the environment variable TMPDIR."
            ) from error

    def remove(self) -> None:
        """Remove them all."""
        if self._base is not None:
            shutil.rmtree(self._base, ignore_errors=True)
            self._base = None


def _remove_stale() -> None:
    """Remove directories of servers that were killed."""
    for directory in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*-*"):
        number = directory.name.removeprefix(_PREFIX).split("-")[0]
        if number.isdigit() and not _is_running(int(number)):
            shutil.rmtree(directory, ignore_errors=True)


def _is_running(pid: int) -> bool:
    if sys.platform == "win32":
        return windows.is_running(pid)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
