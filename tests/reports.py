"""Reports of programs that tests write, and of the same program twice, to be compared."""

from __future__ import annotations

import dataclasses
import itertools
import re
from typing import TYPE_CHECKING, Any

from keras_lsp.report import RunConfig
from keras_lsp.runs.workers import Job

if TYPE_CHECKING:
    from pathlib import Path

    from keras_lsp.report import Report
    from keras_lsp.runs.local_workers import LocalWorkers

# Addresses, and what was called when the stack was full.
_VARYING = re.compile(r" at 0x[0-9a-f]+|(?<=recursion depth exceeded) while .*")


async def report_of(workers: LocalWorkers, directory: Path, text: str, **config: Any) -> Report:
    """The report of a program that lies in a directory, run with a configuration."""
    configured = RunConfig((str(directory),), **config)
    job = Job(str(directory / "m.py"), text, configured, preload=("keras",))
    return await workers.run(job)


async def clean_report_of(
    workers: LocalWorkers, directory: Path, text: str, **config: Any
) -> Report:
    """The same of a program that comes to its end, with nothing wrong in it."""
    report = await report_of(workers, directory, text, **{"timeout": 60.0, **config})
    assert (report.status, report.problems) == ("ok", [])
    return report


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
        problem.message = _VARYING.sub("", problem.message)
        problem.detail = _VARYING.sub("", problem.detail)
    return dataclasses.asdict(report)
