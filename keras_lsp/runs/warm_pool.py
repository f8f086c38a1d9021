"""Runs of one worker, of which some are ready ahead of the next save.

Knows launchers and runs; neither jobs nor reports.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import os
import shutil
from typing import TYPE_CHECKING, Any

from keras_lsp.runs.background import keep, outcome
from keras_lsp.runs.process_per_run import ProcessPerRun, SingleRun
from keras_lsp.runs.processes import WorkerError, python_path
from keras_lsp.runs.spares import Spare, identities, most_waiting
from keras_lsp.runs.zygotes import ZygoteLauncher

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from contextlib import AbstractContextManager

    from keras_lsp.runs.directories import Directories
    from keras_lsp.runs.processes import Launcher, Run
    from keras_lsp.runs.worker_keys import WorkerKey


# The environment variable that ends each process after its program, by `0`.
REUSE = "KERAS_LSP_REUSE"
# Seconds of a run after which the ones that follow it are begun without waiting for its end.
_LONG = 0.5
# Seconds after which only one of several processes that nobody needs is kept.
DISUSE = 600.0


class WarmPool:
    """The launcher of one key, and the runs of it that are ready ahead.

    Of a zygote's there is one. A process that has to load Keras itself takes seconds: of such
    there are several (`spares.most_waiting`), the next of which begins when one is taken.

    Args:
        key: what its runs share.
        lifetime: `zygote` or `single`.
        directories: where each run gets one of its own.
        loading: what to be in while Keras is being loaded.
        shortcuts: leave out what Keras does and no report needs.

    Attributes:
        busy: how many of its runs execute a program or are waited for.
        reused: how often a process that had run a program could run another one.
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
        self._spares: list[Spare] = []
        # What finds out whether a process that has run a program can run another one.
        self._looking: set[asyncio.Task[None]] = set()
        self._disuse: asyncio.TimerHandle | None = None
        self._closed = False
        self._directories: dict[int, str] = {}
        # What told the folders that a run may read when it began.
        self._folders: dict[int, list[tuple[int, int] | None]] = {}
        self._preloaded: set[str] = set()
        self._stuck: set[str] = set()
        self._launching = asyncio.Lock()
        self._worked = False
        self._failures = 0
        self.busy = 0
        self.reused = 0
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

    async def take_trial(self, preload: list[str]) -> Run:
        """As `take`, for a quick fix: one that is ready is left for the next save."""
        return await self._take_with(preload, self._take_trial)

    def must_load(self) -> bool:
        """Whether a trial would have to wait until Keras is loaded."""
        if self._lifetime == "zygote":
            return not self._serves()
        return self._count_ready() < 2

    def has_more_than_saves_need(self) -> bool:
        """Whether a run that is no save's may take one, since as many wait as there may be."""
        return self._lifetime == "zygote" or self._count_ready() >= max(2, most_waiting())

    def _count_ready(self) -> int:
        return sum(spare.ready for spare in self._usable())

    async def _take_with(
        self, preload: list[str], take: Callable[[], Coroutine[Any, Any, Run]]
    ) -> Run:
        """Take a run; this is busy from now on, unless there is none."""
        self._preload(preload)
        self.busy += 1
        self._count_on_the_next()
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

    def _count_on_the_next(self) -> None:
        """Begin the runs that follow a long one meanwhile, and give them up if none is needed."""
        if self._lifetime == "zygote":
            return
        loop = asyncio.get_running_loop()
        loop.call_later(_LONG, self.replace)
        if self._disuse is not None:
            self._disuse.cancel()
        self._disuse = loop.call_later(DISUSE, self._shrink)

    def _shrink(self) -> None:
        for spare in self._spares[1:]:
            self._give_up(spare)

    async def _take_trial(self) -> Run:
        if self._lifetime == "zygote":
            return await self._take()
        usable = self._usable()
        if len(usable) > 1:
            return await self._take()
        return await self._make_for_somebody()

    async def _take_aside(self) -> Run:
        await outcome(self._next_spare().task)
        return await self._make_for_somebody()

    async def _make_for_somebody(self) -> Run:
        made = asyncio.create_task(self._make(None))
        try:
            return await asyncio.shield(made)
        except asyncio.CancelledError:
            keep(self._ending, self._drop(made))
            raise

    async def _drop(self, made: asyncio.Future[Run]) -> None:
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
            spare = self._next_spare()
            if self._looking and not spare.ready:
                # A process that has run a program may be there again before one has loaded Keras.
                waiting: set[asyncio.Future[Any]] = {spare.task, *self._looking}
                await asyncio.wait(waiting, return_when="FIRST_COMPLETED")
                continue
            loads = self._lifetime == "single" and not spare.ready
            if spare.run is not None:
                spare.run.hurry()
            try:
                with self._loading() if loads else contextlib.nullcontext():
                    run = await outcome(spare.task)
            except WorkerError:
                if spare in self._spares:
                    self._spares.remove(spare)
                raise
            if spare in self._spares:
                self._spares.remove(spare)
                return run
            # Another save took it while this one waited.

    def replace(self) -> None:
        """Make the next runs, while the editor shows the result of this one."""
        if self._serves() and not self._closed and (self._worked or self._lifetime == "zygote"):
            most = 1 if self._lifetime == "zygote" else most_waiting()
            while len(self._usable()) + len(self._looking) < most:
                self._begin_spare()

    def _serves(self) -> bool:
        """Whether there is a launcher, and runs of it are what a program would be run by."""
        return self._launcher is not None and self._launcher.alive and not self.is_outdated()

    def is_outdated(self) -> bool:
        """Whether packages were installed anew since its launcher has imported them."""
        return self._launcher is not None and self._launcher.is_outdated()

    def _next_spare(self) -> Spare:
        """The one that is ready, or will be first; begun now if there is none."""
        usable = self._usable() or [self._begin_spare(awaited=True)]
        return next((spare for spare in usable if spare.ready), usable[0])

    def _begin_spare(self, *, awaited: bool = False) -> Spare:
        spare = Spare(self._readable(), awaited=awaited)
        spare.begin(self._make(spare))
        self._spares.append(spare)
        return spare

    def _usable(self) -> list[Spare]:
        """The spares, without those that no program can be handed to any more."""
        for spare in [*self._spares]:
            if spare.ready:
                failed = spare.task.cancelled() or spare.task.exception() is not None
                if failed or not self._serves() or not self._is_fit(spare):
                    self._give_up(spare)
        return [*self._spares]

    def _give_up(self, spare: Spare) -> None:
        self._spares.remove(spare)
        if spare.task.cancelled():
            return
        keep(self._ending, self._drop(spare.task))

    def _is_fit(self, spare: Spare) -> bool:
        run = spare.task.result()
        return spare.is_fit(self._directories[id(run)], self._readable())

    def _readable(self) -> list[tuple[int, int] | None]:
        """What tells the folders that a run may read from others of their names."""
        return identities((*self._key.config.workspace, *self._key.config.allow_read))

    async def _make(self, spare: Spare | None) -> Run:
        """Make a run, for which somebody waits unless it is a spare."""
        launcher = await self._ready_launcher()
        directory = self._make_directory()
        folders = self._readable()
        try:
            run = launcher.launch(directory, awaited=spare is None or spare.awaited)
        except WorkerError:
            shutil.rmtree(directory, ignore_errors=True)
            raise
        self._directories[id(run)] = directory
        self._folders[id(run)] = folders
        if spare is None:
            run.hurry()
        else:
            spare.run = run
        try:
            await run.ready()
        except WorkerError as error:
            await self.clean_up(run)
            if error.unsafe and self._lifetime == "zygote":
                await launcher.close()
                self._lifetime, self._launcher = "single", None
                with self._loading():
                    return await self._make(spare)
            if launcher.stuck - self._stuck:
                # They are imported in each run, whose time is limited.
                self._stuck |= launcher.stuck
                return await self._make(spare)
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
            "reuse": self._lifetime == "single" and os.environ.get(REUSE) != "0",
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

    def take_back(self, run: Run) -> bool:
        """Let a run whose program has ended wait for another one, if it finds itself as before.

        Returns:
            False if it cannot, or nobody would need it; it is to be discarded then.
        """
        if not isinstance(run, SingleRun) or self._closed or not self._serves():
            return False
        if self._count_ready() >= most_waiting():
            return False
        self.busy -= 1
        looking = asyncio.create_task(self._take_back(run))
        self._looking.add(looking)
        looking.add_done_callback(self._note_looked)
        return True

    def _note_looked(self, looking: asyncio.Task[None]) -> None:
        self._looking.discard(looking)
        self.replace()

    async def _take_back(self, run: SingleRun) -> None:
        """Have a run ready again if it is as before."""
        if not await run.is_as_before():
            run.kill()
            await self.clean_up(run)
            return
        self.reused += 1
        self._spares.insert(0, Spare.of(run, self._folders[id(run)]))
        for other in self._usable()[most_waiting() :]:
            if other.run is not None:
                other.run.kill()
            self._give_up(other)

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
        self._folders.pop(id(run), None)
        directory = self._directories.pop(id(run), None)
        if directory is not None:
            shutil.rmtree(directory, ignore_errors=True)

    async def close(self) -> None:
        """End the launcher and its runs."""
        if self._disuse is not None:
            self._disuse.cancel()
        self._closed = True
        tasks: list[asyncio.Future[Any]] = [spare.task for spare in self._spares]
        tasks += self._looking
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._launcher is not None:
            await self._launcher.close()
        await asyncio.gather(*self._ending)
        for directory in self._directories.values():
            shutil.rmtree(directory, ignore_errors=True)
