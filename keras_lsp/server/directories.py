"""The directory in which each run has one of its own; those of killed servers are removed."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

_PREFIX = "keras-lsp-"


def make_base() -> Path:
    """A directory for the runs of this server."""
    _remove_stale()
    return Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))


def _remove_stale() -> None:
    """Remove directories of servers that were killed."""
    for directory in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*-*"):
        number = directory.name.removeprefix(_PREFIX).split("-")[0]
        if number.isdigit() and not _is_running(int(number)):
            shutil.rmtree(directory, ignore_errors=True)


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
