"""Copies that runs have left behind, and which of them a later program may go on from.

A copy is used only if all that it has done would be done again in the same way: the text up to
there, the modules of the workspace, the files that it may have read, the settings. Else an
earlier one is, or none.
"""

from __future__ import annotations

import asyncio
import functools
import os
import shutil
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from keras_lsp.programs import beginnings, file_names
from keras_lsp.runs import event_log
from keras_lsp.runs.readable import Snapshot, TooManyFilesError, snapshot

if TYPE_CHECKING:
    from keras_lsp.runs.processes import Run
    from keras_lsp.runs.worker_keys import WorkerKey
    from keras_lsp.runs.workers import Job
    from keras_lsp.runs.zygotes import ZygoteLauncher, ZygoteRun

# Seconds of a statement that are worth a copy.
WORTH = 0.1
# Of one document.
MOST = 6
# Documents that have any.
_MOST_DOCUMENTS = 4
# Seconds after which copies that nobody uses are given up.
DISUSE = 600.0
_DEEPEST = 20


@dataclass
class Checkpoint:
    """A copy of a run.

    Attributes:
        number: by which the process that holds it knows it.
        text: of the program that came to it.
        path: of the statement that is next.
        end: of the one before: its line, and column in bytes.
        seconds: what the program took until there.
        files: of the workspace, that Python has read.
        memory: bytes.
    """

    number: int
    text: str
    path: beginnings.Path
    end: tuple[int, int]
    seconds: float
    files: frozenset[str]
    memory: int = 0


@dataclass
class KeptRuns:
    """What runs of one document have left behind.

    Attributes:
        key: of the worker that they come from.
        job: that was run last.
        launcher: of the runs.
        directory: of the runs' own.
        began: when the first run began, in seconds since the epoch.
        checkpoints: in the order in which they were made.
        run: that executes a program, or whose process has not ended yet.
        busy: it executes a program.
        is_trial: of a quick fix, which the next save ends.
        readable: the files as they were; None while that is not known.
        modules: where Python looks for modules, and when something was installed there last.
        used: when one of them was used or made last.
    """

    key: WorkerKey
    job: Job
    launcher: ZygoteLauncher
    directory: str
    began: float
    run: Run | None
    checkpoints: list[Checkpoint] = field(default_factory=list)
    busy: bool = True
    is_trial: bool = False
    readable: asyncio.Task[Snapshot | None] | None = None
    modules: dict[str, int] = field(default_factory=dict)
    closed: bool = False
    used: float = field(default_factory=time.monotonic)

    def is_free_for(self, job: Job) -> bool:
        """Whether a run may go on from one of its copies now: it has one run at a time."""
        return not self.busy or (self.is_trial and not job.trial)


