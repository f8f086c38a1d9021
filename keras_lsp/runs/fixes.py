"""Quick fixes: each is tried in a run of its own before anybody sees it.

A fix holds if the problem is gone in that run and no other error or warning has come.
Knows reports and workers; nothing of the protocol.
"""

from __future__ import annotations

import asyncio
import itertools
import re
import time
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from keras_lsp.programs.text import split_lines
from keras_lsp.runs import event_log, fitting
from keras_lsp.runs.consequences import consequence, line_after
from keras_lsp.runs.edited_lines import difference
from keras_lsp.runs.workers import RunProgress, seconds_for_trials

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from keras_lsp.report import Edit, Fix, Problem, Report
    from keras_lsp.runs.workers import Job, Workers

_AT_ONCE = 2
_ROUNDS = 6
_COUNTED = ("error", "warning")
_HIDDEN = ("KL201",)
# How many fixes are tried on top of one that is not enough.
_SECONDS = 2
# The number of the trial of two fixes at once, beside those of a problem's candidates.
_BOTH = -1


@dataclass(frozen=True)
class VerifiedFix:
    """A quick fix that was tried.

    Attributes:
        title: what it does and what it leads to.
        edits: as in `Fix`.
        of_removed_api: as in `Fix`.
    """

    title: str
    edits: tuple[Edit, ...]
    of_removed_api: bool = False


@dataclass(frozen=True)
class TriedProgram:
    """A program that was run, and what was found.

    Attributes:
        job: what was run.
        report: what was found.
        text_of: the text of a file of it, as it was run; None if it is not known.
    """

    job: Job
    report: Report
    text_of: Callable[[str], str | None]


