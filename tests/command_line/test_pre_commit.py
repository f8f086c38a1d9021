"""The hooks that other projects can use, as pre-commit itself reads them."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from pre_commit.clientlib import load_manifest

from keras_lsp.main import main

MANIFEST = Path(__file__).parents[2] / ".pre-commit-hooks.yaml"
HOOKS = {hook["id"]: hook for hook in load_manifest(MANIFEST)}


def test_one_hook_brings_its_own_environment_and_one_uses_the_projects() -> None:
    assert HOOKS["keras-lsp"]["language"] == "python"
    # Newer ones of pre-commit have another word for it.
    assert HOOKS["keras-lsp-system"]["language"] in ("system", "unsupported")


@pytest.mark.parametrize("name", ["keras-lsp", "keras-lsp-system"])
def test_a_hook_checks_the_python_files_and_notebooks_in_one_process(name: str) -> None:
    assert HOOKS[name]["types_or"] == ["python", "jupyter"]
    assert HOOKS[name]["pass_filenames"]
    assert HOOKS[name]["require_serial"]


@pytest.mark.parametrize("name", ["keras-lsp", "keras-lsp-system"])
def test_a_hook_says_nothing_of_a_file_without_problems(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plain.py").write_text("x = 1\n", encoding="utf-8")
    program, *arguments = shlex.split(HOOKS[name]["entry"])
    assert program == "keras-lsp"
    assert main([*arguments, "plain.py"]) == 0
    assert capsys.readouterr() == ("", "")
