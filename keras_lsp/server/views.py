"""One file's part of a report, by expression and by line: made once, asked often.

Reads a report and the text that it was made from; knows neither edits nor the protocol.
"""

from __future__ import annotations

import bisect
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from keras_lsp.figures import shape_text, shapes_text, short_count
from keras_lsp.server import wording
from keras_lsp.server.text import content

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from keras_lsp.report import Call, Data, Layer, Model, Problem, Report, Span

Section = Literal["layers", "tensors", "data", "models"]
Key = tuple[int, int, int, int]


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


Thing = Site | ModelSite | DataSite


@dataclass(frozen=True)
class Part:
    """A piece of a line's hint; `first` is the 0-based line on which its expression begins."""

    section: Section
    text: str
    first: int
    thing: Thing


@dataclass
class LineHint:
    """What is said at the end of one line, 0-based; `from_above` if not only of that line."""

    line: int
    from_above: bool = False
    parts: list[Part] = field(default_factory=list)


class FileView:
    """What a report says about one file.

    Attributes:
        hints: by line, in their order.
        kept: for what a feature has made of it and does not want to make again.
    """

    def __init__(self, report: Report, path: str, lines: Sequence[str]) -> None:
        self.report = report
        self.path = path
        self.lines = lines
        self.sites = _sites(report, path)
        self.models = _model_sites(report, path)
        self.data = _data_sites(report, path)
        self.kept: dict[object, object] = {}
        self.problems = [item for item in report.problems if item.span.path == path]
        self.hints = self._hints()
        self._things: list[Thing] = [*self.sites, *self.models, *self.data]
        self._by_start = sorted(self._things, key=lambda thing: _key(thing.span)[:2])
        self._starts = [_key(thing.span)[:2] for thing in self._by_start]
        self._longest = max(
            (thing.span.end_line - thing.span.line for thing in self._things), default=0
        )
        self._hint_lines = {hint.line: hint for hint in self.hints}

    @property
    def empty(self) -> bool:
        """Whether the run found nothing in this file but problems."""
        return not self._things

    def at(self, line: int, column: int) -> Thing | None:
        """The smallest expression around a place, else what ends on that line.

        Args:
            line: 1-based.
            column: 1-based, in characters.
        """
        first = bisect.bisect_left(self._starts, (line - self._longest, 0))
        last = bisect.bisect_right(self._starts, (line, column))
        around = [
            thing
            for thing in self._by_start[first:last]
            if (thing.span.end_line, thing.span.end_column) >= (line, column)
        ]
        if around:
            return min(around, key=_extent)
        return self._on_line(line, column)

    def hint(self, line: int) -> LineHint | None:
        """The hint at the end of a line, 0-based."""
        return self._hint_lines.get(line)

    def _on_line(self, line: int, column: int) -> Thing | None:
        """The only layer of a line such as `model.add(Dense(2))`, from anywhere in its code."""
        text = content(self.lines[line - 1]) if 0 < line <= len(self.lines) else ""
        if not text[: column - 1].strip() and not text[column - 1 : column].strip():
            return None
        hint = self.hint(line - 1)
        if hint is None or ";" in text:
            return None
        things = [part.thing for part in hint.parts if part.section != "models"]
        return things[0] if len(things) == 1 else None

    def _hints(self) -> list[LineHint]:
        lines: dict[int, LineHint] = {}

        def say(section: Section, text: str, thing: Thing) -> None:
            line = min(thing.span.end_line, max(len(self.lines), 1)) - 1
            hint = lines.setdefault(line, LineHint(line))
            first = min(thing.span.line - 1, line)
            hint.parts.append(Part(section, text, first, thing))
            hint.from_above = hint.from_above or first < line

        for site in self.sites:
            text = site_text(site)
            if text:
                say(_section(site), text, site)
        for data_site in self.data:
            line = data_site.span.end_line - 1
            said = {
                shape
                for part in (lines[line].parts if line in lines else [])
                if isinstance(part.thing, Site)
                for call in part.thing.calls
                for shape in map(shape_text, call.output_shapes)
            }
            names = [item for item in data_site.names if _worth_saying(item, said)]
            if names:
                section: Section = "tensors" if names[0].kind == "tensor" else "data"
                say(section, data_text(names), data_site)
        for model_site in self.models:
            text = models_text(model_site)
            line = model_site.span.end_line - 1
            if text and not _already_said(lines.get(line), model_site):
                say("models", text, model_site)
        return [lines[line] for line in sorted(lines)]


