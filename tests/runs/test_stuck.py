"""Workers that do not go on: nobody waits for them for long."""

from __future__ import annotations

import asyncio
import dataclasses
import gc
import os
import signal
import time
from typing import TYPE_CHECKING, Any

import pytest

from keras_lsp.report import RunConfig
from keras_lsp.runs import local_workers, zygotes
from keras_lsp.runs.events import read_events
from keras_lsp.runs.local_workers import LocalWorkers
from keras_lsp.runs.workers import Job, RunProgress
from tests import fake_keras
from tests.e2e.editor import all_processes, ended
from tests.e2e.test_lifetimes import children, workers
from tests.runs.test_aside import ENDLESS, MODEL

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from pathlib import Path

    from keras_lsp.report import Report
    from keras_lsp.runs.processes import Run
    from keras_lsp.runs.stacks import Stack
    from tests.e2e.editor import Process


def job_in(directory: Path, text: str = MODEL, **more: Any) -> Job:
    """A job for a Python with a Keras that is there in no time, unless another one is given."""
    python = more.get("interpreter", fake_keras.python())
    given = {"timeout": 30.0, "preload": ("keras",), **more, "interpreter": python}
    names = {field.name for field in dataclasses.fields(RunConfig)}
    config = {name: given.pop(name) for name in names & set(given)}
    return Job(str(directory / "a.py"), text, RunConfig((str(directory),), **config), **given)


async def found(local: LocalWorkers, job: Job) -> tuple[list[int], list[str]]:
    """The sizes of the models that a job makes, and its problems."""
    report = await asyncio.wait_for(local.run(job), 40)
    sizes = [model.weights.total for model in report.models if model.weights]
    lines = [f"{each.span.line} {each.code} {each.message}" for each in report.problems]
    return sizes, [line.split("\n")[0] for line in lines]


def forking(directory: Path) -> list[Process]:
    """What forks the runs of a workspace; in a PID namespace, another one waits outside of it."""
    ours = [each for each in children() if str(directory) in each.command]
    outer = {each.pid: each for each in ours if " zygote " in each.command}
    inner = [each for each in all_processes() if each.first and each.parent in outer]
    return inner or [*outer.values()]


@pytest.mark.parametrize("first", [True, pytest.param(False, marks=pytest.mark.long)])
async def test_a_package_whose_import_does_not_end_is_imported_in_its_runs_only(
    first: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zygotes, "IMPORT_LIMIT", 2.0)
    text = "import os\nread, _ = os.pipe()\nos.read(read, 1)\n"
    interpreter = fake_keras.interpreter_in(tmp_path / "venv", endless=text)
    given = {"interpreter": interpreter}
    good = job_in(tmp_path, **given)
    bad = job_in(
        tmp_path, f"import endless\n{MODEL}", timeout=2.0, preload=("keras", "endless"), **given
    )
    async with workers("zygote") as local:
        if not first:
            assert await found(local, good) == ([4], [])
        sizes, (problem,) = await found(local, bad)
        assert sizes == []
        assert problem.startswith("1 KL903 ")
        assert await found(local, good) == ([4], [])
        zygote = forking(tmp_path)
        assert (await found(local, bad))[1] == [problem]
        assert await found(local, good) == ([4], [])
        assert forking(tmp_path) == zygote


@pytest.mark.usefixtures("jax")
@pytest.mark.parametrize("more", [{}, pytest.param({"interpreter": ""}, id="real Keras")])
async def test_a_zygote_that_stands_still_is_replaced(
    more: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zygotes, "IMPORT_LIMIT", 0.5)
    monkeypatch.setattr(zygotes, "FORK_LIMIT", 1.0)
    async with workers("zygote") as local:
        assert await found(local, job_in(tmp_path, **more)) == ([4], [])
        (old,) = forking(tmp_path)
        os.kill(old.pid, signal.SIGSTOP)
        for _ in range(2):  # The first one by a run that may have been there already.
            assert await found(local, job_in(tmp_path, **more)) == ([4], [])
        assert old not in forking(tmp_path)


