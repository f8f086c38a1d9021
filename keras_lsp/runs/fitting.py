"""What a quick fix of a training that is too large for the GPU leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_lsp.memory import CONTEXT, memory_of
from keras_lsp.presentation import training_memory

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keras_lsp.report import Problem, Report
    from keras_lsp.runs.workers import Job

TOO_LARGE = "KL421"
"""Training takes more memory than the GPU has."""


def fits(job: Job, trial: Report, problems: Sequence[Problem]) -> bool:
    """Whether what did not fit into the GPU's memory does now, not only perhaps.

    Args:
        job: of the run, which knows the GPU.
        trial: what a run with the fix has found.
        problems: any; others than these are gone anyway.
    """
    if all(problem.code != TOO_LARGE for problem in problems):
        return True
    found = [memory_of(trial, training) for training in trial.trainings]
    return all(
        memory is None or memory.here.total + CONTEXT <= job.config.gpu_memory for memory in found
    )


def consequence(trial: Report, problem: Problem, line: int) -> str:
    """What the training takes then, ` → 14.7 GB at batch 64`; empty for any other problem.

    Args:
        trial: what a run with the fix has found.
        problem: that the fix is of.
        line: on which the training stands now.
    """
    for training in trial.trainings if problem.code == TOO_LARGE else []:
        if (training.span.path, training.span.line) == (problem.span.path, line):
            found = memory_of(trial, training)
            return f" → {training_memory.hint(found.here)}" if found is not None else ""
    return ""
