"""The order of magnitude of what `make bench` measures, as ratios in one process."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

import pytest

from bench import programs
from keras_lsp.report import RunConfig
from keras_lsp.runs.workers import Job

if TYPE_CHECKING:
    from pathlib import Path

    from keras_lsp.runs.local_workers import LocalWorkers

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def seconds(workers: LocalWorkers, path: Path, text: str, runs: int = 3) -> float:
    """The median of some runs."""
    job = Job(str(path / "m.py"), text, RunConfig((str(path),), timeout=60), preload=("keras",))
    reports = [await workers.run(job) for _ in range(runs)]
    assert [report.status for report in reports] == ["ok"] * runs
    assert reports[0].calls
    return statistics.median(report.seconds for report in reports)


async def test_shortcuts_more_than_halve_an_encoder_by_hand(
    workers: LocalWorkers, plain: LocalWorkers, folder: Path
) -> None:
    with_them = await seconds(workers, folder, programs.ENCODER)
    assert with_them < 0.5 * await seconds(plain, folder, programs.ENCODER, runs=1)


async def test_a_layer_takes_as_long_in_a_large_model_as_in_a_small_one(
    workers: LocalWorkers, folder: Path
) -> None:
    few = await seconds(workers, folder, programs.wide(100))
    assert await seconds(workers, folder, programs.wide(1000)) < 2.5 * 10 * few


async def test_adding_layers_to_a_sequential_takes_time_in_proportion(
    workers: LocalWorkers, folder: Path
) -> None:
    few = await seconds(workers, folder, programs.chain(50))
    assert await seconds(workers, folder, programs.chain(500)) < 2.5 * 10 * few


async def test_many_models_in_a_file_take_time_in_proportion(
    workers: LocalWorkers, folder: Path
) -> None:
    few = await seconds(workers, folder, programs.many(5, 300))
    assert await seconds(workers, folder, programs.many(50, 3000)) < 2.5 * 10 * few
