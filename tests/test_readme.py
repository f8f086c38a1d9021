"""What the README and the guide tell people to write is run, as it is written."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from keras_lsp.settings import nearest_project, resolve
from tests.repository import Repository

if TYPE_CHECKING:
    from tests.command import Command

ROOT = Path(__file__).parents[1]
PAGES = ("README.md", "docs/guide.md")
# A fenced block, with its language.
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

NOT_RUN = {
    "make test": "it runs this test",
    "make vsix": "it downloads packages; `make test` has it made before VS Code is started",
    "code --install-extension vscode-extension/keras-lsp.vsix": "there is no such VS Code",
    "python -m pip install keras-lsp": "it needs a package index",
}
MODEL = """\
import keras
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense({})])
"""
CELLS = [{"cell_type": "code", "source": MODEL.format(2)}]
TRACED = "keras-lsp check model.py --trace"
# What is printed by each command of the README, in a project that has this model.
SAID = {
    "keras-lsp check model.py": "model.py: sequential 15 params",
    "keras-lsp check model.ipynb": "model.ipynb: sequential 10 params",
    "keras-lsp check model.py --format json": '"params": 15',
    "keras-lsp check model.py --diff main": "sequential 10 → 15 params, since main: +5 params",
    "keras-lsp check model.py --ignore KL9": "model.py: sequential 15 params",
    TRACED: "model.py: sequential 15 params",
    "keras-lsp plot model.py -o model.svg": "",
    "keras-lsp plot model.py -o model.tex": "",
}


def blocks(page: str, language: str) -> list[str]:
    """The texts of a page's fenced blocks."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return [content for kind, content in _BLOCK.findall(text) if kind == language]


def commands(page: str) -> list[str]:
    """The commands of a page, without what is said of each behind some spaces."""
    lines = [line for block in blocks(page, "") for line in block.splitlines()]
    return [re.split(r" {2,}", line)[0] for line in lines if re.match(r"[a-z][a-z-]+ ", line)]


def filled(directory: Path) -> Path:
    """A directory with the model of `SAID`."""
    notebook = json.dumps({"nbformat": 4, "metadata": {}, "cells": CELLS})
    (directory / "model.ipynb").write_text(notebook, encoding="utf-8")
    Repository(directory).commit(model_py=MODEL.format(2))
    (directory / "model.py").write_text(MODEL.format(3), encoding="utf-8")
    return directory


def run(words: list[str], directory: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words, cwd=directory, env={**os.environ, **variables}, capture_output=True, text=True,
        timeout=200, check=False,
    )  # fmt: skip


def test_every_command_is_known() -> None:
    known = {*SAID, *NOT_RUN, "make demo"}
    found = {command for page in PAGES for command in commands(page)}
    assert found == known, "run it in a test, or say in NOT_RUN why not"


@pytest.mark.parametrize("line", [line for line in SAID if line != TRACED])
def test_a_command_does_what_is_said_of_it(line: str, command: Command) -> None:
    project = filled(command.directory)
    done = command(*shlex.split(line)[1:])
    assert (done.stderr, done.returncode) == ("", 0)
    assert SAID[line] in done.stdout
    if "plot" in line:
        drawn = project / line.split()[-1]
        begins = {".svg": "<?xml", ".tex": "\\documentclass"}[drawn.suffix]
        assert drawn.read_text(encoding="utf-8").startswith(begins)


def test_the_command_is_installed_and_can_be_followed(tmp_path: Path) -> None:
    name, *words = shlex.split(TRACED)
    program = str(Path(sys.executable).with_name(name))
    done = run([program, *words], filled(tmp_path))
    assert done.returncode == 0
    assert "Keras is loaded" in done.stderr
    assert SAID[TRACED] in done.stdout


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make")
def test_make_demo_shows_the_file_and_draws_its_model(tmp_path: Path) -> None:
    listed = run(["make", "--no-print-directory", "--dry-run", "demo"], ROOT).stdout.splitlines()
    assert listed[-1] == ".venv/bin/python examples/demo.py examples/digits.py"
    words = [str(ROOT / word) for word in listed[-1].split()[1:]]
    done = run([sys.executable, *words], tmp_path)
    assert (done.stderr, done.returncode) == ("", 0)
    assert "→ (None, 26, 26, 32) · 320" in done.stdout
    assert "KL102: `add` (Add) cannot combine" in done.stdout
    assert (tmp_path / "out" / "model.svg").read_text(encoding="utf-8").startswith("<?xml")


