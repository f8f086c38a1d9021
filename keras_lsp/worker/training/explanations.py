"""Messages about training calls: what was given, what fits, what to do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from keras_lsp.presentation.figures import shape_text, shapes_text
from keras_lsp.report.losses import SPARSE
from keras_lsp.rules.targets import Case, remedies, sentence

if TYPE_CHECKING:
    from keras_lsp.report import Array, Shape, Training

_SEQUENCE_RANK = 3
# Keras 3 quotes the names, Keras 2 does not.
_SIZES = re.compile(r"(\w+)'? sizes: ([\d, ]*)")


def of_inputs(training: Training, batch: list[Shape | None], expected: list[Shape | None]) -> str:
    """Why the model cannot take its inputs.

    Args:
        training: the call.
        batch: shapes of one batch.
        expected: what the model takes; empty if that is not known.
    """
    what = "`validation_data`" if training.validation else _array_names(training.inputs, "data")
    sized = any(shape and shape[0] is not None for shape in batch)
    shapes = shapes_text(batch) if sized else _shapes(training.inputs)
    message = f"the model cannot take {what} of shape {shapes}"
    return f"{message}: it takes {shapes_text(expected)}." if expected else f"{message}."


def of_step(name: str, kind: str) -> str:
    """Why the `train_step` or `test_step` of a class of models is not checked."""
    return (
        f"`{name}` of `{kind}` is not checked here: that needs TensorFlow without "
        "`run_eagerly=True`. What it does with the data is not known."
    )


def of_rest(samples: int, size: int) -> str:
    """Why a model that is made for batches of one size cannot take the last batch."""
    rest = samples % size
    return (
        f"{samples} samples in batches of {size} leave {rest} for the last batch, but the model "
        f"takes batches of {size} only. Use {samples - rest} samples, or a Dataset with "
        f"`batch({size}, drop_remainder=True)`."
    )


def of_texts(method: str) -> str:
    """What to do with an array of texts that a training method refuses."""
    return (
        f"an array of texts is given, which `{method}` takes only as an array of objects. Use "
        "`array.astype(object)`."
    )


def of_metrics(outputs: int) -> str:
    """What to do where the metrics are not those of so many outputs."""
    return (
        f"`metrics` of `compile` do not match the model's {outputs} outputs: pass one list per "
        "output, or a dictionary keyed by output name."
    )


def of_counts(training: Training) -> str:
    """That there are more or fewer targets than outputs."""
    of = " of `validation_data`" if training.validation else ""
    targets, outputs = len(training.targets), len(training.outputs)
    return f"{targets} arrays of targets{of}, but the model has {outputs} outputs."


def of_samples(text: str) -> str:
    """Which arrays have how many samples, out of what Keras says of them."""
    sizes = "; ".join(
        f"{name} has {counts.strip()}" for name, counts in _SIZES.findall(text) if counts.strip()
    )
    return f"the arrays have different numbers of samples{f': {sizes}' if sizes else ''}."


def of_targets(training: Training, last: str | None = None) -> str:
    """Why the loss cannot compare the targets with the outputs.

    Args:
        training: the call.
        last: the last activation of the only output; None if that is not known.
    """
    of = " of `validation_data`" if training.validation else ""
    said = (
        f"the targets{of} have shape {_shapes(training.targets)}{_values(training.targets)}; the "
        f"output is {shapes_text(training.outputs)}."
    )
    advice = _advice(training, last)
    if advice:
        return f"{said} {advice}"
    losses = ", ".join(f"`{loss.name}`" for loss in training.losses if loss.name)
    return f"{said} {losses or 'The loss'} cannot compare them."


def _advice(training: Training, last: str | None) -> str:
    if not len(training.targets) == len(training.outputs) == len(training.losses) == 1:
        return ""
    target, output = training.targets[0].shape, training.outputs[0]
    loss = training.losses[0]
    if target is None or not output or output[-1] is None:
        return ""
    if len(output) > max(len(target), 2) + (loss.name == SPARSE):
        layers = "Flatten" if len(output) == _SEQUENCE_RANK else "Flatten or pooling"
        return f"For one output per sample, put a {layers} layer before the last Dense."
    return sentence(remedies(Case(training.targets[0], output, loss, last)))


def _array_names(arrays: list[Array], fallback: str) -> str:
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
