"""`keras-lsp check --diff`: files run as they were at a revision, and what changed since.

Asks git and the workers, and puts into words or JSON what came of it; writes nothing.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from keras_lsp.presentation import budgets, change_text
from keras_lsp.presentation.changes import compare
from keras_lsp.presentation.markup import flat
from keras_lsp.presentation.model_figures import FIGURES, Measured
from keras_lsp.programs import git, revisions
from keras_lsp.report import Report, shapes_in_json
from keras_lsp.runs.workers import job_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from keras_lsp.presentation.budgets import Budget
    from keras_lsp.presentation.changes import ModelChange
    from keras_lsp.report import Layer, Model
    from keras_lsp.runs.workers import Job, Workers

_ROWS = 60


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
        past: what was found in the file as it was.
        present: what was found in the file as it is.
    """

    origin: Origin
    existed: bool = True
    changes: list[ModelChange] = field(default_factory=list)
    failure: str = ""
    past: Report = field(default_factory=lambda: Report(""))
    present: Report = field(default_factory=lambda: Report(""))


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
        return Diff(origin, failure=f"not compared with {name}: {failure_of(present)}")
    try:
        program = await revisions.program_at(origin.revision, job.path, job.config.workspace)
    except (git.GitError, revisions.RevisionError) as error:
        return Diff(origin, failure=f"at {name}: {error}")
    if program is None or not program.keras:
        existed = program is not None
        return Diff(origin, existed, compare([], present.models), present=present)
    report = await workers.run(job_at(program, job))
    if report.status != "ok":
        return Diff(origin, failure=f"at {name}: {failure_of(report)}")
    changes = compare(report.models, present.models)
    return Diff(origin, changes=changes, past=report, present=present)


def failure_of(report: Report) -> str:
    """Why a run did not come to its end, in words."""
    if report.status == "failed" and report.problems:
        return report.problems[0].message
    return f"{report.status} after {report.seconds:.2f} s"


# For a person


def complaint(diff: Diff) -> str:
    """What a person must know beside the changes; empty if nothing."""
    if diff.failure:
        return diff.failure
    return "" if diff.existed else f"not in {diff.origin.name}; all its models are new"


def text_lines(path: str, diff: Diff, limits: Sequence[Budget] = ()) -> Iterator[str]:
    """Each outermost model's totals then and now, its layers that differ, what it has spent."""
    for change in diff.changes:
        model = change.after or change.before
        if model is None or model.nested:
            continue
        fate = change_text.fate(change, diff.origin.name)
        yield f"{path}: {flat(model.name)} {change_text.totals(change)}{fate}"
        yield from (f"  {line}" for line in change_text.layer_lines(change, _ROWS))
        if change.after is not None:
            shares = ", ".join(budgets.shares(Measured(change.after, diff.present), limits))
            yield from ([f"  budget: {shares}"] if shares else [])


# For a program


def as_json(diff: Diff, limits: Sequence[Budget] = ()) -> dict[str, Any]:
    """Everything that is known of the changes, and of the budgets."""
    return {
        "revision": diff.origin.name,
        "commit": diff.origin.revision.commit,
        "in_revision": diff.existed,
        "error": diff.failure or None,
        "models": [
            json_of_model(change, diff.past, diff.present, limits) for change in diff.changes
        ],
    }


def json_of_model(
    change: ModelChange, past: Report, present: Report, limits: Sequence[Budget]
) -> dict[str, Any]:
    """What changed in one model.

    Args:
        change: of the model.
        past: the report that it was in, if it is not new.
        present: the report that it is in, if it is not gone.
        limits: what it may cost.
    """
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
        "before": _json_of_total(change.before, past),
        "after": _json_of_total(change.after, present),
        "budgets": [
            {"figure": budget.figure.key, "limit": budget.most, "spent": amount.known}
            for budget, amount in budgets.spent(Measured(change.after, present), limits)
        ]
        if change.after
        else [],
        "layers": [
            {
                "change": layer.kind,
                "before": _json_of_layer(layer.before),
                "after": _json_of_layer(layer.after),
            }
            for layer in change.layers
        ],
    }


def _json_of_total(model: Model | None, report: Report) -> dict[str, Any] | None:
    if model is None:
        return None
    weights = model.known_weights
    amounts = {figure.key: figure.of(Measured(model, report)) for figure in FIGURES}
    return {
        "id": model.id,
        "class": model.class_name,
        "params": weights.total if weights else None,
        "trainable_params": weights.trainable if weights else None,
        **{
            key: amount.exact if amount is not None else None
            for key, amount in amounts.items()
            if key != "params"  # As weights that are known they are above.
        },
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
