"""The command that a coding agent calls after each edit."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from keras_lsp.command_line.hook import edited_files
from tests.e2e.editor import JAX, REPOSITORY
from tests.repository import Repository

if TYPE_CHECKING:
    from tests.command import Command

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


def test_an_edit_that_broke_a_model_is_told(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.commit(a_py=RIGHT)
    file = tmp_path / "a.py"
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


def test_only_what_an_edit_broke_is_told(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(name: str, text: str) -> tuple[int, str]:
        (command.directory / name).write_text(text, "utf-8")
        monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps({"path": name})))
        done = command("hook")
        return done.returncode, done.stderr

    assert told("b.py", WRONG)[0] == 2  # Outside of a repository each error is told.
    Repository(command.directory).commit(a_py=RIGHT, b_py=WRONG)
    assert told("a.py", f"# wider\n{RIGHT.replace('LSTM(3', 'LSTM(6')}") == (0, "")
    assert told("b.py", f"# comment\n{WRONG}") == (0, "")  # It was so before.
    assert told("a.py", WRONG)[0] == 2


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
