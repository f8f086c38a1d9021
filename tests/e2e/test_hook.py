"""The command that a coding agent calls after each edit."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from keras_lsp.command_line.hook import edited_files
from tests.e2e.editor import JAX, REPOSITORY
from tests.repository import Repository

RIGHT = """\
import keras
model = keras.Sequential([keras.Input((5, 4)), keras.layers.LSTM(3, return_sequences=True)])
model.add(keras.layers.LSTM(2))
"""
WRONG = RIGHT.replace(", return_sequences=True", "")


def hook(directory: Path, path: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "keras_lsp", "hook"],
        input=json.dumps({"tool_name": "Edit", "tool_input": {"file_path": path}}),
        cwd=directory, env={**os.environ, **JAX, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.stdout == ""
    return done.returncode, done.stderr


def test_an_edit_that_broke_a_model_is_told_and_one_that_did_not_is_not(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.commit(a_py=RIGHT, b_py=WRONG)
    file = tmp_path / "a.py"
    file.write_text(f"# wider\n{RIGHT.replace('LSTM(3', 'LSTM(6')}", "utf-8")
    assert hook(tmp_path, "a.py") == (0, "")
    file.write_text(WRONG, "utf-8")
    code, told = hook(tmp_path, str(file))
    assert code == 2
    first, second, *_ = told.splitlines()
    assert first == "This edit broke a Keras model:"
    assert second.endswith(
        "a.py:3:11: error KL101 `lstm_1` (LSTM) needs an input with 3 dimensions, but gets 2: "
        "(None, 3) from `lstm`."
    )
    assert "    fix: Add `return_sequences=True` to `lstm`" in told
    # It was so before.
    (tmp_path / "b.py").write_text(f"# comment\n{WRONG}", "utf-8")
    assert hook(tmp_path, "b.py") == (0, "")


@pytest.mark.long
def test_outside_of_a_repository_each_error_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(WRONG, "utf-8")
    assert hook(tmp_path, "a.py")[0] == 2


@pytest.mark.parametrize(
    ("said", "files"),
    [
        ({"tool_input": {"file_path": "a.py"}}, ["a.py"]),
        ({"file_path": "a.py", "path": "a.py"}, ["a.py"]),
        ({"args": {"path": "missing.py"}}, []),
        ({"tool_input": {"file_path": "notes.txt"}}, []),
        ({"tool_input": {"command": "ls"}}, []),
        ([1], []),
    ],
)
def test_which_files_were_edited(
    said: object, files: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a.py", "notes.txt"):
        Path(name).write_text("", "utf-8")
    assert edited_files(json.dumps(said)) == files
    assert edited_files("no JSON") == []