def site_text(site: Site) -> str:
    """The hint of one expression: `→ (None, 2) · 4`, `×4 → (None, 3, 3, 256) · 388K`."""
    calls = [call for call in site.calls if not call.failed]
    if not calls:
        return ""
    last = calls[-1]
    total = 0 if site.bare else params(calls)
    known = [shape for shape in last.output_shapes if shape is not None]
    if not known and not total:
        return ""
    times = len({call.layer for call in calls}) if site.constructs else len(calls)
    text = f"→ {shapes_text(last.output_shapes) or '?'}"
    if total:
        text += f" · {short_count(total)}"
    return f"×{times} {text}" if times > 1 else text


def models_text(site: ModelSite) -> str:
    """The hint of an expression that made models: `7 params`; empty while they are unbuilt."""
    counts = [model.weights.total for model in site.models if model.weights is not None]
    if not counts:
        return ""
    text = wording.params(sum(counts))
    return f"×{len(counts)} · {text}" if len(counts) > 1 else text


def data_text(names: Sequence[Data]) -> str:
    """The hint of a binding: `(60000, 28, 28) uint8`, with the names if there are several."""
    if len(names) == 1:
        return _data(names[0])
    return ", ".join(f"{item.name} {_data(item)}" for item in names)


def params(calls: Iterable[Call]) -> int:
    """The parameters of all layers that were called, each counted once."""
    totals = {
        (call.id if call.layer is None else -1, call.layer): call.weights.total
        for call in calls
        if call.weights is not None
    }
    return sum(totals.values())


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


def problems_at(view: FileView, span: Span) -> list[Problem]:
    """The problems whose place overlaps an expression."""
    return [
        problem
        for problem in view.problems
        if _key(problem.span)[:2] < _key(span)[2:] and _key(span)[:2] < _key(problem.span)[2:]
    ]


def _sites(report: Report, path: str) -> list[Site]:
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
            if elsewhere:
                bare.add(call.span)
        if elsewhere and call.constructor is not None and call.constructor.path == path:
            constructed.setdefault(call.constructor, []).append(call)
    sites = [
        Site(span, _distinct(items, by_id), bare=span in bare) for span, items in calls.items()
    ]
    sites += [Site(span, items, constructs=True) for span, items in constructed.items()]
    return sites


def _inside_keras(call: Call, by_id: dict[int, Call]) -> bool:
    """Whether a layer made this call in code of its own, so that it has no place to show."""
    parent = by_id.get(call.parent) if call.parent is not None else None
    return parent is not None and parent.span == call.span


def _same_place(constructor: Span, call: Span) -> bool:
    if constructor.path != call.path:
        return False
    if constructor.end_line == call.end_line or constructor.line == call.line:
        return True
    return _key(call)[:2] <= _key(constructor)[:2] and _key(constructor)[2:] <= _key(call)[2:]


def _distinct(calls: list[Call], by_id: dict[int, Call]) -> list[Call]:
    """Leave out all but the last trace of a `call` method that Keras traced several times."""
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


def _model_sites(report: Report, path: str) -> list[ModelSite]:
    sites: dict[Span, ModelSite] = {}
    for model in report.models:
        if model.span.path == path:
            sites.setdefault(model.span, ModelSite(model.span, [])).models.append(model)
    return list(sites.values())


def _data_sites(report: Report, path: str) -> list[DataSite]:
    sites: dict[int, DataSite] = {}
    for item in report.data:
        if item.span.path == path:
            sites.setdefault(item.span.end_line, DataSite(item.span, [])).names.append(item)
    for site in sites.values():
        site.names = list({item.name: item for item in site.names}.values())
    return list(sites.values())


def _section(site: Site) -> Section:
    return "tensors" if site.calls[-1].kind in ("input", "op") else "layers"


def _worth_saying(item: Data, said: set[str]) -> bool:
    return item.shape is not None and not (
        item.kind == "tensor" and shape_text(item.shape) in said
    )


def _already_said(hint: LineHint | None, site: ModelSite) -> bool:
    count = sum(model.weights.total for model in site.models if model.weights is not None)
    return hint is not None and any(
        part.text.endswith(f" · {short_count(count)}") for part in hint.parts
    )


def _data(item: Data) -> str:
    return f"{shape_text(item.shape)} {item.dtype}" if item.dtype else shape_text(item.shape)


def _key(span: Span) -> Key:
    return span.line, span.column, span.end_line, span.end_column


def _extent(thing: Thing) -> tuple[int, int, bool]:
    span = thing.span
    return (
        span.end_line - span.line,
        span.end_column - span.column,
        not isinstance(thing, Site),
    )
