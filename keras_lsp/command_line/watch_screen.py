"""What `keras-lsp watch` shows: problems and summaries, with what the last save changed marked."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from keras_lsp.command_line import formats
from keras_lsp.presentation import change_text, changes, problem_changes, summary
from keras_lsp.presentation.markup import flat
from keras_lsp.programs.files import absolute

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from keras_lsp.command_line.check import Outcome, PathNames
    from keras_lsp.presentation.changes import ModelChange
    from keras_lsp.presentation.problem_changes import ProblemChanges
    from keras_lsp.presentation.summary import Look
    from keras_lsp.report import Model, Report

NEW, CHANGED, GONE, SAME = "+ ", "~ ", "- ", "  "
_MARKS = {"added": NEW, "changed": CHANGED}


@dataclasses.dataclass(frozen=True)
class Seen:
    """What a run of a file came to.

    Attributes:
        outcome: as `check` has it.
        text: of the file, as far as it could be read.
    """

    outcome: Outcome
    text: str | None = None


@dataclasses.dataclass
class Watched:
    """A file that is watched, as it is and as it was one save before.

    Attributes:
        path: as given.
        now: None until it was run.
        before: None until it was run twice.
    """

    path: str
    now: Seen | None = None
    before: Seen | None = None

    def take(self, seen: Seen) -> None:
        """A newer run."""
        self.before, self.now = self.now, seen


def screen(files: Sequence[Watched], names: PathNames, look: Look) -> str:
    """The problems of all files, then their models, with a gutter for what changed."""
    lines = [line for file in files for line in _head(file, names)]
    for file in files:
        report = file.now.outcome.report if file.now is not None else None
        if report is not None:
            lines += _models(file, report, look, f"{file.path}: " if len(files) > 1 else "")
    return "".join(f"{line}\n" for line in lines)


def fitted(text: str, columns: int, rows: int) -> str:
    """As much of a text as a terminal has room for, from the top.

    Args:
        text: that is shown.
        columns: of the terminal.
        rows: of the terminal; 0 if that is not known.
    """
    lines, used = text.splitlines(), 0
    for number, line in enumerate(lines):
        used += max(1, -(-len(line) // max(columns, 1)))
        # Two rows are for what is left out, and for the cursor.
        if rows and used > rows - 2 and number + 1 < len(lines):
            left = len(lines) - number
            return "".join(f"{each}\n" for each in [*lines[:number], f"… {left} more lines"])
    return text


def _head(file: Watched, names: PathNames) -> Iterator[str]:
    if file.now is None:
        yield f"{SAME}{file.path}: …"
        return
    outcome = file.now.outcome
    compared = _problems(file)
    yield f"{SAME}{file.path}: {_verdict(outcome)}"
    new = {id(problem) for problem in compared.new} if file.before is not None else set()
    for problem in outcome.problems:
        first, *rest = formats.text_of_problem(problem, names)
        yield f"{NEW if id(problem) in new else SAME}{first}"
        yield from (f"{SAME}{line}" for line in rest)
    for problem in compared.gone:
        yield f"{GONE}{problem.severity} {problem.code} {flat(problem.message.splitlines()[0])}"


def _verdict(outcome: Outcome) -> str:
    report = outcome.report
    if report is None:
        return outcome.failure
    if not outcome.analysed:
        return f"not analysed: {report.status} after {report.seconds:.2f} s"
    counts = problem_changes.counts(outcome.problems)
    return f"{counts or 'no problems'}, {report.seconds:.2f} s"


def _problems(file: Watched) -> ProblemChanges:
    now = file.now.outcome.problems if file.now is not None else []
    if file.before is None or file.now is None:
        return problem_changes.ProblemChanges([], now, [])
    path = absolute(file.path)
    then, present = {path: file.before.text}, {path: file.now.text}
    return problem_changes.compare(file.before.outcome.problems, now, then.get, present.get)


def _models(file: Watched, report: Report, look: Look, name: str) -> Iterator[str]:
    before = file.before.outcome.report if file.before is not None else None
    known = changes.by_id(before.models, report.models) if before is not None else {}
    inner = dataclasses.replace(look, width=look.width - len(SAME))
    for model in report.models:
        if not model.nested:
            yield SAME.rstrip()
            yield from _model(model, report, known.get(model.id), inner, name)
    if not report.models:
        yield f"{SAME}{name}no model"


def _model(
    model: Model, report: Report, change: ModelChange | None, look: Look, name: str
) -> Iterator[str]:
    told = summary.as_table(model, report.models, look)
    marks = {}
    for layer, start in zip(model.layers, told.rows, strict=True):
        mark = change.marks.get(tuple(layer.path)) if change is not None else None
        if start is not None and mark is not None:
            marks[start] = _MARKS[mark]
    title, *lines = told.lines
    since = f", since the last save: {change.text}" if change is not None and change.text else ""
    yield f"{CHANGED if since else SAME}{name}{title}{since}"
    for number, line in enumerate(lines, 1):
        yield f"{marks.get(number, SAME)}{line}"
    for gone in change.layers if change is not None else ():
        if gone.kind == "removed":
            yield f"{GONE}{'  '.join(filter(None, change_text.cells(gone)))[len(GONE) :]}"
