"""Nothing of the workspace runs before the sandbox, whatever its files are called."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest  # noqa: TC002 - pytest-asyncio evaluates the annotations

from keras_lsp.report import RunConfig
from keras_lsp.runs.local_workers import LocalWorkers
from keras_lsp.runs.workers import Job
from tests.sandbox.conftest import ORDINARY

if TYPE_CHECKING:
    from pathlib import Path

    from keras_lsp.report import Report

NAMES = ("keras", "json", "sitecustomize", "usercustomize", "numpy", "torch")


def plant(workspace: Path, mark: Path) -> None:
    """Modules that leave a mark where only an unconfined process can."""
    workspace.mkdir()
    mark.mkdir()
    for name in NAMES:
        line = f"open({str(mark / name)!r}, 'w').write('executed')\n"
        (workspace / f"{name}.py").write_text(f"try:\n    {line}except OSError:\n    pass\n")


async def run(workspace: Path, interpreter: str = "") -> Report:
    workers = LocalWorkers()
    try:
        path = str(workspace / "program.py")
        return await workers.run(
            Job(
                path,
                ORDINARY,
                RunConfig((str(workspace),), interpreter=interpreter),
                preload=NAMES,
            )
        )
    finally:
        await workers.close()


async def test_modules_of_the_workspace_do_not_take_the_place_of_libraries(tmp_path: Path) -> None:
    plant(tmp_path / "workspace", tmp_path / "mark")
    report = await run(tmp_path / "workspace")
    assert os.listdir(tmp_path / "mark") == []
    assert report.status == "ok"
    assert [model.weights and model.weights.total for model in report.models] == [9]


async def test_nor_when_the_workspace_is_on_the_python_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(tmp_path / "workspace", tmp_path / "mark")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "workspace"))
    await run(tmp_path / "workspace")
    assert os.listdir(tmp_path / "mark") == []
