"""How many units a model's outputs need for the targets that it is trained with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_lsp.report.losses import BINARY, CATEGORICAL, MANY_CLASSES, REGRESSION, SPARSE

if TYPE_CHECKING:
    from keras_lsp.report import Array, Loss, Report, Shape


def units_of_targets(report: Report) -> dict[int, str]:
    """The numbers of units that targets of the program ask for, each with the reason in words.

    Of outputs whose targets, or whose loss, are not known there is none.
    """
    found: dict[int, str] = {}
    for training in report.trainings:
        if not training.trains or training.validation:
            continue
        ends = zip(training.targets, training.outputs, training.losses, strict=False)
        for target, output, loss in ends:
            units, reason = _asked(target, output, loss) if output is not None else (0, "")
            if units:
                found.setdefault(units, f"{target.name or 'targets'}: {reason}")
    return found


def _asked(target: Array, output: Shape, loss: Loss) -> tuple[int, str]:
    columns = target.columns(output)
    if loss.name == SPARSE:
        low, high = target.minimum, target.maximum
        if columns != 1 or not target.whole or low is None or high is None:
            return 0, ""
        are_classes = low >= 0 and 0 < high <= MANY_CLASSES
        return (int(high) + 1, f"classes 0 to {int(high)}") if are_classes else (0, "")
    if loss.name in CATEGORICAL and columns > 1:
        return columns, f"{columns} classes"
    if loss.name in (*BINARY, *REGRESSION) and columns:
        return columns, "one number for each sample" if columns == 1 else f"{columns} columns"
    return 0, ""
