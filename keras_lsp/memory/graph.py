"""What a training step computes, one layer after another, as the rows of a model tell.

A tensor is told from another by what it is kept in: a layer that only looks at its input in
another way gives the same one on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from keras_lsp.memory.rules import is_view, turns
from keras_lsp.memory.tensors import SizeNotKnownError, bytes_of_number, size_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp.memory.tensors import Size
    from keras_lsp.report import Layer, Model, Shape

GRAPHS = ("Functional", "Sequential")


@dataclass(slots=True, eq=False)
class Tensor:
    """What holds the numbers of one output.

    Attributes:
        size: how many they are.
        width: bytes of each.
        layer: the row that made it; None of an input, or of an operation between layers.
        learns: a gradient is taken of it.
        data: it is of the batch, which is counted by itself.
        turned: the axis of the channels comes before those of space, whatever its shape says.
    """

    size: Size
    width: int
    layer: Layer | None = None
    learns: bool = False
    data: bool = False
    turned: bool = False

    def bytes(self, batch: int) -> int:
        """What it takes for a batch, beside the batch itself."""
        return 0 if self.data else self.size.of(batch) * self.width


@dataclass(slots=True, eq=False)
class Step:
    """One call of one layer.

    Attributes:
        row: the layer.
        inputs, outputs: its tensors; what only looks at its input in another way gives that.
        shapes: those of its inputs and outputs.
        sizes: how many numbers these are.
        scopes: the graphs around it, outermost first; each keeps all that is computed in it.
    """

    row: Layer
    inputs: list[Tensor]
    outputs: list[Tensor]
    shapes: tuple[list[Shape], list[Shape]]
    sizes: tuple[list[Size], list[Size]]
    scopes: tuple[int, ...]


@dataclass(slots=True)
class Scope:
    """A scope while it is gone through.

    Attributes:
        given: what went into it.
        made: what its layers gave, by their names.
        last: what the last one gave.
        unseen: what operations between layers gave, by form, as long as nothing else was computed.
        before: the class of the layer that was called last.
    """

    given: list[Tensor]
    made: dict[str, list[Tensor]] = field(default_factory=dict)
    last: list[Tensor] = field(default_factory=list)
    unseen: dict[str, Tensor] = field(default_factory=dict)
    before: str = ""


@dataclass(slots=True)
class Course:
    """All calls of one step, and what they start with and end with.

    Attributes:
        steps: in their order.
        outputs: what the model gives.
        between: classes whose `call` may compute more than the layers do that it calls.
    """

    steps: list[Step]
    outputs: list[Tensor]
    between: list[str]


class Walk:
    """Goes through the rows of a model in the order of its calls.

    Args:
        model: whose rows are gone through.
        batch: that of one step.
    """

    def __init__(self, model: Model, batch: int) -> None:
        self._model = model
        first = [shape[0] for shape in model.input_shapes if shape]
        self._batch = batch if batch in first else None
        self._steps: list[Step] = []
        self._between: dict[str, None] = {}
        self._scopes = 0

    def course(self) -> Course:
        """The calls of one step.

        Raises:
            SizeNotKnownError: names the layer of which a size is not known.
        """
        top = Scope([self._tensor(shape, "float32") for shape in self._model.input_shapes])
        for tensor in top.given:
            tensor.data = True
        rows = self._model.layers
        graph = self._model.class_name in GRAPHS or any(
            row.kind == "input" or row.takes for row in rows if len(row.path) == 1
        )
        scopes = (self._next(),) if graph else ()
        self._scope(rows, 0, len(rows), top, scopes)
        outputs = self._ends(top, rows) if graph else top.last
        if not graph:
            self._between[self._model.class_name] = None
        return Course(self._steps, outputs, [*self._between])

    def _next(self) -> int:
        self._scopes += 1
        return self._scopes

    def _ends(self, top: Scope, rows: list[Layer]) -> list[Tensor]:
        """What the model gives: those tensors that nobody takes."""
        used = {id(tensor) for step in self._steps for tensor in step.inputs}
        outer = [row.name for row in rows if len(row.path) == 1]
        ends = [t for name in outer for t in top.made.get(name, []) if id(t) not in used]
        return ends[-max(len(self._model.output_shapes), 1) :] or top.last

    def _scope(
        self, rows: list[Layer], start: int, end: int, around: Scope, scopes: tuple[int, ...]
    ) -> None:
        for first, last in _groups(rows, start, end):
            row = rows[first]
            try:
                self._row(rows, first, last, around, scopes)
            except SizeNotKnownError as error:
                raise SizeNotKnownError(str(error) or row.name) from None

    def _row(
        self, rows: list[Layer], first: int, last: int, around: Scope, scopes: tuple[int, ...]
    ) -> None:
        row = rows[first]
        if row.kind == "input":
            place = row.takes[0] if row.takes else None
            place = len(around.made) if place is None else place
            outputs = [self._tensor(shape, row.dtype) for shape in row.output_shapes]
            around.made[row.name] = around.given[place : place + 1] or outputs
            return
        edges = iter(row.inbound)
        counts = len(row.input_shapes) // row.calls, len(row.output_shapes) // row.calls
        for call in range(row.calls):
            given = row.input_shapes[counts[0] * call : counts[0] * (call + 1)]
            shapes = row.output_shapes[counts[1] * call : counts[1] * (call + 1)]
            inputs: list[Tensor] = []
            for place, shape in enumerate(given):
                place += counts[0] * call
                inputs.append(self._input(row, place, shape, edges, around, inputs))
            if last > first + 1:
                self._inside(rows, first, last, inputs, shapes, around, scopes)
            else:
                self._leaf(row, inputs, given, shapes, around, scopes)

    def _input(
        self,
        row: Layer,
        place: int,
        shape: Shape | None,
        edges: Iterator[str],
        around: Scope,
        before: list[Tensor],
    ) -> Tensor:
        """The tensor that goes in at a place; `before`: those of the places before it."""
        taken = row.takes[place] if place < len(row.takes) else None
        if taken is not None:
            name = next(edges, "") if row.inbound and row.inbound[0] in around.made else ""
            if around.made.get(name):
                return around.made[name][0]
            if taken < len(around.given):
                return around.given[taken]
        form = str(shape)
        name = next(edges, "")
        made = around.made.get(name, [])
        alike = [t for t in made if t.size == size_of(shape, self._batch)] or made[:1]
        if alike:
            return next((t for t in alike if all(t is not other for other in before)), alike[0])
        if not name and row.inbound and before and before[-1].size == size_of(shape, self._batch):
            return before[-1]  # The same for another argument, as of attention to itself.
        if not around.made and around.given and not around.last:
            return around.given[min(place, len(around.given) - 1)]
        if around.before == row.class_name and form in around.unseen:
            return around.unseen[form]
        if around.last and around.last[0].size == size_of(shape, self._batch):
            # An operation between layers has made another tensor of the same form.
            around.unseen = {}
        tensor = self._tensor(shape, row.dtype)
        tensor.learns = any(t.learns for t in around.last) or any(t.learns for t in around.given)
        around.unseen[form] = tensor
        return tensor

    def _tensor(self, shape: Shape | None, dtype: str | None) -> Tensor:
        return Tensor(size_of(shape, self._batch), bytes_of_number(dtype))

    def _inside(
        self,
        rows: list[Layer],
        first: int,
        last: int,
        inputs: list[Tensor],
        shapes: list[Shape | None],
        around: Scope,
        scopes: tuple[int, ...],
    ) -> None:
        """Go through the layers of a model, or of a layer that uses others."""
        row = rows[first]
        inner = Scope(inputs)
        depth = len(row.path) + 1
        graph = row.kind == "model" and (
            row.class_name in GRAPHS
            or any(each.takes for each in rows[first + 1 : last] if len(each.path) == depth)
        )
        if not graph:
            self._between[row.class_name] = None
        self._scope(rows, first + 1, last, inner, (*scopes, self._next()) if graph else scopes)
        outputs = inner.last
        sizes = [size_of(shape, self._batch) for shape in shapes]
        if [tensor.size for tensor in outputs] != sizes:
            made = [self._tensor(shape, row.dtype) for shape in shapes]
            for tensor in made:
                tensor.learns = any(other.learns for other in outputs)
            outputs = made
        around.made[row.name] = around.last = outputs
        around.before = row.class_name

    def _leaf(
        self,
        row: Layer,
        inputs: list[Tensor],
        given: list[Shape | None],
        shapes: list[Shape | None],
        around: Scope,
        scopes: tuple[int, ...],
    ) -> None:
        outputs = [self._tensor(shape, row.dtype) for shape in shapes]
        learns = any(tensor.learns for tensor in inputs) or bool(
            row.trainable and row.weights is not None and row.weights.total
        )
        turned = bool(inputs) and any(tensor.turned for tensor in inputs)
        if inputs and is_view(row, inputs[0]):
            outputs = [inputs[0]] * len(outputs)
        else:
            for tensor in outputs:
                tensor.layer, tensor.learns = row, learns
                tensor.turned = turns(row, turned=turned)
        step = Step(
            row,
            inputs,
            outputs,
            ([shape or [] for shape in given], [shape or [] for shape in shapes]),
            (
                [size_of(shape, self._batch) for shape in given],
                [size_of(shape, self._batch) for shape in shapes],
            ),
            scopes,
        )
        self._steps.append(step)
        around.made[row.name] = around.last = step.outputs
        if row.class_name != around.before:
            around.unseen = {
                form: tensor
                for form, tensor in around.unseen.items()
                if any(tensor is each for each in inputs)
            }
        around.before = row.class_name


def _groups(rows: list[Layer], start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where each row begins whose own are not meant, and where these end."""
    while start < end:
        depth, last = len(rows[start].path), start + 1
        while last < end and len(rows[last].path) > depth:
            last += 1
        yield start, last
        start = last
