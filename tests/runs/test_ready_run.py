"""The run that is ready ahead of the next save: it may die while it waits."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import logging
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from keras_lsp.report import RunConfig
from keras_lsp.runs import event_log, local_workers
from keras_lsp.runs.events import read_events
from keras_lsp.runs.local_workers import LocalWorkers
from keras_lsp.runs.processes import end_text
from keras_lsp.runs.workers import Job
from keras_lsp.runs.zygotes import ZygoteLauncher
from tests import fake_keras
from tests.e2e.test_lifetimes import children

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from keras_lsp.report import Report
    from keras_lsp.runs.processes import Run
    from keras_lsp.runs.stacks import Stack
    from keras_lsp.runs.warm_pool import WarmPool

MODEL = "import keras\nmodel = keras.Sequential([keras.Input((1,)), keras.layers.Dense(2)])\n"


def job_in(directory: Path, interpreter: str | None = None) -> Job:
    """A job for a Python with a Keras that is there in no time, or for another one."""
    python = fake_keras.python() if interpreter is None else interpreter
    config = RunConfig((str(directory),), python, timeout=60.0)
    return Job(str(directory / "a.py"), MODEL, config, preload=("keras",))


@contextlib.asynccontextmanager
async def workers(lifetime: str, job: Job) -> AsyncIterator[tuple[LocalWorkers, WarmPool]]:
    """Workers that have run something, and the one of them that did."""
    local = LocalWorkers(lifetime)
    try:
        await local.run(job)
        (worker,) = local._workers.values()
        yield local, worker
    finally:
        await local.close()


def is_whole(report: Report) -> bool:
    totals = [model.weights.total for model in report.models if model.weights]
    return (report.status, report.problems, totals) == ("ok", [], [4])


@pytest.mark.parametrize(
    ("lifetime", "interpreter"),
    [
        ("zygote", None),
        ("single", None),
        pytest.param("zygote", "", id="real Keras", marks=pytest.mark.long),
    ],
)
async def test_another_takes_its_place(
    lifetime: str, interpreter: str | None, tmp_path: Path
) -> None:
    job = job_in(tmp_path, interpreter)
    async with workers(lifetime, job) as (local, worker):
        ready = await asyncio.shield(worker._next_spare().task)
        ready.kill()
        await ready.wait()
        assert is_whole(await local.run(job))


@pytest.mark.parametrize("lifetime", ["zygote", "single"])
async def test_that_we_end_it_is_told(
    lifetime: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, event_log.log.name)
    async with workers(lifetime, job_in(tmp_path)) as (_, worker):
        ready = await asyncio.shield(worker._next_spare().task)
        ready.kill()
        assert await ready.wait() == -9
        told = [record.getMessage() for record in caplog.records]
    assert f"{ready.name:9} ended        by us" in told


@pytest.mark.parametrize(
    ("status", "killed", "text"),
    [
        (-9, True, "by us"),
        (-9, False, "exit status -9"),
        (0, True, "exit status 0"),
        (3, True, "exit status 3"),
    ],
)
def test_only_what_we_killed_has_ended_by_us(status: int, killed: bool, text: str) -> None:
    assert end_text(status, killed=killed) == text


async def test_one_that_is_killed_while_it_is_made_does_not_cost_the_zygote(
    tmp_path: Path,
) -> None:
    job = job_in(tmp_path)
    async with workers("zygote", job) as (local, worker):
        launcher = worker._launching.launcher
        assert isinstance(launcher, ZygoteLauncher)
        worker.replace()
        await asyncio.sleep(0)  # The task begins: it asks for a fork.
        for run in launcher._runs.values():
            run.kill()
        assert is_whole(await local.run(job))
        assert worker._launching.launcher is launcher


async def test_one_whose_zygote_was_killed_leaves_no_directory(tmp_path: Path) -> None:
    job = job_in(tmp_path)
    async with workers("zygote", job) as (local, worker):
        ready = await asyncio.shield(worker._next_spare().task)
        launcher = worker._launching.launcher
        assert isinstance(launcher, ZygoteLauncher)
        assert launcher._process is not None
        launcher._process.kill()
        await ready.wait()
        assert is_whole(await local.run(job))
        await asyncio.shield(worker._next_spare().task)
        await asyncio.gather(*worker._ending)
        assert len(worker._directories) == 1
        base = local._directories._base
        assert base is not None
        assert len([*base.iterdir()]) == 1


async def test_a_program_whose_zygote_is_killed_meanwhile_is_run_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports: list[Report] = []

    async def listen(run: Run, job: Job, report: Report, stack: Stack) -> Any:
        reports.append(report)
        end = await read_events(run, job, report, stack)
        if len(reports) == 2:
            path.unlink()
        return end

    monkeypatch.setattr(local_workers, "read_events", listen)
    path = tmp_path / "endless"
    path.touch()
    waits = f"import os\nwhile os.path.exists({str(path)!r}): pass\n{MODEL}"
    async with workers("zygote", job_in(tmp_path)) as (local, worker):
        launcher = worker._launching.launcher
        assert isinstance(launcher, ZygoteLauncher)
        assert launcher._process is not None
        running = asyncio.create_task(local.run(dataclasses.replace(job_in(tmp_path), text=waits)))
        while len(reports) < 2 or reports[1].keras is None:  # noqa: ASYNC110 - no news
            await asyncio.sleep(0.01)
        launcher._process.kill()
        assert is_whole(await running)
        assert [report.status for report in reports] == ["ok", "crashed", "ok"]


async def test_several_that_wait_when_the_zygote_dies_share_the_next_one(tmp_path: Path) -> None:
    job = job_in(tmp_path)
    aside = dataclasses.replace(job, aside=True)
    others = zygotes()
    async with workers("zygote", job) as (local, worker):
        launcher = worker._launching.launcher
        assert isinstance(launcher, ZygoteLauncher)
        assert launcher._process is not None
        launcher._process.kill()
        reports = await asyncio.gather(*(local.run(each) for each in (job, job, aside, aside)))
        assert [is_whole(report) for report in reports] == [True] * 4
        assert len(zygotes() - others) == 1


def zygotes() -> set[int]:
    """Those that this process has started, by id."""
    return {each.pid for each in children() if " zygote " in each.command}


async def test_directories_that_were_cleared_away_are_made_again(tmp_path: Path) -> None:
    writes = f"import tempfile\ntempfile.TemporaryFile().write(b'x')\n{MODEL}"
    job = dataclasses.replace(job_in(tmp_path), text=writes)
    async with workers("zygote", job) as (local, worker):
        for _ in range(2):
            ready = await asyncio.shield(worker._next_spare().task)
            shutil.rmtree(Path(worker._directories[id(ready)]).parent)
            assert is_whole(await local.run(job))
            await ready.wait()


async def test_a_folder_that_was_removed_and_made_again_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    reads = f"open({str(folder / 'data.txt')!r}).read()\n{MODEL}"
    job = dataclasses.replace(job_in(folder), text=reads)
    (folder / "data.txt").touch()
    async with workers("zygote", job) as (local, worker):
        await asyncio.shield(worker._next_spare().task)
        folder.rename(tmp_path / "before")
        folder.mkdir()
        (folder / "data.txt").touch()
        assert is_whole(await local.run(job))


async def test_where_no_directory_can_be_made_the_reason_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "file"))
    local = LocalWorkers("zygote")
    try:
        report = await local.run(job_in(tmp_path))
    finally:
        await local.close()
    (problem,) = report.problems
    assert (report.status, problem.code) == ("failed", "KL906")
    assert problem.message.startswith("Cannot create the run's temporary directory: ")
    assert problem.message.endswith("in the environment variable TMPDIR.")
