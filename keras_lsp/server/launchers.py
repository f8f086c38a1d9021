"""Runs programs and keeps one run ready ahead of the next save.

The implementation of `workers.Workers`; what they run in is in `processes`.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shutil
import signal
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from keras_lsp.report import Problem, Report, Span
from keras_lsp.server import tracing
from keras_lsp.server.endings import cancelled
from keras_lsp.server.hearing import hear
from keras_lsp.server.processes import (
    CROWDED,
    MAX_THREADS,
    WorkerError,
    default_interpreter,
    python_path,
)
from keras_lsp.server.singles import Singles
from keras_lsp.server.wording import WORKER_SAYS
from keras_lsp.server.zygotes import Zygote

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from keras_lsp import report
    from keras_lsp.server.processes import Launcher, Run
    from keras_lsp.server.workers import Job

GRACE = 2.0
# Making the next run takes a core for a while; meanwhile the result of the last one is shown.
_SHOWING = 0.03


def _setting_of(variable: str) -> re.Pattern[str]:
    """How a program sets an environment variable."""
    return re.compile(
        rf"""^[^#\n]*environ(?:\.setdefault\(|\[)\s*['"]{variable}['"]\s*(?:,|\]\s*=)"""
        r"""\s*['"](\w+)""",
        re.MULTILINE,
    )


_BACKEND = _setting_of("KERAS_BACKEND")
_LEGACY = _setting_of("TF_USE_LEGACY_KERAS")
_YES = ("1", "true", "True")
_PREFIX = "keras-lsp-"
# Each holds a Keras in memory; the one that was used longest ago goes.
_MOST_WORKERS = 3


@dataclass(frozen=True)
class _Key:
    """What runs must share to come from the same worker; `legacy`: Keras is `tf_keras`."""

    interpreter: str
    workspace: tuple[str, ...]
    backend: str
    legacy: bool
    mode: str
    memory: int
    allow_read: tuple[str, ...]


class LocalWorkers:
    """Workers on this machine, one for each interpreter and workspace.

    Args:
        lifetime: `zygote` or `single`; None for what this system can do.
        shortcuts: leave out what Keras does and no report needs; None for what the
            environment variable `KERAS_LSP_SHORTCUTS` says, 0 for no.
    """

    def __init__(self, lifetime: str | None = None, *, shortcuts: bool | None = None) -> None:
        self._lifetime = lifetime or ("zygote" if sys.platform == "linux" else "single")
        if shortcuts is None:
            shortcuts = os.environ.get("KERAS_LSP_SHORTCUTS") != "0"
        self._shortcuts = shortcuts
        self._workers: dict[_Key, _Worker] = {}
        self._listeners: list[Callable[[str, bool], None]] = []
        self._closing: set[asyncio.Task[None]] = set()
        self._base: Path | None = None

    def on_starting(self, listener: Callable[[str, bool], None]) -> None:
        """See `Workers`."""
        self._listeners.append(listener)

    async def run(self, job: Job) -> Report:
        """See `Workers`."""
        result, suspect = await self._run(job, weightless=True)
        if result.status == "crashed" and result.keras is None:
            # Its process had died while it waited: it never saw the program.
            tracing.tell("workers", "again", "the run had died while it waited")
            result, suspect = await self._run(job, weightless=True)
        if suspect:
            tracing.tell("workers", "again", "variables without values broke the program")
            result, _ = await self._run(job, weightless=False)
        return result

    async def _run(self, job: Job, *, weightless: bool) -> tuple[Report, bool]:
        started = time.perf_counter()
        result = Report(job.path)
        worker = self._worker(job)
        try:
            take = worker.take_aside if job.aside else worker.take
            run = await take(list(job.preload))
        except WorkerError as error:
            result.status = "failed"
            result.add(_problem(job, "KL906", "error", str(error)))
            return result, False
        try:
            suspect = await self._execute(run, job, result, weightless=weightless)
        finally:
            # Whatever it still is about, what it had to say is said.
            run.kill()
            worker.discard(run)
            asyncio.get_running_loop().call_later(_SHOWING, worker.replace)
            result.seconds = result.seconds or round(time.perf_counter() - started, 4)
        return result, suspect

    async def _execute(self, run: Run, job: Job, result: Report, *, weightless: bool) -> bool:
        run.send(
            {
                "path": job.path,
                "text": job.text,
                "workspace": list(job.workspace),
                "overlays": job.overlays,
                "timeout": job.timeout,
                "weightless": weightless,
            }
        )
        reading = asyncio.create_task(hear(run, job, result))
        started = time.perf_counter()
        stopping = asyncio.create_task(job.course.stopped.wait())
        try:
            await asyncio.wait(
                {reading, stopping}, timeout=job.timeout + GRACE, return_when="FIRST_COMPLETED"
            )
        finally:
            stopping.cancel()
        if not reading.done():
            run.kill()
            await reading
            result.status = "cancelled" if job.course.stopped.is_set() else "timeout"
        end = reading.result()
        if result.status == "cancelled":
            result.add(cancelled(job, time.perf_counter() - started))
            return False
        if result.status == "timeout":
            result.add(_problem(job, "KL903", "information", _LATE.format(job.timeout)))
        elif any(problem.code == "KL903" for problem in result.problems):
            result.status = "timeout"
        elif end is None:
            result.status = "crashed"
            text = _crash_text(await _end_of(run))
            problem = _problem(job, "KL905", "information", text)
            problem.detail = "".join(
                o.text for o in result.output if o.text.startswith(WORKER_SAYS)
            )
            result.add(problem)
        return end is not None and end.suspect

    def _worker(self, job: Job) -> _Worker:
        backend = _setting(_BACKEND, job.text)
        key = _Key(
            os.path.abspath(job.interpreter) if os.sep in job.interpreter  # noqa: PTH100
            else job.interpreter or default_interpreter(),
            job.workspace, backend, _is_legacy(job),
            job.sandbox_mode, job.memory_limit, job.allow_read,
        )  # fmt: skip
        worker = self._workers.pop(key, None)
        if worker is None:
            worker = _Worker(key, self._lifetime, self._directory(), self._tell, self._shortcuts)
        self._workers[key] = worker
        for old in list(self._workers)[:-_MOST_WORKERS]:
            if not self._workers[old].busy:
                _keep(self._closing, self._workers.pop(old).close())
        return worker

    def _tell(self, interpreter: str, starting: bool) -> None:
        for listener in self._listeners:
            listener(interpreter, starting)

    def _directory(self) -> Path:
        if self._base is None:
            _remove_stale()
            self._base = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
        return self._base

    async def restart(self) -> None:
        """See `Workers`."""
        workers = list(self._workers.values())
        self._workers.clear()
        for worker in workers:
            await worker.close()

    async def close(self) -> None:
        """See `Workers`."""
        await self.restart()
        await asyncio.gather(*self._closing)
        if self._base is not None:
            shutil.rmtree(self._base, ignore_errors=True)
            self._base = None


