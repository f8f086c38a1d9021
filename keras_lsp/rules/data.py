"""KL414 to KL416: the values of the data are not those that the first layers are made for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_lsp.figures import shape_text
from keras_lsp.report import Problem, Related

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp.report import Array, Layer, Model, Training
    from keras_lsp.rules.graph import Graph

# What does not change the scale of its input.
_UNSCALED = frozenset((
    "InputLayer", "Flatten", "Reshape", "Permute", "Identity", "Resizing", "CenterCrop",
    "ZeroPadding2D", "RandomFlip", "RandomRotation", "RandomZoom", "RandomCrop",
    "RandomTranslation", "RandomHeight", "RandomWidth", "ExpandDims", "Sequential",
    "Functional", "Dropout", "MaxPooling2D", "AveragePooling2D",
))  # fmt: skip
_MADE_FOR_SMALL = ("Dense", "Conv2D", "SeparableConv2D", "DepthwiseConv2D", "Conv1D", "Conv3D")
_PIXELS = (200, 255)
_IMAGE_RANK = 3
_FARTHER = 10.0


def _trained(graph: Graph) -> Iterator[tuple[Training, Model, Array]]:
    """Each `fit` of a model with one input, on the data that it is given."""
    for training in graph.report.trainings:
        model = graph.models.get(training.model)
        if model is not None and not training.failed and len(training.inputs) == 1:
            yield training, model, training.inputs[0]


def raw_images(graph: Graph) -> Iterator[Problem]:
    """KL414: values from 0 to 255 go into a layer that is made for small numbers."""
    for training, model, array in _trained(graph):
        first = _first(model)
        if training.validation or first is None or not _is_raw(array):
            continue
        name = f"`{array.name}`" if array.name else "The data"
        values = "0 to 255" if array.maximum is None else f"up to {array.maximum:g}"
        related = [Related(first.span, f"The first layer is `{first.name}`")] if first.span else []
        if array.span is not None:
            form = f"{shape_text(array.shape)} of {array.dtype}"
            related.append(Related(array.span, f"`{array.name}` is made here: {form}"))
        yield Problem(
            "KL414",
            "warning",
            f"{name} has values {values} ({array.dtype}), and `{first.name}` "
            f"({first.class_name}) gets them as they are. Divide by 255, or begin the model with "
            "`Rescaling(1 / 255)`.",
            training.span,
            related=related,
            data={"first": first.name},
        )


def _first(model: Model) -> Layer | None:
    """The first layer that changes values, if it has weights that start small."""
    for layer in model.layers:
        if layer.class_name not in _UNSCALED:
            return layer if layer.class_name in _MADE_FOR_SMALL else None
    return None


def _is_raw(array: Array) -> bool:
    if array.dtype == "uint8":
        return array.maximum is None or array.maximum >= _PIXELS[0]
    return (
        array.whole
        and array.shape is not None
        and len(array.shape) >= _IMAGE_RANK
        and array.minimum == 0
        and array.maximum is not None
        and _PIXELS[0] <= array.maximum <= _PIXELS[1]
    )


def index_out_of_range(graph: Graph) -> Iterator[Problem]:
    """KL415: the data has larger integers than the embedding has rows."""
    for training, model, array in _trained(graph):
        if array.maximum is None or array.minimum is None or not array.whole:
            continue
        inputs = [layer.name for layer in model.layers if layer.kind == "input"]
        for layer in model.layers:
            rows = layer.config.get("input_dim", "")
            starts = not layer.inbound or layer.inbound[0] in inputs or layer is model.layers[0]
            if layer.class_name != "Embedding" or not rows.isdigit() or not starts:
                continue
            if array.maximum < int(rows) and array.minimum >= 0:
                continue
            name = f"`{array.name}`" if array.name else "the data"
            largest = int(array.maximum)
            made = [Related(layer.span, f"`{layer.name}` is made here")] if layer.span else []
            yield Problem(
                "KL415",
                "error" if graph.on_tensorflow else "warning",
                f"`model.{training.method}`: {name} has integers {array.minimum:.0f} to "
                f"{largest}, but `{layer.name}` (Embedding) has {rows} rows, for 0 to "
                f"{int(rows) - 1}. Use `input_dim={largest + 1}`.",
                training.span,
                related=made,
                data={"layer": layer.name, "rows": str(largest + 1)},
            )


def validation_of_other_scale(graph: Graph) -> Iterator[Problem]:
    """KL416: the validation data was not scaled as the training data was, or the reverse."""
    trained: dict[int, Array] = {}
    for training, model, array in _trained(graph):
        if not training.validation:
            trained[training.model] = array
            continue
        before = trained.get(training.model)
        if before is None or before.maximum is None or array.maximum is None:
            continue
        small, large = sorted((abs(before.maximum), abs(array.maximum)))
        if _first(model) is None or small == 0 or small > 1 or large < _FARTHER * small:
            continue
        if large < _PIXELS[0]:
            continue
        related = []
        if array.span is not None:
            related.append(Related(array.span, f"`{array.name}` is made here"))
        yield Problem(
            "KL416",
            "warning",
            f"The validation data has values up to {array.maximum:g}, the training data up to "
            f"{before.maximum:g}: they were not scaled alike.",
            training.span,
            related=related,
        )


RULES = (raw_images, index_out_of_range, validation_of_other_scale)
