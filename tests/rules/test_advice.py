"""What is said of targets, loss and last layer together, and what plain Keras says of it.

Each row of the table is all that is said of a program. An error stands where plain Keras raises,
and only there; and with what is advised instead, each way of it, plain Keras runs.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import pytest

from keras_lsp.report import RunConfig
from keras_lsp.runs.workers import Job
from tests.rules.advice_table import DATASETS, LOSSES, TABLE, TARGETS

if TYPE_CHECKING:
    from keras_lsp.runs.local_workers import LocalWorkers

IMPORTS = """\
import keras
import numpy as np
import tensorflow as tf
from keras import layers

x, a = np.ones((30, 3), "float32"), np.arange(30)
"""


class Program(NamedTuple):
    """One program; loss and targets are expressions."""

    units: int
    last: str
    loss: str
    targets: str

    def line(self, *, of_arrays: bool) -> str:
        data = f"x, {self.targets}"
        if not of_arrays:
            data = f"tf.data.Dataset.from_tensor_slices(({data})).batch(30)"
        return (
            f"m = keras.Sequential([keras.Input((3,)), layers.Dense({self.units}, "
            f'activation="{self.last}")]); m.compile("sgd", {self.loss}); m.fit({data})'
        )


# A program, whether its data are arrays, and what is said of it.
Row: TypeAlias = tuple[Program, bool, dict[str, str]]
ROWS: list[Row] = [
    (
        Program(units, row.last, LOSSES[loss], {**TARGETS, **DATASETS}[targets]),
        targets in TARGETS,
        row.said,
    )
    for row in TABLE
    for units, loss, targets in itertools.product(row.units, row.loss, row.targets)
]


def ways(program: Program, advice: str) -> list[Program]:
    """The programs that follow an advice, one for each of the ways that it names."""
    return [changed(program, way) for way in re.split(r", or ", advice.rstrip("."))]


def changed(program: Program, way: str) -> Program:
    loss = re.search(r"`(\w+_crossentropy|mean_squared_error)`", way)
    if loss:
        name = "".join(part.capitalize() for part in loss[1].split("_"))
        logits = "from_logits=True" if "from_logits=True" in program.loss else ""
        logits = "" if name == "MeanSquaredError" else logits
        program = program._replace(loss=f"keras.losses.{name}({logits})")
    units = re.search(r"(\d+) units?", way)
    if units:
        program = program._replace(units=int(units[1]))
    if "one unit per class" in way:
        program = program._replace(units=2)
    last = re.search(r"`(?:activation=\")?(softmax|sigmoid)", way)
    if last or re.search("[wW]ithout an activation|[rR]emove the activation", way):
        program = program._replace(last=last[1] if last else "linear")
    targets = program.targets
    if way.startswith("Subtract 1"):
        targets = f"{targets} - 1"
    elif "to_categorical" in way:
        targets = f"keras.utils.to_categorical({targets})"
    elif "as integers" in way:
        targets = f"({targets}).argmax(-1)"
    return program._replace(targets=targets)


async def plain_keras(programs: list[Program]) -> list[str]:
    """The names of the exceptions that plain Keras raises."""
    script = str(Path(__file__).with_name("plain_keras.py"))
    process = await asyncio.create_subprocess_exec(
        sys.executable, script, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate(json.dumps(programs).encode())
    found: list[str] = json.loads(output.splitlines()[-1])
    return found


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(ROWS[::4], id="each fourth"),
        pytest.param(ROWS, id="all", marks=pytest.mark.long),
    ],
)
async def test_each_row_of_the_table_is_said(
    rows: list[Row], workers: LocalWorkers, folder: Path
) -> None:
    lines = [program.line(of_arrays=of_arrays) for program, of_arrays, _ in rows]
    text = IMPORTS + "\n".join(lines) + "\n"
    report = await workers.run(
        Job(str(folder / "model.py"), text, RunConfig((str(folder),), timeout=60.0))
    )
    assert report.status == "ok"
    first = IMPORTS.count("\n") + 1
    found: dict[int, dict[str, str]] = {number: {} for number in range(len(rows))}
    for problem in report.problems:
        sign = "!" if problem.severity == "error" else ""
        found[problem.span.line - first][sign + problem.code] = problem.message
    wrong = [
        (program, said, found[number])
        for number, (program, _, said) in enumerate(rows)
        if found[number].keys() != said.keys()
        or any(not found[number][code].endswith(f" {advice}") for code, advice in said.items())
    ]
    assert wrong == []


@pytest.mark.long
@pytest.mark.asyncio(loop_scope="session")
async def test_plain_keras_raises_where_there_is_an_error_and_runs_with_what_is_advised() -> None:
    as_they_are = [program for program, _, _ in ROWS]
    advised = [
        way
        for program, _, said in ROWS
        for code, advice in said.items()
        if code in ("!KL402", "!KL412", "KL412", "KL413") and "cannot compare them" not in advice
        for way in ways(program, advice)
        if "scale the targets" not in advice
    ]
    raised = await plain_keras([*as_they_are, *advised])
    for (program, of_arrays, said), error in zip(ROWS, raised, strict=False):
        is_error = any(code.startswith("!") for code in said)
        # Of a dataset it is not known whether labels are beyond the only unit.
        unknown = not of_arrays and "KL412" in said
        assert unknown or bool(error) == is_error, (program, error)
    wrong = [w for w, error in zip(advised, raised[len(ROWS) :], strict=True) if error]
    assert wrong == []
    assert len(advised) > len([said for _, _, said in ROWS if said]) * 0.8
