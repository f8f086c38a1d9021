"""The job object of Windows, as far as Linux can tell; what Windows lacks is never imported."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from keras_lsp.report import RunConfig
from keras_lsp.worker.sandbox import Policy, RefusedError, enter, windows
from keras_lsp.worker.sandbox.windows import BasicLimits, ExtendedLimits

ROOT = Path(__file__).parents[2]
POLICY = Policy(RunConfig(), "C:\\private", (), 60)


@pytest.mark.skipif(ctypes.sizeof(ctypes.c_void_p) != 8, reason="the numbers are of 64 bits")
def test_structures_are_as_windows_lays_them_out() -> None:
    assert ctypes.sizeof(BasicLimits) == 64
    assert BasicLimits.flags.offset == 16
    assert BasicLimits.minimum_working_set.offset == 24
    assert BasicLimits.active_processes.offset == 40
    assert BasicLimits.affinity.offset == 48
    assert ctypes.sizeof(ExtendedLimits) == 144
    assert ExtendedLimits.io_counters.offset == 64
    assert ExtendedLimits.process_memory.offset == 112


def test_limits_are_one_process_its_memory_and_its_time() -> None:
    info = windows.limits(POLICY)
    assert info.basic.flags == 0x250A
    assert info.basic.active_processes == 1
    assert info.basic.per_process_user_time == 600_000_000
    assert info.process_memory == 4_294_967_296


class Kernel32:
    """Stands for the library; fails at the call of that name."""

    def __init__(self, fails: str = "") -> None:
        self.fails = fails
        self.calls: list[tuple[Any, ...]] = []

    def __getattr__(self, name: str) -> Any:
        def call(*arguments: Any) -> int:
            self.calls.append((name, *(a for a in arguments if isinstance(a, int))))
            return 0 if name == self.fails else 77

        return call


def test_the_process_is_put_into_a_job_of_its_own() -> None:
    kernel32 = Kernel32()
    info = windows.enter(POLICY, kernel32)
    assert (info.enforced, info.missing) == (["job"], ["files", "network", "descriptors"])
    assert kernel32.calls == [
        ("CreateJobObjectW",),
        ("SetInformationJobObject", 77, 9, 144),
        ("SetInformationJobObject", 77, 4, 4),
        ("GetCurrentProcess",),
        ("AssignProcessToJobObject", 77, 77),
    ]


@pytest.mark.parametrize(
    "fails", ["CreateJobObjectW", "SetInformationJobObject", "AssignProcessToJobObject"]
)
def test_what_fails_is_missing(fails: str) -> None:
    info = windows.enter(POLICY, Kernel32(fails))
    assert (info.enforced, info.missing) == ([], ["job", "files", "network", "descriptors"])


def test_off_enters_nothing_and_strict_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    kernel32 = Kernel32()
    off = Policy(RunConfig(sandbox_mode="off"), "", (), 0)
    assert windows.enter(off, kernel32).enforced == []
    assert kernel32.calls == []
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(windows, "_kernel32", lambda: kernel32)
    with pytest.raises(RefusedError, match="lacks files, network, descriptors"):
        enter(Policy(RunConfig(sandbox_mode="strict"), "", (), 0))


WITHOUT_POSIX = """
import asyncio, logging, pathlib, multiprocessing, importlib.abc, sys
import pygls.lsp.server, lsprotocol.types, pydot
MISSING = {"fcntl", "resource", "termios", "pwd", "grp", "pty", "tty"}
for name in MISSING:
    sys.modules.pop(name, None)

class Refuse(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name in MISSING:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Refuse())
sys.platform = "win32"
import os, signal, socket
for module, names in (
    (os, ("fork", "setsid", "pidfd_open", "waitstatus_to_exitcode", "getuid", "geteuid")),
    (signal, ("setitimer", "SIGALRM", "SIGKILL")),
    (socket, ("recv_fds", "send_fds")),
):
    for name in names:
        if hasattr(module, name):
            delattr(module, name)
import keras_lsp.server.app, keras_lsp.runs.local_workers, keras_lsp.runs.process_per_run
import keras_lsp.main, keras_lsp.command_line.check, keras_lsp.plot
import keras_lsp.worker.start, keras_lsp.worker.child, keras_lsp.worker.single
import keras_lsp.worker.sandbox.windows
print("imported")
"""


def test_what_windows_imports_needs_nothing_of_posix() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_POSIX],
        capture_output=True, text=True, check=False, env={"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.stdout == "imported\n", done.stderr
