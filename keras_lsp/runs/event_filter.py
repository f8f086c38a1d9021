"""Filters a run's events: none about other files, none unbounded, its sandbox only once.

A run can write whatever it likes to its pipe; what gets through here has at least a form
and a size that the rest of the server can bear.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from keras_lsp import report

if TYPE_CHECKING:
    from keras_lsp.report import Event, Report, Span
    from keras_lsp.runs.workers import Job

MAX_EVENTS = 500_000
MAX_OUTPUT = 1 << 20
MAX_LINE = 10_000_000
MAX_FIXES = 20
MAX_FIX = 20_000
_CODE = re.compile(r"KL[0-9]{3}")


class EventFilter:
    """Judges the events of one run.

    Args:
        job: what the run was asked to do.
    """

    def __init__(self, job: Job) -> None:
        self._document = job.path
        self._folders = tuple(folder.rstrip(os.sep) + os.sep for folder in job.config.workspace)
        self._events = 0
        self._output = 0
        self._sandboxed = False

    def accepts(self, event: Event) -> bool:
        """Whether the event may go into the report."""
        self._events += 1
        if self._events > MAX_EVENTS:
            return isinstance(event, report.Done)
        match event:
            case report.Output(text=text):
                self._output += len(text)
                return self._output <= MAX_OUTPUT
            case report.SandboxInfo():
                # The first is sent before the program is executed.
                first, self._sandboxed = not self._sandboxed, True
                return first
            case report.At(path=path, line=line):
                return 1 <= line <= MAX_LINE and self._is_ours(path)
            case report.File(path=path):
                return self._is_ours(path)
            case report.Counted(lines=lines):
                return self._all([line.span for line in lines])
            case report.Call(span=span, constructor=constructor):
                return self._all([span, constructor])
            case report.Problem(span=span, related=related, candidates=fixes):
                notes = [note.span for note in related]
                places = [span, event.outermost, *notes, *_edit_spans(fixes)]
                return self._all(places) and _is_problem(event)
            case report.Candidates(span=span, fixes=fixes):
                return self._all([span, *_edit_spans(fixes)]) and _are_fixes(fixes, span.path)
            case report.UnknownSize(name=name, source=source):
                return len(name) + len(source) <= MAX_FIX
            case report.Data(span=span) | report.Idle(span=span) | report.Returned(span=span):
                return self._all([span])
            case report.Training(span=span, inputs=inputs, targets=targets, compiled=compiled):
                named = [array.span for array in (*inputs, *targets)]
                return self._all([span, compiled, *named])
            case report.Model(span=span, layers=layers):
                return self._all([span, *_places(layers)])
            case report.Rows(layers=layers):
                return self._all(_places(layers))
        return True

    def has_room(self, result: Report) -> bool:
        """Whether the report can take in one more message of the worker itself."""
        return len(result.output) < 1000

    def _all(self, spans: list[Span | None]) -> bool:
        return all(span is None or self._is_place(span) for span in spans)

    def _is_place(self, span: Span) -> bool:
        numbers = (*span.start, *span.end)
        return all(1 <= number <= MAX_LINE for number in numbers) and self._is_ours(span.path)

    def _is_ours(self, path: str) -> bool:
        if path == self._document:
            return True
        return path.startswith(self._folders) and os.path.normpath(path) == path


def _places(layers: list[report.Layer]) -> list[Span | None]:
    return [place for layer in layers for place in (layer.span, layer.call_span)]


def _is_problem(problem: report.Problem) -> bool:
    """Whether it has a code with a page of ours, and fixes of its own file that nobody tried."""
    return (
        _CODE.fullmatch(problem.code) is not None
        and not problem.fixes
        and _are_fixes(problem.candidates, problem.span.path)
    )


def _edit_spans(fixes: list[report.Fix]) -> list[Span]:
    return [edit.span for fix in fixes for edit in fix.edits]


def _are_fixes(fixes: list[report.Fix], path: str) -> bool:
    return len(fixes) <= MAX_FIXES and all(_is_fix(fix, path) for fix in fixes)


def _is_fix(fix: report.Fix, path: str) -> bool:
    size = len(fix.title) + sum(100 + len(edit.text) for edit in fix.edits)
    return size <= MAX_FIX and all(edit.span.path == path for edit in fix.edits)