async def test_a_run_that_its_zygote_does_not_kill_is_ended_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zygotes, "KILL_LIMIT", 0.5)
    begun = asyncio.Event()
    job = job_in(tmp_path, ENDLESS, timeout=60.0, progress=RunProgress(lambda _: begun.set()))
    async with workers("zygote") as local:
        assert await found(local, job_in(tmp_path)) == ([4], [])
        running = asyncio.create_task(local.run(job))
        await begun.wait()
        (old,) = forking(tmp_path)
        os.kill(old.pid, signal.SIGSTOP)
        job.progress.stopped.set()
        assert (await asyncio.wait_for(running, 10)).status == "cancelled"
        await ended([old], 5)
        assert await found(local, job_in(tmp_path)) == ([4], [])


async def test_an_interpreter_that_does_not_start_holds_no_end_up(tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\nsleep 3593\n", "utf-8")
    python.chmod(0o755)

    def asleep() -> list[Process]:
        shells = {each.pid for each in children() if str(tmp_path) in each.command}
        return [each for each in all_processes() if each.parent in shells]

    local = LocalWorkers("zygote")
    running = asyncio.create_task(local.run(job_in(tmp_path, interpreter=str(python))))
    while not asleep():  # noqa: ASYNC110 - no news of it
        await asyncio.sleep(0.01)
    left = asleep()
    running.cancel()
    await asyncio.wait_for(local.close(), 5)
    await ended(left, 5)


async def test_workers_that_still_start_make_no_room_for_others(tmp_path: Path) -> None:
    jobs = []
    for number in range(5):
        directory = tmp_path / str(number)
        directory.mkdir()
        jobs.append(job_in(directory))
    async with workers("zygote") as local:
        assert await asyncio.gather(*(found(local, job) for job in jobs)) == [([4], [])] * 5


async def test_keras_that_is_no_longer_waited_for_leaves_no_error(tmp_path: Path) -> None:
    errors: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: errors.append(context))
    local = LocalWorkers("zygote")
    running = asyncio.create_task(local.run(job_in(tmp_path, interpreter="")))
    while not forking(tmp_path):  # noqa: ASYNC110 - no news of it
        await asyncio.sleep(0.01)
    await asyncio.sleep(1)  # Keras takes longer than that.
    await local.close()
    assert (await running).status == "failed"
    del running, local
    gc.collect()
    assert errors == []


async def test_what_a_run_said_in_time_is_read_when_the_server_stood_still(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local_workers, "GRACE", 0.0)
    begun = asyncio.Event()

    def listen(run: Run, job: Job, report: Report, stack: Stack) -> Coroutine[Any, Any, Any]:
        begun.set()
        return read_events(run, job, report, stack)

    # So much that it is not read at once.
    more = "for _ in range(90):\n    model.add(keras.layers.Dense(2))\n"
    job = job_in(tmp_path, f"{MODEL}{more}", timeout=2.0)
    async with workers("zygote") as local:
        assert await found(local, job_in(tmp_path)) == ([4], [])
        monkeypatch.setattr(local_workers, "read_events", listen)
        running = asyncio.create_task(found(local, job))
        await begun.wait()
        time.sleep(3)  # noqa: ASYNC251 - nothing goes on meanwhile
        assert await running == ([4 + 90 * 6], [])


async def test_what_a_program_forks_ends_with_it(tmp_path: Path) -> None:
    text = f"{MODEL}import os, signal\nif not os.fork():\n    signal.pause()\n"
    async with workers("zygote") as local:
        assert await found(local, job_in(tmp_path, text, sandbox_mode="off")) == ([4], [])
        zygotes = {each.pid for each in children()}
        forked = [each for each in all_processes() if str(tmp_path) in each.command]
        await ended([each for each in forked if each.pid not in zygotes], 5)
