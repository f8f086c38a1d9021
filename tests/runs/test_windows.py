"""What Windows is asked about processes, as far as Linux can tell."""

from __future__ import annotations

import ctypes
import os
import sys
import tempfile
from typing import TYPE_CHECKING, Any

import pytest

from keras_lsp.runs import directories, windows

if TYPE_CHECKING:
    from pathlib import Path


class Kernel32:
    """Stands for the library, on a machine with the processes `known`, of which one has ended."""

    def __init__(self, known: tuple[int, ...], ended: int = 0) -> None:
        self.known = known
        self.ended = ended
        self.open: list[int] = []
        self.priorities: list[tuple[int, int]] = []

    def OpenProcess(self, access: int, _inherit: int, pid: int) -> int:  # noqa: N802
        assert access in (0x100000, 0x200)
        if pid in self.known:
            self.open.append(pid)
            return pid
        return 0

    def WaitForSingleObject(self, handle: int, milliseconds: int) -> int:  # noqa: N802
        assert milliseconds == 0
        return 0 if handle == self.ended else 0x102

    def SetPriorityClass(self, handle: int, priority: int) -> int:  # noqa: N802
        self.priorities.append((handle, priority))
        return 1

    def CloseHandle(self, handle: int) -> None:  # noqa: N802
        self.open.remove(handle)

    def GlobalMemoryStatusEx(self, status: Any) -> int:  # noqa: N802
        assert status._obj.length == 64
        status._obj.total = 16 * 2**30
        return 1


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Kernel32:
    fake = Kernel32((7, 8), ended=8)
    monkeypatch.setattr(windows, "kernel32", lambda: fake)
    return fake


def test_a_process_runs_until_it_has_ended(
    library: Kernel32, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(windows, "_last_error", lambda: 87)
    assert [windows.is_running(pid) for pid in (7, 8, 9)] == [True, False, False]
    assert library.open == []


def test_one_that_may_not_be_looked_at_runs(
    library: Kernel32, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(windows, "_last_error", lambda: 5)
    assert windows.is_running(9)


def test_a_second_server_leaves_the_first_one_and_its_directory_alone(
    library: Kernel32, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kill(pid: int, _number: int) -> None:
        pytest.fail(f"on Windows this ends process {pid}")

    monkeypatch.setattr(os, "kill", kill)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(windows, "_last_error", lambda: 87)
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path))
    for name in ("keras-lsp-7-abc", "keras-lsp-8-abc", "keras-lsp-9-abc"):
        (tmp_path / name).mkdir()
    directories.Directories()
    assert [path.name for path in tmp_path.iterdir()] == ["keras-lsp-7-abc"]


def test_a_priority_is_given_to_what_is_there(library: Kernel32) -> None:
    windows.set_priority(7, windows.BELOW_NORMAL)
    windows.set_priority(9, windows.NORMAL)
    assert library.priorities == [(7, 0x4000)]
    assert library.open == []


@pytest.mark.skipif(ctypes.sizeof(ctypes.c_void_p) != 8, reason="the numbers are of 64 bits")
def test_memory_is_told_in_bytes(library: Kernel32) -> None:
    assert ctypes.sizeof(windows.MemoryStatus) == 64
    assert windows.MemoryStatus.total.offset == 8
    assert windows.total_memory() == 17_179_869_184
