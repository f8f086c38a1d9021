"""Where each run has to load Keras itself, several processes that have done so wait for saves."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import functools
import os
import sys
from typing import TYPE_CHECKING

import pytest

from keras_lsp.runs import priorities, spares, warm_pool, windows
from keras_lsp.runs.local_workers import LocalWorkers
from tests import fake_keras
from tests.runs.test_ready_run import is_whole, job_in

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from keras_lsp.runs.process_per_run import SingleRun
    from keras_lsp.runs.warm_pool import WarmPool
    from keras_lsp.runs.workers import Job


@pytest.fixture(autouse=True)
def most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm_pool, "most_waiting", lambda: 3)
    # A test says itself when the next ones begin, however slow the machine is.
    monkeypatch.setattr(warm_pool, "_LONG", 600.0)


@contextlib.asynccontextmanager
async def filled(job: Job) -> AsyncIterator[tuple[LocalWorkers, WarmPool]]:
    """Workers that have run the job once, and now wait with as many processes as there may be."""
    local = LocalWorkers("single")
    try:
        assert is_whole(await local.run(job))
        (pool,) = local._workers.values()
        await fill(pool)
        yield local, pool
    finally:
        await local.close()


async def fill(pool: WarmPool) -> list[SingleRun]:
    """Wait until nobody would have to wait."""
    pool.replace()
    return [await asyncio.shield(spare.task) for spare in pool._spares]  # type: ignore[misc]


async def test_as_many_saves_as_processes_wait_find_keras_loaded(tmp_path: Path) -> None:
    job = job_in(tmp_path)
    told: list[bool] = []
    async with filled(job) as (local, pool):
        waiting = {run.name for run in await fill(pool)}
        assert len(waiting) == 3
        local.on_starting(lambda _, under_way: told.append(under_way))
        for left in (2, 1, 0):
            assert pool._next_spare().ready
            run = await pool.take([])
            assert run.name in waiting
            assert len(pool._spares) == left
            run.kill()
            pool.discard(run)
        assert told == []  # Nobody had to wait, so nothing is shown.
        assert is_whole(await local.run(job))
        assert told == [True, False]


async def test_the_next_one_is_begun_during_a_long_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warm_pool, "_LONG", 0.05)
    job = job_in(tmp_path)
    async with filled(job) as (local, pool):
        replaced = asyncio.Event()
        replace = pool.replace
        monkeypatch.setattr(pool, "replace", lambda: (replace(), replaced.set()))
        endless = dataclasses.replace(job, text="while True: pass\n")
        running = asyncio.create_task(local.run(endless))
        await replaced.wait()
        assert pool.busy == 1
        assert len(pool._spares) == 3
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running


async def test_quick_fixes_leave_one_for_the_next_save(tmp_path: Path) -> None:
    job = job_in(tmp_path)
    async with filled(job) as (local, pool):
        waiting = {run.name for run in await fill(pool)}
        assert not local.must_load(job)
        trials = [await pool.take_trial([]) for _ in range(3)]
        assert [run.name in waiting for run in trials] == [True, True, False]
        assert local.must_load(job)
        assert [spare.ready for spare in pool._spares] == [True]
        save = await pool.take([])
        assert save.name in waiting
        for run in (*trials, save):
            run.kill()
            pool.discard(run)


async def test_what_is_typed_leaves_one_for_the_next_save(tmp_path: Path) -> None:
    job = job_in(tmp_path)
    async with filled(job) as (local, pool):
        seconds = local.expected_seconds(job.path, job.text)
        assert seconds is not None
        assert seconds < 10
        await local.until_one_is_spared(job.path)
        runs = [await pool.take([]) for _ in range(2)]
        waiting = asyncio.create_task(local.until_one_is_spared(job.path))
        await asyncio.sleep(0)
        # The one that is left is not enough; two are on their way.
        assert [spare.ready for spare in pool._spares] == [True, False, False]
        await waiting
        assert pool._count_ready() >= 2
        for run in runs:
            run.kill()
            pool.discard(run)


async def test_where_one_process_waits_what_is_typed_has_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warm_pool, "most_waiting", lambda: 1)
    job = job_in(tmp_path)
    async with filled(job) as (local, _):
        assert local.expected_seconds(job.path, job.text) is None


async def test_what_waits_for_a_process_ends_with_them(tmp_path: Path) -> None:
    job = job_in(tmp_path)
    async with filled(job) as (local, pool):
        runs = [await pool.take([]) for _ in range(2)]
        waiting = asyncio.create_task(local.until_one_is_spared(job.path))
        await asyncio.sleep(0)
        for run in runs:
            run.kill()
            pool.discard(run)
        await local.close()
        await waiting


async def test_those_that_were_killed_while_they_waited_are_not_handed_out(
    tmp_path: Path,
) -> None:
    job = job_in(tmp_path)
    async with filled(job) as (local, pool):
        for run in await fill(pool):
            run.kill()
            await run.wait()
        assert is_whole(await local.run(job))
        await asyncio.gather(*pool._ending)
        await fill(pool)
        assert len(pool._directories) == 3


async def test_those_that_have_imported_what_was_installed_anew_are_given_up(
    tmp_path: Path,
) -> None:
    interpreter = fake_keras.interpreter_in(tmp_path / "venv")
    job = job_in(tmp_path, interpreter)
    (package,) = (tmp_path / "venv").glob("lib/python*/site-packages/keras.py")
    async with filled(job) as (_, pool):
        before = {run.name for run in await fill(pool)}
        package.write_text(package.read_text("utf-8") + "\n# Another one.\n", "utf-8")
        run = await pool.take([])
        assert run.name not in before
        after = {run.name for run in await fill(pool)}
        assert not before & after
        run.kill()
        pool.discard(run)


async def test_one_is_kept_where_nothing_is_saved_for_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = job_in(tmp_path)
    async with filled(job) as (local, pool):
        runs = await fill(pool)
        monkeypatch.setattr(warm_pool, "DISUSE", 0.0)
        pool._count_on_the_next()
        await asyncio.gather(*(run.wait() for run in runs[1:]))
        assert runs[0].is_fit()
        assert len(pool._spares) == 1
        monkeypatch.setattr(warm_pool, "DISUSE", 600.0)
        assert is_whole(await local.run(job))
        assert len(await fill(pool)) == 3


async def test_without_keras_no_further_ones_are_begun(tmp_path: Path) -> None:
    from tests.environments import python_in

    interpreter, site = python_in(tmp_path / "venv")
    (site / "keras.py").write_text("raise ImportError('broken')\n", "utf-8")
    (site / "ours.pth").unlink()
    local = LocalWorkers("single")
    try:
        report = await local.run(job_in(tmp_path, interpreter))
        assert report.status == "failed"
        (pool,) = local._workers.values()
        pool.replace()
        assert pool._spares == []
    finally:
        await local.close()


@pytest.mark.skipif(sys.platform != "linux", reason="asks as on Linux")
async def test_who_loads_for_nobody_lets_others_go_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lower, restore = priorities.lower, priorities.restore
    seen: list[tuple[int, int]] = []
    begun = asyncio.Event()

    def note(change: Callable[[int], None], pid: int) -> None:
        change(pid)
        seen.append((pid, os.sched_getscheduler(pid)))
        begun.set()

    job = job_in(tmp_path)
    async with filled(job) as (_, pool):
        monkeypatch.setattr(priorities, "lower", functools.partial(note, lower))
        monkeypatch.setattr(priorities, "restore", functools.partial(note, restore))
        spare = pool._begin_spare()
        await begun.wait()
        run = spare.run
        assert run is not None
        run.hurry()
        (pid, then), (_, now) = seen
        assert (then, now) == (os.SCHED_BATCH, os.SCHED_OTHER)
        await asyncio.shield(spare.task)
        run.kill()
        await run.wait()
        restore(pid)  # It does not matter that it has ended.


async def test_one_that_somebody_waits_for_goes_as_any_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = job_in(tmp_path)
    async with filled(job) as (_, pool):
        monkeypatch.setattr(priorities, "lower", lambda pid: pytest.fail(f"{pid} waits"))
        run = await pool._make_for_somebody()
        run.kill()
        await pool.clean_up(run)


@pytest.mark.parametrize(
    ("gigabytes", "processes"),
    [(0, 1), (3.8, 1), (7.7, 2), (11.6, 3), (15.5, 3), (125, 3)],
)
def test_memory_says_how_many_wait(
    gigabytes: float, processes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(windows, "total_memory", lambda: int(gigabytes * 2**30))
    monkeypatch.setattr(sys, "platform", "win32")
    assert spares.most_waiting() == processes


@pytest.mark.parametrize(("told", "processes"), [("1", 1), ("5", 5), ("0", 1), ("many", 3)])
def test_the_environment_may_say_how_many_wait(
    told: str, processes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spares, "total_memory", lambda: 2**35)
    monkeypatch.setenv("KERAS_LSP_SPARES", told)
    assert spares.most_waiting() == processes
