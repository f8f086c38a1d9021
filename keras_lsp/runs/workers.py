"""The seam between the server and the processes that run programs.

Features know only what stands here; how the processes are started and kept is in
`local_workers`.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from keras_lsp.report import RunConfig

if TYPE_CHECKING:
    from collections.abc import Callable

    from keras_lsp.programs.revisions import ProgramAtRevision
    from keras_lsp.report import At, Report


BUDGET = 1.0
"""Seconds in which the fixes of one request are tried; what takes longer is there next time."""

# The same where Keras must be loaded: who has got no quick fix may not ask for it once more.
_LOADING = 20.0


class RunProgress:
    """A run while it goes on: how far it is, and whether it is to end.

    Args:
        listener: called with this, now and then, when it is known how far the run is.

    Attributes:
        at: where it is; None if that is not known.
        moved: when something new was heard of last, by `time.monotonic`.
        layers: how many layers have been called.
        found: what it has found, to which more is added; None if that is not known.
        stopped: set when a person wants it to end; what it has found until then stays.
    """

    def __init__(self, listener: Callable[[RunProgress], None] | None = None) -> None:
        self._listener = listener
        self.at: At | None = None
        self.moved = time.monotonic()
        self.layers = 0
        self.found: Report | None = None
        self.stopped = asyncio.Event()

    def update(self, at: At, found: Report) -> None:
        """Take in where the run is, and what it has found."""
        self.at = at
        self.found = found
        self.moved = time.monotonic() - at.idle
        self.layers = len({call.layer for call in found.calls if call.kind == "layer"})
        if self._listener is not None:
            self._listener(self)


@dataclass(frozen=True)
class Job:
    """One program to run.

    Attributes:
        path: absolute path of the document.
        text: its text, as in the editor.
        config: how it is run.
        overlays: unsaved texts of other workspace files by absolute path.
        preload: top-level third-party modules that the program imports.
        aside: nobody waits for it; the run that is ready for the next save stays ready.
        trial: it is run to see whether a quick fix holds.
        progress: of its run.
    """

    path: str
    text: str
    config: RunConfig = field(default_factory=RunConfig)
    overlays: dict[str, str] = field(default_factory=dict)
    preload: tuple[str, ...] = ()
    aside: bool = False
    trial: bool = field(default=False, compare=False)
    progress: RunProgress = field(default_factory=RunProgress, compare=False, repr=False)


def job_at(program: ProgramAtRevision, present: Job) -> Job:
    """The job that runs the program as it was, under the conditions of the present one."""
    return replace(present, text=program.text, overlays=program.modules, preload=program.packages)


class Workers(Protocol):
    """Runs programs in other processes; has some ready ahead of the next save."""

    async def run(self, job: Job) -> Report:
        """Execute the job's program once and return what was found.

        Cancelling the task kills the run. What cannot run (no Keras, no interpreter, a
        crash, a time limit) is a problem in the report, never an exception. If its progress is
        stopped, the report has what was found until then, and the status `cancelled`.
        """

    def expected_seconds(self, path: str, text: str) -> float | None:
        """How long a run of a document would take, by how long the last one took.

        None if that is not known, or if none but the next save may have a process that has
        loaded Keras.
        """

    async def until_one_is_spared(self, path: str) -> None:
        """Wait until the next save of a document could begin at once, and another run as well."""

    def must_load(self, job: Job) -> bool:
        """Whether a trial of such a job would have to wait until Keras is loaded."""

    def is_outdated(self, job: Job) -> bool:
        """Whether packages were installed anew since Keras was loaded for such a job."""

    def on_starting(self, listener: Callable[[str, bool], None]) -> None:
        """Call `listener(interpreter, True)` when Keras is being loaded, and with False after."""

    def release(self, path: str) -> None:
        """The document of that path was closed: nothing is kept for its next run."""

    async def restart(self) -> None:
        """End all processes; the next run starts new ones."""

    async def close(self) -> None:
        """End all processes. Nothing of ours is left when this returns."""


def seconds_for_trials(workers: Workers, job: Job) -> float:
    """Seconds that somebody waits for trials of such a job."""
    return _LOADING if workers.must_load(job) else BUDGET