class Checkpoints:
    """All copies that there are, by document."""

    def __init__(self) -> None:
        self._families: dict[str, KeptRuns] = {}
        self._timer: asyncio.TimerHandle | None = None

    # Making.

    def begin(self, job: Job, key: WorkerKey, run: ZygoteRun, directory: str) -> KeptRuns:
        """A run of the document begins from its first statement: earlier copies are given up."""
        self.forget(job.path)
        family = KeptRuns(key, job, run.launcher, directory, time.time(), run)
        self._families[job.path] = family
        self._attend(run, family, job)
        while len(self._families) > _MOST_DOCUMENTS:
            self.forget(min(self._families, key=lambda path: self._families[path].used))
        return family

    def go_on(self, job: Job, run: ZygoteRun, family: KeptRuns) -> None:
        """A run of the document begins from a copy."""
        family.run = run
        family.is_trial = job.trial
        family.used = time.monotonic()
        if not job.trial:
            family.job = job
        self._attend(run, family, job)

    def _attend(self, run: ZygoteRun, family: KeptRuns, job: Job) -> None:
        run.on_copy = functools.partial(self._note, family, job.text)
        family.launcher.on_lost = functools.partial(self._lose, family.launcher)

    def _note(
        self,
        family: KeptRuns,
        text: str,
        number: int,
        facts: dict[str, Any],
        memory: dict[int, int],
    ) -> None:
        """A copy was made."""
        read = _read(facts)
        if family.closed or read is None:
            family.launcher.drop(number)
            return
        if family.readable is None:
            family.readable = asyncio.create_task(_at_the_beginning(family))
        self._note_modules(family, facts)
        family.checkpoints.append(Checkpoint(number, text, *read))
        family.used = time.monotonic()
        for checkpoint in family.checkpoints:
            checkpoint.memory = memory.get(checkpoint.number, checkpoint.memory)
        self._thin_out(family)
        self._wind_up()

    def _note_modules(self, family: KeptRuns, facts: dict[str, Any]) -> None:
        entries = facts.get("modules")
        folders = tuple(family.job.config.workspace)
        for entry in entries if isinstance(entries, list) else ():
            if not isinstance(entry, str) or entry in family.modules:
                continue
            # Of what lies in the workspace more is known, but for an environment in it.
            if not entry.startswith(folders) or "site-packages" in entry:
                changed = _changed_at(entry)
                # It must not have changed since the run began.
                family.modules[entry] = changed if changed < family.began * 1e9 else -1

    def _thin_out(self, family: KeptRuns) -> None:
        """Give up copies beyond what there may be, those first that save least."""
        limit = family.job.config.memory_limit
        while len(family.checkpoints) > MOST or (
            sum(checkpoint.memory for checkpoint in family.checkpoints) > limit
        ):
            if len(family.checkpoints) == 1:
                least = family.checkpoints[0]
            else:
                in_order = sorted(family.checkpoints, key=lambda each: each.seconds)
                starts = [0.0, *(each.seconds for each in in_order)]
                # The last one is where most saves go on from.
                saved = {
                    id(each): each.seconds - start
                    for each, start in zip(in_order[:-1], starts, strict=False)
                }
                least = min(in_order[:-1], key=lambda each: saved[id(each)])
            self._drop(family, least)

    def _drop(self, family: KeptRuns, checkpoint: Checkpoint) -> None:
        family.checkpoints.remove(checkpoint)
        family.launcher.drop(checkpoint.number)

    def _lose(self, launcher: ZygoteLauncher, number: int) -> None:
        """A copy has ended: each launcher counts its own."""
        for family in self._families.values():
            if family.launcher is not launcher:
                continue
            family.checkpoints = [each for each in family.checkpoints if each.number != number]

    # Using.

    async def find(self, job: Job, key: WorkerKey) -> tuple[KeptRuns, Checkpoint] | None:
        """From where a program may go on; None if it has to begin anew."""
        family = self._families.get(job.path)
        if family is None or not family.checkpoints or not family.is_free_for(job):
            return None
        if not family.launcher.alive or family.launcher.is_outdated():
            self.forget(job.path)
            return None
        if family.key != key or family.job.config != job.config:
            return None
        if any(_changed_at(entry) != known for entry, known in family.modules.items()):
            self.forget(job.path)
            return None
        changed = await self._changed(family, job)
        if changed is None:
            self.forget(job.path)
            return None
        best: Checkpoint | None = None
        for checkpoint in [*family.checkpoints]:
            if job.path in checkpoint.files or not changed.isdisjoint(checkpoint.files):
                self._drop(family, checkpoint)
            elif (best is None or checkpoint.seconds > best.seconds) and beginnings.have_same_text(
                checkpoint.text, job.text, checkpoint.end
            ):
                best = checkpoint
        if best is None or not family.is_free_for(job) or family.closed:
            return None
        family.busy = True
        family.checkpoints.remove(best)
        return family, best

    def seconds_before(self, path: str, text: str) -> float:
        """What a program need not do again, by its text alone: 0 without a copy to go on from."""
        family = self._families.get(path)
        copies = family.checkpoints if family is not None else []
        return max(
            (
                copy.seconds
                for copy in copies
                if beginnings.have_same_text(copy.text, text, copy.end)
            ),
            default=0.0,
        )

    async def _changed(self, family: KeptRuns, job: Job) -> set[str] | None:
        """Files of Python's that are others than they were; None if any other file may be."""
        if family.readable is None:
            return None
        # Shielded, since who waits may be cancelled, and the next one wants it, too.
        before = await asyncio.shield(family.readable)
        looks = asyncio.create_task(_snapshot(job))
        after = await looks
        if before is None or after is None:
            return None
        changed, added = before.changed(after)
        changed.discard(job.path)
        if added - {job.path} or not all(path.endswith(file_names.TEXTS) for path in changed):
            return None
        ours, theirs = family.job.overlays, job.overlays
        for path in {*ours} | {*theirs}:
            if ours.get(path) != theirs.get(path):
                changed.add(path)
                if path not in after.files:
                    return None
        family.readable = looks
        return changed

    def release(self, family: KeptRuns, run: Run) -> None:
        """A run of a family executes its program no more; its process ends."""
        if family.run is run:
            family.busy = False
            family.used = time.monotonic()

    def note_end(self, family: KeptRuns, run: Run) -> None:
        """The process of a run has ended: no copies of it are to come."""
        if family.run is run:
            family.run = None
            if family.closed or not family.checkpoints:
                self._close(family)

    def forget(self, path: str) -> None:
        """Give up all copies of a document."""
        family = self._families.pop(path, None)
        if family is not None:
            self._close(family)

    def forget_all(self) -> None:
        """Give up all copies."""
        for path in [*self._families]:
            self.forget(path)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _close(self, family: KeptRuns) -> None:
        family.closed = True
        if self._families.get(family.job.path) is family:
            del self._families[family.job.path]
        for checkpoint in [*family.checkpoints]:
            self._drop(family, checkpoint)
        if family.run is None:
            shutil.rmtree(family.directory, ignore_errors=True)

    def _wind_up(self) -> None:
        """Give up copies that nobody has used for long, and look again later."""
        if self._timer is not None:
            return
        self._timer = asyncio.get_running_loop().call_later(DISUSE, self._look)

    def _look(self) -> None:
        self._timer = None
        for path, family in [*self._families.items()]:
            if not family.busy and time.monotonic() - family.used >= DISUSE:
                self.forget(path)
        if self._families:
            self._wind_up()


