"""The plain summary of a report against what Keras itself prints in the same run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from keras_lsp.presentation import summary
from keras_lsp.report import RunConfig
from keras_lsp.runs.workers import Job

if TYPE_CHECKING:
    from pathlib import Path

    from keras_lsp.runs.local_workers import LocalWorkers

pytestmark = pytest.mark.asyncio(loop_scope="session")

PROGRAM = """\
import keras
from keras import layers
body = keras.Sequential([keras.Input((28, 28, 1)), layers.Conv2D(8, 3)], name="body")
body.trainable = False
model = keras.Sequential()
model.add(body)
model.add(layers.Flatten())
model.add(layers.Dense(64, activation="relu"))
model.add(layers.BatchNormalization())
model.add(layers.Dense(10))
model.summary()
"""


async def test_the_plain_summary_is_what_keras_prints(workers: LocalWorkers, folder: Path) -> None:
    job = Job(
        str(folder / "m.py"),
        PROGRAM,
        RunConfig((str(folder),), timeout=60),
        preload=("keras",),
    )
    report = await workers.run(job)
    printed = "".join(output.text for output in report.output)
    (model,) = (model for model in report.models if not model.nested)
    look = summary.Look(plain=True)
    assert f"{summary.text(model, report.models, look)}\n" == printed
