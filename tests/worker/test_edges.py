"""Between layers of a subclassed model: what goes from one to another, also through operations."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from keras_lsp.report import RunConfig
from keras_lsp.runs.workers import Job
from tests.expectations.jobs import TORCH

if TYPE_CHECKING:
    from pathlib import Path

    from keras_lsp.runs.local_workers import LocalWorkers

ON_TORCH = [
    pytest.mark.long,
    pytest.mark.skipif(not TORCH.exists(), reason="no PyTorch (`make .venv/.torch`)"),
]
PROGRAM = """\
import os
os.environ["KERAS_BACKEND"] = "{}"
import keras
from keras import layers, ops

class Gated(keras.Model):
    def __init__(self):
        super().__init__()
        self.left, self.right = layers.Dense(8, name="left"), layers.Dense(8, name="right")
        self.gate, self.head = layers.Dense(8, name="gate"), layers.Dense(2, name="head")

    def call(self, x):
        a, b = self.left(x), self.right(x)
        g = ops.sigmoid(self.gate(ops.concatenate([a, b], -1)))
        h = ops.where(g > 0.5, a * g, ops.expand_dims(b[:, 0], -1))
        return self.head(ops.reshape(h, (-1, 8)))

model = Gated()
model(keras.Input((4,)))
"""


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("backend", ["tensorflow", "jax", pytest.param("torch", marks=ON_TORCH)])
async def test_operations_between_layers_keep_the_edges(
    backend: str, workers: LocalWorkers, folder: Path
) -> None:
    text = PROGRAM.format(backend)
    config = RunConfig((str(folder),), timeout=30.0)
    if backend == "torch":
        config = replace(config, interpreter=str(TORCH))
    job = Job(str(folder / "gated.py"), text, config)
    (model,) = (await workers.run(job)).models
    assert {row.name: sorted(row.inbound) for row in model.layers} == {
        "left": [],
        "right": [],
        "gate": ["left", "right"],
        "head": ["gate", "left", "right"],
    }
