"""A run that nobody waits for: it is in no save's way and leaves nothing."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING, Any

import pytest

from keras_lsp.report import RunConfig
from keras_lsp.runs.local_workers import LocalWorkers
from keras_lsp.runs.workers import Job
from tests import fake_keras

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MODEL = "import keras\nmodel = keras.Sequential([keras.Input((1,)), keras.layers.Dense(2)])\n"
ENDLESS = f"{MODEL}while True:\n    pass\n"


@pytest.mark.parametrize(
    ("lifetime", "interpreter"),
    [
        ("zygote", fake_keras.python),
        ("single", fake_keras.python),
        pytest.param("zygote", str, id="real Keras"),
    ],
)
async def test_it_takes_no_run_that_is_ready(
    lifetime: str,
    interpreter: Callable[[], str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    config = RunConfig((str(tmp_path),), interpreter(), timeout=60.0)

    def job(text: str, *, aside: bool = False) -> Job:
        path = str(tmp_path / "a.py")
        return Job(path, text, config, preload=("keras",), aside=aside)

    others = children()
    workers = LocalWorkers(lifetime)
    try:
        await workers.run(job(MODEL))
        (worker,) = workers._workers.values()
        await asyncio.shield(worker._next_spare().task)
        ready = worker._next_spare()
        taken, making = asyncio.Event(), asyncio.Event()
        monkeypatch.setattr(worker, "take_aside", followed_by(worker.take_aside, taken))
        endless = asyncio.create_task(workers.run(job(ENDLESS, aside=True)))
        await taken.wait()
        assert worker._next_spare() is ready
        report = await workers.run(job(MODEL))
        assert [m.weights.total for m in report.models if m.weights] == [4]
        assert not endless.done()
        endless.cancel()
        with pytest.raises(asyncio.CancelledError):
            await endless
        await asyncio.shield(worker._next_spare().task)
        monkeypatch.setattr(worker, "_make", preceded_by(worker._make, making))
        begun = asyncio.create_task(workers.run(job(MODEL, aside=True)))
        await making.wait()
        begun.cancel()
        with pytest.raises(asyncio.CancelledError):
            await begun
        await asyncio.gather(*worker._ending)
        assert len(worker._directories) == len(worker._spares)
        report = await workers.run(job(MODEL, aside=True))
        assert [m.weights.total for m in report.models if m.weights] == [4]
        assert worker.busy == 0
    finally:
        base = workers._directories._base
        await workers.close()
    assert base is not None
    assert not base.exists()
    assert children() <= others


def followed_by(work: Any, done: asyncio.Event) -> Any:
    async def both(*arguments: Any) -> Any:
        result = await work(*arguments)
        done.set()
        return result

    return both


def preceded_by(work: Any, begun: asyncio.Event) -> Any:
    async def both(*arguments: Any) -> Any:
        begun.set()
        return await work(*arguments)

    return both


def children() -> set[str]:
    """Processes of ours that still run."""
    with open(f"/proc/{os.getpid()}/task/{os.getpid()}/children") as file:
        return set(file.read().split())
