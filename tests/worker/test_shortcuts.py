"""What is left out for speed is not missed: every program gives the same report without it."""

from __future__ import annotations

import dataclasses
import itertools
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.expectations import programs, title
from tests.expectations.jobs import job
from tests.sampling import sampled

if TYPE_CHECKING:
    from pathlib import Path

    from keras_lsp.report import Report
    from keras_lsp.runs.local_workers import LocalWorkers


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("program", sampled(programs()), ids=title)
async def test_a_report_is_the_same_without_shortcuts(
    program: Path, workers: LocalWorkers, plain: LocalWorkers
) -> None:
    made = job(program)
    assert numbered(await workers.run(made)) == numbered(await plain.run(made))


def numbered(report: Report) -> dict[str, Any]:
    """The report without times and addresses, its calls and layers numbered in their order."""
    calls: dict[int | None, int | None] = {None: None}
    layers: dict[int | None, int | None] = {None: None}
    count = itertools.count()
    for call in report.calls:
        calls.setdefault(call.id, next(count))
        layers.setdefault(call.layer, next(count))
    for call in report.calls:
        call.id, call.layer = calls[call.id] or 0, layers[call.layer]
        call.parent = calls.get(call.parent)
        call.producers = [calls[producer] or 0 for producer in call.producers]
        call.returns = [calls[given] or 0 for given in call.returns]
    for model in report.models:
        model.layer = layers.setdefault(model.layer, next(count))
        model.outputs = [calls[given] or 0 for given in model.outputs]
    for training in report.trainings:
        training.model = layers[training.model] or 0
    report.seconds = 0
    for problem in report.problems:
        problem.message = re.sub(" at 0x[0-9a-f]+", "", problem.message)
        problem.detail = re.sub(" at 0x[0-9a-f]+", "", problem.detail)
    return dataclasses.asdict(report)
