"""Programs as people write them, each run by the real worker in one zygote.

What must be found stands in the programs, see `tests/expectations`.
"""

from __future__ import annotations

import difflib
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from keras_lsp.presentation import costs
from tests.expectations import PROGRAMS, programs, read, title
from tests.expectations.found import found
from tests.expectations.jobs import job

if TYPE_CHECKING:
    from pathlib import Path

    from keras_lsp.report import Report
    from keras_lsp.runs.local_workers import LocalWorkers
    from keras_lsp.runs.workers import Job


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("program", programs(), ids=title)
async def test_the_run_finds_exactly_what_is_expected(
    program: Path, workers: LocalWorkers
) -> None:
    report = await check(program, job(program), workers)
    assert not uncounted(report)


def uncounted(report: Report) -> list[str]:
    """The layers whose FLOPs are unknown, where all is right, nothing is missing, and no operation
    of theirs is named.
    """
    if any(each.severity == "error" or each.code.startswith("KL9") for each in report.problems):
        return []
    return [
        layer.name
        for model in report.models
        if model.built and not model.nested and costs.flops_of(model).unknown
        for layer in model.layers
        if layer.flops is None and not layer.uncounted and layer.kind != "model"
    ]


async def check(program: Path, made: Job, workers: LocalWorkers, tag: str = "") -> Report:
    """Run a job; it must find what is expected of the program, and write nothing."""
    before = files_below(PROGRAMS)
    report = await workers.run(made)
    assert report.status == "ok", report.problems
    expected = read(program, tag)
    seen = found(report, program).with_pieces_of(expected)
    difference = [
        line for line in difflib.ndiff(expected.lines(), seen.lines()) if line[0] in "+-"
    ]
    assert not difference, "expected (-), seen (+):\n" + "\n".join(difference)
    assert files_below(PROGRAMS) == before, "the run wrote into the workspace"
    return report


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("name", ["function_that_trains", "function_that_fails"])
async def test_a_function_that_tensorflow_translates_is_that_of_the_text_and_not_of_the_file(
    name: str, workers: LocalWorkers
) -> None:
    program = PROGRAMS / f"{name}.py"
    made = job(program)
    saved = await workers.run(made)
    edited = await workers.run(replace(made, text=f"\n\n{made.text}"))
    assert len({call.span.line for call in saved.calls if call.parent is None}) > 1
    assert [call.span.line - 2 for call in edited.calls] == [c.span.line for c in saved.calls]
    problems = [(p.message, p.detail, p.span.line) for p in saved.problems]
    assert [(p.message, p.detail, p.span.line - 2) for p in edited.problems] == problems


def files_below(directory: Path) -> list[str]:
    return sorted(str(path) for path in directory.rglob("*"))


def test_there_are_at_least_forty_programs_and_each_says_what_it_is_there_for() -> None:
    abouts = [read(program).about for program in programs()]
    assert len(abouts) >= 40
    assert all(abouts)
    assert len(set(abouts)) == len(abouts)
