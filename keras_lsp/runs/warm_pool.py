"""Runs of one worker, of which one is ready ahead of the next save.

Knows launchers and runs; neither jobs nor reports.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from keras_lsp.runs.process_per_run import ProcessPerRun
from keras_lsp.runs.processes import WorkerError, python_path
from keras_lsp.runs.zygotes import ZygoteLauncher

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from contextlib import AbstractContextManager

    from keras_lsp.runs.directories import Directories
    from keras_lsp.runs.processes import Launcher, Run
    from keras_lsp.runs.worker_keys import WorkerKey


class WarmPool:
    """The launcher of one key, and the run of it that is ready ahead.

    Args:
        key: what its runs share.
        lifetime: `zygote` or `single`.
        directories: where each run gets one of its own.
        loading: what to be in while Keras is being loaded.
        shortcuts: leave out what Keras does and no report needs.

    Attributes:
        busy: how many of its runs execute a program or are waited for.
    """

    def __init__(
        self,
        key: WorkerKey,
        lifetime: str,
        directories: Directories,
        loading: Callable[[], AbstractContextManager[None]],
        *,
        shortcuts: bool,
    ) -> None:
        self._key = key
        self._shortcuts = shortcuts
        self._lifetime = lifetime
        self._make_directory = directories.make
        self._loading = loading
        self._launcher: Launcher | None = None
        self._spare: asyncio.Task[Run] | None = None
        self._directories: dict[int, str] = {}
        self._folders: list[tuple[int, int] | None] = []
        self._preloaded: set[str] = set()
        self._stuck: set[str] = set()
        self._launching = asyncio.Lock()
        self._worked = False
        self._failures = 0
        self.busy = 0
        self._ending: set[asyncio.Task[None]] = set()

    async def take(self, preload: list[str]) -> Run:
        """A run that waits for its program.

        Raises:
            WorkerError: there can be none.
        """
        return await self._take_with(preload, self._take)

    async def take_aside(self, preload: list[str]) -> Run:
        """As `take`, a run that is made now: the one that is ready stays so."""
        return await self._take_with(preload, self._take_aside)

    async def _take_with(
        self, preload: list[str], take: Callable[[], Coroutine[Any, Any, Run]]
    ) -> Run:
        """Take a run; this is busy from now on, unless there is none."""
        self._preload(preload)
        self.busy += 1
        try:
            return await self._insist(take)
        except BaseException:
            self.busy -= 1
            raise

    async def _insist(self, take: Callable[[], Coroutine[Any, Any, Run]]) -> Run:
        """Take a run; again, if that had worked before: a run was killed, or what makes them."""
        try:
            return await take()
        except WorkerError:
            if not self._worked:
                raise
        try:
            return await take()
        except WorkerError as error:
            if error.scarce:
                raise
        if self._launcher is not None:
            await self._launcher.close()
        return await take()

    async def _take_aside(self) -> Run:
        await _outcome(self._spare_task())
        made = asyncio.create_task(self._make())
        try:
            return await asyncio.shield(made)
        except asyncio.CancelledError:
            keep(self._ending, self._drop(made))
            raise

    async def _drop(self, made: asyncio.Task[Run]) -> None:
        """End a run that nobody wants any more, once it has begun."""
        with contextlib.suppress(WorkerError):
            run = await made
            run.kill()
            await self.clean_up(run)

    def _preload(self, modules: list[str]) -> None:
        new = set(modules) - self._preloaded
        self._preloaded.update(new)
        if new and self._launcher is not None:
            self._launcher.preload(sorted(new))

    async def _take(self) -> Run:
        while True:
            task = self._spare_task()
            try:
                run = await _outcome(task)
            except WorkerError:
                if self._spare is task:
                    self._spare = None
                raise
            if self._spare is task:
                self._spare = None
                return run
            # Another save took it while this one waited.

    def replace(self) -> None:
        """Make the next run, while the editor shows the result of this one."""
        if self._serves():
            self._spare_task()

    def _serves(self) -> bool:
        """Whether there is a launcher, and runs of it are what a program would be run by."""
        return self._launcher is not None and self._launcher.alive and not self.is_outdated()

    def is_outdated(self) -> bool:
        """Whether packages were installed anew since its launcher has imported them."""
        return self._launcher is not None and self._launcher.is_outdated()

    def _spare_task(self) -> asyncio.Task[Run]:
        if self._spare is not None and self._spare.done():
            failed = self._spare.cancelled() or self._spare.exception() is not None
            run = None if failed else self._spare.result()
            if run is None or not self._serves() or not self._has_its_directories(run):
                self._spare = None
                if run is not None:
                    run.kill()
                    keep(self._ending, self.clean_up(run))
        if self._spare is None:
            self._folders = self._readable()
            self._spare = asyncio.create_task(self._make())
            # A spare that nobody takes may fail without anybody asking.
            self._spare.add_done_callback(lambda task: task.cancelled() or task.exception())
        return self._spare

    def _has_its_directories(self, run: Run) -> bool:
        """Whether a run has those that it was confined to.

        Somebody may clear away what lies in its own for long, or make a folder anew.
        """
        own = Path(self._directories[id(run)])
        return own.is_dir() and self._folders == self._readable()

    def _readable(self) -> list[tuple[int, int] | None]:
        """What tells the folders that a run may read from others of their names."""
        return [
            _identity(path) for path in (*self._key.config.workspace, *self._key.config.allow_read)
        ]

    async def _make(self) -> Run:
        launcher = await self._ready_launcher()
        directory = self._make_directory()
        loads = self._lifetime == "single"
        try:
            run = launcher.launch(directory)
        except WorkerError:
            shutil.rmtree(directory, ignore_errors=True)
            raise
        self._directories[id(run)] = directory
        try:
            with self._loading() if loads else contextlib.nullcontext():
                await run.ready()
        except WorkerError as error:
            await self.clean_up(run)
            if error.unsafe and self._lifetime == "zygote":
                await launcher.close()
                self._lifetime, self._launcher = "single", None
                return await self._make()
            if launcher.stuck - self._stuck:
                # They are imported in each run, whose time is limited.
                self._stuck |= launcher.stuck
                return await self._make()
            raise
        self._failures = 0
        self._worked = True
        return run

    async def _ready_launcher(self) -> Launcher:
        async with self._launching:
            if self._launcher is None or not self._serves():
                self._launcher = await self._launch()
            return self._launcher

    async def _launch(self) -> Launcher:
        if self._launcher is not None and self._launcher.is_outdated():
            # What worked before need not work with what is installed now.
            self._worked = False
            self._stuck.clear()
            await self._launcher.close()
        elif self._launcher is not None:
            # It died. Once more at once, later ones after a while.
            await asyncio.sleep(min(8.0, 0.25 * 2**self._failures) if self._failures else 0)
            self._failures += 1
            await self._launcher.close()
        settings = {
            "config": dataclasses.asdict(self._key.config),
            "python_path": python_path(),
            "shortcuts": self._shortcuts,
        }
        extra = {"KERAS_BACKEND": self._key.backend} if self._key.backend else {}
        extra["TF_USE_LEGACY_KERAS"] = "1" if self._key.legacy else "0"
        kind = ZygoteLauncher if self._lifetime == "zygote" else ProcessPerRun
        launcher: Launcher = kind(self._key.config.interpreter, settings, extra)
        with self._loading():
            try:
                await launcher.start()
                launcher.preload(sorted(self._preloaded - self._stuck))
            except BaseException:
                # Cancelled, or no Keras: either way nothing of it may stay.
                await launcher.close()
                raise
        return launcher

    def directory_of(self, run: Run) -> str:
        """The run's own directory, which somebody else removes from now on."""
        return self._directories.pop(id(run))

    def go_on(self, launcher: ZygoteLauncher, number: int) -> Run:
        """A run that goes on from a copy of one of this pool's; it is busy from now on.

        Raises:
            WorkerError: there can be none.
        """
        run = launcher.go_on(number)
        self.busy += 1
        return run

    def discard(self, run: Run, ended: Callable[[], None] | None = None) -> None:
        """Remove in the background what a run leaves behind.

        Args:
            run: that is not needed any more.
            ended: called when its process has ended.
        """
        self.busy -= 1
        keep(self._ending, self._discard(run, ended))

    async def _discard(self, run: Run, ended: Callable[[], None] | None) -> None:
        await self.clean_up(run)
        if ended is not None:
            ended()

    async def clean_up(self, run: Run) -> None:
        """Remove what a run leaves behind, once it has ended."""
        await run.wait()
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


async def _outcome(task: asyncio.Task[Run]) -> Run:
    """What it makes; it goes on if who waits for it does not.

    Raises:
        WorkerError: it makes none.
    """
    await asyncio.wait({task})
    if task.cancelled():
        raise WorkerError("The worker process was stopped. Save the file to try again")
    return task.result()


def _identity(path: str) -> tuple[int, int] | None:
    try:
        status = os.stat(path)  # noqa: PTH116 - before each run
    except OSError:
        return None
    return status.st_dev, status.st_ino


def keep(tasks: set[asyncio.Task[None]], work: Coroutine[Any, Any, None]) -> None:
    """Do the work in the background; `tasks` holds it until it is done."""
    task = asyncio.get_running_loop().create_task(work)
    tasks.add(task)
    task.add_done_callback(tasks.discard)
