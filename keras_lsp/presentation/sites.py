"""The expressions of a file, each with the calls, models or data that it made.

Sorts a report by place; knows neither hints nor hovers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from keras_lsp.memory import memory_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keras_lsp.memory import TrainingMemory
    from keras_lsp.report import Call, Data, Layer, Model, Report, Returned, Span


@dataclass
class Site:
    """One expression, and the calls that it made; or the calls of the layers it constructed.

    Attributes:
        constructs: the expression made the layers; they were called elsewhere.
        bare: the layers were made on another line, where their parameters are told.
    """

    span: Span
    calls: list[Call]
    constructs: bool = False
    bare: bool = False


@dataclass
class ModelSite:
    """One expression, and the models that it made."""

    span: Span
    models: list[Model]


@dataclass
class DataSite:
    """The names that one line bound to tensors, arrays or datasets."""

    span: Span
    names: list[Data]


@dataclass
class ReturnSite:
    """One call of the program's own function, and what it gave, in the order of its calls."""

    span: Span
    function: str
    returned: list[Returned]


@dataclass
class TrainingSite:
    """One expression that trains a model, and what that takes of a GPU's memory."""

    span: Span
    memory: TrainingMemory


Thing = Site | ModelSite | DataSite | ReturnSite | TrainingSite


def sites(report: Report, path: str) -> list[Site]:
    """The expressions of a file that called layers, or made layers called elsewhere."""
    by_id = {call.id: call for call in report.calls}
    calls: dict[Span, list[Call]] = {}
    constructed: dict[Span, list[Call]] = {}
    bare: set[Span] = set()
    for call in report.calls:
        if _inside_keras(call, by_id):
            continue
        elsewhere = call.constructor is not None and not _same_place(call.constructor, call.span)
        if call.span.path == path:
            calls.setdefault(call.span, []).append(call)
            if elsewhere and call.constructor is not None and call.constructor.path == path:
                bare.add(call.span)
        if elsewhere and call.constructor is not None and call.constructor.path == path:
            constructed.setdefault(call.constructor, []).append(call)
    found = [
        Site(span, _distinct(items, by_id), bare=span in bare) for span, items in calls.items()
    ]
    found += [Site(span, items, constructs=True) for span, items in constructed.items()]
    return found


def _inside_keras(call: Call, by_id: dict[int, Call]) -> bool:
    """Whether a layer made this call in code of its own, so that it has no place to show."""
    parent = by_id.get(call.parent) if call.parent is not None else None
    return parent is not None and parent.span == call.span


def _same_place(constructor: Span, call: Span) -> bool:
    if constructor.path != call.path:
        return False
    if constructor.end_line == call.end_line or constructor.line == call.line:
        return True
    return call.contains(constructor)


def _distinct(calls: list[Call], by_id: dict[int, Call]) -> list[Call]:
    """Leave out all but the last calls in a `call` method that Keras traced several times."""
    last: dict[tuple[int | None, Span], int] = {}
    for call in calls:
        parent = by_id.get(call.parent) if call.parent is not None else None
        if parent is not None and parent.layer is not None:
            last[parent.layer, parent.span] = parent.id
    if not last:
        return calls
    kept = set(last.values())
    return [
        call
        for call in calls
        if call.parent is None
        or call.parent in kept
        or by_id.get(call.parent) is None
        or by_id[call.parent].layer is None
    ]


def model_sites(report: Report, path: str) -> list[ModelSite]:
    """The expressions of a file that made models."""
    found: dict[Span, ModelSite] = {}
    for model in report.models:
        if model.span.path == path:
            found.setdefault(model.span, ModelSite(model.span, [])).models.append(model)
    return list(found.values())


def data_sites(report: Report, path: str) -> list[DataSite]:
    """The lines of a file that bound tensors, arrays or datasets to names."""
    found: dict[int, DataSite] = {}
    for item in report.data:
        if item.span.path == path:
            found.setdefault(item.span.end_line, DataSite(item.span, [])).names.append(item)
    for site in found.values():
        site.names = list({item.name: item for item in site.names}.values())
    return list(found.values())


def return_sites(report: Report, path: str) -> list[ReturnSite]:
    """The expressions of a file that called one of the program's own functions."""
    found: dict[Span, ReturnSite] = {}
    for item in report.returned:
        if item.span.path == path:
            site = found.setdefault(item.span, ReturnSite(item.span, item.function, []))
            site.returned.append(item)
    return list(found.values())


def training_sites(report: Report) -> list[TrainingSite]:
    """The expressions that train models, where it is known what that takes; the last of each."""
    found = [(training.span, memory_of(report, training)) for training in report.trainings]
    last = {span: memory for span, memory in found if memory is not None}
    return [TrainingSite(span, memory) for span, memory in last.items()]


def params(calls: Sequence[Call]) -> int:
    """The parameters of all layers that were called, each counted once; 0 if one is unknown."""
    totals = {
        (call.id if call.layer is None else -1, call.layer): call.weights.total
        for call in calls
        if call.weights is not None
    }
    unknown = any(call.weights.at_least for call in calls if call.weights is not None)
    return 0 if unknown else sum(totals.values())


def owner(report: Report, call: Call) -> tuple[Model, Layer] | None:
    """The outermost model that the called layer belongs to, and its row there."""
    found: tuple[Model, Layer] | None = None
    for model in report.models:
        for layer in model.layers:
            if layer.name == call.name and {layer.span, layer.call_span} & {
                call.span,
                call.constructor,
            }:
                if not model.nested:
                    return model, layer
                found = found or (model, layer)
    return found
