"""The figures by which a model is measured: what it holds, computes and gives.

One list for all that compare models or hold them to a budget; a figure that is added to it is
in each of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from keras_lsp.presentation import costs
from keras_lsp.presentation.costs import BATCH, OTHERS, Amount
from keras_lsp.presentation.figures import bytes_text, count_text, short_count

if TYPE_CHECKING:
    from collections.abc import Callable

    from keras_lsp.report import Model


@dataclass(frozen=True)
class Figure:
    """A figure of a model.

    Attributes:
        key: its name in settings and data.
        title: what stands over it.
        unit: behind the number in a sentence.
        of: the amount; None where there is nothing to count, as in a model without shapes.
        write: makes a text of a number, for people.
        in_bytes: it is an amount of memory.
    """

    key: str
    title: str
    unit: str
    of: Callable[[Model], Amount | None]
    write: Callable[[int], str]
    in_bytes: bool = False

    def text(self, model: Model) -> str:
        """Of one model: `34,826`, `at least 11 (LSTM unknown)`; empty if there is nothing."""
        amount = self.of(model)
        return "" if amount is None else amount.text(self.write)

    def change(self, before: Model, after: Model) -> str:
        """`4 → 8 (+4)`; the one text where nothing changed, empty if nothing is known."""
        texts = [self.text(before), self.text(after)]
        then, now = self.of(before), self.of(after)
        if texts[0] == texts[1] or not all(texts):
            return " → ".join(filter(None, dict.fromkeys(texts)))
        if then is None or now is None or then.exact is None or now.exact is None:
            return " → ".join(texts)
        difference = now.exact - then.exact
        sign = "−" if difference < 0 else "+"
        return f"{' → '.join(texts)} ({sign}{self.write(abs(difference))})"


def _params(model: Model) -> Amount | None:
    weights = model.weights
    if weights is None:
        return None
    return Amount(weights.total, () if model.known_weights is not None else (OTHERS,))


def _has_shapes(model: Model) -> bool:
    return any(layer.output_shapes for layer, _ in model.computing())


def _flops(model: Model) -> Amount | None:
    return costs.flops_of(model) if _has_shapes(model) else None


def _output_bytes(model: Model) -> Amount | None:
    if not _has_shapes(model):
        return None
    return costs.of_model(model).total.output_bytes.times(BATCH)


FIGURES = (
    Figure("params", "Parameters", "parameters", _params, count_text),
    Figure("flops", "FLOPs", "FLOPs for one sample", _flops, short_count),
    Figure(
        "outputs",
        f"Outputs of {BATCH} samples",
        "for the outputs",
        _output_bytes,
        bytes_text,
        in_bytes=True,
    ),
)
