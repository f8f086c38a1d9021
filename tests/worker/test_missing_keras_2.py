"""A program that asks for Keras 2 where only Keras 3 is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from keras_lsp.report import RunConfig
from keras_lsp.runs.workers import Job
from tests.environments import python_in

if TYPE_CHECKING:
    from pathlib import Path

    from keras_lsp.runs.local_workers import LocalWorkers

PROGRAM = """\
import os
os.environ["TF_USE_LEGACY_KERAS"] = "1"
import tensorflow as tf
from tf_keras.layers import Dense
model = tf.keras.Sequential([tf.keras.layers.Dense(3, input_shape=(4,)), Dense(2)])
only = tf.keras.layers.ThresholdedReLU(theta=1.0)
class Biased(tf.keras.layers.Layer):
    def build(self, shape):
        self.bias = self.add_weight(shape=shape[-1])
    def call(self, x):
        return x + self.bias
biased = Biased()(tf.zeros((2, 3)))
wrong = tf.keras.layers.Concatenate()([tf.keras.Input((2, 3)), tf.keras.Input((4, 4))])
"""


@pytest.mark.asyncio(loop_scope="session")
async def test_it_runs_on_keras_3_and_is_told_what_to_install(
    tmp_path: Path, workers: LocalWorkers
) -> None:
    python, site = python_in(tmp_path / "venv")
    (site / "without.pth").write_text("import sys; sys.modules['tf_keras'] = None\n", "utf-8")
    config = RunConfig(interpreter=python, workspace=(str(tmp_path),))
    report = await workers.run(
        Job(str(tmp_path / "model.py"), PROGRAM, config, preload=("tensorflow",))
    )
    assert report.status == "ok", report.problems
    assert [(p.code, p.severity, p.span.line) for p in report.problems] == [
        ("KL901", "information", 2),
        ("KL102", "error", 13),
    ]
    assert report.problems[0].message == (
        f"Keras 2 is not installed in {python}, so the program runs on Keras 3 here, and what "
        f"only Keras 3 refuses is not shown. Install it with: {python} -m pip install tf_keras "
        "— or choose the Python that has it (setting `keras-lsp.interpreter`, option "
        "`--interpreter`)."
    )
    (model,) = report.models
    assert model.weights is not None
    assert model.weights.total == 15 + 8
