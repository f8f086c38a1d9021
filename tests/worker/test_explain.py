"""What is said of something that the sandbox refused."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from keras_lsp.worker.sandbox.explain import denial

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def said_of(path: Path) -> str:
    return denial(PermissionError(errno.EACCES, "Permission denied", str(path)))


def test_a_cache_that_is_not_there_yet_is_told_as_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    cache = tmp_path / ".cache" / "kagglehub"
    assert said_of(cache / "models") == (
        f"What is downloaded to `{cache / 'models'}` is not there yet, and a run here downloads "
        "nothing. Run the program once; from then on it is read from there."
    )
    # What is there and may not be touched is blocked, as is anything else.
    cache.mkdir(parents=True)
    for path in (cache, tmp_path / "notes.txt"):
        assert said_of(path).startswith(f"`{path}` is blocked here. A run reads the workspace and")
