"""Tells a person who follows (`--trace`) what the workers do and their runs say, as it happens.

It goes through a logger to which nobody listens otherwise; knows neither documents nor LSP.
"""

from __future__ import annotations

import io
import logging
import os
import sys
import time
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from keras_lsp import report
from keras_lsp.presentation.figures import params_text, shape_text, shapes_text
from keras_lsp.presentation.wording import shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from keras_lsp.report import Event, Span

_WIDTH = 160

log = logging.getLogger(__name__)


class _Lines(logging.Handler):
    """One line on what is standard error then, behind the milliseconds since `started`."""

    def __init__(self, started: float) -> None:
        super().__init__()
        self._started = started

    def emit(self, record: logging.LogRecord) -> None:
        milliseconds = (record.created - self._started) * 1000
        try:
            sys.stderr.write(f"{milliseconds:8.0f} {record.getMessage()}\n")
        except OSError:
            self.handleError(record)


def follow() -> None:
    """Write what is told from now on to standard error.

    Who reads a pipe expects UTF-8, on Windows too, where Python takes the code page of the system.
    A terminal, and whoever has set `PYTHONIOENCODING`, gets what it can show.
    """
    chosen = sys.stderr.isatty() or "PYTHONIOENCODING" in os.environ
    if not chosen and isinstance(sys.stderr, io.TextIOWrapper):
        sys.stderr.reconfigure(encoding="utf-8")
    log.addHandler(_Lines(time.time()))
    log.setLevel(logging.DEBUG)
    log.propagate = False


def tell(who: str, kind: str, text: str) -> None:
    """Tell what a part of the server does: `zygote 1`, `ready`, `…`."""
    log.debug("%-9s %-12s %s", who, kind, text)


def plan(interpreter: str, settings: dict[str, Any]) -> str:
    """What a worker is started with."""
    config, modules = settings["config"], ", ".join(settings.get("preload", ())) or "keras"
    folders, mode = ", ".join(config["workspace"]), config["sandbox_mode"]
    return f"{interpreter} imports {modules}; workspace {folders}; sandbox {mode}"


def program(who: str, given: dict[str, Any]) -> None:
    """Tell what program a run is handed."""
    if log.isEnabledFor(logging.DEBUG):
        lines = _count(given["text"].splitlines(), "line")
        values = "" if given["weightless"] else ", variables with values"
        tell(who, "program", f"{given['path']}, {lines}{values}")


def tell_events(who: str, events: Iterable[Event | str]) -> None:
    """Tell what a run has said."""
    if log.isEnabledFor(logging.DEBUG):
        for event in events:
            if isinstance(event, str):
                tell(who, "worker", _line(event))
            else:
                tell(who, type(event).__name__, essence(event))


def tell_refused(who: str, event: Event) -> None:
    """Tell that what a run has said goes no further."""
    tell(who, "refused", type(event).__name__)


def essence(event: Event) -> str:
    """What an event says, in a line."""
    match event:
        case report.Call():
            text = f"#{event.id} {_place(event.span)} {_class_and_name(event)} {_shapes(event)}"
        case report.Model():
            text = f"{_place(event.span)} {_class_and_name(event)}{_params(event.weights)}"
        case report.Rows():
            text = f"{_count(event.layers, 'layer')} of {event.model}"
        case report.Reweighed():
            text = f"{_count([*event.weights], 'layer')} with other parameters than when called"
        case report.Counted():
            text = f"{_count([*event.flops], 'call')} counted"
        case report.Ranked():
            text = f"#{event.call} {shape_text(event.shape)}, from {event.by}"
        case report.Problem():
            text = f"{_place(event.span)} {event.severity} {event.code}: {event.message}"
        case report.Candidates():
            titles = "; ".join(fix.title for fix in event.fixes)
            text = f"{_place(event.span)} {event.code}: {titles}"
        case report.Data():
            shape = f"{shape_text(event.shape)} {event.dtype}"
            text = f"{_place(event.span)} {event.kind} `{event.name}` {shape}"
        case report.Training():
            inputs = shapes_text(array.shape for array in event.inputs)
            text = f"{_place(event.span)} {event.method} on {inputs}{' failed' * event.failed}"
        case report.Idle():
            text = f"{_place(event.span)} {_class_and_name(event)}"
        case report.Returned():
            text = f"{_place(event.span)} `{event.function}` gives {shapes_text(event.shapes)}"
        case report.UnknownSize():
            text = f"`{event.name}`, for `{event.source}`"
        case report.Output():
            text = f"{event.stream} {event.text!r}"
        case report.KerasInfo():
            text = f"{event.flavour} {event.version} on {event.backend}"
        case report.SandboxInfo():
            enforced, missing = (", ".join(x) or "none" for x in (event.enforced, event.missing))
            text = f"{enforced}; missing: {missing}"
        case report.At():
            text = f"{PurePath(event.path).name}:{event.line}"
        case report.File():
            text = event.path
        case report.Done():
            text = f"{event.seconds * 1000:.1f} ms{' suspect' * event.suspect}"
    return _line(text)


def _line(text: str) -> str:
    return shorten(" ".join(text.split()), _WIDTH)


def _place(span: Span) -> str:
    return f"{PurePath(span.path).name}:{span.line}:{span.column}"


def _class_and_name(item: report.Call | report.Model | report.Idle) -> str:
    return f"{item.class_name} `{item.name}`"


def _shapes(call: report.Call) -> str:
    shapes = f"{shapes_text(call.input_shapes)} → {shapes_text(call.output_shapes)}"
    inside = f" in #{call.parent}" if call.parent is not None else ""
    return f"{shapes}{_params(call.weights)}{inside}{' failed' * call.failed}"


def _params(weights: report.Weights | None) -> str:
    return f" · {params_text(weights.total)}" if weights else ""


def _count(items: Sequence[object], noun: str) -> str:
    return f"{len(items)} {noun}{'s' * (len(items) != 1)}"
