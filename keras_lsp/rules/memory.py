"""KL421: training takes more memory than the GPU has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_lsp.memory import CONTEXT, memory_of
from keras_lsp.presentation import training_memory
from keras_lsp.presentation.figures import count_text, memory_text
from keras_lsp.report import Problem, Related
from keras_lsp.report.hints import TooLargeBatch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp.memory import TrainingMemory
    from keras_lsp.rules.graph import Graph


def too_large(graph: Graph) -> Iterator[Problem]:
    """KL421, where even the least that training on PyTorch may take is more than the GPU has."""
    keras = graph.report.keras
    if not graph.gpu_memory or keras is None or keras.backend != "torch":
        return
    for training in graph.report.trainings:
        # A step of the program's own may save memory in ways that are not seen.
        found = None if training.own_step else memory_of(graph.report, training)
        if found is not None and found.here.surely_exceeds(graph.gpu_memory):
            yield _problem(found, graph.gpu_memory)


def _problem(found: TrainingMemory, gpu_memory: int) -> Problem:
    here, largest = found.here, found.largest_batch(gpu_memory)
    missing = here.total + CONTEXT - gpu_memory
    message = (
        f"Training takes about {training_memory.range_text(here)} of GPU memory at batch "
        f"{count_text(here.batch)}, and the GPU has {memory_text(gpu_memory)}, of which the "
        f"driver and libraries take {memory_text(CONTEXT)}: about {memory_text(missing)} too "
        "much. "
    )
    if largest.batch:
        message += f"The largest batch that fits is about {count_text(largest.batch)}."
    else:
        message += "No batch fits: a smaller model or mixed precision may."
    notes = [
        Related(each.layer.span, f"`{each.layer.name}` keeps {memory_text(each.bytes)}")
        for each in here.keeping[:3]
        if each.layer.span is not None
    ]
    hint = TooLargeBatch(str(largest.batch)) if largest.batch else None
    return Problem("KL421", "warning", message, found.training.span, related=notes, data=hint)


RULES_NEEDING_COMPLETE_DATA = (too_large,)
