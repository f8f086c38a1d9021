"""KL414 to KL416: data values that the first layers are not made for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from keras_lsp.presentation.figures import shape_text
from keras_lsp.report import Problem, Related
from keras_lsp.report.hints import RawInput, TooFewRows
from keras_lsp.rules.input_path import way
from keras_lsp.rules.layer_classes import IMAGE_GEOMETRY, PLAIN_CONVOLUTIONS, RESHAPING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp.report import Array, Model, Span, Training
    from keras_lsp.rules.graph import Graph
    from keras_lsp.rules.input_path import Taker

# What does not change the scale of its input.
_UNSCALED = (RESHAPING - {"Squeeze"}) | IMAGE_GEOMETRY | {
    "ZeroPadding2D", "Dropout", "MaxPooling2D", "AveragePooling2D",
}  # fmt: skip
# What gives all values of its input, and no others.
_SAME_VALUES = RESHAPING | {"Transpose", "RepeatVector"}
_MADE_FOR_SMALL = PLAIN_CONVOLUTIONS | {"Dense", "SeparableConv2D", "DepthwiseConv2D"}
_PIXELS = (200, 255)
_IMAGE_RANK = 3


class Fed(NamedTuple):
    """An array that a model is trained with, and the place of the input that it goes into."""

    training: Training
    model: Model
    array: Array
    place: int


def _fed_arrays(graph: Graph) -> Iterator[Fed]:
    """Each array of each `fit`, where it is known which input it is for."""
    for training in graph.report.trainings:
        model = graph.models.get(training.model)
        if model is None or training.failed or training.own_step:
            continue
        if len(training.inputs) == len(model.input_shapes):
            for place, array in enumerate(training.inputs):
                yield Fed(training, model, array, place)


def _first(graph: Graph, fed: Fed, through: frozenset[str] = _UNSCALED) -> Taker | None:
    """The first layer that gets the array, if weights of all that do start small.

    Args:
        graph: of the program.
        fed: the array.
        through: classes of layers to pass by: those that do not scale it.
    """
    takers = way(graph, fed.model, fed.place, through).takers
    if any(taker.class_name not in _MADE_FOR_SMALL for taker in takers):
        return None
    return takers[0] if takers else None


def raw_images(graph: Graph) -> Iterator[Problem]:
    """KL414: values from 0 to 255 go into a layer that is made for small numbers."""
    for fed in _fed_arrays(graph):
        training, array = fed.training, fed.array
        first = _first(graph, fed) if _is_raw(array) and not training.validation else None
        if first is None or first.loaded:
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
            f"({first.class_name}) gets them unscaled. Divide by 255, or start the model with "
            "`Rescaling(1 / 255)`.",
            training.span,
            related=related,
            data=RawInput(first.name),
        )


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
    for fed in _fed_arrays(graph):
        training, array = fed.training, fed.array
        if array.maximum is None or array.minimum is None or not array.whole:
            continue
        for layer in way(graph, fed.model, fed.place, _SAME_VALUES).takers:
            rows = layer.config.get("input_dim", "")
            if layer.class_name != "Embedding" or not rows.isdigit():
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
                data=TooFewRows(layer.name, str(largest + 1)),
            )


def validation_of_other_scale(graph: Graph) -> Iterator[Problem]:
    """KL416: validation and training data are scaled differently."""
    trained: dict[tuple[int, Span, int], Array] = {}
    for fed in _fed_arrays(graph):
        training, array = fed.training, fed.array
        key = training.model, training.span, fed.place
        if not training.validation:
            trained[key] = array
            continue
        before = trained.get(key)
        if before is None or before.maximum is None or array.maximum is None:
            continue
        small, large = sorted((abs(before.maximum), abs(array.maximum)))
        if small == 0 or small > 1 or large < _PIXELS[0]:
            continue
        if _first(graph, fed, _UNSCALED | {"Rescaling"}) is None:  # It scales both.
            continue
        related = []
        if array.span is not None:
            related.append(Related(array.span, f"`{array.name}` is made here"))
        yield Problem(
            "KL416",
            "warning",
            f"The validation data has values up to {array.maximum:g}, the training data up to "
            f"{before.maximum:g}: they are scaled differently.",
            training.span,
            related=related,
        )


RULES_NEEDING_COMPLETE_DATA = (raw_images, index_out_of_range, validation_of_other_scale)
