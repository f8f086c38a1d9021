"""What a run found: plain data, made by the worker, read by everything else.

Standard library only, and no other part of keras_lsp is imported here: this room
is the one that the worker (in the user's interpreter) and the server share. How it
goes over a pipe is in `wire`.

Positions are 1-based, columns count characters (code points), ends are exclusive:
the same as in the command line's JSON. `None` in a shape is an unknown dimension;
`None` in place of a shape, a count or a size means that it is not known.
"""

from __future__ import annotations

import typing
from dataclasses import dataclass, field
from typing import Literal, Union

if typing.TYPE_CHECKING:
    from collections.abc import Iterator

Shape = list[Union[int, None]]  # noqa: UP007 - evaluated at run time by the decoder
Severity = Literal["error", "warning", "information", "hint"]
Status = Literal["ok", "failed", "timeout", "crashed", "cancelled"]
CallKind = Literal["layer", "model", "op", "input"]


def bits_of(dtype: str) -> int:
    """How many bits a number of the dtype takes, e.g. 32 for `float32`, 8 for `bool`."""
    digits = "".join(character for character in dtype.split("_")[0] if character.isdigit())
    return int(digits) if digits and dtype != "bool" else 8


def is_notebook(path: str) -> bool:
    """Whether a document of this path is a notebook: its lines are those of its joined cells."""
    return path.lower().endswith(".ipynb")


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of source: `path` is absolute, lines and columns are 1-based characters."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(slots=True)
class Weights:
    """How many scalars something holds, and how many bytes they take.

    Attributes:
        total: all of them, as `count_params()` says.
        trainable: those that training would change.
        non_trainable: the rest.
        bytes: memory of all of them in their own dtypes.
        formula: how a layer of Keras comes by `total`, e.g. `1 × 2 + 2`; empty if unknown.
    """

    total: int
    trainable: int
    non_trainable: int
    bytes: int
    formula: str = ""


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
        weights: of the layer, after the call; None for ops and what is not built.
        config: what a person set, ready to be shown, e.g. `{"activation": "relu"}`.
        producers: ids of the calls whose outputs went in, in their order.
        layer: a number that is the same for each call of the same layer object.
        parent: id of the call inside whose `call` method this one happened.
        failed: the call raised; a problem tells why.
        flops: multiplications and additions for one sample.
        direct: each input is the very output of a producer; nothing that was not recorded
            lies between.
        returns: ids of the calls inside this one whose very outputs it gave.
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


@dataclass(slots=True)
class Layer:
    """One row of a model's summary, one node of its plot.

    Attributes:
        path: names from the model down, `["resnet", "conv1"]`; unique within the model.
        kind: as in `Call`.
        span: where the layer was made.
        call_span: where it was called in this model, if that is another place.
        input_shapes: for a shared layer, those of each call one after another.
        calls: how many times the layer is used in this model; the shapes of each use stand
            one after another.
        inbound: names of the layers (in the same nested model) whose output it takes;
            `shared` layers have one entry for each edge.
        activation: name of the activation, if the layer has one.
        error: message of the problem that its call raised.
        weights: None if it is not built.
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
    activation: str | None = None
    config: dict[str, str] = field(default_factory=dict)
    error: str | None = None
    flops: int | None = None


@dataclass(slots=True)
class Model:
    """A model that the run built.

    Attributes:
        id: unique within the report and the same in the next run of the same text.
        name: Keras' name, e.g. `sequential`.
        variable: the name that the program gave it, `""` if none.
        span: the expression that made it.
        layers: what `model.summary()` would list, in its order (the input layer where Keras
            lists it); each nested model is followed by its own layers.
        nested: it is a layer of another model of this report.
        layer: the number that its own calls have as their `layer`.
        outputs: ids of the calls whose very outputs are those of the model.
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

    def computing(self) -> Iterator[tuple[Layer, int]]:
        """Each layer that computes something, and how often the models around it are called."""
        times: dict[tuple[str, ...], int] = {(): 1}
        for layer in self.layers:
            around = times.get(tuple(layer.path[:-1]), 1)
            times[tuple(layer.path)] = around * layer.calls
            if layer.kind not in ("input", "model"):
                yield layer, around


@dataclass(slots=True)
class Rows:
    """More layers of the model of that id, which was sent without them for its size."""

    model: str
    layers: list[Layer]


@dataclass(slots=True)
class Related:
    """A place that explains a problem."""

    span: Span
    message: str


@dataclass(slots=True)
class Edit:
    """A change of text: what stands at `span` becomes `text`; an empty span inserts."""

    span: Span
    text: str


@dataclass(slots=True)
class Fix:
    """A candidate for a quick fix; nobody sees it before a run of the changed text held.

    Attributes:
        title: what it does, in the imperative: `Replace by keras.utils.to_categorical`.
        edits: all in the problem's own file, none overlapping another.
        of_removed_api: it replaces something that a newer Keras no longer has.
    """

    title: str
    edits: list[Edit]
    of_removed_api: bool = False


