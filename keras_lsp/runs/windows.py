"""What Windows must be asked about processes in its own words.

Constants are those of the Windows documentation (processthreadsapi.h, synchapi.h, winbase.h).
"""

from __future__ import annotations

import ctypes
import functools
from typing import Any

SYNCHRONIZE = 0x100000
SET_INFORMATION = 0x200
BELOW_NORMAL = 0x4000
NORMAL = 0x20
TIMEOUT = 0x102
ACCESS_DENIED = 5


class MemoryStatus(ctypes.Structure):
    """`MEMORYSTATUSEX`."""

    _fields_ = (
        ("length", ctypes.c_uint32),
        ("load", ctypes.c_uint32),
        ("total", ctypes.c_uint64),
        ("free", ctypes.c_uint64),
        ("total_page_file", ctypes.c_uint64),
        ("free_page_file", ctypes.c_uint64),
        ("total_virtual", ctypes.c_uint64),
        ("free_virtual", ctypes.c_uint64),
        ("free_extended", ctypes.c_uint64),
    )


@functools.cache
def kernel32() -> Any:
    """The library that knows."""
    library = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined,unused-ignore]
    handle, number = ctypes.c_void_p, ctypes.c_uint32
    library.OpenProcess.restype = handle
    library.OpenProcess.argtypes = (number, ctypes.c_int, number)
    library.WaitForSingleObject.restype = number
    library.WaitForSingleObject.argtypes = (handle, number)
    library.SetPriorityClass.argtypes = (handle, number)
    library.CloseHandle.argtypes = (handle,)
    return library


def is_running(pid: int) -> bool:
    """Whether a process of that number runs; `os.kill(pid, 0)` would end it on Windows."""
    library = kernel32()
    process = library.OpenProcess(SYNCHRONIZE, 0, pid)
    if not process:
        return _last_error() == ACCESS_DENIED
    try:
        # One that has ended stays there for as long as somebody holds it open.
        return bool(library.WaitForSingleObject(process, 0) == TIMEOUT)
    finally:
        library.CloseHandle(process)


def _last_error() -> int:
    return int(ctypes.get_last_error())  # type: ignore[attr-defined,unused-ignore]


def set_priority(pid: int, priority: int) -> None:
    """Give a process that priority, if it is still there."""
    library = kernel32()
    process = library.OpenProcess(SET_INFORMATION, 0, pid)
    if process:
        library.SetPriorityClass(process, priority)
        library.CloseHandle(process)


def total_memory() -> int:
    """Bytes of memory that the machine has."""
    status = MemoryStatus()
    status.length = ctypes.sizeof(status)
    kernel32().GlobalMemoryStatusEx(ctypes.byref(status))
    return int(status.total)
