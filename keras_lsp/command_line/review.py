"""`keras-lsp diff`: what a whole tree's models are, and what they were at a revision.

Finds the programs that a change may concern, runs each as it is and as it was; knows no format.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from keras_lsp.command_line import check
from keras_lsp.command_line.diff import DiffError, failure_of
from keras_lsp.presentation import budgets, problem_changes
from keras_lsp.presentation.changes import compare
from keras_lsp.presentation.model_figures import Measured
from keras_lsp.presentation.problem_changes import ProblemChanges
from keras_lsp.programs import git, imports, revisions
from keras_lsp.programs.file_names import real_path
from keras_lsp.programs.files import absolute, text_of, workspace_of
from keras_lsp.report import Report, is_notebook
from keras_lsp.runs.workers import Job, RunProgress, job_at

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

    from keras_lsp.command_line.check import Outcome, RunOptions
    from keras_lsp.presentation.budgets import Budget
    from keras_lsp.presentation.changes import ModelChange
    from keras_lsp.report import Problem
    from keras_lsp.runs.workers import Workers

_PROGRAMS = (".py", ".ipynb")


@dataclass(frozen=True)
class FileReview:
    """What a change means for one program.

    Attributes:
        path: relative to the root of the repository.
        outcome: of the program as it is; None if it is gone.
        changes: of its models, those that are a part of another left out.
        problems: errors and warnings that are new, gone, or stayed.
        unknown: why nothing is known of what it was; then all that it has is told as new.
        failure: why nothing is known of what it is.
        before: what was found in the program as it was.
    """

    path: str
    outcome: Outcome | None
    changes: list[ModelChange] = field(default_factory=list)
    problems: ProblemChanges = field(default_factory=lambda: ProblemChanges([], [], []))
    unknown: str = ""
    failure: str = ""
    before: Report = field(default_factory=lambda: Report(""))

    @property
    def budgets(self) -> Sequence[Budget]:
        """What its models may cost."""
        return self.outcome.budgets if self.outcome is not None else ()

    @property
    def after(self) -> Report:
        """What was found in the program as it is."""
        report = self.outcome.report if self.outcome is not None else None
        return report or Report(self.path)

    def then(self, change: ModelChange) -> Measured | None:
        """One of its models as it was; None if it is new."""
        return None if change.before is None else Measured(change.before, self.before)

    def now(self, change: ModelChange) -> Measured | None:
        """One of its models as it is; None if it is gone."""
        return None if change.after is None else Measured(change.after, self.after)


@dataclass(frozen=True)
class Review:
    """What a change means for a tree.

    Attributes:
        revision: what it is compared with, as the person called it.
        commit: the same, in full.
        files: of each program that the change may concern.
    """

    revision: str
    commit: str
    files: list[FileReview]

    @property
    def has_new_errors(self) -> bool:
        """Whether the change brings an error."""
        new = (problem for file in self.files for problem in file.problems.new)
        return any(problem.severity == "error" for problem in new)


def review(name: str, paths: Sequence[str], options: RunOptions) -> Review:
    """Run the programs that changed since a revision, and those that import what changed.

    Args:
        name: of the revision.
        paths: files and directories to which it is restricted; none for the whole tree.
        options: how the programs are run.

    Raises:
        DiffError: there is no repository, or the revision is unknown.
    """

    async def _run() -> Review:
        try:
            at = await git.revision(str(Path.cwd()), name)
            programs = await _concerned(at, [absolute(path) for path in paths])
        except git.GitError as error:
            raise DiffError(str(error)) from None
        workers = check.new_workers()
        try:
            files = [await _compare(path, at, options, workers) for path in programs]
        finally:
            await workers.close()
        return Review(name, at.commit, [*_without_repeats(files, at.root)])

    return asyncio.run(_run())


async def _concerned(at: git.Revision, within: Sequence[str]) -> list[str]:
    """The programs, absolute, whose text or modules are not what they were."""
    then = {path: name for path, name in (await git.objects(at)).items() if _is_program(path)}
    present = [path for path in await git.present_files(at) if _is_program(path)]
    changed = await asyncio.to_thread(_changed, then, present)
    gone = [path for path in then if path not in set(present)]
    there = imports.Listing(gone)
    finder = imports.ImportFinder()
    found = []
    for path in sorted([*present, *gone]):
        if within and not any(Path(path).is_relative_to(folder) for folder in within):
            continue
        if path in changed or await asyncio.to_thread(_imports, finder, path, there, changed):
            found.append(path)
    return found


def _is_program(path: str) -> bool:
    return path.lower().endswith(_PROGRAMS)


def _changed(then: dict[str, str], present: Iterable[str]) -> set[str]:
    """The files that are new, gone or other than they were."""
    changed = set(then) - set(present)
    for path in present:
        name = then.get(path)
        try:
            content = Path(path).read_bytes()
        except OSError:
            continue
        if name is None or git.object_name(content, name) != name:
            changed.add(path)
    return changed


def _imports(
    finder: imports.ImportFinder, path: str, there: imports.Listing, changed: set[str]
) -> bool:
    """Whether a program that is as it was imports a file that is not."""
    if is_notebook(path):
        return False
    try:
        own = imports.module(Path(path).read_text("utf-8", "replace"))
    except (OSError, SyntaxError):
        return False
    program = finder.program(path, own, (workspace_of(path),), {}, there)
    return program.keras and bool(program.files & changed)


async def _compare(
    path: str, at: git.Revision, options: RunOptions, workers: Workers
) -> FileReview:
    exists = await asyncio.to_thread(Path(path).is_file)
    outcome = await check.analyse(path, options, workers) if exists else None
    return await _compare_with(path, outcome, at, options, workers)


async def compare_file(
    outcome: Outcome, at: git.Revision, options: RunOptions, workers: Workers
) -> FileReview:
    """What became of a program that was run, since a revision."""
    return await _compare_with(absolute(outcome.path), outcome, at, options, workers)


async def _compare_with(
    path: str, outcome: Outcome | None, at: git.Revision, options: RunOptions, workers: Workers
) -> FileReview:
    real = Path(await asyncio.to_thread(real_path, path))
    name = real.relative_to(at.root).as_posix() if real.is_relative_to(at.root) else path
    rules, limits, _ = check.of_project(path, options)
    if outcome is not None and not outcome.analysed:
        why = outcome.failure or (failure_of(outcome.report) if outcome.report else "not run")
        return FileReview(name, outcome, failure=why)
    config = replace(options.config, workspace=(workspace_of(path),))
    unknown = ""
    program = None
    try:
        program = await revisions.program_at(at, path, config.workspace)
    except (git.GitError, revisions.RevisionError) as error:
        unknown = str(error)
    before = Report(path)
    if program is not None and program.keras:
        job = Job(path, "", config, progress=RunProgress())
        before = await workers.run(job_at(program, job))
        if before.status != "ok":
            unknown, before = failure_of(before), Report(path)
        budgets.apply(before, limits)
    texts = {path: program.text, **program.modules} if program is not None else {}
    then = [problem for problem in before.problems if rules.shows(problem.code)]
    after = outcome.report if outcome is not None and outcome.report is not None else Report(path)
    present = outcome.problems if outcome is not None else []
    changes = [
        change
        for change in compare(before.models, after.models)
        if not any(model is not None and model.nested for model in (change.after, change.before))
    ]
    problems = problem_changes.compare(
        problem_changes.counted(then), problem_changes.counted(present), texts.get, text_of
    )
    return FileReview(name, outcome, changes, problems, unknown, before=before)


def _without_repeats(files: Sequence[FileReview], root: str) -> Iterator[FileReview]:
    """Each model and problem once: in the file where it stands, else in the first that runs it."""
    known: set[Hashable] = set()
    for file in files:
        path = str(Path(root, file.path))
        known |= {_key_of_change(each) for each in file.changes if _path_of(each) == path}
        known |= {
            _key_of_problem(kind, each)
            for kind, group in _groups(file.problems)
            for each in group
            if each.span.path == path
        }

    def is_first(key: Hashable, place: str, path: str) -> bool:
        first = place == path or key not in known
        known.add(key)
        return first

    for file in files:
        path = str(Path(root, file.path))
        changes = [
            each for each in file.changes if is_first(_key_of_change(each), _path_of(each), path)
        ]
        groups = {
            kind: [
                each
                for each in group
                if is_first(_key_of_problem(kind, each), each.span.path, path)
            ]
            for kind, group in _groups(file.problems)
        }
        yield replace(file, changes=changes, problems=ProblemChanges(**groups))


def _groups(problems: ProblemChanges) -> Iterator[tuple[str, list[Problem]]]:
    yield "gone", problems.gone
    yield "new", problems.new
    yield "same", problems.same


def _path_of(change: ModelChange) -> str:
    model = change.after or change.before
    return model.span.path if model is not None else ""


def _key_of_change(change: ModelChange) -> Hashable:
    model = change.after or change.before
    return (model.span, model.class_name, change.text) if model is not None else None


def _key_of_problem(kind: str, problem: Problem) -> Hashable:
    # The name of a model in the message may be another in each program.
    return kind, problem.code, problem.span
