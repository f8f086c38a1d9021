"""When a program that a tool is asked about is run, and when what is known of it is told again."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

import pytest

from keras_lsp.mcp.host import FolderHost
from keras_lsp.report import Fix, Report, RunConfig
from keras_lsp.tools.programs import Programs
from keras_lsp.tools.toolbox import Toolbox
from tests.server.fake_server import FakeWorkers

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from keras_lsp.runs.workers import Job

MODEL = "import keras\nimport part\nmodel = Sequential()\nDense(2)\n"


class Host(FolderHost):
    """A folder, and texts that an editor has not saved."""

    def __init__(self, root: Path) -> None:
        super().__init__([str(root)], RunConfig())
        self.texts: dict[str, str] = {}

    def unsaved(self) -> Mapping[str, str]:
        return self.texts


class Mendable(FakeWorkers):
    """Each problem has a quick fix that has to be tried."""

    async def run(self, job: Job) -> Report:
        report = await super().run(job)
        for problem in report.problems:
            problem.candidates = [Fix("Mend it", [])]
        return report


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "a.py").write_text(MODEL)
    (tmp_path / "part.py").write_text("x = 1\n")
    return tmp_path


async def test_a_program_is_run_again_when_it_or_its_modules_changed(root: Path) -> None:
    workers = FakeWorkers()
    tools = Toolbox(workers, Host(root))  # type: ignore[arg-type]

    async def runs() -> int:
        await tools.call("summary", {"path": "a.py"})
        return len(workers.jobs)

    assert [await runs(), await runs()] == [1, 1]
    (root / "part.py").write_text("x = 22\n")
    assert [await runs(), await runs()] == [2, 2]
    (root / "a.py").write_text(MODEL + "Dense(3)\n")
    assert [await runs(), await runs()] == [3, 3]
    os.utime(root / "part.py", (1, 1))
    assert await runs() == 4
    await tools.call("check", {"path": "a.py"})
    assert len(workers.jobs) == 5


async def test_a_module_that_is_not_saved_is_taken_as_it_is(root: Path) -> None:
    workers, host = FakeWorkers(), Host(root)
    tools = Toolbox(workers, host)  # type: ignore[arg-type]
    await tools.call("summary", {"path": "a.py"})
    part = str(root / "part.py")
    for text in ("other = Sequential()\nDense(5)\n", "other = Sequential()\nDense(7)\n"):
        host.texts = {part: text}
        told = await tools.call("summary", {"path": "a.py", "model": "other"})
        assert f"| dense_1 (Dense) | (None, {text[-3]}) |" in told.text
        assert workers.jobs[-1].overlays == {part: text}


async def test_as_many_programs_are_kept_as_an_agent_compares(root: Path) -> None:
    workers = Mendable()
    programs = Programs(workers, Host(root))  # type: ignore[arg-type]
    path = str(root / "a.py")
    first = await programs.program(path, f"{MODEL}# problem\n# problem x\n")
    trials = programs.trials(first)
    assert trials is not None
    ended = asyncio.Event()
    trials.cancel = ended.set  # type: ignore[method-assign]
    for number in range(8):
        assert not ended.is_set()
        await programs.program(path, f"{MODEL}Dense({number + 3})\n")
    assert ended.is_set()
    assert await programs.program(path, first.text) is not first


async def test_a_cancelled_request_ends_the_trials_of_its_fixes(root: Path) -> None:
    workers = Mendable()
    tools = Toolbox(workers, Host(root))  # type: ignore[arg-type]
    text = f"{MODEL}# problem x\n"
    await tools.call("summary", {"path": "a.py", "text": text})
    begun, ended = asyncio.Event(), asyncio.Event()

    async def goes_on(_job: Job) -> Report:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()
        raise AssertionError

    workers.run = goes_on  # type: ignore[method-assign]
    request = asyncio.create_task(tools.call("fixes", {"path": "a.py", "text": text}))
    await asyncio.wait_for(begun.wait(), 5)
    request.cancel()
    await asyncio.wait_for(ended.wait(), 5)
    assert (await asyncio.wait({request}))[0].pop().cancelled()


def test_the_budgets_of_a_folder_are_those_of_its_project(root: Path) -> None:
    (root / "pyproject.toml").write_text("[tool.keras-lsp.budgets]\nmax-params = 7\n")
    (root / "inner").mkdir()
    host = Host(root)
    (budget,) = host.budgets(str(root / "inner" / "a.py"))
    assert (budget.setting, budget.most, budget.pattern) == ("max-params", 7, "*")
    assert host.budgets("/nowhere/a.py") == []
