"""`keras-lsp check --diff`: files run as they were at a revision, and what changed since.

Asks git and the workers, and puts into words or JSON what came of it; writes nothing.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from keras_lsp.presentation.changes import LayerChange, compare
from keras_lsp.presentation.figures import UNKNOWN, count_text, shapes_text
from keras_lsp.programs import git, revisions
from keras_lsp.report import shapes_in_json
from keras_lsp.runs.workers import job_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from keras_lsp.presentation.changes import ModelChange
    from keras_lsp.report import Layer, Model, Report
    from keras_lsp.runs.workers import Job, Workers

_ROWS = 60
_SIGNS = {"added": "+", "removed": "-", "changed": "~"}


class DiffError(Exception):
    """A file cannot be compared with a revision; the message says which and why."""


@dataclass(frozen=True)
class Origin:
    """The revision that a file is compared with; `name` is what the person called it."""

    name: str
    revision: git.Revision


@dataclass(frozen=True)
class Diff:
    """What changed in the models of a file since a revision.

    Attributes:
        origin: the revision.
        existed: the file was in it.
        changes: one for each model, as `changes.compare` has them.
        failure: why nothing is known of the models there; empty if they are known.
    """

    origin: Origin
    existed: bool = True
    changes: list[ModelChange] = field(default_factory=list)
    failure: str = ""


async def origins(paths: Sequence[str], name: str) -> dict[str, Origin]:
    """The revision of that name in the repository of each file; of missing files none.

    Raises:
        DiffError: a file is in no repository, or the revision is unknown there.
    """
    existing = [path for path in paths if await asyncio.to_thread(Path(path).is_file)]
    return {path: await _origin(path, name) for path in existing}


async def _origin(path: str, name: str) -> Origin:
    try:
        return Origin(name, await git.revision(str(Path(path).parent), name))
    except git.GitError as error:
        raise DiffError(f"{path}: {error}") from None


async def since(origin: Origin, job: Job, present: Report, workers: Workers) -> Diff:
    """What changed in a file.

    Args:
        origin: with which revision it is compared.
        job: how the file is run; its text and modules are those of the revision instead.
        present: what its run found.
        workers: what runs it.
    """
    name = origin.name
    if present.status != "ok":
        return Diff(origin, failure=f"not compared with {name}: {_failure(present)}")
    try:
        program = await revisions.program_at(origin.revision, job.path, job.config.workspace)
    except (git.GitError, revisions.RevisionError) as error:
        return Diff(origin, failure=f"at {name}: {error}")
    if program is None or not program.keras:
        return Diff(origin, program is not None, compare([], present.models))
    report = await workers.run(job_at(program, job))
    if report.status != "ok":
        return Diff(origin, failure=f"at {name}: {_failure(report)}")
    return Diff(origin, changes=compare(report.models, present.models))


def _failure(report: Report) -> str:
    if report.status == "failed" and report.problems:
        return report.problems[0].message
    return f"{report.status} after {report.seconds:.2f} s"


# For a person


def complaint(diff: Diff) -> str:
    """What a person must know beside the changes; empty if nothing."""
    if diff.failure:
        return diff.failure
    return "" if diff.existed else f"not in {diff.origin.name}; all its models are new"


def text_lines(path: str, diff: Diff) -> Iterator[str]:
    """Each outermost model's totals then and now, and its layers that differ."""
    for change in diff.changes:
        model = change.after or change.before
        if model is None or model.nested:
            continue
        yield f"{path}: {_flat(model.name)} {_totals(change)}{_fate(change, diff.origin.name)}"
        layers = change.layers
        if change.before is None:
            layers = tuple(LayerChange(None, each) for each in model.layers if len(each.path) < 2)
        yield from _table([_cells(layer) for layer in layers[:_ROWS]])
        if len(layers) > _ROWS:
            yield f"  … and {count_text(len(layers) - _ROWS)} more layers"