def _is_legacy(job: Job) -> bool:
    """Whether the program's Keras is the package `tf_keras`, by its name or as `tf.keras`."""
    if "tf_keras" in job.preload or "keras" in job.preload:
        return "tf_keras" in job.preload
    wanted = _setting(_LEGACY, job.text) or os.environ.get("TF_USE_LEGACY_KERAS", "")
    return wanted in _YES


def _setting(pattern: re.Pattern[str], text: str) -> str:
    """What a program sets an environment variable to; empty if it does not."""
    found = pattern.search(text) if "environ" in text else None
    return found.group(1) if found else ""


_LATE = (
    "The run was ended after {0:g} s (setting `keras-lsp.timeout`). Raise it, or leave out what "
    "takes long where `KERAS_LSP` is in `os.environ`."
)
_AGAIN = (
    "what it had shown until then stays. Save the file to run it again; if it ends so each time, "
    "see whether `python` with this file does, too."
)


class _Worker:
    """The launcher of one key and the run that is ready ahead.

    Attributes:
        busy: how many of its runs are executing a program.
    """

    def __init__(
        self,
        key: _Key,
        lifetime: str,
        base: Path,
        tell: Callable[[str, bool], None],
        shortcuts: bool,
    ) -> None:
        self._key = key
        self._shortcuts = shortcuts
        self._lifetime = lifetime
        self._base = base
        self._tell = tell
        self._launcher: Launcher | None = None
        self._starting: asyncio.Task[Launcher] | None = None
        self._spare: asyncio.Task[Run] | None = None
        self._directories: dict[int, str] = {}
        self._preloaded: set[str] = set()
        self._failures = 0
        self.busy = 0
        self._ending: set[asyncio.Task[None]] = set()

    async def take(self, preload: list[str]) -> Run:
        """A run that waits for its program.

        Raises:
            WorkerError: there can be none.
        """
        self._preload(preload)
        try:
            return await self._take()
        except WorkerError:
            if self._launcher is None:
                raise
        # It had worked before: it died, perhaps while it made this very run.
        launcher, self._launcher = self._launcher, None
        await launcher.close()
        return await self._take()

    async def take_aside(self, preload: list[str]) -> Run:
        """As `take`, a run that is made now: the one that is ready stays so."""
        self._preload(preload)
        await asyncio.shield(self._spare_task())
        made = asyncio.create_task(self._make())
        try:
            run = await asyncio.shield(made)
        except asyncio.CancelledError:
            _keep(self._ending, self._drop(made))
            raise
        self.busy += 1
        return run

    async def _drop(self, made: asyncio.Task[Run]) -> None:
        """End a run that nobody wants any more, once it has begun."""
        with contextlib.suppress(WorkerError):
            run = await made
            run.kill()
            await self.finished(run)

    def _preload(self, modules: list[str]) -> None:
        new = set(modules) - self._preloaded
        self._preloaded.update(new)
        if new and self._launcher is not None:
            self._launcher.preload(sorted(new))

    async def _take(self) -> Run:
        while True:
            task = self._spare_task()
            try:
                run = await asyncio.shield(task)
            except WorkerError:
                if self._spare is task:
                    self._spare = None
                raise
            if self._spare is task:
                self._spare = None
                self.busy += 1
                return run
            # Another save took it while this one waited.

    def replace(self) -> None:
        """Make the next run, while the editor shows the result of this one."""
        if self._launcher is not None and self._launcher.alive:
            self._spare_task()

    def _spare_task(self) -> asyncio.Task[Run]:
        if self._spare is not None and self._spare.done():
            dead = self._launcher is None or not self._launcher.alive
            if dead or self._spare.cancelled() or self._spare.exception() is not None:
                self._spare = None
        if self._spare is None:
            self._spare = asyncio.create_task(self._make())
            # A spare that nobody takes may fail without anybody asking.
            self._spare.add_done_callback(lambda task: task.cancelled() or task.exception())
        return self._spare

    async def _make(self) -> Run:
        launcher = await self._launched()
        directory = tempfile.mkdtemp(dir=self._base)
        starting = self._lifetime == "single"
        if starting:
            self._tell(self._key.interpreter, True)  # noqa: FBT003
        run = launcher.launch(directory)
        self._directories[id(run)] = directory
        try:
            await run.ready()
        except WorkerError as error:
            await self.finished(run)
            if error.unsafe and self._lifetime == "zygote":
                await launcher.close()
                self._lifetime, self._launcher = "single", None
                return await self._make()
            raise
        finally:
            if starting:
                self._tell(self._key.interpreter, False)  # noqa: FBT003
        self._failures = 0
        return run

    async def _launched(self) -> Launcher:
        if self._launcher is not None and self._launcher.alive:
            return self._launcher
        if self._launcher is not None:
            # It died. Once more at once, later ones after a while.
            await asyncio.sleep(min(8.0, 0.25 * 2**self._failures) if self._failures else 0)
            self._failures += 1
            await self._launcher.close()
        settings = {
            "mode": self._key.mode,
            "memory": self._key.memory,
            "workspace": list(self._key.workspace),
            "readable": list(self._key.allow_read),
            "python_path": python_path(),
            "preload": sorted(self._preloaded),
            "shortcuts": self._shortcuts,
        }
        extra = {"KERAS_BACKEND": self._key.backend} if self._key.backend else {}
        extra["TF_USE_LEGACY_KERAS"] = "1" if self._key.legacy else "0"
        kind = Zygote if self._lifetime == "zygote" else Singles
        launcher: Launcher = kind(self._key.interpreter, settings, extra)
        self._tell(self._key.interpreter, True)  # noqa: FBT003
        try:
            await launcher.start()
        except BaseException:
            # Cancelled, or no Keras: either way nothing of it may stay.
            await launcher.close()
            raise
        finally:
            self._tell(self._key.interpreter, False)  # noqa: FBT003
        self._launcher = launcher
        return launcher

    def discard(self, run: Run) -> None:
        """Remove in the background what a run leaves behind."""
        self.busy -= 1
        _keep(self._ending, self.finished(run))

    async def finished(self, run: Run) -> None:
        """Remove what a run leaves behind, once it has ended."""
        await run.ended()
        directory = self._directories.pop(id(run), None)
        if directory is not None:
            shutil.rmtree(directory, ignore_errors=True)

    async def close(self) -> None:
        """End the launcher and its runs."""
        if self._spare is not None:
            self._spare.cancel()
            with contextlib.suppress(asyncio.CancelledError, WorkerError):
                await self._spare
        if self._launcher is not None:
            await self._launcher.close()
        await asyncio.gather(*self._ending)
        for directory in self._directories.values():
            shutil.rmtree(directory, ignore_errors=True)


