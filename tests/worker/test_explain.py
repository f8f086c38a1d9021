"""What is said of something that the sandbox refused."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from keras_lsp.worker.sandbox import explain

if TYPE_CHECKING:
    from typing import Any


def said_of(path: Path) -> str:
    return explain.denial(PermissionError(errno.EACCES, "Permission denied", str(path)))


def test_a_cache_that_is_not_there_yet_is_told_as_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    cache, there = Path("nowhere"), Path("there")
    there.mkdir()
    monkeypatch.setattr(explain, "caches", lambda: [str(cache), str(there)])
    assert said_of(cache / "models") == (
        f"What is downloaded to `{cache / 'models'}` is not there yet, and a run here downloads "
        "nothing. Run the program once; from then on it is read from there."
    )
    # What is there and may not be touched is blocked, as is anything else.
    for path in (there, Path("elsewhere")):
        assert " is blocked here. A run reads the workspace and" in said_of(path)


def test_of_a_long_name_the_end_is_told() -> None:
    path = Path("/") / ("a" * 100) / "weights.h5"
    assert said_of(path).startswith(f"`…{'a' * 69}{os.sep}weights.h5` is blocked here.")


@pytest.mark.parametrize(
    ("event", "arguments", "told"),
    [
        ("subprocess.Popen", ("git", ["git", "status"], None, None), "git"),
        # So it is on Windows, where the system looks for the program.
        ("subprocess.Popen", (None, 'git "a file"', None, None), 'git "a file"'),
        ("subprocess.Popen", (None, ["git", "status"], None, None), "git"),
        ("_winapi.CreateProcess", (None, "python -c pass", None), "python -c pass"),
        ("os.spawn", (0, b"/bin/true", [b"true"], None), "/bin/true"),
        ("os.system", (b"ls",), "ls"),
        ("os.startfile", ("a.txt", None), "a.txt"),
        ("os.fork", (), "os.fork"),
    ],
)
def test_a_program_that_is_blocked_is_named(
    event: str, arguments: tuple[Any, ...], told: str
) -> None:
    assert explain._command(event, arguments) == told
