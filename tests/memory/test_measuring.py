"""`bench/memory.py measure`: a process for each program, a line for each, and the table of a page.

There is no GPU here: packages of the same names stand in for Keras and PyTorch, and JAX.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.memory import Comparison, table

BENCH = Path(__file__).parents[2] / "bench" / "memory.py"
KERAS = """\
import os
__version__ = "3.15.1"
class backend:
    backend = staticmethod(lambda: os.environ["KERAS_BACKEND"])
"""
TORCH = """\
class cuda:
    peak = 7_000
    def reset_peak_memory_stats():
        cuda.peak = 500
    max_memory_allocated = staticmethod(lambda: cuda.peak)
    get_device_name = staticmethod(lambda: "a card")
"""
JAX = """\
class Device:
    device_kind = "a card"
    memory_stats = staticmethod(lambda: {"peak_bytes_in_use": 900})
local_devices = lambda: [Device]
"""
PROGRAM = """\
import keras
BATCH, data, targets = 4, [1], [2]
class model:
    def fit(x, y, batch_size, epochs, verbose):
        import sys
        if "torch" in sys.modules:
            sys.modules["torch"].cuda.peak += 20 * batch_size
"""


@pytest.mark.parametrize(("backend", "peak"), [("torch", 580), ("jax", 900)])
def test_each_program_is_measured_in_a_process_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, backend: str, peak: int
) -> None:
    packages, programs = tmp_path / "packages", tmp_path / "programs"
    packages.mkdir()
    programs.mkdir()
    for name, text in (("keras", KERAS), ("torch", TORCH), ("jax", JAX)):
        (packages / f"{name}.py").write_text(text)
    for name in ("one", "two"):
        (programs / f"{name}.py").write_text(PROGRAM)
    (programs / "wrong.py").write_text("1 / 0")
    monkeypatch.setenv("PYTHONPATH", str(packages))
    command = [sys.executable, str(BENCH), "measure", str(programs), "--backend", backend]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(each["name"], each["peak"], each["batch"]) for each in told] == [
        ("one", peak, 4), ("two", peak, 4),
    ]  # fmt: skip
    assert {(each["backend"], each["device"], each["keras"]) for each in told} == {
        (backend, "a card", "3.15.1")
    }
    assert "wrong.py: " in done.stderr
    assert "ZeroDivisionError" in done.stderr


def test_a_program_of_which_nothing_is_said_has_its_measurement_in_the_table() -> None:
    gib = 2**30
    lines = table(
        [
            Comparison("net", "torch", 3 * gib, None, 0.0),
            Comparison("net", "jax", gib, None, 0, gib),
        ]
    ).splitlines()
    assert lines[2] == "| `net` | ? | 3 GB | unknown |  | 1 GB | 1 GB | unknown |  |"
