"""`keras-lsp check`: files run once each by the same workers as in the editor.

Reads files, asks the workers, decides the exit code; knows no output format.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from keras_lsp.command_line import diff
from keras_lsp.presentation import budgets
from keras_lsp.programs.files import UnreadableError, absolute, read_program, workspace_of
from keras_lsp.report import Problem, Report, RunConfig, Span
from keras_lsp.report.syntax_errors import SYNTAX_ERROR
from keras_lsp.runs import fixes
from keras_lsp.runs.whole_programs import run_program
from keras_lsp.runs.workers import Job, seconds_for_trials
from keras_lsp.settings import BUDGETS, Rules, nearest_project, resolve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keras_lsp.command_line.diff import Diff, Origin
    from keras_lsp.presentation.budgets import Budget
    from keras_lsp.programs.notebook import Layout
    from keras_lsp.runs.workers import Workers

EXIT_CLEAN = 0
EXIT_ERRORS = 1
EXIT_NOT_ANALYSED = 2

# How many times as long as the run itself the quick fixes of its problems may take.
_FIX_SHARE = 3.0


@dataclass(frozen=True)
class RunOptions:
    """How the files are run.

    Attributes:
        config: how each of them is run; its folders are found for each file.
        select: beginnings of the codes that are shown; None for those of the project.
        ignore: beginnings of the codes that are not; None for those of the project.
    """

    config: RunConfig = field(default_factory=RunConfig)
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of one file of the command line.

    Attributes:
        path: as given there.
        report: what its run found; None if the file could not be read.
        failure: why it could not.
        layout: of a notebook, whose lines in the report are those of its joined cells.
        diff: what changed since a revision, if that was asked for.
        rules: which of its problems are shown.
        budgets: what its models may cost.
        warnings: what is wrong with the settings of its project.
    """

    path: str
    report: Report | None = None
    failure: str = ""
    layout: Layout | None = None
    diff: Diff | None = None
    rules: Rules = field(default_factory=Rules)
    budgets: tuple[Budget, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def problems(self) -> list[Problem]:
        """Those that are shown."""
        found = self.report.problems if self.report else []
        return [problem for problem in found if self.rules.shows(problem.code)]

    @property
    def analysed(self) -> bool:
        """Whether the run came to its end, or the file is no Python."""
        report = self.report
        if report is None:
            return False
        if report.status == "failed":
            return any(problem.code == SYNTAX_ERROR for problem in report.problems)
        return report.status == "ok"


@dataclass(frozen=True)
class Place:
    """A place as it is shown; in a notebook it has a cell, whose lines it counts."""

    path: str
    cell: int | None
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True)
class PathNames:
    """How absolute paths are shown: as given, else relative to the current directory."""

    cwd: Path
    given: dict[str, str]
    layouts: dict[str, Layout] = field(default_factory=dict)

    @classmethod
    def of(cls, paths: Sequence[str], outcomes: Sequence[Outcome] = ()) -> PathNames:
        """The names for a command line that lists `paths`, and what became of them."""
        layouts = {absolute(item.path): item.layout for item in outcomes if item.layout}
        return cls(Path.cwd(), {absolute(path): path for path in paths}, layouts)

    def place(self, span: Span) -> Place:
        """Where an expression stands, for a person or a program to find it."""
        path, layout = self.show(span.path), self.layouts.get(span.path)
        if layout is None:
            lines = (span.line, span.end_line)
            return Place(path, None, lines[0], span.column, lines[1], span.end_column)
        cell, line = layout.place(span.line)
        end = line + span.end_line - span.line
        return Place(path, cell, line, span.column, end, span.end_column)

    def show(self, path: str) -> str:
        """The name of an absolute path."""
        if path in self.given:
            return self.given[path]
        inside = Path(path)
        return str(inside.relative_to(self.cwd)) if inside.is_relative_to(self.cwd) else path


