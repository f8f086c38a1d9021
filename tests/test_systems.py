"""`KERAS_LSP_LIKE` has the product behave as on another system."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from keras_lsp.runs.processes import environment

ROOT = Path(__file__).parents[1]
TELL = "from keras_lsp import systems as s; print(s.FORKS, s.ISOLATES, s.HAS_TIMER)"


@pytest.mark.skipif(sys.platform != "linux", reason="where nothing is set it is of this system")
@pytest.mark.parametrize(
    ("like", "told"),
    [
        ("", "True True True"),
        ("linux", "True True True"),
        ("darwin", "False True True"),
        ("win32", "False False False"),
    ],
)
def test_what_a_system_can_do(like: str, told: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", TELL],
        capture_output=True, text=True, check=True, cwd=ROOT,
        env={**os.environ, "KERAS_LSP_LIKE": like},
    )  # fmt: skip
    assert done.stdout.strip() == told


def test_workers_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KERAS_LSP_LIKE", "win32")
    assert environment({})["KERAS_LSP_LIKE"] == "win32"
