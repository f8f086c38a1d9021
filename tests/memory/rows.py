"""Rows, models and trainings as a run would report them, of which a test says what counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from keras_lsp.memory.graph import Step, Tensor
from keras_lsp.memory.rules import kept_by
from keras_lsp.memory.tensors import bytes_of_number, size_of
from keras_lsp.report import (
    Array,
    KerasInfo,
    Layer,
    Loss,
    Model,
    Optimizer,
    Report,
    Shape,
    Span,
    Training,
    Weights,
)

if TYPE_CHECKING:
    from keras_lsp.memory.uses import Kept

HERE = Span("/w/m.py", 9, 1, 9, 20)
ADAM = Optimizer("Adam")


def weights(trainable: int, non_trainable: int = 0) -> Weights:
    total = trainable + non_trainable
    return Weights(total, trainable, non_trainable, 4 * total)


def row(class_name: str, given: Shape | list[Shape], made: Shape, **more: Any) -> Layer:
    """A layer that is called once; one input may stand without the list around it."""
    nested = bool(given) and isinstance(given[0], list)
    shapes: Any = given if nested else [given]
    name = more.pop("name", class_name.lower())
    return Layer(
        name,
        class_name,
        more.pop("path", [name]),
        input_shapes=shapes,
        output_shapes=[made],
        dtype=more.pop("dtype", "float32"),
        **more,
    )


def kept(layer: Layer, batch: int, *, turned: bool = False, width: int = 4) -> Kept:
    """What the layer's rule says of one call, whose inputs are learnt."""
    given, made = layer.input_shapes, layer.output_shapes
    sizes = [size_of(shape, None) for shape in given], [size_of(shape, None) for shape in made]
    inputs = [Tensor(size, width, learns=True, turned=turned) for size in sizes[0]]
    outputs = [Tensor(size, bytes_of_number(layer.dtype), learns=True) for size in sizes[1]]
    shapes = [shape or [] for shape in given], [shape or [] for shape in made]
    return kept_by(Step(layer, inputs, outputs, shapes, sizes, ()), batch)


def report_of(
    layers: list[Layer],
    inputs: list[Shape],
    outputs: list[Shape],
    *,
    backend: str = "torch",
    class_name: str = "Sequential",
    batch: int | None = 8,
    optimizer: Optimizer | None = ADAM,
    loss: Loss | None = None,
    **training: Any,
) -> tuple[Report, Training]:
    """A model of these rows, and a `fit` of it with one array for each input."""
    leaves = [layer.weights for layer in layers if layer.weights is not None]
    total = weights(
        sum(each.trainable for each in leaves), sum(each.non_trainable for each in leaves)
    )
    model = Model(
        "net", "net", class_name, HERE, weights=total, input_shapes=inputs,
        output_shapes=outputs, layers=layers, layer=7,
    )  # fmt: skip
    told = Training(
        training.pop("method", "fit"),
        HERE,
        7,
        [Array([64, *shape[1:]], "float32") for shape in inputs],
        [Array([64], "int64")],
        [*outputs],
        [loss or Loss("sparse_categorical_crossentropy", from_logits=False)],
        batch=batch,
        optimizer=optimizer,
        **training,
    )
    keras = KerasInfo("keras3", "3.15.1", backend)
    return Report("/w/m.py", keras=keras, models=[model], trainings=[told]), told