def check(paths: Sequence[str], options: RunOptions, since: str = "") -> list[Outcome]:
    """Run each file in worker processes of this machine, one after another.

    Args:
        paths: of the files.
        options: how they are run.
        since: name of a revision of git; each file is run as it was there, too.

    Raises:
        DiffError: a file is in no repository, or the revision is unknown there.
    """

    async def _run() -> list[Outcome]:
        origins = await diff.origins(paths, since) if since else {}
        workers = new_workers()
        try:
            outcomes = [await analyse(path, options, workers) for path in paths]
            return [
                await _add_comparison(outcome, origins.get(outcome.path), options, workers)
                for outcome in outcomes
            ]
        finally:
            await workers.close()

    return asyncio.run(_run())


def new_workers(checkpoints: float | None = None) -> Workers:
    """Workers that start processes; see `LocalWorkers`."""
    from keras_lsp.runs.local_workers import LocalWorkers

    workers: Workers = LocalWorkers(checkpoints=checkpoints)
    return workers


async def analyse(path: str, options: RunOptions, workers: Workers) -> Outcome:
    """Read one file and run it, unless it does not import Keras or does not compile."""
    file = absolute(path)
    rules, limits, warnings = of_project(file, options)
    try:
        source = read_program(path)
    except UnreadableError as error:
        return Outcome(path, failure=str(error), warnings=warnings)
    text = source.program.text
    ran = await run_program(file, text, _config(file, options), workers)
    shown = [problem for problem in ran.report.problems if rules.shows(problem.code)]
    if ran.job is not None:
        await _try_fixes(fixes.TriedProgram(ran.job, ran.report, ran.text_of), shown, workers)
    ran.report.problems[:0] = source.program.problems
    budgets.apply(ran.report, limits)
    return Outcome(
        path, ran.report, layout=source.layout, rules=rules, budgets=limits, warnings=warnings
    )


async def _add_comparison(
    outcome: Outcome, origin: Origin | None, options: RunOptions, workers: Workers
) -> Outcome:
    """The outcome, with what changed since a revision if that was asked for."""
    if outcome.report is None or origin is None:
        return outcome
    file = absolute(outcome.path)
    job = Job(file, "", _config(file, options))
    return replace(outcome, diff=await diff.since(origin, job, outcome.report, workers))


def _config(file: str, options: RunOptions) -> RunConfig:
    return replace(options.config, workspace=(workspace_of(file),))


def of_project(
    file: str, options: RunOptions
) -> tuple[Rules, tuple[Budget, ...], tuple[str, ...]]:
    """The rules, of the options or else of the project, its budgets, and what is wrong there."""
    given = {"select": options.select, "ignore": options.ignore}
    project, unread = nearest_project(file)
    settings, warnings = resolve({"rules": given}, project)
    limits, wrong = budgets.read(project.get(BUDGETS))
    return settings.rules, tuple(limits), (*unread, *warnings, *wrong)


async def _try_fixes(program: fixes.TriedProgram, shown: list[Problem], workers: Workers) -> None:
    """Give each problem that is shown the titles of the quick fixes that hold for it."""
    problems = [problem for problem in shown if problem.candidates]
    if not problems:
        return
    trials = fixes.FixTrials(program, workers)
    usual = seconds_for_trials(workers, program.job)
    found = await trials.of(problems, max(usual, _FIX_SHARE * program.report.seconds))
    trials.cancel()
    for problem, verified in zip(problems, found, strict=True):
        problem.fixes = [fix.title for fix in verified]


def exit_code(outcomes: Sequence[Outcome]) -> int:
    """2 if a file could not be analysed, else 1 if an error is shown, else 0."""
    if not all(outcome.analysed for outcome in outcomes):
        return EXIT_NOT_ANALYSED
    problems = (problem for outcome in outcomes for problem in outcome.problems)
    return EXIT_ERRORS if any(p.severity == "error" for p in problems) else EXIT_CLEAN
