"""What `keras-lsp check` prints: text, JSON, GitHub annotations.

Turns outcomes into a string; runs nothing. The JSON form is stable: fields may be added.
"""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING, Any

from keras_lsp.command_line import diff
from keras_lsp.memory import memory_of
from keras_lsp.presentation import costs, summary, training_memory
from keras_lsp.presentation.figures import UNKNOWN, count_text
from keras_lsp.report import shapes_in_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from keras_lsp.command_line.check import Outcome, PathNames
    from keras_lsp.memory import TrainingMemory
    from keras_lsp.presentation.costs import Cost
    from keras_lsp.presentation.summary import Look
    from keras_lsp.report import Layer, Model, Problem, Report, Span, Training, Weights

ROWS = 60
_INDENT = "  "
_JSON_STATUS = {"ok": "ok", "failed": "failed", "timeout": "timeout"}
_GITHUB_LEVEL = {"error": "error", "warning": "warning"}


def as_text(outcomes: Sequence[Outcome], names: PathNames, look: Look | None = None) -> str:
    """For a person: each file's models with their summaries, then its problems.

    Args:
        outcomes: of the files.
        names: how their paths are shown.
        look: of the summaries; without one, only problems are told.
    """
    lines = [line for outcome in outcomes for line in _text_of_file(outcome, names, look)]
    return "".join(f"{line}\n" for line in lines)


def as_json(outcomes: Sequence[Outcome], names: PathNames) -> str:
    """For a program: everything that the runs found."""
    files = [_json_of_file(outcome, names) for outcome in outcomes]
    return json.dumps({"version": 1, "files": files}, indent=1) + "\n"


def as_github(outcomes: Sequence[Outcome], names: PathNames) -> str:
    """Workflow commands that GitHub shows as annotations in the changed files."""
    lines = []
    for outcome in outcomes:
        if outcome.report is None:
            place = _github_property("file", outcome.path)
            lines.append(f"::error {place},title=keras-lsp::{_github_data(outcome.failure)}")
            continue
        if _is_cut_short(outcome):
            place = _github_property("file", outcome.path)
            failure = f"not analysed: {outcome.report.status}"
            lines.append(f"::error {place},title=keras-lsp::{failure}")
        lines += [_github_of_problem(problem, names) for problem in outcome.problems]
    return "".join(f"{line}\n" for line in lines)


def _is_cut_short(outcome: Outcome) -> bool:
    """Whether the file was not analysed, and no problem that is shown is the reason."""
    failed = outcome.report is not None and outcome.report.status == "failed"
    return not outcome.analysed and not (failed and outcome.problems)


# Text


def _text_of_file(outcome: Outcome, names: PathNames, look: Look | None) -> Iterator[str]:
    report = outcome.report
    if report is None:
        return
    if look is not None and outcome.diff is not None and not outcome.diff.failure:
        yield from diff.text_lines(outcome.path, outcome.diff, outcome.budgets)
    elif look is not None:
        yield from _text_of_models(outcome, report, look)
        yield from _text_of_trainings(report, names)
    if _is_cut_short(outcome):
        yield f"{outcome.path}: {report.status} after {report.seconds:.2f} s"
    for problem in outcome.problems:
        yield from text_of_problem(problem, names)


def _text_of_models(outcome: Outcome, report: Report, look: Look) -> Iterator[str]:
    models = [model for model in report.models if not model.nested]
    inner = dataclasses.replace(look, width=look.width - len(_INDENT))
    for model in models:
        params = _params(model.weights) if model.weights else "unbuilt"
        yield f"{outcome.path}: {_one_line(model.name)} {params}"
        if model.layers:
            _title, *table = summary.as_table(model, report.models, inner).lines
            yield from (f"{_INDENT}{line}" for line in table)
    if not models and not outcome.problems:
        yield f"{outcome.path}: no model"


def _text_of_trainings(report: Report, names: PathNames) -> Iterator[str]:
    for training, found in _trainings(report):
        told = training_memory.line(found)
        yield f"{_place(training.span, names)}: {training.method} takes {told}"


def _trainings(report: Report) -> Iterator[tuple[Training, TrainingMemory]]:
    """Those training calls of which it is known what they take of a GPU's memory."""
    for training in report.trainings:
        found = memory_of(report, training)
        if found is not None:
            yield training, found


def _params(weights: Weights) -> str:
    if weights.at_least and not weights.total:
        return f"{UNKNOWN} params"
    return f"{'at least ' * weights.at_least}{count_text(weights.total)} params"


def text_of_problem(problem: Problem, names: PathNames) -> Iterator[str]:
    """A problem for a person, with what explains it and the titles of what mends it."""
    first, *rest = problem.message.splitlines() or [""]
    yield f"{_place(problem.span, names)}: {problem.severity} {problem.code} {first}"
    yield from (f"  {line}" for line in rest)
    for related in problem.related:
        yield f"    {_place(related.span, names)}: {_one_line(related.message)}"
    for fix in problem.fixes:
        yield f"    fix: {_one_line(fix)}"


def _place(span: Span, names: PathNames) -> str:
    place = names.place(span)
    cell = "" if place.cell is None else f"cell {place.cell}:"
    return f"{place.path}:{cell}{place.line}:{place.column}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


# JSON


