"""Windows: a job object bounds the process; nothing isolates it, and the report says so.

Structures and constants are those of `JOBOBJECT_EXTENDED_LIMIT_INFORMATION` and of
`JOBOBJECT_BASIC_UI_RESTRICTIONS` in the Windows documentation (winnt.h). It has never been run.
"""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any

from keras_lsp.report import SandboxInfo

if TYPE_CHECKING:
    from keras_lsp.worker.sandbox import Policy

ACTIVE_PROCESS = 0x8
PROCESS_TIME = 0x2
PROCESS_MEMORY = 0x100
DIE_ON_UNHANDLED_EXCEPTION = 0x400
KILL_ON_JOB_CLOSE = 0x2000
EXTENDED_LIMITS = 9
UI_RESTRICTIONS = 4
# Handles, clipboard, system parameters, display, atoms, desktops, logging off.
ALL_UI = 0xFF
# Windows counts a process' time in units of 100 nanoseconds.
_TICKS = 10_000_000


class BasicLimits(ctypes.Structure):
    """`JOBOBJECT_BASIC_LIMIT_INFORMATION`."""

    _fields_ = (
        ("per_process_user_time", ctypes.c_int64),
        ("per_job_user_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("minimum_working_set", ctypes.c_size_t),
        ("maximum_working_set", ctypes.c_size_t),
        ("active_processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority_class", ctypes.c_uint32),
        ("scheduling_class", ctypes.c_uint32),
    )


class ExtendedLimits(ctypes.Structure):
    """`JOBOBJECT_EXTENDED_LIMIT_INFORMATION`."""

    _fields_ = (
        ("basic", BasicLimits),
        ("io_counters", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process_memory", ctypes.c_size_t),
        ("peak_job_memory", ctypes.c_size_t),
    )


def limits(policy: Policy) -> ExtendedLimits:
    """The policy's limits: one process, its memory, its time; all end with the job."""
    info = ExtendedLimits()
    info.basic.flags = (
        ACTIVE_PROCESS
        | PROCESS_TIME
        | PROCESS_MEMORY
        | DIE_ON_UNHANDLED_EXCEPTION
        | KILL_ON_JOB_CLOSE
    )
    info.basic.active_processes = 1
    info.basic.per_process_user_time = policy.processor * _TICKS
    info.process_memory = policy.config.memory_limit
    return info


def enter(policy: Policy, kernel32: Any = None) -> SandboxInfo:
    """Put this process into a job of its own, unless the mode is `off`.

    Args:
        policy: what the run may do.
        kernel32: stands for the library.
    """
    missing = ["files", "network", "descriptors"]
    if policy.config.sandbox_mode == "off":
        return SandboxInfo([], ["job", *missing])
    kernel32 = kernel32 or _kernel32()
    job = kernel32.CreateJobObjectW(None, None)
    bounds, ui = limits(policy), ctypes.c_uint32(ALL_UI)
    entered = (
        job
        and kernel32.SetInformationJobObject(
            job, EXTENDED_LIMITS, ctypes.byref(bounds), ctypes.sizeof(bounds)
        )
        and kernel32.SetInformationJobObject(
            job, UI_RESTRICTIONS, ctypes.byref(ui), ctypes.sizeof(ui)
        )
        and kernel32.AssignProcessToJobObject(job, kernel32.GetCurrentProcess())
    )
    return SandboxInfo(["job"], missing) if entered else SandboxInfo([], ["job", *missing])


def _kernel32() -> Any:
    library = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined,unused-ignore]
    handle = ctypes.c_void_p
    library.CreateJobObjectW.restype = handle
    library.CreateJobObjectW.argtypes = (ctypes.c_void_p, ctypes.c_wchar_p)
    library.GetCurrentProcess.restype = handle
    library.SetInformationJobObject.argtypes = (
        handle,
        ctypes.c_int,
        ctypes.c_void_p,
        ctypes.c_uint32,
    )
    library.AssignProcessToJobObject.argtypes = (handle, handle)
    return library
