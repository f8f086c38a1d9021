"""The figures by which a model is measured: what it holds, computes, gives and takes to train.

One list for all that compare models or hold them to a budget; a figure that is added to it is
in each of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from keras_lsp.memory import memory_of
from keras_lsp.presentation import costs, training_memory
from keras_lsp.presentation.costs import BATCH, OTHERS, Amount
from keras_lsp.presentation.figures import bytes_text, count_text, memory_text, short_count

if TYPE_CHECKING:
    from collections.abc import Callable

    from keras_lsp.report import Model, Report


class Measured(NamedTuple):
    """A model, and the report that it is in: how it is trained stands beside it there."""

    model: Model
    report: Report


@dataclass(frozen=True)
class Figure:
    """A figure of a model.

    Attributes:
        key: its name in settings and data.
        title: what stands over it.
        unit: behind the number in a sentence.
        of: the amount; None where there is nothing to count, as in a model without shapes.
        write: makes a text of a number, for people.
        verb: before the number in a sentence.
        in_bytes: it is an amount of memory.
    """

    key: str
    title: str
    unit: str
    of: Callable[[Measured], Amount | None]
    write: Callable[[int], str]
    verb: str = "takes"
    in_bytes: bool = False

    def text(self, measured: Measured) -> str:
        """Of one model: `34,826`, `at least 11 (LSTM unknown)`; empty if there is nothing."""
        return self._said(self.of(measured))

    def _said(self, amount: Amount | None) -> str:
        return "" if amount is None else amount.text(self.write)

    def change(self, before: Measured, after: Measured) -> str:
        """`4 → 8 (+4)`; the one text where nothing changed, empty if nothing is known."""
        then, now = self.of(before), self.of(after)
        texts = [self._said(then), self._said(now)]
        if texts[0] == texts[1]:
            return texts[0]
        told = " → ".join(text or "unknown" for text in texts)
        if then is None or now is None or then.exact is None or now.exact is None:
            return told
        difference = now.exact - then.exact
        sign = "−" if difference < 0 else "+"
        return f"{told} ({sign}{self.write(abs(difference))})"


@dataclass(frozen=True, slots=True)
class _Taken(Amount):
    """What training takes of a GPU's memory, at least where it is not exact.

    Attributes:
        said: the same for a person.
    """

    said: str = ""

    def text(self, write: Callable[[int], str]) -> str:  # noqa: ARG002 - it may be a range
        return self.said


def _params(measured: Measured) -> Amount | None:
    weights = measured.model.weights
    if weights is None:
        return None
    known = measured.model.known_weights is not None
    return Amount(weights.total, () if known else (OTHERS,))


def _has_shapes(model: Model) -> bool:
    return any(layer.output_shapes for layer, _ in model.computing())


def _flops(measured: Measured) -> Amount | None:
    return costs.flops_of(measured.model) if _has_shapes(measured.model) else None


def _output_bytes(measured: Measured) -> Amount | None:
    if not _has_shapes(measured.model):
        return None
    return costs.of_model(measured.model).total.output_bytes.times(BATCH)


def _memory(measured: Measured) -> Amount | None:
    """Of the training call that takes most; None where no call is known, or what it takes."""
    model, report = measured
    calls = [call for call in report.trainings if call.model == model.layer]
    found = [memory.here for call in calls if (memory := memory_of(report, call)) is not None]
    if not found:
        return None
    most = max(found, key=lambda estimate: estimate.total)
    exact = most.kind == "figure"
    said = training_memory.hint(most)
    return _Taken(most.total if exact else most.low, () if exact else ("the rest",), said=said)


FIGURES = (
    Figure("params", "Parameters", "parameters", _params, count_text, "has"),
    Figure("flops", "FLOPs", "FLOPs for one sample", _flops, short_count),
    Figure(
        "outputs",
        f"Outputs of {BATCH} samples",
        "for the outputs",
        _output_bytes,
        bytes_text,
        in_bytes=True,
    ),
    Figure("memory", "Memory to train", "to train on a GPU", _memory, memory_text, in_bytes=True),
)
