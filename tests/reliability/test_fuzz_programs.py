"""Damaged programs: the short form, and what such programs have shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from keras_lsp.programs import syntax
from keras_lsp.report import RunConfig
from keras_lsp.runs.local_workers import LocalWorkers
from keras_lsp.runs.workers import Job
from tests.reliability.programs import Lines, fuzz, laid_out

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

pytestmark = pytest.mark.asyncio(loop_scope="session")

MUTANTS = 4


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return laid_out(tmp_path_factory.mktemp("fuzz"))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def workers() -> AsyncIterator[LocalWorkers]:
    local = LocalWorkers()
    yield local
    await local.close()


async def test_damaged_programs_are_answered_for(workspace: Path, workers: LocalWorkers) -> None:
    found = await fuzz(workers, workspace, 0, MUTANTS)
    assert not found.faults, "\n".join(found.faults)
    assert found.statuses["ok"] > MUTANTS / 2


# What such programs have shown.

WITHOUT_INIT = """\
import keras
class Block(keras.layers.Layer):
    def __init__(self):
        self.units = 3
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = keras.layers.Dense(2)
        self.blocks = [Block()]
    def call(self, x):
        return self.dense(x)
net = Net()
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
"""
OWN_LAYERS = """\
import keras
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = keras.layers.Dense(2)
    def layers(self):
        return self.dense
    def call(self, x):
        return self.dense(x)
net = Net()
net(keras.Input((4,)))
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
"""


MISSED = (
    "A model of the class Net is not shown: it, or one of its layers, lacks something that Keras "
    "needs. Call `super().__init__()` first, and give no attribute a name that Keras uses "
    "itself. ("
)


@pytest.mark.parametrize("text", [WITHOUT_INIT, OWN_LAYERS], ids=["no init", "own layers"])
async def test_a_model_that_hides_what_is_kerass_takes_no_other_with_it(
    text: str, workspace: Path, workers: LocalWorkers
) -> None:
    report = await workers.run(Job(str(workspace / "own.py"), text, RunConfig((str(workspace),))))
    assert report.status == "ok", report.problems
    totals = {model.variable: model.weights.total for model in report.models if model.weights}
    assert totals["model"] == 15
    said = [output.text for output in report.output]
    assert [text[: len(MISSED)] for text in said] == [MISSED]


@pytest.mark.parametrize(
    "text", ["import keras\nx = (\n", "import keras\nx =", "x = 'a\n", "if x:"]
)
async def test_a_syntax_error_stands_within_the_text(
    text: str, workspace: Path, workers: LocalWorkers
) -> None:
    job = Job(str(workspace / "broken.py"), text, RunConfig((str(workspace),)))
    with pytest.raises(SyntaxError) as error:
        compile(text, job.path, "exec")
    for found in (await workers.run(job), syntax.report_of(job.path, job.text, error.value)):
        (problem,) = found.problems
        assert problem.code == "KL600"
        assert Lines({job.path: text}).fault(problem.span) == ""
