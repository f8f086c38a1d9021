"""Runs of the programs, with the Pythons of the tags."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from keras_lsp.programs import imports
from keras_lsp.report import RunConfig
from keras_lsp.runs.workers import Job
from tests.expectations import PROGRAMS

VENV = Path(__file__).parents[2] / ".venv"
KERAS2 = VENV / "keras2" / "bin" / "python"
TUNERS = VENV / "truth" / "bin" / "python"
TORCH = VENV / "torch" / "bin" / "python"
PYTHONS = {"keras2": KERAS2, "tuners": TUNERS}


def job(program: Path) -> Job:
    """The job that the server makes of a program of `tests/programs`."""
    with program.open(encoding="utf-8", newline="") as file:
        text = file.read()
    own = imports.module(text)
    found = imports.ImportFinder().program(str(program), own, [str(PROGRAMS)], {})
    config = RunConfig((str(PROGRAMS),), timeout=30.0)
    return Job(str(program), text, config, preload=found.packages)


def under(made: Job, python: Path) -> Job:
    """The job with another Python."""
    return replace(made, config=replace(made.config, interpreter=str(python)))
