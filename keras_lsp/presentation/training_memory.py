"""What training takes of a GPU's memory, in words: hint, hover, summary, data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from keras_lsp.memory import CONTEXT
from keras_lsp.presentation.figures import bytes_text, count_text, memory_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from keras_lsp.memory import Estimate, Largest, TrainingMemory
    from keras_lsp.report import Layer, Model

CARDS = (8, 12, 16, 24, 40, 80)
"""GB of common cards, as they are sold: of 1024³ bytes."""

_GIB = 2**30
_PHASES = {
    "forward": "at the end of the forward pass",
    "backward": "in the backward pass",
    "update": "when the optimizer changes the weights",
}
NOT_VALIDATED = "TensorFlow was not measured on a GPU: it lies between JAX' least and PyTorch."
AT_LEAST = "XLA may take several times as much while it tries algorithms for convolutions."


def hint(estimate: Estimate) -> str:
    """For the end of a line: `6.8 GB at batch 64`, or a range, or the least that it is."""
    return f"{_figure(estimate)} at batch {count_text(estimate.batch)}"


def _figure(estimate: Estimate) -> str:
    if estimate.kind == "range":
        return f"about {range_text(estimate)}"
    least = "at least " if estimate.kind == "least" else ""
    return f"{least}{memory_text(estimate.total)}"


def range_text(estimate: Estimate) -> str:
    """Between what it lies: `13.3–16.2 GB`; one figure where that is all that is known."""
    low, high = memory_text(estimate.low), memory_text(estimate.high or estimate.low)
    number, unit = low.split()
    if low == high:
        return low
    return f"{number}–{high}" if high.endswith(unit) else f"{low}–{high}"


def rows(memory: TrainingMemory, here: int = 0, name: str = "") -> list[tuple[str, str]]:
    """What a hover says: the figure, its parts, and the largest batches.

    Args:
        memory: of a training call.
        here: bytes of the card of this machine; 0 if it is not known.
        name: of that card.
    """
    found = memory.here
    told = [("GPU memory", f"{hint(found)}{_interval(found)}")]
    if found.kind == "range":
        return [*told, ("note", NOT_VALIDATED)]
    told += [(part.name, _part(part.bytes, part.why)) for part in found.parts]
    if found.kind == "least":
        return [*told, ("note", AT_LEAST)]
    if found.phase is not None:
        told.append(("fullest", _PHASES[found.phase]))
    told.append(("beside", f"{memory_text(CONTEXT)} of the driver and libraries"))
    told.append(("largest batch", largest_batches(memory)))
    if here:
        told.append(
            (
                f"largest batch in {name or 'this GPU'}",
                f"{_largest(memory.largest_batch(here))} in {memory_text(here)}",
            )
        )
    if found.unknown:
        told.append(("less certain for", ", ".join(found.unknown)))
    return told


def largest_batches(memory: TrainingMemory) -> str:
    """For each of the common cards: `8 GB: 30 · 12 GB: 48 · …`."""
    found = (f"{card} GB: {_largest(memory.largest_batch(card * _GIB))}" for card in CARDS)
    return " · ".join(found)


def line(memory: TrainingMemory) -> str:
    """For a terminal: the figure, and the largest batches where they are known."""
    found = memory.here
    text = f"{_figure(found)} of GPU memory at batch {count_text(found.batch)}{_interval(found)}"
    if found.kind == "figure":
        text += f"; largest batch for {largest_batches(memory)}"
    return text


def notes(
    found: Iterable[TrainingMemory], model: Model, here: int = 0, name: str = ""
) -> list[str]:
    """For the end of a model's summary: one sentence for each place where it is trained.

    Args:
        found: what the training calls of a report take.
        model: one of its models.
        here: bytes of the card of this machine; 0 if it is not known.
        name: of that card.
    """
    told = []
    for each in found:
        training = each.training
        if training.model != model.layer:
            continue
        text = f"{training.method} on line {training.span.line} takes {line(each)}"
        if here and each.here.kind == "figure":
            fits = _largest(each.largest_batch(here))
            text += f"; for {name or 'this GPU'} ({memory_text(here)}): {fits}"
        told.append(text)
    return told


def kept_by(found: Iterable[TrainingMemory], model: Model, layer: Layer) -> str:
    """What training keeps of one layer: `1.2 GB at batch 64`; empty where that is not known."""
    for each in reversed([memory for memory in found if memory.training.model == model.layer]):
        for keeping in each.here.keeping if each.here.kind == "figure" else []:
            if keeping.layer.path == layer.path:
                batch = count_text(each.here.batch)
                return f"{memory_text(keeping.bytes)} at batch {batch}"
    return ""


def as_data(memory: TrainingMemory) -> dict[str, Any]:
    """For programs, in bytes."""
    found = memory.here
    data: dict[str, Any] = {
        "kind": found.kind,
        "batch": found.batch,
        "bytes": found.total if found.kind == "figure" else None,
        "low": found.low,
        "high": found.high,
        "validated": found.kind != "range",
        "unknown": found.unknown,
    }
    if found.kind != "figure":
        return data
    batches = {card: memory.largest_batch(card * _GIB) for card in CARDS}
    return data | {
        "context": CONTEXT,
        "phase": found.phase,
        "parts": [
            {"name": part.name, "bytes": part.bytes, "why": part.why} for part in found.parts
        ],
        "layers": [{"path": each.layer.path, "bytes": each.bytes} for each in found.keeping[:10]],
        "largest_batches": [
            {"card": card, "batch": largest.batch, "more": largest.more}
            for card, largest in batches.items()
        ],
    }


def _interval(found: Estimate) -> str:
    return f" ({range_text(found)})" if found.kind == "figure" else ""


def _part(size: int, why: str) -> str:
    return f"{bytes_text(size)} ({why})" if why else bytes_text(size)


def _largest(found: Largest) -> str:
    if not found.batch:
        return "none"
    return f"at least {count_text(found.batch)}" if found.more else count_text(found.batch)
