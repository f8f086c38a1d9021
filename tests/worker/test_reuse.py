"""One process runs one program after another, and each has the report of a fresh one.

`pytest -m long tests/worker/test_reuse.py` (half an hour) runs all programs of `tests/programs`
so, in the order that a seed gives.
"""

from __future__ import annotations

import asyncio
import contextlib
import difflib
import random
from typing import TYPE_CHECKING

import pytest

from keras_lsp import systems
from keras_lsp.report import RunConfig
from keras_lsp.runs import spares
from keras_lsp.runs.launching import REUSE
from keras_lsp.runs.local_workers import LocalWorkers
from keras_lsp.runs.workers import Job
from tests.expectations import programs, read
from tests.expectations.found import found
from tests.expectations.jobs import job
from tests.worker.left_behind_cases import CASES, TENSORFLOW, Case

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

SEED = 25


@contextlib.asynccontextmanager
async def one_process(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LocalWorkers]:
    """Workers as on macOS, of which one process waits."""
    monkeypatch.setenv(systems.VARIABLE, "darwin")
    monkeypatch.setenv(spares.VARIABLE, "1")
    local = LocalWorkers("single")
    yield local
    await local.close()


def reused(local: LocalWorkers) -> int:
    return sum(worker.reused for worker in local._workers.values())


@pytest.mark.long
@pytest.mark.timeout(3000)
@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize(("backend", "share"), [("tensorflow", 0.8), ("jax", 0.75)])
async def test_all_programs_find_in_one_process_what_they_find_in_a_fresh_one(
    backend: str, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KERAS_BACKEND", backend)
    shuffled = programs()
    random.Random(SEED).shuffle(shuffled)
    wrong = {}
    async with one_process(monkeypatch) as local, one_process(monkeypatch) as fresh:
        for program in shuffled:
            report = await local.run(job(program))
            seen, expected = found(report, program), read(program)
            await settled(local)
            if seen.with_pieces_of(expected).lines() != expected.lines():
                # Elsewhere what is written to the workspace vanishes, and is not refused; some
                # programs are only for TensorFlow.
                with monkeypatch.context() as patch:
                    patch.setenv(REUSE, "0")
                    expected = found(await fresh.run(job(program)), program)
                if seen.lines() != expected.lines():
                    wrong[program.stem] = [*difflib.ndiff(expected.lines(), seen.lines())]
        assert sum(pool.reused for pool in fresh._workers.values()) == 0
        assert wrong == {}
        # The others import a package, are interrupted, or leave something behind.
        assert reused(local) > share * len(shuffled)


async def settled(local: LocalWorkers) -> None:
    """Wait until no process is being looked at or loaded."""
    for worker in local._workers.values():
        while tasks := [
            task
            for task in (*worker._looking, *(spare.task for spare in worker._spares))
            if not task.done()
        ]:
            await asyncio.wait(tasks)


HEAD = """\
import atexit, logging, os, random, signal, sys, threading, warnings
import numpy as np
import keras
"""
MODEL = "model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])\n"


async def runs_without_a_trace(case: Case, folder: Path, local: LocalWorkers) -> bool:
    """Run both programs of a case; whether the second one had the process of the first."""
    head = f"import tensorflow as tf\n{HEAD}" if "tf." in case.leaves + case.looks else HEAD
    leaving = program(folder, f"{head}{MODEL}{case.leaves}\n")
    looking = program(folder, f"{head}print({case.looks})\n{MODEL}")
    await local.run(leaving)
    before = reused(local)
    await settled(local)
    was_reused = reused(local) > before
    report = await local.run(looking)
    await settled(local)
    printed = "".join(each.text for each in report.output)
    assert (report.status, report.problems) == ("ok", []), report.problems
    assert printed.split() == case.shown.split(), printed
    (model,) = report.models
    assert (model.name, model.weights and model.weights.total) == ("sequential", 8)
    return was_reused


def program(folder: Path, text: str) -> Job:
    config = RunConfig((str(folder),), timeout=30.0)
    return Job(str(folder / "main.py"), text, config, preload=("numpy", "keras"))


@pytest.mark.long
@pytest.mark.timeout(3000)
@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize(("backend", "cases"), [("jax", CASES), ("tensorflow", TENSORFLOW)])
async def test_what_a_program_leaves_behind_is_not_there_for_the_next(
    backend: str, cases: dict[str, Case], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KERAS_BACKEND", backend)
    monkeypatch.setenv("TF_CPP_MIN_LOG_LEVEL", "3")
    wrong = []
    async with one_process(monkeypatch) as local:
        await local.run(program(tmp_path, HEAD + MODEL))
        await settled(local)
        for name, case in cases.items():
            try:
                was_reused = await runs_without_a_trace(case, tmp_path, local)
            except AssertionError as error:
                wrong.append(f"{name}: {error}")
                continue
            if was_reused != case.gone:
                wrong.append(f"{name}: {'was' if was_reused else 'was not'} reused")
    assert wrong == []


@pytest.mark.asyncio(loop_scope="session")
async def test_a_process_is_used_again_until_a_program_leaves_something_behind(
    tmp_path: Path, jax: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with one_process(monkeypatch) as local:
        # Somebody waits for the first one, in which all that there is was not looked at.
        await local.run(program(tmp_path, HEAD + MODEL))
        await settled(local)
        assert reused(local) == 0
        for number, name in enumerate(("names of layers", "a registered class"), 1):
            assert await runs_without_a_trace(CASES[name], tmp_path, local)
            assert reused(local) == 2 * number
        assert not await runs_without_a_trace(CASES["floatx"], tmp_path, local)
