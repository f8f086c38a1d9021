"""A statement that takes too long is ended, and those behind it are run."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.reports import report_of

if TYPE_CHECKING:
    from pathlib import Path

    from keras_lsp.runs.local_workers import LocalWorkers

pytestmark = pytest.mark.asyncio(loop_scope="session")

SLOW = """\
import keras

def decode():
    try:
        return sum(number for number in range(10**12))
    except Exception:
        return 3

{statement}
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(size), keras.layers.Dense(2)])
"""


async def test_what_follows_a_slow_statement_is_run(workers: LocalWorkers, folder: Path) -> None:
    report = await report_of(
        workers, folder, SLOW.format(statement="size = decode()"), timeout=2.0
    )
    (problem,) = report.problems
    assert (problem.code, problem.severity) == ("KL903", "information")
    assert problem.span.line == 5
    assert problem.message.startswith(
        "This was stopped after 2 s without anything new (setting `keras-lsp.timeout`)"
    )
    (model,) = report.models
    assert [layer.output_shapes for layer in model.layers] == [[[None, "size"]], [[None, 2]]]
    assert report.status == "ok"


async def test_the_last_statement_has_all_the_time(workers: LocalWorkers, folder: Path) -> None:
    text = "import keras\nmodel = keras.Sequential()\nsum(i for i in range(10**12))\n"
    report = await report_of(workers, folder, text, timeout=2.0)
    (problem,) = report.problems
    assert problem.message.startswith("The run was stopped here after 2 s without anything new")
    assert report.status == "timeout"


async def test_a_statement_that_goes_on_making_layers_is_not_slow(
    workers: LocalWorkers, folder: Path
) -> None:
    text = (
        "import time\nimport keras\nx = keras.Input((4,))\n"
        "def build(x):\n    for _ in range(4):\n        end = time.monotonic() + 0.4\n"
        "        any(time.monotonic() > end for _ in iter(int, 1))\n"
        "        x = keras.layers.Dense(3)(x)\n    return x\n"
        "y = build(x)\nmodel = keras.Model(x, y)\n"
    )
    report = await report_of(workers, folder, text, timeout=2.0)
    assert report.problems == []
    (model,) = report.models
    assert model.weights is not None
    assert model.weights.total == 15 + 3 * 12


PATIENT = """\
import time
import keras

def prepare(seconds):
    end = time.monotonic() + seconds
    any(time.monotonic() > end for _ in iter(int, 1))
    return 3

first = prepare(1.2)
second = prepare(1.2)
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(first + second)])
{last}
"""


async def test_each_statement_has_all_the_time(workers: LocalWorkers, folder: Path) -> None:
    report = await report_of(workers, folder, PATIENT.format(last=""), timeout=2.0)
    assert report.problems == []
    assert report.status == "ok"
    assert [layer.output_shapes for layer in report.models[0].layers] == [[[None, 6]]]


async def test_all_of_a_run_has_a_limit_too(workers: LocalWorkers, folder: Path) -> None:
    text = PATIENT.format(last="while True:\n    keras.layers.Dense(2)")
    report = await report_of(workers, folder, text, timeout=2.0, total_timeout=4.0)
    (problem,) = (p for p in report.problems if p.code == "KL903")
    assert problem.message.startswith(
        "The run was stopped here after 4 s (setting `keras-lsp.totalTimeout`)"
    )
    assert report.status == "timeout"
    assert report.models[0].weights is not None


async def test_a_builder_that_is_slow_is_none_of_the_statements(
    workers: LocalWorkers, folder: Path
) -> None:
    text = (
        "import keras\nmodel = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])\n"
        "def build_model():\n    sum(i for i in range(10**12))\n    return keras.Sequential()\n"
        "raise ValueError(3)\nprint(model)\n"
    )
    report = await report_of(workers, folder, text, timeout=2.0)
    assert [problem.code for problem in report.problems] == ["KL601", "KL903"]
    assert report.status == "timeout"
    assert [model.variable for model in report.models] == ["model"]


STACK = """\
import ctypes
import keras

class Stack(ctypes.Structure):
    _fields_ = [("at", ctypes.c_void_p), ("flags", ctypes.c_int), ("size", ctypes.c_size_t)]

stack = Stack()
ctypes.CDLL(None).sigaltstack(None, ctypes.byref(stack))
raise ValueError("disabled" if stack.flags & 2 else stack.size >= 8192)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the structure is another one elsewhere")
async def test_the_clock_of_a_run_writes_nothing_over_what_a_kernel_computes(
    workers: LocalWorkers, folder: Path
) -> None:
    """Kernels of oneDNN let the stack pointer point into the heap: signals have another stack."""
    report = await report_of(workers, folder, STACK, timeout=2.0)
    assert [problem.message for problem in report.problems] == ["ValueError: True"]
