"""Which calls of a program are those of its own functions."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from keras_lsp.report import RunConfig
from keras_lsp.runs.workers import Job
from keras_lsp.worker.source import returns

if TYPE_CHECKING:
    from pathlib import Path

    from keras_lsp.runs.local_workers import LocalWorkers

FILE = """\
import keras
from keras import layers, Input
from tensorflow.keras.layers import Dense
from blocks import residual as skip, other
from .parts import (
    head,
    tail as end,
)
from numpy import zeros
def build(x): pass
class Net:
    async def step(self): pass
"""


def test_functions_are_those_that_the_file_defines_or_imports_from_elsewhere() -> None:
    found = returns.own_functions(FILE)
    assert found == {"skip", "other", "head", "end", "build", "step"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("y = build(x)", "y = __keras_lsp_returned__(build(x), 'build')"),
        ("y = self.build(x)[0]", "y = __keras_lsp_returned__(self.build(x), 'build')[0]"),
        ("y: build(1) = 2", "y: build(1) = 2"),
        ("def f(a: build(1)) -> build(2): pass", "def f(a: build(1)) -> build(2):\n    pass"),
        ("y = Dense(build)(x)", "y = Dense(build)(x)"),
    ],
)
def test_a_call_is_watched_wherever_it_is_executed(text: str, expected: str) -> None:
    tree = returns.watch(ast.parse(text), frozenset({"build"}))
    assert ast.unparse(tree) == expected


# To save it, a model is made once more, to see whether it can be loaded.
SAVED = """\
import keras

def wide(x, units):
    return keras.layers.Dense(units)(x)

class Net(keras.Model):
    def __init__(self, units, **kwargs):
        x = keras.Input((3,))
        super().__init__(x, wide(x, units), **kwargs)
        self.units = units

    def get_config(self):
        return {"units": self.units}

    @classmethod
    def from_config(cls, config):
        return cls(**config)

Net(4).save("net.keras")
"""


@pytest.mark.asyncio(loop_scope="session")
async def test_what_the_program_does_not_call_returns_nothing(
    workers: LocalWorkers, folder: Path
) -> None:
    report = await workers.run(
        Job(str(folder / "m.py"), SAVED, RunConfig((str(folder),), timeout=60))
    )
    assert [problem.code for problem in report.problems] == []
    assert [(found.function, found.shapes) for found in report.returned] == [("wide", [[None, 4]])]