def _json_of_file(outcome: Outcome, names: PathNames) -> dict[str, Any]:
    report = outcome.report
    file: dict[str, Any] = {"path": outcome.path}
    if report is None:
        return file | {
            "status": "failed",
            "error": outcome.failure,
            "seconds": None,
            "keras": None,
            "sandbox": None,
            "models": [],
            "trainings": [],
            "problems": [],
        }
    return file | {
        "status": _JSON_STATUS.get(report.status, "crashed"),
        "seconds": round(report.seconds, 3),
        "keras": _json_of_keras(report),
        "sandbox": {
            "enforced": list(report.sandbox.enforced),
            "missing": list(report.sandbox.missing),
        },
        "models": [_json_of_model(model, names) for model in report.models],
        "trainings": [
            _json_of_training(training, found, names) for training, found in _trainings(report)
        ],
        "problems": [_json_of_problem(problem, names) for problem in outcome.problems],
        **({"diff": diff.as_json(outcome.diff, outcome.budgets)} if outcome.diff else {}),
    }


def _json_of_keras(report: Report) -> dict[str, str] | None:
    keras = report.keras
    if keras is None:
        return None
    return {"flavour": keras.flavour, "version": keras.version, "backend": keras.backend}


def _json_of_model(model: Model, names: PathNames) -> dict[str, Any]:
    weights = model.known_weights
    found = costs.of_model(model)
    return {
        "id": model.id,
        "name": model.name,
        "class": model.class_name,
        "variable": model.variable or None,
        **_json_of_span("file", model.span, names),
        "built": _is_built(model),
        "nested": model.nested,
        **_json_of_counts(weights),
        "bytes": weights.bytes if weights else None,
        **_json_of_cost(found.total),
        "input_shapes": shapes_in_json(model.input_shapes),
        "output_shapes": shapes_in_json(model.output_shapes),
        "layers": [
            _json_of_layer(layer, cost, names)
            for layer, cost in zip(model.layers, found.rows, strict=True)
        ],
    }


def _json_of_training(
    training: Training, found: TrainingMemory, names: PathNames
) -> dict[str, Any]:
    return {
        "method": training.method,
        **_json_of_span("file", training.span, names),
        "model": found.model.id,
        "memory": training_memory.as_data(found),
    }


def _json_of_counts(weights: Weights | None) -> dict[str, int | None]:
    return {
        "params": weights.total if weights else None,
        "trainable_params": weights.trainable if weights else None,
        "non_trainable_params": weights.non_trainable if weights else None,
    }


def _json_of_cost(cost: Cost) -> dict[str, int | None]:
    found = {"flops": cost.flops.exact, "output_bytes": cost.output_bytes.exact}
    return found | ({"one_step": True} if cost.flops.one_step else {})


def _is_built(item: Model | Layer) -> bool:
    """Whether all weights are there, and none is of a size that is not known."""
    return item.built and not (item.weights is not None and item.weights.at_least)


def _json_of_layer(layer: Layer, cost: Cost, names: PathNames) -> dict[str, Any]:
    weights = layer.known_weights
    return {
        "name": layer.name,
        "class": layer.class_name,
        "kind": layer.kind,
        **_json_of_span("file", layer.span, names),
        "built": _is_built(layer),
        "input_shapes": shapes_in_json(layer.input_shapes),
        "output_shapes": shapes_in_json(layer.output_shapes),
        "dtype": layer.dtype,
        **_json_of_counts(weights),
        **_json_of_cost(cost),
        "bytes": weights.bytes if weights else None,
        "path": layer.path,
        "inbound": layer.inbound,
        "error": layer.error,
    }


def _json_of_problem(problem: Problem, names: PathNames) -> dict[str, Any]:
    related = [
        {**_json_of_span("path", item.span, names), "message": item.message}
        for item in problem.related
    ]
    return {
        "code": problem.code,
        "severity": problem.severity,
        **_json_of_span("path", problem.span, names),
        "message": problem.message,
        "detail": problem.detail,
        "related": related,
        "tags": problem.tags,
        "fixes": problem.fixes,
    }


def _json_of_span(key: str, span: Span | None, names: PathNames) -> dict[str, Any]:
    """The place, its path under `key`; nulls if there is none; with `cell` in a notebook."""
    if span is None:
        return dict.fromkeys((key, "line", "column", "end_line", "end_column"))
    place = names.place(span)
    cell = {} if place.cell is None else {"cell": place.cell}
    return {
        key: place.path,
        **cell,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
    }


# GitHub


def _github_of_problem(problem: Problem, names: PathNames) -> str:
    place = names.place(problem.span)
    facts: dict[str, str | int] = {"file": place.path}
    text = problem.message
    if place.cell is None:
        facts |= {"line": place.line, "col": place.column}
        facts |= {"endLine": place.end_line, "endColumn": place.end_column}
    else:
        # A line here would be one of the JSON in the file.
        text = f"{_place(problem.span, names)}: {text}"
    facts["title"] = problem.code
    properties = ",".join(_github_property(key, value) for key, value in facts.items())
    notes = [f"{_place(item.span, names)}: {item.message}" for item in problem.related]
    message = "\n".join([text, *notes])
    return (
        f"::{_GITHUB_LEVEL.get(problem.severity, 'notice')} {properties}::{_github_data(message)}"
    )


def _github_data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _github_property(key: str, value: str | int) -> str:
    return f"{key}={_github_data(str(value)).replace(':', '%3A').replace(',', '%2C')}"
