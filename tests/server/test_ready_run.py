"""The run that is ready ahead of the next save, with real Keras: it may die while it waits."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from keras_lsp.server.launchers import LocalWorkers
from keras_lsp.server.workers import Job

if TYPE_CHECKING:
    from pathlib import Path

MODEL = "import keras\nmodel = keras.Sequential([keras.Input((1,)), keras.layers.Dense(2)])\n"


@pytest.mark.parametrize("lifetime", ["zygote", "single"])
async def test_another_takes_its_place(lifetime: str, tmp_path: Path) -> None:
    job = Job(str(tmp_path / "a.py"), MODEL, (str(tmp_path),), timeout=60.0, preload=("keras",))
    workers = LocalWorkers(lifetime)
    try:
        await workers.run(job)
        (worker,) = workers._workers.values()
        ready = await asyncio.shield(worker._spare_task())
        ready.kill()
        report = await workers.run(job)
    finally:
        await workers.close()
    assert (report.status, report.problems) == ("ok", [])
    assert [model.weights.total for model in report.models if model.weights] == [4]