class FixTrials:
    """The quick fixes of one report, each tried once, when it is asked for."""

    def __init__(self, program: TriedProgram, workers: Workers) -> None:
        self._program = program
        self._workers = workers
        self._limit = asyncio.Semaphore(_AT_ONCE)
        self._tried: dict[tuple[int, int], asyncio.Task[VerifiedFix | None]] = {}
        # By the file and its changed text: fixes of several problems may be the same.
        self._reports: dict[tuple[str, str], asyncio.Task[Report]] = {}
        self._together: asyncio.Task[bool] | None = None
        self._failed: list[tuple[Problem, Fix, TriedEdits]] = []

    async def of(
        self, problems: Sequence[Problem], budget: float | None = None
    ) -> list[list[VerifiedFix]]:
        """The fixes of each problem that hold, as far as they were tried within the time.

        Args:
            problems: some of the report's.
            budget: seconds, else `BUDGET`; further trials go on and are known at the next request.
        """
        tasks = [
            [self._task(problem, number) for number in range(len(problem.candidates))]
            for problem in problems
        ]
        end = time.monotonic() + (budget or seconds_for_trials(self._workers, self._program.job))
        await _wait([task for each in tasks for task in each], end)
        for problem, each in zip(problems, tasks, strict=True):
            if each and all(task.done() and _result_of(task) is None for task in each):
                each.append(self._task(problem, _BOTH))
        await _wait([task for each in tasks for task in each], end)
        return [
            [found for task in each if (found := _result_of(task)) is not None] for each in tasks
        ]

    @property
    def under_way(self) -> bool:
        """Whether some that were asked for are still being tried."""
        return not all(task.done() for task in self._tried.values())

    def cancel(self) -> None:
        """Give up what is being tried."""
        for task in [*self._tried.values(), *self._reports.values(), self._together]:
            if task is not None:
                task.cancel()

    def _task(self, problem: Problem, number: int) -> asyncio.Task[VerifiedFix | None]:
        key = (id(problem), number)
        task = self._tried.get(key)
        if task is None or task.cancelled():
            if number == _BOTH:
                work = self._try_two(problem)
            else:
                work = self._try(problem, problem.candidates[number])
            task = self._tried[key] = asyncio.get_running_loop().create_task(work)
        return task

    async def _try(self, problem: Problem, fix: Fix) -> VerifiedFix | None:
        if fix.of_removed_api and fix is problem.candidates[0] and await self._all_hold():
            return VerifiedFix(fix.title, tuple(fix.edits), of_removed_api=True)
        trial = await self._trial(problem, fix.edits, fix.title)
        holds = trial is not None and trial.holds
        event_log.tell("fixes", "holds" if holds else "fails", fix.title)
        if trial is None:
            return None
        if not holds:
            self._failed.append((problem, fix, trial))
            return None
        return self._verified(problem, fix.title, fix, trial.report)

    async def _trial(
        self, problem: Problem, edits: Sequence[Edit], title: str
    ) -> TriedEdits | None:
        """Run the program with the edits made, once for all problems; None if they do not fit."""
        path = problem.span.path
        changed = _text_with(self._program, path, edits)
        if changed is None:
            return None
        report = self._reports.get((path, changed))
        if report is None or report.cancelled():
            work = self._run(path, changed, f"{problem.code}: {title}")
            report = asyncio.get_running_loop().create_task(work)
            self._reports[path, changed] = report
        return _judged(self._program, await report, [problem], edits)

    async def _run(self, path: str, text: str, title: str) -> Report:
        async with self._limit:
            event_log.tell("fixes", "trial", title)
            return await self._workers.run(_with_text(self._program.job, path, text))

    def _verified(self, problem: Problem, title: str, fix: Fix, after: Report) -> VerifiedFix:
        leads_to = fitting.consequence(after, problem, line_after(problem.span, fix.edits))
        title += leads_to or consequence(self._program.report, after, problem, fix.edits)
        return VerifiedFix(title, tuple(fix.edits), fix.of_removed_api)

    async def _try_two(self, problem: Problem) -> VerifiedFix | None:
        """Two fixes at once, where none is enough alone."""
        for known, fix, trial in self._failed:
            found = await self._try_second(problem, fix, trial) if known is problem else None
            if found is not None:
                return found
        return None

    async def _try_second(
        self, problem: Problem, fix: Fix, trial: TriedEdits
    ) -> VerifiedFix | None:
        """A fix with another one, where it shows a problem of one kind that has fixes."""
        shown = [each for each in trial.new if each.candidates]
        if not shown or len({each.code for each in trial.new}) != 1:
            return None
        path, text = problem.span.path, self._program.text_of(problem.span.path)
        first = apply_edits(text, fix.edits) if text is not None else None
        for second in shown[0].candidates[:_SECONDS]:
            alone = all(edit.span.path == path for edit in second.edits)
            both = apply_edits(first, second.edits) if first is not None and alone else None
            alike = second.title.split()[:3] == fix.title.split()[:3]
            if text is None or both is None or both == text or alike:
                continue
            edits = difference(path, split_lines(text), both)
            title = f"{fix.title} and {second.title[0].lower()}{second.title[1:]}"
            found = await self._trial(problem, edits, title)
            if found is not None and found.holds:
                return self._verified(problem, title, replace(fix, edits=edits), found.report)
        return None

    async def _all_hold(self) -> bool:
        """Whether all removed APIs can be replaced at once: one run instead of many."""
        if self._together is None:
            self._together = asyncio.get_running_loop().create_task(self._try_together())
        return await asyncio.shield(self._together)

    async def _try_together(self) -> bool:
        problems = [
            problem for problem in self._program.report.problems if _is_of_removed_api(problem)
        ]
        if len({problem.span.path for problem in problems}) != 1 or len(problems) == 1:
            return False
        edits = _compatible(problem.candidates[0] for problem in problems)
        if edits is None:
            return False
        async with self._limit:
            return await run_with_edits(self._program, problems, edits, self._workers) is not None


async def _wait(tasks: Sequence[asyncio.Task[VerifiedFix | None]], end: float) -> None:
    """Wait until the tasks are done, or it is that late."""
    left = end - time.monotonic()
    if tasks and left > 0:
        await asyncio.wait(tasks, timeout=left)


def _result_of(task: asyncio.Task[VerifiedFix | None]) -> VerifiedFix | None:
    """What a trial has come to, if it has."""
    return task.result() if task.done() and not task.cancelled() else None


async def run_with_edits(
    program: TriedProgram, problems: Sequence[Problem], edits: Sequence[Edit], workers: Workers
) -> Report | None:
    """Run the program with the edits made, all in one file.

    Returns:
        What that run found, if the problems are gone and nothing new is wrong; else None.
    """
    path = problems[0].span.path
    changed = _text_with(program, path, edits)
    if changed is None:
        return None
    report = await workers.run(_with_text(program.job, path, changed))
    return report if _judged(program, report, problems, edits).holds else None


@dataclass(frozen=True)
class TriedEdits:
    """A run with edits.

    Attributes:
        report: what it found.
        new: the problems that stayed or came, which is what speaks against the edits.
        ended: it came to its end as the program does, and fits where the program did not.
    """

    report: Report
    new: list[Problem]
    ended: bool

    @property
    def holds(self) -> bool:
        """Whether the problems are gone, and nothing new is wrong."""
        return self.ended and not self.new


def _text_with(program: TriedProgram, path: str, edits: Sequence[Edit]) -> str | None:
    """The text of a file with the edits made; None if they do not fit it."""
    text = program.text_of(path)
    return apply_edits(text, edits) if text is not None else None


