"""Quick fixes are tried in as few runs as can be."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from keras_lsp.report import Edit, Fix, Problem, Report, RunConfig, Span
from keras_lsp.runs.fixes import FixTrials, TriedProgram
from keras_lsp.runs.workers import Job

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT = "one\ntwo\n"


@dataclass
class Runner:
    """Finds the same in each program, and remembers them."""

    finds: Callable[[str], list[Problem]]
    texts: list[str] = field(default_factory=list)

    def must_load(self, _: Job) -> bool:
        return False

    async def run(self, job: Job) -> Report:
        self.texts.append(job.text)
        return Report(job.path, problems=self.finds(job.text))


def problem(code: str, *new: str) -> Problem:
    """One at the first line, with candidates that write something there."""
    span = Span("a.py", 1, 1, 1, 4)
    fixes = [Fix(f"Write {text}", [Edit(span, text)]) for text in new]
    return Problem(code, "error", "m", span, candidates=fixes)


@pytest.mark.asyncio
async def test_what_mends_two_problems_is_run_once_and_judged_for_each() -> None:
    shape, axis = problem("KL402", "flat", "pool"), problem("KL203", "pool", "flat")
    ran = TriedProgram(
        Job("a.py", TEXT, RunConfig(())),
        Report("a.py", problems=[shape, axis]),
        {"a.py": TEXT}.get,
    )

    def finds(text: str) -> list[Problem]:
        return [problem("KL402")] if text.startswith("pool") else []

    runner = Runner(finds)
    trials = FixTrials(ran, runner)  # type: ignore[arg-type]
    found = await trials.of([shape, axis], 60.0)
    assert [[fix.title for fix in each] for each in found] == [
        ["Write flat"],
        ["Write pool", "Write flat"],
    ]
    assert runner.texts == ["flat\ntwo\n", "pool\ntwo\n"]
    assert await trials.of([axis], 60.0) == found[1:]
    assert len(runner.texts) == 2
