"""What changed in a model, in lines of text: its totals, and its layers that differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_lsp.presentation.changes import LayerChange
from keras_lsp.presentation.figures import UNKNOWN, count_text, shapes_text
from keras_lsp.presentation.markup import flat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp.presentation.changes import ModelChange
    from keras_lsp.report import Layer

_SIGNS = {"added": "+", "removed": "-", "changed": "~"}


def totals(change: ModelChange) -> str:
    """The parameters then and now: `7 → 19 params`."""
    counts = [
        count_text(weights.total) if weights else UNKNOWN
        for model in (change.before, change.after)
        if model is not None
        for weights in (model.known_weights,)
    ]
    return f"{' → '.join(dict.fromkeys(counts))} params"


def fate(change: ModelChange, name: str) -> str:
    """What became of the model: `, new since HEAD`, `, since HEAD: +12 params`.

    Args:
        change: of the model.
        name: since when.
    """
    if change.before is None or change.after is None:
        return f", {change.text} since {name}"
    return f", since {name}: {change.text}" if change.text else f", unchanged since {name}"


def layers_of(change: ModelChange) -> tuple[LayerChange, ...]:
    """The layers that differ; of a new model all but those inside others."""
    model = change.after
    if change.before is None and model is not None:
        return tuple(LayerChange(None, each) for each in model.layers if len(each.path) < 2)
    return change.layers


def layer_lines(change: ModelChange, limit: int) -> Iterator[str]:
    """The layers that differ as a table: what it is, outputs, parameters, what else differs.

    Args:
        change: of the model.
        limit: how many rows there are at most.
    """
    layers = layers_of(change)
    rows = [cells(layer) for layer in layers[:limit]]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        padded = (f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
        yield "  ".join(padded).rstrip()
    if len(layers) > limit:
        yield f"… and {count_text(len(layers) - limit)} more layers"


def cells(change: LayerChange) -> tuple[str, str, str, str]:
    """One layer that differs: `~ dense (Dense)`, its outputs, its parameters, what else."""
    layers = [layer for layer in (change.before, change.after) if layer is not None]
    path = "/".join(map(flat, layers[-1].path))
    classes = _both([flat(layer.class_name) for layer in layers])
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
