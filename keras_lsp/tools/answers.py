"""What the tools answer: short lines, exact, each with the place that it speaks of.

Its reader is a language model: it pays for each word, and sees no editor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_lsp.presentation import change_text, problem_changes
from keras_lsp.presentation.figures import shapes_text
from keras_lsp.presentation.markup import flat
from keras_lsp.presentation.model_figures import FIGURES, Measured

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from keras_lsp.presentation.changes import ModelChange
    from keras_lsp.report import Model, Problem, Report, Span
    from keras_lsp.runs.fixes import VerifiedFix
    from keras_lsp.tools.programs import AskedProgram

    # How a path is told.
    NameOf = Callable[[str], str]

_MOST_LINES = 120
_MOST_CHANGES = 30
_NOT_UNKNOWN = "KL910"


# The verdict.


def verdict(program: AskedProgram) -> str:
    """In one line: `clean`, how many errors there are, or `unknown` and why."""
    report = program.ran.report
    if program.ran.reason:
        return f"unknown: not run, {program.ran.reason}"
    found = problem_changes.counts(program.problems)
    reason = _not_ended(report)
    if reason:
        return f"{found}; unknown beyond: {reason}" if found else f"unknown: {reason}"
    if found:
        return found
    if not (report.models or report.calls):
        return "unknown: it ran, and built no model"
    missing = _unknowns(program)
    if missing:
        return f"no errors found, unknown in part: {'; '.join(missing)}"
    return "clean: it ran to its end, no problems"


def _not_ended(report: Report) -> str:
    """Why a run did not come to its end; empty if it did."""
    if report.status == "ok":
        return ""
    if report.status == "failed":
        said = next((problem.message for problem in report.problems), "it could not be run")
        is_error = any(problem.severity == "error" for problem in report.problems)
        return "nothing was run" if is_error else _first(said)
    return f"the run did not end ({report.status} after {report.seconds:.1f} s)"


def _unknowns(program: AskedProgram) -> list[str]:
    """What could not be known, each once, in short: the problems' messages are below."""
    found = [
        f"{problem.code} L{problem.span.line}"
        for problem in program.ran.report.problems  # Also those that are not shown.
        if problem.code.startswith("KL9") and problem.code != _NOT_UNKNOWN
    ]
    sizes = [
        f"size `{size.name}` comes of `{flat(size.source)[:60]}`"
        for size in program.ran.report.unknown_sizes
    ]
    return [*dict.fromkeys([*found, *sizes])][:4]


def _first(message: str) -> str:
    return flat(message.splitlines()[0]) if message else ""


# Places.


def place(program: AskedProgram, span: Span, name_of: NameOf) -> str:
    """`L12:9`; with the cell in a notebook, and the file if it is another one."""
    if span.path != program.path:
        return f"{name_of(span.path)} L{span.line}:{span.column}"
    if program.layout is not None:
        cell, line = program.layout.place(span.line)
        return f"cell {cell} L{line}:{span.column}"
    return f"L{span.line}:{span.column}"


def line_name(program: AskedProgram, line: int) -> str:
    """`12`, in a notebook `cell 3 2`, of a line from 1."""
    if program.layout is None:
        return str(line)
    cell, inner = program.layout.place(line)
    return f"cell {cell} {inner}"


# Problems.


def problem_name(program: AskedProgram, problem: Problem, name_of: NameOf) -> str:
    """`error KL101 L12:9`."""
    return f"{problem.severity} {problem.code} {place(program, problem.span, name_of)}"


def problem_lines(
    program: AskedProgram, problem: Problem, name_of: NameOf, fixes: Sequence[VerifiedFix] = ()
) -> Iterator[str]:
    """A problem: what and where it is, what explains it, and the titles of what mends it."""
    first, *rest = [line for line in problem.message.splitlines() if line.strip()] or [""]
    yield f"{problem_name(program, problem, name_of)}: {first.strip()}"
    yield from (f"  {line.strip()}" for line in rest)
    for related in problem.related:
        yield f"  {place(program, related.span, name_of)}: {flat(related.message)}"
    yield from (f"  fix: {flat(fix.title)}" for fix in fixes)


# Models and lines.


def model_line(program: AskedProgram, model: Model, name_of: NameOf) -> str:
    """`model (Sequential, L5): (None, 4) → (None, 2), 15 parameters, …`."""
    name = flat(model.variable or model.name)
    at = place(program, model.span, name_of).partition(":")[0]
    shapes = f"{shapes_text(model.input_shapes)} → {shapes_text(model.output_shapes)}"
    parts = [shapes] if model.output_shapes else []
    if not model.built:
        parts.append("not built")
    for figure in FIGURES:
        amount = figure.of(Measured(model, program.ran.report))
        if amount is not None and (amount.known or amount.unknown):
            parts.append(f"{amount.text(figure.write)} {figure.unit}")
    return f"model `{name}` ({model.class_name}, {at}): {', '.join(parts)}"


def model_lines(program: AskedProgram, name_of: NameOf) -> list[str]:
    """The outermost models; a line that says so if there is none."""
    models = program.ran.report.models
    if not models:
        return ["no model was built"] if program.ran.job is not None else []
    outer = [model for model in models if not model.nested] or models
    return [model_line(program, model, name_of) for model in outer]


def shape_lines(program: AskedProgram) -> list[str]:
    """What each line gives: `7 → (None, 26, 26, 32) · 320`."""
    lines = [
        f"{line_name(program, hint.line + 1)} {'; '.join(part.text for part in hint.parts)}"
        for hint in program.view.hints
    ]
    if len(lines) <= _MOST_LINES:
        return lines
    return [*lines[:_MOST_LINES], f"… {len(lines) - _MOST_LINES} more lines; explain a line"]


# Changes.


def change_lines(change: ModelChange, reports: tuple[Report, Report]) -> Iterator[str]:
    """A model then and now: its figures, inputs and outputs, and the layers that differ.

    Args:
        change: of the model.
        reports: then and now.
    """
    before, after = change.before, change.after
    model = after or before
    if model is None:
        return
    name = f"model `{flat(model.variable or model.name)}`"
    if before is None or after is None:
        yield f"{name}: {'new' if before is None else 'gone'}, {change_text.totals(change)}"
        return
    yield f"{name}: {change.text or 'the same layers'}"
    for title, old, new in (
        ("inputs", before.input_shapes, after.input_shapes),
        ("outputs", before.output_shapes, after.output_shapes),
    ):
        if old != new:
            yield f"  {title}: {shapes_text(old)} → {shapes_text(new)}"
    then, now = Measured(before, reports[0]), Measured(after, reports[1])
    for figure in FIGURES:
        if figure.text(then) != figure.text(now):
            yield f"  {figure.title}: {figure.change(then, now)}"
    for line in change_text.layer_lines(change, _MOST_CHANGES):
        yield f"  {line}"