@dataclass(slots=True)
class Problem:
    """What becomes a diagnostic.

    Attributes:
        code: stable, e.g. `KL101`.
        message: for a person; what is wrong and, where it is known, what to do.
        detail: Keras' or Python's own text.
        related: the producer of the wrong tensor, and such.
        tags: `deprecated`, `unnecessary`.
        candidates: quick fixes that may help, the best first.
        fixes: titles of those that were tried and hold.
        data: what rules need to know.
    """

    code: str
    severity: Severity
    message: str
    span: Span
    detail: str = ""
    related: list[Related] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    candidates: list[Fix] = field(default_factory=list)
    fixes: list[str] = field(default_factory=list)
    data: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Candidates:
    """What may help with the problem of that code at that place, which was sent without."""

    code: str
    span: Span
    fixes: list[Fix]


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
class Training:
    """A call of `fit` or `train_on_batch` that was checked.

    Attributes:
        method: its name.
        span: the expression.
        model: the model's `layer`.
        inputs, targets: the data, one for each input and output.
        outputs: shapes of the model's outputs for this data.
        losses: one for each output; empty if they are not known.
        compiled: where the losses were set.
        validation: the data is what was given as `validation_data`.
        failed: the call raises; a problem tells why.
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


@dataclass(slots=True)
class Idle:
    """A layer that the program made, and neither calls nor hands on."""

    name: str
    class_name: str
    span: Span


@dataclass(slots=True)
class Output:
    """Text that the program wrote to stdout or stderr."""

    stream: Literal["stdout", "stderr"]
    text: str


@dataclass(slots=True)
class KerasInfo:
    """Which Keras the program used.

    The flavour is `keras3`, `keras2` or `tf_keras`; the backend `tensorflow`, `jax`, ….
    """

    flavour: str
    version: str
    backend: str


@dataclass(slots=True)
class SandboxInfo:
    """Which layers of the sandbox were in force, and which could not be had."""

    enforced: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Report:
    """Everything that one run of one document found.

    Attributes:
        path: the document.
        status: `failed`: the run could not start; `timeout`, `crashed`: it did not end.
            Whatever had been found until then is here all the same.
        files: workspace files that the run executed, the document first.
        output: what the program printed, cut at a limit.
    """

    path: str
    status: Status = "ok"
    seconds: float = 0.0
    keras: KerasInfo | None = None
    sandbox: SandboxInfo = field(default_factory=SandboxInfo)
    files: list[str] = field(default_factory=list)
    models: list[Model] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    data: list[Data] = field(default_factory=list)
    trainings: list[Training] = field(default_factory=list)
    idle: list[Idle] = field(default_factory=list)
    output: list[Output] = field(default_factory=list)

    def add(self, event: Event) -> None:
        """Take in one event of the run; a model or call replaces the one of the same id."""
        if isinstance(event, Call):
            self.calls.append(event)
        elif isinstance(event, Model):
            for index, model in enumerate(self.models):
                if model.id == event.id:
                    self.models[index] = event
                    return
            self.models.append(event)
        elif isinstance(event, Rows):
            for model in self.models:
                if model.id == event.model:
                    model.layers += event.layers
        elif isinstance(event, Problem):
            self.problems.append(event)
        elif isinstance(event, Data):
            self.data.append(event)
        elif isinstance(event, Training):
            self.trainings.append(event)
        elif isinstance(event, Candidates):
            for problem in self.problems:
                if (problem.code, problem.span) == (event.code, event.span):
                    problem.candidates = event.fixes
        elif isinstance(event, Idle):
            self.idle.append(event)
        elif isinstance(event, Output):
            self.output.append(event)
        elif isinstance(event, KerasInfo):
            self.keras = event
        elif isinstance(event, SandboxInfo):
            self.sandbox = event
        elif isinstance(event, Done):
            self.seconds = event.seconds
        elif isinstance(event, File) and event.path not in self.files:
            self.files.append(event.path)


@dataclass(slots=True)
class At:
    """Where the run is just now; said now and then while it goes on, and part of no report."""

    path: str
    line: int


@dataclass(slots=True)
class File:
    """A workspace file that the run has executed."""

    path: str


@dataclass(slots=True)
class Done:
    """The run has ended by itself.

    Attributes:
        seconds: wall time from the text's arrival.
        suspect: an exception came out of what the worker put in the place of Keras' own code
            for variables; it is worth a run without that.
    """

    seconds: float
    suspect: bool = False


Event = Union[  # noqa: UP007
    Call, Model, Rows, Problem, Candidates, Data, Training, Idle, Output, KerasInfo, SandboxInfo,
    File, At, Done,
]  # fmt: skip
EVENTS: dict[str, type] = {cls.__name__: cls for cls in typing.get_args(Event)}