def _totals(change: ModelChange) -> str:
    counts = [
        count_text(weights.total) if weights else UNKNOWN
        for model in (change.before, change.after)
        if model is not None
        for weights in (model.known_weights,)
    ]
    return f"{' → '.join(dict.fromkeys(counts))} params"


def _fate(change: ModelChange, name: str) -> str:
    if change.before is None or change.after is None:
        return f", {change.text} since {name}"
    return f", since {name}: {change.text}" if change.text else f", unchanged since {name}"


def _table(rows: list[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
        yield f"  {'  '.join(cells)}".rstrip()


def _cells(change: LayerChange) -> tuple[str, ...]:
    layers = [layer for layer in (change.before, change.after) if layer is not None]
    path = "/".join(map(_flat, layers[-1].path))
    classes = _both([_flat(layer.class_name) for layer in layers])
    return (
        f"{_SIGNS[change.kind]} {path} ({classes})",
        _both([shapes_text(layer.output_shapes) for layer in layers]),
        _both([_params(layer) for layer in layers]),
        ", ".join(_details(*layers)) if len(layers) > 1 else "",
    )


def _both(texts: list[str]) -> str:
    return " → ".join(dict.fromkeys(texts))


def _params(layer: Layer) -> str:
    return UNKNOWN if layer.params is None else count_text(layer.params)


def _details(before: Layer, after: Layer) -> Iterator[str]:
    """What else differs than the columns tell."""
    if before.input_shapes != after.input_shapes and before.output_shapes == after.output_shapes:
        shapes = [shapes_text(layer.input_shapes) for layer in (before, after)]
        yield f"input {_both(shapes)}"
    for key in {**before.config, **after.config} if before.class_name == after.class_name else ():
        values = [layer.config.get(key, "default") for layer in (before, after)]
        if values[0] != values[1]:
            yield f"{key} {_both(values)}"
    if before.dtype != after.dtype:
        yield f"dtype {_both([layer.dtype or UNKNOWN for layer in (before, after)])}"
    trained = [layer.weights.trainable for layer in (before, after) if layer.weights]
    if _params(before) == _params(after) and len(set(trained)) > 1:
        yield f"trainable {_both([count_text(count) for count in trained])}"


def _flat(text: str) -> str:
    return " ".join(text.split())


# For a program


def as_json(diff: Diff) -> dict[str, Any]:
    """Everything that is known of the changes."""
    return {
        "revision": diff.origin.name,
        "commit": diff.origin.revision.commit,
        "in_revision": diff.existed,
        "error": diff.failure or None,
        "models": [_json_of_model(change) for change in diff.changes],
    }


def _json_of_model(change: ModelChange) -> dict[str, Any]:
    model = change.after or change.before
    kind = "changed" if change.text else "unchanged"
    if change.before is None or change.after is None:
        kind = "added" if change.before is None else "removed"
    return {
        "change": kind,
        "text": change.text,
        "id": model.id if model else None,
        "name": model.name if model else None,
        "variable": (model.variable or None) if model else None,
        "before": _json_of_total(change.before),
        "after": _json_of_total(change.after),
        "layers": [
            {
                "change": layer.kind,
                "before": _json_of_layer(layer.before),
                "after": _json_of_layer(layer.after),
            }
            for layer in change.layers
        ],
    }


def _json_of_total(model: Model | None) -> dict[str, Any] | None:
    if model is None:
        return None
    weights = model.known_weights
    return {
        "id": model.id,
        "class": model.class_name,
        "params": weights.total if weights else None,
        "trainable_params": weights.trainable if weights else None,
    }


def _json_of_layer(layer: Layer | None) -> dict[str, Any] | None:
    if layer is None:
        return None
    weights = layer.known_weights
    return {
        "path": layer.path,
        "name": layer.name,
        "class": layer.class_name,
        "input_shapes": shapes_in_json(layer.input_shapes),
        "output_shapes": shapes_in_json(layer.output_shapes),
        "params": weights.total if weights else None,
        "trainable_params": weights.trainable if weights else None,
        "config": layer.config,
    }
