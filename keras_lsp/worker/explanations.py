"""What is wrong with a training call, said to a person: what was given, what fits, what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_lsp.figures import shape_text, shapes_text
from keras_lsp.rules.losses import BINARY, CATEGORICAL, SPARSE

if TYPE_CHECKING:
    from keras_lsp.report import Array, Shape, Training

_SEQUENCE_RANK = 3
_ONE_OF_MANY = f"Use `{SPARSE}`, or one-hot the targets (`keras.utils.to_categorical`)."


def of_inputs(training: Training, batch: list[Shape | None], expected: list[Shape | None]) -> str:
    """Why the model cannot take its inputs.

    Args:
        training: the call.
        batch: shapes of one batch.
        expected: what the model takes; empty if that is not known.
    """
    what = "`validation_data`" if training.validation else _named(training.inputs, "data")
    sized = any(shape and shape[0] is not None for shape in batch)
    shapes = shapes_text(batch) if sized else _shapes(training.inputs)
    message = f"the model cannot take {what} of shape {shapes}"
    return f"{message}: it takes {shapes_text(expected)}." if expected else f"{message}."


def of_rest(samples: int, size: int) -> str:
    """Why a model that is made for batches of one size cannot take the last batch."""
    rest = samples % size
    return (
        f"{samples} samples in batches of {size} leave {rest} for the last batch, but the model "
        f"takes batches of {size} only. Use {samples - rest} samples, or a Dataset with "
        f"`batch({size}, drop_remainder=True)`."
    )


def of_targets(training: Training) -> str:
    """Why the loss cannot compare the targets with the outputs."""
    of = " of `validation_data`" if training.validation else ""
    said = (
        f"the targets{of} have shape {_shapes(training.targets)}{_values(training.targets)}; the "
        f"output is {shapes_text(training.outputs)}."
    )
    advice = _advice(training)
    if advice:
        return f"{said} {advice}"
    losses = ", ".join(f"`{loss.name}`" for loss in training.losses if loss.name)
    return f"{said} They do not fit{f' under {losses}' if losses else ''}."


def _advice(training: Training) -> str:
    if not len(training.targets) == len(training.outputs) == len(training.losses) == 1:
        return ""
    target, output = training.targets[0].shape, training.outputs[0]
    loss = training.losses[0].name
    if target is None or not output or output[-1] is None:
        return ""
    columns = target[-1] if len(target) > 1 else 1
    if len(output) > max(len(target), 2) + (loss == SPARSE):
        layers = "Flatten" if len(output) == _SEQUENCE_RANK else "Flatten or pooling"
        return f"For one output for each sample, a {layers} layer belongs before the last Dense."
    if training.targets[0].whole and columns == 1 and output[-1] > 1:
        if loss in CATEGORICAL:
            return _ONE_OF_MANY
        if loss in BINARY:
            return _under_binary(training.targets[0], output[-1])
    if loss == SPARSE and columns == output[-1] and len(target) == len(output):
        return f"Use `{CATEGORICAL[0]}`, or give the classes as integers."
    if loss != SPARSE and len(target) in (1, len(output)) and columns != output[-1]:
        return f"Give the last layer {columns} unit{'' if columns == 1 else 's'}."
    return ""


def _under_binary(target: Array, units: int) -> str:
    """What to do about integers, one for each sample, under a loss for true and false."""
    low, high = target.minimum or 0, target.maximum or 0
    if low < 0 or high >= units:
        return ""
    if high > 1:
        return _ONE_OF_MANY
    return f"Give the last layer 1 unit, or use `{SPARSE}` if each unit is a class."


def _named(arrays: list[Array], fallback: str) -> str:
    names = [array.name for array in arrays]
    return ", ".join(f"`{name}`" for name in names) if names and all(names) else fallback


def _shapes(arrays: list[Array]) -> str:
    return ", ".join(shape_text(array.shape) for array in arrays)


def _values(arrays: list[Array]) -> str:
    """`, integers 0 to 9` of one array of whole numbers whose values are known."""
    if len(arrays) != 1 or not arrays[0].whole:
        return ""
    low, high = arrays[0].minimum, arrays[0].maximum
    if low is None or high is None or low == high:
        return ""
    return f", integers {low:.0f} to {high:.0f}"
