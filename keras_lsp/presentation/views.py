"""One file's part of a report, by expression and by line: made once, asked often.

Reads a report and the text that it was made from; knows neither edits nor the protocol.
"""

from __future__ import annotations

import bisect
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from keras_lsp.presentation import training_memory
from keras_lsp.presentation.figures import shape_text, shapes_text, short_count, weights_text
from keras_lsp.presentation.sites import (
    ModelSite,
    ReturnSite,
    Site,
    data_sites,
    model_sites,
    params,
    return_sites,
    sites,
)
from keras_lsp.programs.text import content

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keras_lsp.presentation.sites import Thing, TrainingSite
    from keras_lsp.report import Data, Problem, Report, Span

Section = Literal["layers", "tensors", "data", "models", "training"]

# What takes less has room on every card: a hint would say nothing.
_NOTICEABLE = 512 * 2**20


@dataclass(frozen=True)
class HintPart:
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
    parts: list[HintPart] = field(default_factory=list)


class FileView:
    """What a report says about one file.

    Attributes:
        hints: by line, in their order.
        line_costs: by line, 1-based.
        trainings: those of which it is known what they take of a GPU's memory.
        gpu: the memory in bytes and the name of the card that the program trains on; 0 if that is
            not known.
        kept: for what a feature has made of it and does not want to make again.
    """

    def __init__(self, report: Report, path: str, lines: Sequence[str]) -> None:
        self.report = report
        self.path = path
        self.lines = lines
        self.sites = sites(report, path)
        self.models = model_sites(report, path)
        self.data = data_sites(report, path)
        self.returns = return_sites(report, path)
        self.line_costs = {
            cost.span.line: cost for cost in report.line_costs if cost.span.path == path
        }
        self.trainings: list[TrainingSite] = []
        self.gpu: tuple[int, str] = 0, ""
        self.kept: dict[object, Any] = {}
        self.problems = [item for item in report.problems if item.span.path == path]
        self._arrange()

    def show_trainings(self, found: Sequence[TrainingSite], gpu: tuple[int, str]) -> None:
        """Take in those expressions of the file that train: they are known after all else."""
        self.gpu = gpu
        self.trainings = [site for site in found if site.span.path == self.path]
        if self.trainings:
            self.kept.clear()
            self._arrange()

    def _arrange(self) -> None:
        self.hints = self._hints()
        self._things: list[Thing] = [
            *self.sites, *self.models, *self.data, *self.returns, *self.trainings,
        ]  # fmt: skip
        self._by_start = sorted(self._things, key=lambda thing: thing.span.start)
        self._starts = [thing.span.start for thing in self._by_start]
        self._longest = max(
            (thing.span.end_line - thing.span.line for thing in self._things), default=0
        )
        self._hint_lines = {hint.line: hint for hint in self.hints}

    @property
    def empty(self) -> bool:
        """Whether the run found nothing in this file but problems."""
        return not self._things and not self.line_costs

    def at(self, line: int, column: int) -> Thing | None:
        """The smallest expression around a place, else what ends on that line.

        Args:
            line: 1-based.
            column: 1-based, in characters.
        """
        first = bisect.bisect_left(self._starts, (line - self._longest, 0))
        last = bisect.bisect_right(self._starts, (line, column))
        around = [
            thing for thing in self._by_start[first:last] if thing.span.end >= (line, column)
        ]
        if around:
            return min(around, key=_extent)
        return self._on_line(line, column)

    def model_named(self, name: str, line: int) -> ModelSite | None:
        """The models of a variable's last expression above a line, 1-based, if there is one."""
        sites = [site for site in self.models if any(m.variable == name for m in site.models)]
        return next((site for site in reversed(sites) if site.span.line <= line), None)

    def hint(self, line: int) -> LineHint | None:
        """The hint at the end of a line, 0-based."""
        return self._hint_lines.get(line)

    def _on_line(self, line: int, column: int) -> Thing | None:
        """The layer of a line such as `model.add(Dense(2))`, from anywhere in its code."""
        text = content(self.lines[line - 1]) if 0 < line <= len(self.lines) else ""
        if not text[: column - 1].strip() and not text[column - 1 : column].strip():
            return None
        if ";" in text:
            return None
        ending = [
            thing
            for thing in self._things
            if thing.span.end_line == line and not isinstance(thing, ModelSite)
        ]
        return max(ending, key=_last_call, default=None)

    def _hints(self) -> list[LineHint]:
        lines: dict[int, LineHint] = {}

        def say(section: Section, text: str, thing: Thing) -> None:
            line = min(thing.span.end_line, max(len(self.lines), 1)) - 1
            hint = lines.setdefault(line, LineHint(line))
            first = min(thing.span.line - 1, line)
            hint.parts.append(HintPart(section, text, first, thing))
            hint.from_above = hint.from_above or first < line

        for site in self.sites:
            text = site_text(site)
            if text:
                say(_section(site), text, site)
        of_layers = {*lines}
        for return_site in self.returns:
            # What the line's layers give stands there already.
            if return_site.span.end_line - 1 not in of_layers:
                say("tensors", returned_text(return_site), return_site)
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
        for training in self.trainings:
            found = training.memory.here
            if (found.high or found.total) >= _NOTICEABLE:
                say("training", training_memory.hint(found), training)
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


def returned_text(site: ReturnSite) -> str:
    """What a function gave, at first and at last: `→ (None, 64, 64, 32) … (None, 8, 8, 256)`."""
    texts = dict.fromkeys(shapes_text(item.shapes) for item in site.returned)
    first, last = next(iter(texts)), shapes_text(site.returned[-1].shapes)
    return f"→ {first}" if len(texts) == 1 else f"→ {first} … {last}"


def models_text(site: ModelSite) -> str:
    """The hint of an expression that made models: `7 params`; empty while they are unbuilt."""
    counts = [model.weights for model in site.models if model.weights is not None]
    if not counts:
        return ""
    text = weights_text(counts)
    return f"×{len(counts)} · {text}" if len(counts) > 1 else text


def data_text(names: Sequence[Data]) -> str:
    """The hint of a binding: `(60000, 28, 28) uint8`, with the names if there are several."""
    if len(names) == 1:
        return _data(names[0])
    return ", ".join(f"{item.name} {_data(item)}" for item in names)


def problems_at(view: FileView, span: Span) -> list[Problem]:
    """The problems whose place overlaps an expression."""
    return [
        problem
        for problem in view.problems
        if problem.span.start < span.end and span.start < problem.span.end
    ]


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


def _extent(thing: Thing) -> tuple[int, int, bool]:
    span = thing.span
    return (
        span.end_line - span.line,
        span.end_column - span.column,
        not isinstance(thing, Site),
    )


def _last_call(thing: Thing) -> int:
    return thing.calls[-1].id if isinstance(thing, Site) else -1
