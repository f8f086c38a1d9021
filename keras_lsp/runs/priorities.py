"""Lets a process that nobody waits for leave the processor to others.

Not on macOS: there a lower priority that can be taken back means the slow cores alone.
"""

from __future__ import annotations

import contextlib
import os
import sys

from keras_lsp.runs import windows


def lower(pid: int) -> None:
    """Let others go first, as far as this system lets it be taken back."""
    _set(pid, lowered=True)


def restore(pid: int) -> None:
    """Let it go as any other."""
    _set(pid, lowered=False)


def _set(pid: int, *, lowered: bool) -> None:
    # It may have ended meanwhile, or have gone where it may not be touched.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if sys.platform == "win32":
            windows.set_priority(pid, windows.BELOW_NORMAL if lowered else windows.NORMAL)
        elif sys.platform == "linux":
            policy = os.SCHED_BATCH if lowered else os.SCHED_OTHER
            os.sched_setscheduler(pid, policy, os.sched_param(0))
