"""What a report has found, in the form of what is expected."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from keras_lsp.presentation.figures import shape_text
from tests.expectations import CodeLine, Findings, Line, Mark, code_lines

if TYPE_CHECKING:
    from keras_lsp.report import Call, Model, Problem, Report, Span


def found(report: Report, program: Path) -> Findings:
    """What a report has found in a program."""
    files = _Files(program)
    hints = defaultdict(list)
    for call in report.calls:
        hints[files.line(call.span)].append(call_text(call))
    return Findings(
        models=[(model.variable or model.name, model_text(model)) for model in report.models],
        hints=dict(hints),
        problems=[files.mark(problem) for problem in report.problems],
    )


class _Files:
    """The files of a program."""

    def __init__(self, program: Path) -> None:
        self._program = program
        self._lines: dict[str, list[CodeLine]] = {}

    def line(self, span: Span) -> Line:
        return Line(Path(span.path).relative_to(self._program.parent).as_posix(), span.line)

    def quoted(self, span: Span, reader: str) -> str:
        """A line's text, as the problem of a file quotes it."""
        name, number = self.line(span)
        if name not in self._lines:
            self._lines[name] = code_lines(self._program.parent / name)
        text = next(line.text for line in self._lines[name] if line.number == number)
        return f"from{'' if name == reader else f' {name}'}: {text.strip()}"

    def mark(self, problem: Problem) -> Mark:
        line = self.line(problem.span)
        return Mark(
            line=line,
            column=problem.span.column,
            end_line=problem.span.end_line,
            end_column=problem.span.end_column,
            code=problem.code,
            severity=problem.severity,
            message=problem.message,
            related=tuple(self.quoted(each.span, line.file) for each in problem.related),
        )


def model_text(model: Model) -> str:
    """`7`; `?` where it cannot be known; with what else there is to say."""
    if model.weights is None:
        return "?"
    weights = model.weights
    words = [f"at least {weights.total}" if weights.at_least else str(weights.total)]
    if model.weights.trainable != model.weights.total:
        words.append(f"{model.weights.trainable} trainable")
    if not model.built:
        words.append("not built")
    return ", ".join(words)


def call_text(call: Call) -> str:
    """`Dense (None, 1) → (None, 2) · 4`; what failed, and what hangs on it, `Dense fails`."""
    if call.failed:
        return f"{call.class_name} fails"
    words = [call.class_name]
    if call.input_shapes:
        words.append(", ".join(map(shape_text, call.input_shapes)))
    words += ["→", ", ".join(map(shape_text, call.output_shapes))]
    if call.weights is not None:
        words += ["·", "?" if call.weights.at_least else str(call.weights.total)]
    return " ".join(words)
