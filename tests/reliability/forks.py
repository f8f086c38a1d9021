"""Runs that are forked one after the other from one zygote, each with an op that really runs.

A process in which an op has run cannot be forked any more: a zygote that had run one would
show here, since a run that hangs is ended after its `timeout`.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from keras_lsp.report import RunConfig
from keras_lsp.runs.workers import Job
from tests.e2e.test_lifetimes import children, workers

if TYPE_CHECKING:
    from tests.e2e.editor import Process

PYTHONS = Path(__file__).parents[2] / ".venv"
# PyTorch has an environment of its own (`make test-flavours`).
INTERPRETERS = {"torch": PYTHONS / "torch" / "bin" / "python"}
TIMEOUT = 30.0

PROGRAM = """\
import os
os.environ["KERAS_BACKEND"] = "{backend}"
import keras
model = keras.Sequential([keras.Input((3,)), keras.layers.Dense({units})])
total = float(keras.ops.sum(keras.ops.ones((2, 3))))
raise ValueError(f"{number} {{keras.backend.backend()}} {{total}} {{model.count_params()}}")
"""


@dataclass
class Forks:
    """What became of them.

    Attributes:
        failures: of each run that found something else than it should, what that was.
        zygotes: every process that has forked runs; there should be one.
        threads: the most threads that the zygote was seen with.
        slowest: seconds from asking for a run to its report, the first one left out.
    """

    count: int = 0
    failures: list[str] = field(default_factory=list)
    zygotes: set[int] = field(default_factory=set)
    threads: int = 0
    slowest: float = 0.0
    seconds: float = 0.0

    @property
    def held(self) -> bool:
        """Whether no run hung or failed, and one zygote with one thread has forked them all."""
        return not self.failures and len(self.zygotes) == 1 and self.threads == 1


def program(backend: str, number: int) -> tuple[str, str]:
    """A program, and the one problem that it has."""
    units = number % 97 + 1
    text = PROGRAM.format(backend=backend, units=units, number=number)
    return text, f"KL601 ValueError: {number} {backend} 6.0 {4 * units}"


async def fork(directory: Path, backend: str, count: int) -> Forks:
    """Have so many programs run on a back end, each in a fork of its own."""
    result = Forks()
    path = directory / "program.py"
    interpreter = str(INTERPRETERS.get(backend, ""))
    async with workers("zygote") as local:
        started = time.perf_counter()
        for number in range(count):
            text, expected = program(backend, number)
            asked = time.perf_counter()
            report = await local.run(
                Job(
                    str(path),
                    text,
                    RunConfig((str(directory),), interpreter=interpreter, timeout=TIMEOUT),
                )
            )
            if number:
                result.slowest = max(result.slowest, time.perf_counter() - asked)
            found = [f"{problem.code} {problem.message}" for problem in report.problems]
            if (report.status, found) != ("ok", [expected]):
                result.failures.append(f"run {number}: {report.status} {found}")
            result.count += 1
            if number % 50 == 0 or number == count - 1:
                _look(result, directory)
        result.seconds = time.perf_counter() - started
    return result


def _look(result: Forks, directory: Path) -> None:
    """Note which zygotes there are, and how many threads they have."""
    for process in zygotes_of(directory):
        result.zygotes.add(process.pid)
        threads = len(list(Path(f"/proc/{process.pid}/task").iterdir()))
        result.threads = max(result.threads, threads)


def zygotes_of(directory: Path) -> list[Process]:
    """Those of this process that run the programs of a folder."""
    words = (" zygote ", str(directory))
    return [each for each in children() if all(word in each.command for word in words)]