def test_other_targets_of_make_exist() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"^(?:make |.*?`make )([a-z-]+)", text, re.MULTILINE)
    assert {"demo", "test", "vsix", "bench"} <= set(named)
    for target in named:
        assert run(["make", "--dry-run", target], ROOT).returncode == 0, target


BEFORE = """\
import sys
import keras
from keras import layers

def build_model(num_classes):
    return keras.Sequential([keras.Input((4,)), layers.Dense(num_classes)])

class MyModel(keras.Model):
    def __init__(self):
        super().__init__()
        self.flatten = layers.Flatten()
    def call(self, x):
        return self.flatten(x)

y = keras.Input(())
"""
AFTER = """
epochs = int(sys.argv[2])
trained = keras.Sequential([keras.Input((1,)), layers.Dense(epochs, use_bias=False)])
trained.compile("sgd", "mse")
trained.fit(keras.ops.ones((8, 3)), keras.ops.ones((8, 1)))
"""


@pytest.fixture(scope="module")
def checked(lasting_command: Command) -> dict[str, dict[str, Any]]:
    """What is found in the snippets of each page, and in the program of the picture."""
    lasting_command.empty()
    directory = lasting_command.directory
    texts = {page: BEFORE + "".join(blocks(page, "python")) + AFTER for page in PAGES}
    texts["unmarked"] = re.sub(r"# keras-lsp: ignore.*", "", texts["README.md"])
    files = (ROOT / "tests" / "editors" / "vscode" / "files.mjs").read_text(encoding="utf-8")
    (texts["picture"],) = re.findall(r"^const shown = `(.*?)`;$", files, re.MULTILINE | re.DOTALL)
    for number, text in enumerate(texts.values()):
        (directory / f"program{number}.py").write_text(text, encoding="utf-8")
    names = [f"program{number}.py" for number in range(len(texts))]
    told = json.loads(lasting_command("check", "--format", "json", *names).stdout)
    return dict(zip(texts, told["files"], strict=True))


@pytest.mark.parametrize("page", PAGES)
def test_the_comments_of_a_page_do_what_is_said_of_them(
    page: str, checked: dict[str, dict[str, Any]]
) -> None:
    file = checked[page]
    assert file["problems"] == []
    models = {(model["class"], model["params"]): model["input_shapes"] for model in file["models"]}
    assert models == {
        ("Sequential", 50): [[None, 4]],
        ("MyModel", 0): [[None, 28, 28, 1]],
        ("Sequential", 1): [[None, 1]],
    }


def test_without_the_comments_there_is_something_to_report(
    checked: dict[str, dict[str, Any]],
) -> None:
    codes = [problem["code"] for problem in checked["unmarked"]["problems"]]
    assert codes == ["KL101", "KL401"]


def test_the_message_beside_the_picture_is_that_of_its_program(
    checked: dict[str, dict[str, Any]],
) -> None:
    (block,) = (block for block in blocks("README.md", "") if block.startswith("KL102"))
    (problem,) = checked["picture"]["problems"]
    assert f"{problem['code']}: {problem['message']}".split() == block.split()
    assert problem["line"] == 16


def test_the_settings_of_the_guide_are_settings(tmp_path: Path) -> None:
    (block,) = blocks("docs/guide.md", "toml")
    (tmp_path / "pyproject.toml").write_text(block, encoding="utf-8")
    project, unread = nearest_project(str(tmp_path / "model.py"))
    settings, warnings = resolve({}, project)
    assert (unread, warnings) == ([], [])
    assert settings.rules.ignore == ("KL3",)
    assert (settings.inlay_hints.tensors, settings.plot.rankdir) == (False, "LR")
