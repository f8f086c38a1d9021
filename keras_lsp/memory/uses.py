"""One call of a layer as a rule sees it, and what the rule says of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from keras_lsp.memory.tensors import bytes_of_number
from keras_lsp.report import number_of

if TYPE_CHECKING:
    from keras_lsp.memory.graph import Step
    from keras_lsp.report import Layer

FLOAT32 = 4
# Activations whose derivative is taken of what they give, and those of what they are given.
OF_OUTPUT = {"relu", "sigmoid", "tanh", "softmax", "log_softmax", "exponential"}
OF_INPUT = {
    "gelu", "silu", "swish", "leaky_relu", "elu", "selu", "celu", "relu6", "softplus",
    "hard_sigmoid", "hard_silu", "hard_swish", "hard_tanh", "soft_shrink", "glu",
}  # fmt: skip
# Those that are put together of several operations: tensors that these keep between them, and
# those that they need meanwhile in the backward pass.
OF_BETWEEN = {
    "softsign": (1, 3), "mish": (1, 2), "log_sigmoid": (1, 1), "squareplus": (1, 3),
    "tanh_shrink": (1, 1), "sparse_plus": (2, 4),
}  # fmt: skip


@dataclass(slots=True)
class Kept:
    """What one call of a layer takes beyond its inputs and outputs, in bytes.

    Attributes:
        own: of tensors that only the backward pass needs.
        inputs: its inputs are kept, too.
        output: its output is.
        forward, backward: tensors that are only needed meanwhile.
        ending: the same of the activation at its end, which the backward pass comes to first.
        least, most: further bytes that it may take, where that is not known for sure.
        name: of what there is no rule for.
    """

    own: int = 0
    inputs: bool = False
    output: bool = False
    forward: int = 0
    backward: int = 0
    ending: int = 0
    least: int = 0
    most: int = 0
    name: str = ""


@dataclass(slots=True)
class Use:
    """One call of a layer on a batch."""

    step: Step
    batch: int

    @property
    def row(self) -> Layer:
        """The layer."""
        return self.step.row

    @property
    def width(self) -> int:
        """Bytes of each number that the layer computes with."""
        return bytes_of_number(self.row.dtype)

    @property
    def x(self) -> int:
        """Numbers that go in, of the first input."""
        return self.step.sizes[0][0].of(self.batch) if self.step.inputs else 0

    @property
    def y(self) -> int:
        """Numbers that come out."""
        return self.step.sizes[1][0].of(self.batch) if self.step.sizes[1] else 0

    @property
    def learns(self) -> bool:
        """Whether a gradient is taken of what goes in or of the layer's weights."""
        return self.step.outputs[0].learns if self.step.outputs else False

    @property
    def takes_gradient(self) -> bool:
        """Whether a gradient is taken of what goes in."""
        return any(tensor.learns for tensor in self.step.inputs)

    @property
    def cast(self) -> int:
        """Bytes of a copy of the input in the layer's own precision, if it comes in another."""
        given = self.step.inputs[0].width if self.step.inputs else self.width
        return self.x * self.width if given != self.width and given <= FLOAT32 else 0

    @property
    def weights(self) -> int:
        """Bytes of the layer's weights in the precision that it computes with."""
        return self.row.weights.total * self.width if self.row.weights else 0

    def fact(self, name: str) -> str:
        """An argument of the layer, empty if it is not set."""
        return self.row.facts.get(name, "") or self.row.config.get(name, "")

    def number(self, name: str) -> float:
        """An argument that is a number, 0 if it is not set."""
        text = self.fact(name)
        return float(text) if text else 0.0

    def given(self, place: int = 0) -> list[int | None]:
        """The shape of an input, the batch left out."""
        return [number_of(size) for size in self.step.shapes[0][place][1:]]


def activation_of(use: Use, name: str | None) -> Kept:
    """What an activation keeps that a layer ends with, or is."""
    size = use.y * use.width
    if name in (None, "linear", ""):
        return Kept()
    if name in OF_OUTPUT:
        return Kept(output=True, ending=size)
    if name in OF_INPUT:
        return Kept(own=size, ending=size)
    if name in OF_BETWEEN:
        between, meanwhile = OF_BETWEEN[name]
        return Kept(own=(1 + between) * size, ending=(1 + meanwhile) * size)
    return Kept(own=size, ending=size, most=4 * size, name=f"activation {name}")
