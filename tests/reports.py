"""Reports that are compared with others of the same program."""

from __future__ import annotations

import dataclasses
import itertools
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from keras_lsp.report import Report

# Addresses, and what was called when the stack was full.
_VARYING = re.compile(r" at 0x[0-9a-f]+|(?<=recursion depth exceeded) while .*")


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
