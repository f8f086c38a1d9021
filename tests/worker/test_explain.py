"""What is said of something that the sandbox refused."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import TYPE_CHECKING

from keras_lsp.worker.sandbox import explain

if TYPE_CHECKING:
    import pytest


def said_of(path: Path) -> str:
    return explain.denial(PermissionError(errno.EACCES, "Permission denied", str(path)))


def test_a_cache_that_is_not_there_yet_is_told_as_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(explain, "caches", lambda: ["/nowhere", str(tmp_path)])
    assert said_of(Path("/nowhere/models")) == (
        "What is downloaded to `/nowhere/models` is not there yet, and a run here downloads "
        "nothing. Run the program once; from then on it is read from there."
    )
    # What is there and may not be touched is blocked, as is anything else.
    for path in (tmp_path, Path("/elsewhere")):
        assert " is blocked here. A run reads the workspace and" in said_of(path)