def _judged(
    program: TriedProgram, after: Report, problems: Sequence[Problem], edits: Sequence[Edit]
) -> TriedEdits:
    """What the run with the edits says of them."""
    new = _new_problems(program.report, after, problems, edits)
    ended = after.status == program.report.status and fitting.fits(program.job, after, problems)
    return TriedEdits(after, new, ended=ended)


def _with_text(job: Job, path: str, text: str) -> Job:
    if path == job.path:
        return replace(job, text=text, trial=True, progress=RunProgress())
    overlays = {**job.overlays, path: text}
    return replace(job, overlays=overlays, trial=True, progress=RunProgress())


def _new_problems(
    before: Report, after: Report, problems: Sequence[Problem], edits: Sequence[Edit]
) -> list[Problem]:
    """The errors and warnings with the edits that were not there without, or should be gone."""
    fixed = {problem.code for problem in problems}
    # That nothing depends on a tensor is not said while the layer that gives it fails.
    hidden = _HIDDEN if any(problem.severity == "error" for problem in problems) else ()

    def counts(problem: Problem) -> bool:
        return problem.severity in _COUNTED or problem.code in fixed

    old = Counter(
        (problem.code, problem.span.path, line_after(problem.span, edits))
        for problem in before.problems
        if counts(problem)
    )
    old -= Counter(
        (problem.code, problem.span.path, line_after(problem.span, edits)) for problem in problems
    )
    new = []
    for problem in after.problems:
        key = (problem.code, problem.span.path, problem.span.line)
        if not counts(problem) or problem.code in hidden:
            continue
        if old[key] > 0:
            old[key] -= 1
        else:
            new.append(problem)
    return new


async def all_removed(program: TriedProgram, path: str, workers: Workers) -> str | None:
    """The text of a file in which every removed API is replaced that can be.

    One replacement may show the next one, or be in the way of another: it is done in rounds.

    Returns:
        None if nothing can be replaced.
    """
    end = time.monotonic() + seconds_for_trials(workers, program.job)
    original = text = program.text_of(path)
    for _ in range(_ROUNDS):
        found = [
            problem
            for problem in program.report.problems
            if problem.span.path == path and _is_of_removed_api(problem)
        ]
        if text is None or not found or time.monotonic() > end:
            break
        chosen, edits = _some(found)
        report = await run_with_edits(program, chosen, edits, workers)
        while report is None and len(chosen) > 1:
            chosen, edits = _some(chosen[: len(chosen) // 2])
            report = await run_with_edits(program, chosen, edits, workers)
        changed = apply_edits(text, edits)
        if report is None or changed is None:
            break
        text = changed
        texts = {path: text}
        program = TriedProgram(_with_text(program.job, path, text), report, texts.get)
    return text if text != original else None


def _is_of_removed_api(problem: Problem) -> bool:
    return bool(problem.candidates) and problem.candidates[0].of_removed_api


def _some(problems: Sequence[Problem]) -> tuple[list[Problem], list[Edit]]:
    """As many of the problems as can be fixed at once, and how."""
    chosen: list[Problem] = []
    edits: list[Edit] = []
    for problem in problems:
        more = _compatible([*(p.candidates[0] for p in chosen), problem.candidates[0]])
        if more is not None:
            chosen.append(problem)
            edits = more
    return chosen, edits


def _compatible(fixes: Iterable[Fix]) -> list[Edit] | None:
    """The edits of several fixes, each only once; None if some overlap."""
    edits: list[Edit] = []
    for fix in fixes:
        edits += [edit for edit in fix.edits if edit not in edits]
    spans = sorted((edit.span for edit in edits), key=lambda span: (span.start, span.end))
    for one, other in itertools.pairwise(spans):
        if one.end > other.start:
            return None
    return edits


def apply_edits(text: str, edits: Iterable[Edit]) -> str | None:
    """The text with the edits made, its own line ends kept; None if they do not fit it."""
    lines = split_lines(text)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    end = "\r\n" if lines[0].endswith("\r\n") else "\n"
    pieces = []
    for edit in edits:
        span = edit.span
        if not 1 <= span.line <= span.end_line <= len(lines):
            return None
        pieces.append(
            (
                starts[span.line - 1] + span.column - 1,
                starts[span.end_line - 1] + span.end_column - 1,
                re.sub(r"\r?\n", end, edit.text),
            )
        )
    limit = len(text)
    for start, stop, new in sorted(pieces, key=lambda piece: piece[:2], reverse=True):
        if not 0 <= start <= stop <= limit:
            return None
        text = text[:start] + new + text[stop:]
        limit = start
    return text
