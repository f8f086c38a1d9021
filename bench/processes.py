"""What processes hold in memory, by `/proc`."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

MEGABYTE = 1 << 20


def status(pid: int, name: str) -> int:
    """A figure of `/proc/PID/status`, in bytes."""
    for entry in Path(f"/proc/{pid}/status").read_text("ascii").splitlines():
        if entry.startswith(f"{name}:"):
            return int(entry.split()[1]) * 1024
    raise LookupError(name)


def resident(pid: int) -> int:
    """Bytes that a process has in memory."""
    return status(pid, "VmRSS")


def private(pid: int) -> int:
    """Bytes that it shares with no other."""
    entries = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    return sum(int(entry.split()[1]) * 1024 for entry in entries if entry.startswith("Private_"))


def descendants(pid: int) -> list[int]:
    """Processes below one, parents first."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(OSError):
            for child in map(int, (task / "children").read_text("ascii").split()):
                found += [child, *descendants(child)]
    return found


async def peak_of_runs(server: int, over: asyncio.Event) -> int:
    """The most memory that a run has had until an event, in bytes.

    A save goes on in the run that waits, or in a copy of an earlier one.
    """
    peaks = [0]
    while not over.is_set():
        _launcher, _zygote, *runs = descendants(server)
        for run in runs:
            with contextlib.suppress(OSError, LookupError):
                peaks.append(status(run, "VmHWM"))
        await asyncio.sleep(0.005)
    return max(peaks)
