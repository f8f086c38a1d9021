"""Data, and how a model is trained with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from keras_lsp.report.models import Shape, number_of
from keras_lsp.report.spans import Span


@dataclass(slots=True)
class Data:
    """A name that a statement bound to a tensor, an array or a dataset.

    Attributes:
        name: as in the program.
        kind: `tensor` (symbolic), `array`, `dataset`.
        span: the name at its binding.
    """

    name: str
    kind: Literal["tensor", "array", "dataset"]
    span: Span
    shape: Shape | None
    dtype: str | None


@dataclass(slots=True)
class Array:
    """What is known of the data for one input or output of a model.

    Attributes:
        shape: of all samples; None in the place of their number if that is not known.
        minimum, maximum: of the values that were looked at; None if none were.
        whole: whether those were whole numbers.
        name: as in the program; empty if it has none.
        span: where that name was bound.
    """

    shape: Shape | None
    dtype: str | None
    minimum: float | None = None
    maximum: float | None = None
    whole: bool = False
    name: str = ""
    span: Span | None = None

    def columns(self, output: Shape) -> int:
        """How many numbers there are for each place of that output; 0 if that is not known."""
        mine, theirs = (self.shape or [None])[1:], output[1:]
        if self.shape is None or not theirs:
            return 0
        if mine == theirs[:-1]:
            return 1
        return (number_of(mine[-1]) or 0) if mine[:-1] == theirs[:-1] else 0


@dataclass(slots=True)
class Loss:
    """The loss of one output.

    Attributes:
        name: as Keras' function of it is called, `sparse_categorical_crossentropy`; empty if
            it is none of Keras' own.
        from_logits: what the loss was told; None if it has no such argument.
    """

    name: str
    from_logits: bool | None = None


@dataclass(slots=True)
class Optimizer:
    """What changes a model's weights.

    Attributes:
        name: its class, `Adam`; where it scales the loss, that of the one inside.
        config: what decides which further numbers it holds, such as `{"momentum": "0.9"}`.
        scales_loss: it is inside of one that scales the loss.
    """

    name: str
    config: dict[str, str] = field(default_factory=dict)
    scales_loss: bool = False


@dataclass(slots=True)
class Sized:
    """The shapes of one layer for data of one size, where the model takes data of any.

    Attributes:
        path: of the layer, as in its row.
        input_shapes, output_shapes: of all its calls, one after another.
    """

    path: list[str]
    input_shapes: list[Shape | None] = field(default_factory=list)
    output_shapes: list[Shape | None] = field(default_factory=list)


@dataclass(slots=True)
class Training:
    """A call of `fit` or `train_on_batch` that was checked, or one of another method that fails.

    Attributes:
        method: its name; `apply` of an optimizer that ends a step of the program's own loop.
        span: the expression.
        model: the model's `layer`.
        inputs, targets: the data, one for each input and output.
        outputs: shapes of the model's outputs for this data.
        losses: one for each output; empty if they are not known.
        compiled: where the losses were set.
        validation: the data is what was given as `validation_data`.
        failed: the call raises; a problem tells why.
        batch: samples of one step; None if that is not known.
        optimizer: None if that is not known.
        compiled_step: the program asks for a step that is compiled.
        frozen: names of those of the model's layers that are not trained; None if not known.
        distributed: the batch is split among devices, as far as the program says so.
        own_step: the program says itself what a step is: the model is called once, and changed.
        sized: layers whose shapes hang on the data's; empty if none do, or that is not known.
    """

    method: str
    span: Span
    model: int
    inputs: list[Array] = field(default_factory=list)
    targets: list[Array] = field(default_factory=list)
    outputs: list[Shape | None] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)
    compiled: Span | None = None
    validation: bool = False
    failed: bool = False
    batch: int | None = None
    optimizer: Optimizer | None = None
    compiled_step: bool = False
    frozen: list[str] | None = None
    distributed: bool = False
    own_step: bool = False
    sized: list[Sized] = field(default_factory=list)

    @property
    def trains(self) -> bool:
        """Whether the call changes the model."""
        return self.method in ("fit", "train_on_batch", "apply")