def _keep(tasks: set[asyncio.Task[None]], work: Coroutine[Any, Any, None]) -> None:
    """Do the work in the background; `tasks` holds it until it is done."""
    task = asyncio.get_running_loop().create_task(work)
    tasks.add(task)
    task.add_done_callback(tasks.discard)


async def _end_of(run: Run) -> int:
    """How a run ended that says nothing any more; it is given no time to hang about."""
    try:
        return await asyncio.wait_for(asyncio.shield(run.ended()), GRACE)
    except asyncio.TimeoutError:
        run.kill()
        return await run.ended()


def _problem(job: Job, code: str, severity: report.Severity, message: str) -> Problem:
    first = job.text.split("\n", 1)[0].rstrip("\r")
    return Problem(code, severity, message, Span(job.path, 1, 1, 1, max(len(first), 1) + 1))


def _crash_text(status: int) -> str:
    if status == CROWDED:
        return (
            f"The run was stopped: it had too many threads, more than {MAX_THREADS}. Start fewer; "
            "what it had shown until then stays."
        )
    if status < 0:
        try:
            name = signal.Signals(-status).name
        except ValueError:
            name = f"signal {-status}"
        return f"The program's process was killed by {name}; {_AGAIN}"
    return (
        f"The program's process ended with exit status {status} before the program did; {_AGAIN}"
    )


def _remove_stale() -> None:
    """Remove directories of servers that were killed."""
    for directory in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*-*"):
        number = directory.name.removeprefix(_PREFIX).split("-")[0]
        if number.isdigit() and not _is_running(int(number)):
            shutil.rmtree(directory, ignore_errors=True)


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
