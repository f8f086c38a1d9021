"""What a quick fix leads to, from the reports without it and with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_lsp.presentation.figures import count_text, shapes_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from keras_lsp.report import Call, Edit, Problem, Report, Span


def line_after(span: Span, edits: Iterable[Edit]) -> int:
    """The first line of a place once the edits are made."""
    line = span.line
    for edit in edits:
        where = edit.span
        above = where.end <= span.start
        if where.path == span.path and above:
            line += edit.text.count("\n") - (where.end_line - where.line)
    return line


def consequence(before: Report, after: Report, problem: Problem, edits: Sequence[Edit]) -> str:
    """What a fix leads to, ` → (None, 1600), 34,826 params`; empty if nothing else changes."""
    if "unnecessary" in problem.tags:
        return ""
    place = problem.span
    if not _calls_on(before, place.path, place.line) and edits:
        place = edits[0].span  # The problem is of a training call; the layer is elsewhere.
    old = _calls_on(before, place.path, place.line)
    new = _calls_on(after, place.path, line_after(place, edits))
    was = next((call for call in reversed(old) if call.span == problem.span), None)
    if was is not None:  # Of several calls on the line, that one.
        left = sum(call.class_name == was.class_name for call in old[old.index(was) + 1 :])
        alike = [call for call in new if call.class_name == was.class_name]
        new = alike[: len(alike) - left]
    was = was or (old[-1] if old else None)
    then = _outcome(before, was) if was is not None and not was.failed else ""
    now = _outcome(after, new[-1]) if new else ""
    return now if now != then else ""


def _outcome(report: Report, call: Call) -> str:
    """What a call gives, and the parameters of the model that its layer is in."""
    made = call.constructor or call.span
    models = [m for m in report.models if any(layer.span == made for layer in m.layers)]
    total = models[0].weights.total if models and models[0].weights else None
    params = f", {count_text(total)} params" if total is not None else ""
    return f" → {shapes_text(call.output_shapes)}{params}"


def _calls_on(report: Report, path: str, line: int) -> list[Call]:
    """The calls that begin on a line, in their order."""
    return [call for call in report.calls if call.span.path == path and call.span.line == line]