def _read(
    facts: dict[str, Any],
) -> tuple[beginnings.Path, tuple[int, int], float, frozenset[str]] | None:
    """What a run says of a copy; None if it is not of that form: it executed a stranger's code."""
    match facts:
        case {
            "path": [*steps],
            "end": [int(line), int(column)],
            "seconds": float(seconds),
            "files": [*files],
        } if 0 < len(steps) <= _DEEPEST and line > 0 <= column:
            pass
        case _:
            return None
    path = []
    for step in steps:
        match step:
            case ["" | "body" | "orelse" as part, int(index)] if index >= 0:
                path.append((part, index))
            case _:
                return None
    if not all(isinstance(file, str) for file in files):
        return None
    return tuple(path), (line, column), seconds, frozenset(files)


def _changed_at(directory: str) -> int:
    """When names in a directory were changed last, in nanoseconds; 0 if there is none."""
    try:
        return os.stat(directory).st_mtime_ns  # noqa: PTH116 - of several, at each save
    except OSError:
        return 0


async def _at_the_beginning(family: KeptRuns) -> Snapshot | None:
    """The files as they were when a run began; None if some were changed meanwhile."""
    found = await _snapshot(family.job)
    if found is None or found.changed_since(family.began) - {family.job.path}:
        return None
    return found


async def _snapshot(job: Job) -> Snapshot | None:
    config = job.config
    try:
        return await asyncio.to_thread(
            snapshot, (*config.workspace, *config.allow_read, *file_names.caches())
        )
    except TooManyFilesError:
        event_log.tell("workers", "no checkpoints", "too many files in the folders")
        return None
