"""Calls of layers, the models that they make up, and what these hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from keras_lsp.report.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# A size is a number, None if it may be any, or the name of one that is not known here; `?` if it
# has none.
Size = int | None | str
Shape = list[Size]


def number_of(size: Size) -> int | None:
    """The size as a number; None if it may be any, or is not known."""
    return None if isinstance(size, str) else size


def numbers_of(shape: Shape) -> list[int | None]:
    """The sizes of a shape as numbers; None for those that may be any, or are not known."""
    return [number_of(size) for size in shape]


CallKind = Literal["layer", "model", "op", "input"]
# What a layer does. `shape` merges or reshapes; `own` is a class of the program that derives from
# none of Keras that does one of these.
Role = Literal[
    "input", "convolution", "dense", "recurrent", "attention", "normalization", "activation",
    "pooling", "shape", "regularization", "embedding", "model", "own", "other",
]  # fmt: skip


def bits_of(dtype: str) -> int:
    """How many bits a number of the dtype takes, e.g. 32 for `float32`, 8 for `bool`."""
    digits = "".join(character for character in dtype.split("_")[0] if character.isdigit())
    return int(digits) if digits and dtype != "bool" else 8


def shapes_in_json(shapes: Iterable[Shape | None]) -> list[list[int | None] | None]:
    """The shapes in JSON, where a size that is not known is null."""
    return [None if shape is None else numbers_of(shape) for shape in shapes]


@dataclass(slots=True)
class Weights:
    """How many scalars something holds, and how many bytes they take.

    Attributes:
        total: all of them, as `count_params()` says.
        trainable: those that training would change.
        non_trainable: the rest.
        bytes: memory of all of them in their own dtypes.
        formula: how a layer of Keras comes by `total`, e.g. `1 × 2 + 2`; empty if unknown.
        at_least: there are more, of sizes that are not known; `formula` names these.
    """

    total: int
    trainable: int
    non_trainable: int
    bytes: int
    formula: str = ""
    at_least: bool = False


@dataclass(slots=True)
class UnknownSize:
    """A size of the program that is not known here.

    Attributes:
        name: as it stands in shapes.
        source: the line of the program that would have given it, or what it is computed from.
    """

    name: str
    source: str


@dataclass(slots=True)
class Call:
    """One use of a layer, model or operation on tensors.

    Attributes:
        id: counts up in the order in which the calls happened.
        kind: `input` is a `keras.Input`, `op` anything without weights that is no layer.
        name: the layer's or operation's name in Keras.
        class_name: e.g. `Conv2D`; for an op its class, e.g. `Add`.
        span: the expression that caused it; for a layer of a Sequential its constructor.
        constructor: the expression that made the layer, if it is another one than `span`.
        input_shapes: one for each tensor that went in.
        output_shapes: one for each tensor that came out; guessed where `failed`.
        dtype: of the (first) output.
        weights: of the layer, after the call, and at the run's end once a `Reweighed` has told;
            None for ops and what is not built.
        config: what a person set, ready to be shown, e.g. `{"activation": "relu"}`.
        producers: ids of the calls whose outputs went in, in their order.
        layer: a number that is the same for each call of the same layer object.
        parent: id of the call inside whose `call` method this one happened.
        failed: the call raised; a problem tells why.
        flops: multiplications and additions for one sample; at the run's end once a `Counted` has
            told, where there is no formula.
        direct: each input is the very output of a producer; nothing that was not recorded
            lies between.
        returns: ids of the calls inside this one whose very outputs it gave.
        rank_from: the class of the layer behind it that takes only its rank, where that was not
            known; the output's shape is of a rank that a `Ranked` has told then.
        takes: for each of `input_shapes` its position among the inputs of the call around this
            one, the `parent`, if it is one of those very tensors; None if it is another one.
        uncounted: names of operations that `flops` lacks, as nobody knows what they take.
        one_step: for `flops`, sizes beside the batch that may be any were taken to be one.
    """

    id: int
    kind: CallKind
    name: str
    class_name: str
    span: Span
    constructor: Span | None = None
    input_shapes: list[Shape | None] = field(default_factory=list)
    output_shapes: list[Shape | None] = field(default_factory=list)
    dtype: str | None = None
    weights: Weights | None = None
    config: dict[str, str] = field(default_factory=dict)
    producers: list[int] = field(default_factory=list)
    layer: int | None = None
    parent: int | None = None
    failed: bool = False
    flops: int | None = None
    direct: bool = True
    returns: list[int] = field(default_factory=list)
    takes: list[int | None] = field(default_factory=list)
    rank_from: str = ""
    uncounted: list[str] = field(default_factory=list)
    one_step: bool = False


@dataclass(slots=True)
class Layer:
    """One row of a model's summary, one node of its plot.

    A layer whose own `call` uses other layers is followed by these, as a nested model is.

    Attributes:
        path: names from the model down, `["resnet", "conv1"]`; unique within the model.
        kind: as in `Call`.
        role: what it does, as far as its class tells.
        span: where the layer was made.
        call_span: where it was called in this model, if that is another place.
        input_shapes: for a shared layer, those of each call one after another.
        calls: how many times the layer is used in this model; the shapes of each use stand
            one after another.
        inbound: names of the layers (in the same nested model) whose output it takes;
            `shared` layers have one entry for each edge.
        takes: for each of `input_shapes` its position among the inputs of the model or layer
            that the layer stands in, if it is one of those; None if a layer gave it. Empty for
            layers of subclassed models, whose calls know it.
        activation: name of the activation, if the layer has one.
        error: message of the problem that its call raised.
        weights: None if it is not built.
        flops: of all its calls, and all that is inside; None for a nested model, but for
            one whose inputs may have any size: that is of its calls here.
        uncounted, one_step: as of a `Call`.
        facts: further arguments, which decide what training keeps: `{"dropout": "0.1"}`; of a
            layer that wraps another one, also that one's class, `layer`, and its `units`.
        loaded: the program loads its weights, or those of a model that it is in.
    """

    name: str
    class_name: str
    path: list[str]
    kind: CallKind = "layer"
    span: Span | None = None
    call_span: Span | None = None
    input_shapes: list[Shape | None] = field(default_factory=list)
    output_shapes: list[Shape | None] = field(default_factory=list)
    calls: int = 1
    dtype: str | None = None
    weights: Weights | None = None
    trainable: bool = True
    built: bool = True
    inbound: list[str] = field(default_factory=list)
    takes: list[int | None] = field(default_factory=list)
    activation: str | None = None
    config: dict[str, str] = field(default_factory=dict)
    error: str | None = None
    flops: int | None = None
    uncounted: list[str] = field(default_factory=list)
    one_step: bool = False
    role: Role = "other"
    facts: dict[str, str] = field(default_factory=dict)
    loaded: bool = False

    @property
    def known_weights(self) -> Weights | None:
        """`weights`; zeros where the layer is built and has none.

        None where it is not built, or has weights of unknown size.
        """
        if self.weights is None:
            return Weights(0, 0, 0, 0) if self.built else None
        return None if self.weights.at_least else self.weights

    @property
    def params(self) -> int | None:
        """The number of parameters, as `count_params()` says; None if it is not known."""
        known = self.known_weights
        return None if known is None else known.total


@dataclass(slots=True)
class Model:
    """A model that the run built.

    Attributes:
        id: unique within the report and the same in the next run of the same text.
        name: Keras' name, e.g. `sequential`.
        variable: the name that the program gave it, `""` if none.
        span: the expression that made it.
        layers: what `model.summary()` would list, in its order (the input layer where Keras
            lists it); each nested model, and each layer that uses others, is followed by its own.
        nested: it is a layer of another model of this report.
        layer: the number that its own calls have as their `layer`.
        outputs: ids of the calls whose very outputs are those of the model.
        unfinished: its making was given up, for something that is missing: it has more layers.
    """

    id: str
    name: str
    class_name: str
    span: Span
    variable: str = ""
    built: bool = True
    weights: Weights | None = None
    input_shapes: list[Shape | None] = field(default_factory=list)
    output_shapes: list[Shape | None] = field(default_factory=list)
    layers: list[Layer] = field(default_factory=list)
    nested: bool = False
    flops: int | None = None
    layer: int | None = None
    outputs: list[int] = field(default_factory=list)
    unfinished: bool = False

    @property
    def known_weights(self) -> Weights | None:
        """`weights`; None where the model is not built, or has weights of unknown size."""
        known = self.built and self.weights is not None and not self.weights.at_least
        return self.weights if known else None

    def computing(self) -> Iterator[tuple[Layer, int]]:
        """Each layer whose FLOPs are its own, and how often the models around it are called.

        What is inside a layer is counted there.
        """
        times: dict[tuple[str, ...], int] = {(): 1}
        for layer in self.layers:
            around = times.get(tuple(layer.path[:-1]))
            if around is None:
                continue
            if layer.kind == "model":
                times[tuple(layer.path)] = around * layer.calls
            elif layer.kind != "input":
                yield layer, around


@dataclass(slots=True)
class Rows:
    """More layers of the model of that id, which was sent without them for its size."""

    model: str
    layers: list[Layer]


@dataclass(slots=True)
class Reweighed:
    """What layers hold at the end of the run, if a call of theirs has told otherwise.

    Attributes:
        weights: by the number, as text, that the layer's calls have as their `layer`.
    """

    weights: dict[str, Weights]


@dataclass(slots=True)
class LineCost:
    """What a line computes in a `call`, the layers that it calls left out.

    Attributes:
        span: the line.
        flops: for one sample, in the order of the calls, equal neighbours once.
        uncounted, one_step: as of a `Call`.
    """

    span: Span
    flops: list[int]
    uncounted: list[str] = field(default_factory=list)
    one_step: bool = False


@dataclass(slots=True)
class Counted:
    """What calls take for which there is no formula, found when the program has ended.

    Attributes:
        flops: by the call's id, as text.
        uncounted: names of operations that `flops` lacks, by the call's id.
        one_step: ids of calls for which sizes that may be any were taken to be one.
        lines: where in the program that stands which the calls themselves take.
    """

    flops: dict[str, int]
    uncounted: dict[str, list[str]] = field(default_factory=dict)
    one_step: list[str] = field(default_factory=list)
    lines: list[LineCost] = field(default_factory=list)


@dataclass(slots=True)
class Ranked:
    """The rank of an output that was not known, as the layer tells that it goes into.

    Attributes:
        call: the id of the call that gave it.
        shape: of that rank.
        by: the class of the layer.
    """

    call: int
    shape: Shape
    by: str


@dataclass(slots=True)
class Returned:
    """What a call of one of the program's own functions gave: tensors of Keras' graph.

    Attributes:
        function: its name.
        span: the call.
        shapes: one for each tensor.
    """

    function: str
    span: Span
    shapes: list[Shape | None] = field(default_factory=list)


@dataclass(slots=True)
class Idle:
    """A layer that the program made, and neither calls nor hands on."""

    name: str
    class_name: str
    span: Span
