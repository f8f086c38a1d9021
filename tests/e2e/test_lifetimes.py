"""The lifetimes of a worker and the backends of Keras: the same report from each."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import os
import shutil
import sysconfig
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from keras_lsp.report import RunConfig
from keras_lsp.runs.local_workers import LocalWorkers
from keras_lsp.runs.workers import Job
from tests.e2e.editor import all_processes, ended
from tests.environments import python_in

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from keras_lsp.report import Report
    from tests.e2e.editor import Desk, Process

pytestmark = pytest.mark.asyncio(loop_scope="session")

RICH = """\
import keras
from keras import layers, ops


class Block(layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.dense = layers.Dense(units, activation="relu")
        self.norm = layers.LayerNormalization()

    def call(self, x):
        return self.norm(x + self.dense(x))


class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.blocks = [Block(8) for _ in range(2)]
        self.head = layers.Dense(2)

    def call(self, x):
        for block in self.blocks:
            x = block(x)
        return self.head(x)


image = keras.Input((16, 16, 3), name="image")
shared = layers.Conv2D(4, 3, padding="same")
x = layers.Conv2D(3, 1)(image)
y = ops.concatenate([shared(image), shared(x)], axis=-1)
y = layers.GlobalAveragePooling2D()(y)
encoder = keras.Model(image, y, name="encoder")
outputs = Net()(encoder(image))
model = keras.Model(image, outputs)
model.compile(loss="mse", optimizer="adam")
wrong = layers.Conv2D(2, 3)(y)
print("done")
raise ValueError("after all")
"""


def job(directory: Path, text: str) -> Job:
    directory.mkdir(exist_ok=True)
    path = directory / "program.py"
    path.write_text(text, encoding="utf-8")
    return Job(str(path), text, RunConfig((str(directory),), timeout=30.0))


@contextlib.asynccontextmanager
async def workers(lifetime: str | None = None) -> AsyncIterator[LocalWorkers]:
    """Workers of this process, none of whose processes outlives them."""
    others = {process.pid for process in children()}
    local = LocalWorkers(lifetime)
    yield local
    processes = [process for process in children() if process.pid not in others]
    await asyncio.wait_for(local.close(), 20)
    await ended(processes, 2)


def children() -> list[Process]:
    """The zygotes and single workers that this process has started."""
    return [
        process
        for process in all_processes()
        if process.parent == os.getpid() and "keras_lsp/worker" in process.command
    ]


def found(report: Report) -> dict[str, Any]:
    """What the report says, with layers numbered in the order of their first calls."""
    plain = dataclasses.asdict(report)
    numbers: dict[int, int] = {}
    for call in plain["calls"]:
        if call["layer"] is not None:
            call["layer"] = numbers.setdefault(call["layer"], len(numbers))
    for model in plain["models"]:
        model["layer"] = numbers.setdefault(model["layer"], len(numbers))
    return {key: plain[key] for key in ("status", "calls", "models", "problems", "data", "output")}


@pytest.mark.long
async def test_a_process_for_each_run_reports_the_same_as_a_zygotes_fork(tmp_path: Path) -> None:
    program = job(tmp_path, RICH)
    async with workers("zygote") as local:
        forked = await local.run(program)
    async with workers("single") as local:
        single = await local.run(program)
    assert [(problem.span.line, problem.code) for problem in forked.problems] == [
        (36, "KL101"),
        (38, "KL601"),
    ]
    assert {
        model.variable or model.name: model.weights and model.weights.total
        for model in forked.models
    } == {"encoder": 124, "net": 194, "model": 318}
    assert len(forked.calls) > 10
    assert found(single) == found(forked)


@pytest.mark.usefixtures("jax")
async def test_an_interpreter_whose_zygote_has_threads_gets_a_process_for_each_run(
    tmp_path: Path,
) -> None:
    interpreter, site = python_in(tmp_path / "venv")
    (site / "threads.pth").write_text(
        "import threading; threading.Thread(target=threading.Event().wait, daemon=True).start()\n",
        encoding="utf-8",
    )
    async with workers() as local:
        rich = job(tmp_path / "workspace", RICH)
        config = dataclasses.replace(rich.config, interpreter=interpreter)
        program = dataclasses.replace(rich, config=config)
        report = await local.run(program)
        assert report.status == "ok"
        assert [problem.code for problem in report.problems] == ["KL101", "KL601"]
        assert not [
            process
            for process in children()
            if " zygote " in process.command and str(tmp_path) in process.command
        ]


JAX = """\
import os
os.environ["KERAS_BACKEND"] = "jax"
import keras
model = keras.Sequential([keras.Input((4,))])
model.add(keras.layers.Dense(3))
model.add(keras.layers.Dense(1))
"""


@pytest.mark.long
async def test_the_jax_backend_is_analysed_save_after_save(desk: Desk) -> None:
    await desk.editor.configure(timeout=2)
    file = desk.open("jax_model.py", JAX)
    assert await file.problems() == []
    assert await file.hints() == {
        4: "→ (None, 4)  19 params",
        5: "→ (None, 3) · 15",
        6: "→ (None, 1) · 4",
    }
    (problem,) = await file.saved(JAX + "model.add(keras.layers.LSTM(2))\n")
    assert problem.startswith("7:11-7:31 error KL101: `lstm` (LSTM) needs an input with 3 dim")
    (problem,) = await file.saved(JAX + "while True:\n    pass\n", seconds=20)
    assert "KL903" in problem
    (problem,) = await file.saved(JAX + "import signal\nsignal.raise_signal(9)\n")
    assert "KL905" in problem
    (problem,) = await file.saved(JAX + "raise ValueError(keras.backend.backend())\n")
    assert problem == "7:1-7:42 error KL601: ValueError: jax"
    assert await file.saved(JAX.replace("Dense(3)", "Dense(8)")) == []
    assert (await file.hints())[5] == "→ (None, 8) · 40"


@pytest.mark.usefixtures("jax")
async def test_a_keras_that_is_installed_anew_is_imported_for_the_next_save(
    tmp_path: Path,
) -> None:
    interpreter, site = python_in(tmp_path / "venv")
    package = site / "keras"
    shutil.copytree(Path(sysconfig.get_path("purelib")) / "keras", package)
    old, new = version("keras"), "3.99.0"
    others = set(children())
    program = job(tmp_path / "workspace", "import keras\nkeras.Input((3,))\n")
    config = dataclasses.replace(program.config, interpreter=interpreter)
    program = dataclasses.replace(program, config=config, preload=("keras",))
    async with workers("zygote") as local:
        before = [await local.run(program) for _ in range(2)]
        assert not local.is_outdated(program)
        zygote = set(children()) - others
        # As pip does it: other files in the place of the old ones.
        number = package / "src" / "version.py"
        number.write_text(number.read_text("utf-8").replace(old, new), "utf-8")
        text = (package / "__init__.py").read_bytes()
        (package / "__init__.py").unlink()
        (package / "__init__.py").write_bytes(text)
        assert local.is_outdated(program)
        after = [await local.run(program) for _ in range(2)]
        assert not local.is_outdated(program)
        await ended([*zygote], 2)
    versions = [report.keras.version for report in [*before, *after] if report.keras]
    assert versions == [old, old, new, new]
    assert [report.status for report in [*before, *after]] == ["ok"] * 4
