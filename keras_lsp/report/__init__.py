"""What a run found: plain data, made by the worker, read by everything else.

Standard library only, and no other part of keras_lsp is imported here: this room
is the one that the worker (in the user's interpreter) and the server share. How it
goes over a pipe is in `wire`.

Positions are 1-based, columns count characters (code points), ends are exclusive:
the same as in the command line's JSON. `None` in a shape is an unknown dimension;
`None` in place of a shape, a count or a size means that it is not known.
"""

from __future__ import annotations

import dataclasses
import typing
from dataclasses import dataclass, field

from keras_lsp.report.config import RunConfig
from keras_lsp.report.models import (
    Call,
    CallKind,
    Counted,
    Idle,
    Layer,
    LineCost,
    Model,
    Ranked,
    Returned,
    Reweighed,
    Role,
    Rows,
    Shape,
    Size,
    UnknownSize,
    Weights,
    bits_of,
    number_of,
    numbers_of,
    shapes_in_json,
)
from keras_lsp.report.problems import Candidates, Edit, Fix, Problem, Related, Severity
from keras_lsp.report.run import At, Done, File, KerasInfo, Output, SandboxInfo, Status
from keras_lsp.report.spans import Span, is_notebook
from keras_lsp.report.training import Array, Data, Loss, Optimizer, Sized, Training

__all__ = [
    "EVENTS",
    "Array",
    "At",
    "Call",
    "CallKind",
    "Candidates",
    "Counted",
    "Data",
    "Done",
    "Edit",
    "Event",
    "File",
    "Fix",
    "Idle",
    "KerasInfo",
    "Layer",
    "LineCost",
    "Loss",
    "Model",
    "Optimizer",
    "Output",
    "Problem",
    "Ranked",
    "Related",
    "Report",
    "Returned",
    "Reweighed",
    "Role",
    "Rows",
    "RunConfig",
    "SandboxInfo",
    "Severity",
    "Shape",
    "Size",
    "Sized",
    "Span",
    "Status",
    "Training",
    "UnknownSize",
    "Weights",
    "bits_of",
    "is_notebook",
    "number_of",
    "numbers_of",
    "shapes_in_json",
]

Event = (
    Call | Model | Rows | Ranked | Reweighed | Counted | Problem | Candidates | Data | Training
    | Idle | Returned | Output | UnknownSize | KerasInfo | SandboxInfo | File | At | Done
)  # fmt: skip
EVENTS: dict[str, type] = {cls.__name__: cls for cls in typing.get_args(Event)}


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
    returned: list[Returned] = field(default_factory=list)
    line_costs: list[LineCost] = field(default_factory=list)
    unknown_sizes: list[UnknownSize] = field(default_factory=list)
    output: list[Output] = field(default_factory=list)

    def so_far(self) -> Report:
        """The same as it is now, whatever is still to come."""
        found = dataclasses.replace(self)
        for item in dataclasses.fields(self):
            value = getattr(self, item.name)
            if isinstance(value, list):
                setattr(found, item.name, [*value])
        return found

    def add(self, event: Event) -> None:
        """Take in one event of the run; a model replaces the one of the same id."""
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
        elif isinstance(event, Reweighed):
            for call in self.calls:
                if call.weights is not None:
                    call.weights = event.weights.get(str(call.layer), call.weights)
        elif isinstance(event, Counted):
            self.line_costs += event.lines
            for call in self.calls:
                number = str(call.id)
                if number in event.flops:
                    call.flops = event.flops[number]
                    call.uncounted = event.uncounted.get(number, [])
                    call.one_step = number in event.one_step
        elif isinstance(event, Ranked):
            for call in self.calls:
                if call.id == event.call:
                    call.output_shapes, call.rank_from = [event.shape], event.by
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
        elif isinstance(event, Returned):
            self.returned.append(event)
        elif isinstance(event, UnknownSize):
            self.unknown_sizes.append(event)
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
