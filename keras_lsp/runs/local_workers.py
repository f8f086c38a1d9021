"""Runs programs on this machine: the implementation of `workers.Workers`.

The runs come from `warm_pool`; their events are read by `events`.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import os
import time
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from keras_lsp import systems
from keras_lsp.report import Report
from keras_lsp.report.time_limit import TIMEOUT
from keras_lsp.runs import event_log, failures
from keras_lsp.runs.background import keep
from keras_lsp.runs.checkpoints import Checkpoints
from keras_lsp.runs.directories import Directories
from keras_lsp.runs.events import read_events
from keras_lsp.runs.processes import ORPHANED, WorkerError
from keras_lsp.runs.stacks import Stack
from keras_lsp.runs.warm_pool import WarmPool
from keras_lsp.runs.worker_keys import gpu_memory_of, key_of
from keras_lsp.runs.zygotes import ZygoteRun

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from keras_lsp.runs.checkpoints import KeptRuns
    from keras_lsp.runs.processes import Run
    from keras_lsp.runs.worker_keys import WorkerKey
    from keras_lsp.runs.workers import Job

# Why a program is run once more: its process died while it waited or with its zygote, which
# was not the program's doing; it could not go on from a checkpoint; or variables without values
# broke it.
Again: TypeAlias = Literal["process", "checkpoint", "values"] | None
_WHY = {
    "checkpoint": "the program could not go on from the checkpoint",
    "process": "the run had died while it waited, or with its zygote",
    "values": "variables without values broke the program",
}

GRACE = 2.0
_LAST_WORDS = 0.2
# Making the next run takes a core for a while; meanwhile the result of the last one is shown.
_SHOWING = 0.03
# Each holds a Keras in memory; the one that was used longest ago goes.
_MOST_WORKERS = 3


def _is_out_of_time(result: Report) -> bool:
    """Whether a run that did not come to its end has said that its time was up."""
    return any(problem.code == TIMEOUT for problem in result.problems)


class LocalWorkers:
    """Workers on this machine, one for each interpreter and workspace.

    Args:
        lifetime: `zygote` or `single`; None for what this system can do.
        shortcuts: leave out what Keras does and no report needs; None for what the
            environment variable `KERAS_LSP_SHORTCUTS` says, 0 for no.
        checkpoints: keep copies of runs, for later saves to go on from, each after so many
            seconds; None for no. Not without shortcuts.

    Attributes:
        gone_on: how many runs went on from a checkpoint.
    """

    def __init__(
        self,
        lifetime: str | None = None,
        *,
        shortcuts: bool | None = None,
        checkpoints: float | None = None,
    ) -> None:
        self._lifetime = lifetime or ("zygote" if systems.FORKS else "single")
        if shortcuts is None:
            shortcuts = os.environ.get("KERAS_LSP_SHORTCUTS") != "0"
        self._shortcuts = shortcuts
        keeps = shortcuts and self._lifetime == "zygote"
        self._checkpoints_after = checkpoints if keeps else None
        self._checkpoints = Checkpoints()
        self.gone_on = 0
        self._workers: dict[WorkerKey, WarmPool] = {}
        self._listeners: list[Callable[[str, bool], None]] = []
        self._closing: set[asyncio.Task[None]] = set()
        self._directories = Directories()
        # Seconds that the whole program of a document took, and what ran it, by its path.
        self._took: dict[str, tuple[float, WarmPool]] = {}

    def on_starting(self, listener: Callable[[str, bool], None]) -> None:
        """See `Workers`."""
        self._listeners.append(listener)

    async def run(self, job: Job) -> Report:
        """See `Workers`."""
        result, again = await self._run(job, weightless=True)
        if again == "checkpoint":
            event_log.tell("workers", "again", _WHY[again])
            if not job.trial:
                self._checkpoints.forget(job.path)
            result, again = await self._run(job, weightless=True, goes_on=False)
        if again is not None:
            event_log.tell("workers", "again", _WHY[again])
        if again == "process":
            result, again = await self._run(job, weightless=True)
        if again == "values":
            result, _ = await self._run(job, weightless=False)
        return result

    def expected_seconds(self, path: str, text: str) -> float | None:
        """See `Workers`."""
        took, worker = self._took.get(path, (None, None))
        if took is None or worker is None or not worker.spares_some:
            return None
        return max(took - self._checkpoints.seconds_before(path, text), 0.0)

    async def until_one_is_spared(self, path: str) -> None:
        """See `Workers`."""
        _, worker = self._took.get(path, (0.0, None))
        if worker is not None:
            await worker.until_one_is_spared()

    def must_load(self, job: Job) -> bool:
        """See `Workers`."""
        worker = self._workers.get(key_of(job))
        return worker is None or worker.must_load()

    def is_outdated(self, job: Job) -> bool:
        """See `Workers`."""
        worker = self._workers.get(key_of(job))
        return worker is not None and worker.is_outdated()

    async def _run(
        self, job: Job, *, weightless: bool, goes_on: bool = True
    ) -> tuple[Report, Again]:
        started = time.perf_counter()
        result = Report(job.path)
        worker = self._worker(job)
        family = None
        before = 0.0
        try:
            gone_on = await self._go_on(worker, job) if weightless and goes_on else None
            if gone_on is not None:
                run, family, before = gone_on
            else:
                run = await _take(worker, job)
                keeps = self._checkpoints_after is not None and weightless and not job.aside
                if keeps and isinstance(run, ZygoteRun):
                    directory = worker.directory_of(run)
                    family = self._checkpoints.begin(job, key_of(job), run, directory)
        except WorkerError as error:
            result.status = "failed"
            result.add(failures.not_started(job, str(error)))
            return result, None
        may_go_on = False
        try:
            again = await self._execute(
                run,
                job,
                result,
                weightless=weightless,
                checkpoints=None if family is None or job.aside else self._checkpoints_after,
            )
            if gone_on is not None:
                if result.status in ("crashed", "timeout"):
                    again = "checkpoint"
                else:
                    self.gone_on += 1
            may_go_on = again is None and result.status == "ok" and family is None
        finally:
            # Whatever it still is about, what it had to say is said.
            if not (may_go_on and worker.take_back(run)):
                run.kill()
                ended = None
                if family is not None:
                    self._checkpoints.release(family, run)
                    ended = functools.partial(self._checkpoints.note_end, family, run)
                worker.discard(run, ended)
            asyncio.get_running_loop().call_later(_SHOWING, worker.replace)
            result.seconds = result.seconds or round(time.perf_counter() - started, 4)
        if not job.aside and result.status != "cancelled":
            self._took[job.path] = before + result.seconds, worker
        return result, again

    async def _go_on(self, worker: WarmPool, job: Job) -> tuple[Run, KeptRuns, float] | None:
        """A run that goes on from a checkpoint, and what its program took until there.

        None if there is none to go on from.
        """
        if self._checkpoints_after is None or (job.aside and not job.trial):
            return None
        found = await self._checkpoints.find(job, key_of(job))
        if found is None:
            return None
        family, checkpoint = found
        try:
            run = worker.go_on(family.launcher, checkpoint.number)
        except WorkerError:
            self._checkpoints.forget(job.path)
            raise
        assert isinstance(run, ZygoteRun)  # noqa: S101 - only such leave copies
        self._checkpoints.go_on(job, run, family)
        return run, family, checkpoint.seconds

    async def _execute(
        self, run: Run, job: Job, result: Report, *, weightless: bool, checkpoints: float | None
    ) -> Again:
        if job.trial:
            event_log.tell(run.name, "trial", "of a quick fix")
        run.send(
            {
                "path": job.path,
                "text": job.text,
                "workspace": list(job.config.workspace),
                "overlays": job.overlays,
                "timeout": job.config.timeout,
                "total_timeout": _total_timeout(job),
                "gpu_memory": gpu_memory_of(job),
                "weightless": weightless,
                "checkpoints": checkpoints,
            }
        )
        stack = Stack(job)
        reading = asyncio.create_task(read_events(run, job, result, stack))
        started = time.perf_counter()
        stopping = asyncio.create_task(job.progress.stopped.wait())
        try:
            await _until_late({reading, stopping}, job)
        finally:
            stopping.cancel()
        if not job.progress.stopped.is_set():
            # If the whole machine stood still, what it said in time is still to be read.
            await asyncio.wait({reading}, timeout=_LAST_WORDS)
        if not reading.done():
            if not job.progress.stopped.is_set():
                run.ask_where()
                with contextlib.suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(stack.told.wait(), _LAST_WORDS)
            run.kill()
            await reading
            result.status = "cancelled" if job.progress.stopped.is_set() else "timeout"
        end = reading.result()
        if result.status == "cancelled":
            result.add(failures.cancelled(job, time.perf_counter() - started))
            return None
        if result.status == "timeout":
            result.add(failures.timed_out(job, stack.line))
        elif end.expired if end is not None else _is_out_of_time(result):
            result.status = "timeout"
        elif end is None:
            result.status = "crashed"
            status = await _end_of(run)
            result.add(failures.crashed(job, status, result.output, stack.line))
            return "process" if result.keras is None or status == ORPHANED else None
        return "values" if end is not None and end.suspect else None

    def _worker(self, job: Job) -> WarmPool:
        key = key_of(job)
        worker = self._workers.pop(key, None)
        if worker is None:
            loading = functools.partial(self._loading, key.config.interpreter)
            worker = WarmPool(
                key, self._lifetime, self._directories, loading, shortcuts=self._shortcuts
            )
        self._workers[key] = worker
        for old in list(self._workers)[:-_MOST_WORKERS]:
            if not self._workers[old].busy:
                keep(self._closing, self._workers.pop(old).close())
        return worker

    @contextlib.contextmanager
    def _loading(self, interpreter: str) -> Iterator[None]:
        """Tell the listeners that Keras is being loaded, for as long as the context lasts."""
        self._tell(interpreter, under_way=True)
        try:
            yield
        finally:
            self._tell(interpreter, under_way=False)

    def _tell(self, interpreter: str, *, under_way: bool) -> None:
        for listener in self._listeners:
            listener(interpreter, under_way)

    def release(self, path: str) -> None:
        """See `Workers`."""
        self._checkpoints.forget(path)
        self._took.pop(path, None)

    async def restart(self) -> None:
        """See `Workers`."""
        self._checkpoints.forget_all()
        workers = list(self._workers.values())
        self._workers.clear()
        for worker in workers:
            keep(self._closing, worker.close())
        await self._wait_closed()

    async def close(self) -> None:
        """See `Workers`."""
        await self.restart()
        self._directories.remove()

    async def _wait_closed(self) -> None:
        """All that was to be closed is; whoever waits may leave, it is closed all the same."""
        while self._closing:
            await asyncio.wait(self._closing)


async def _take(worker: WarmPool, job: Job) -> Run:
    """A run for a job that begins with its first statement.

    Raises:
        WorkerError: there can be none.
    """
    if job.aside:
        return await worker.take_aside([*job.preload])
    if job.trial:
        return await worker.take_trial([*job.preload])
    return await worker.take([*job.preload])


def _total_timeout(job: Job) -> float:
    """Seconds that the run may take in all; nobody waits long for one that is aside."""
    return job.config.timeout if job.aside else job.config.total_timeout


async def _until_late(either: set[asyncio.Task[Any]], job: Job) -> None:
    """Wait for one of them, for as long as the run may go on, and some more."""
    job.progress.moved = time.monotonic()
    end = job.progress.moved + _total_timeout(job)
    while True:
        late = min(job.progress.moved + job.config.timeout, end) + GRACE
        left = late - time.monotonic()
        if left <= 0:
            return
        done, _ = await asyncio.wait(either, timeout=left, return_when="FIRST_COMPLETED")
        if done:
            return


async def _end_of(run: Run) -> int:
    """How a run ended that says nothing any more; it is given no time to hang about."""
    try:
        return await asyncio.wait_for(asyncio.shield(run.wait()), GRACE)
    except asyncio.TimeoutError:
        run.kill()
        return await run.wait()
