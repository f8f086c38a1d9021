"""Runs of one worker, of which some are ready ahead of the next save.

Knows launchers and runs; neither jobs nor reports.
"""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from typing import TYPE_CHECKING, Any

from keras_lsp.runs.background import keep, outcome
from keras_lsp.runs.launching import Launching
from keras_lsp.runs.process_per_run import SingleRun
from keras_lsp.runs.processes import WorkerError
from keras_lsp.runs.spares import Spare, identities, most_waiting

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from contextlib import AbstractContextManager

    from keras_lsp.runs.directories import Directories
    from keras_lsp.runs.processes import Run
    from keras_lsp.runs.worker_keys import WorkerKey
    from keras_lsp.runs.zygotes import ZygoteLauncher


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
        self._make_directory = directories.make
        self._loading = loading
        self._launching = Launching(key, lifetime, loading, shortcuts=shortcuts)
        self._spares: list[Spare] = []
        # What finds out whether a process that has run a program can run another one.
        self._looking: set[asyncio.Task[None]] = set()
        # Set for a moment when one more run is ready.
        self._more = asyncio.Event()
        self._disuse: asyncio.TimerHandle | None = None
        self._closed = False
        self._directories: dict[int, str] = {}
        # What told the folders that a run may read when it began.
        self._folders: dict[int, list[tuple[int, int] | None]] = {}
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
        if self._launching.forks:
            return not self._launching.serves
        return self._count_ready() < 2

    @property
    def spares_some(self) -> bool:
        """Whether there may be more runs ahead than the next save needs."""
        return self._launching.forks or most_waiting() > 1

    async def until_one_is_spared(self) -> None:
        """Wait until a run that is no save's may take one, and the next save still has one."""
        self.replace()
        while not (self._launching.forks or self._closed or self._count_ready() > 1):
            await self._more.wait()

    def _count_ready(self) -> int:
        return sum(spare.ready for spare in self._usable())

    async def _take_with(
        self, preload: list[str], take: Callable[[], Coroutine[Any, Any, Run]]
    ) -> Run:
        """Take a run; this is busy from now on, unless there is none."""
        self._launching.preload(preload)
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
            if not self._launching.worked:
                raise
        try:
            return await take()
        except WorkerError as error:
            if error.scarce:
                raise
        await self._launching.close()
        return await take()

    def _count_on_the_next(self) -> None:
        """Begin the runs that follow a long one meanwhile, and give them up if none is needed."""
        if self._launching.forks:
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
        if self._launching.forks:
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

    async def _take(self) -> Run:
        while True:
            spare = self._next_spare()
            if self._looking and not spare.ready:
                # A process that has run a program may be there again before one has loaded Keras.
                waiting: set[asyncio.Future[Any]] = {spare.task, *self._looking}
                await asyncio.wait(waiting, return_when="FIRST_COMPLETED")
                continue
            loads = not self._launching.forks and not spare.ready
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
        makes = self._launching
        if makes.serves and not self._closed and (makes.worked or makes.forks):
            most = 1 if makes.forks else most_waiting()
            while len(self._usable()) + len(self._looking) < most:
                self._begin_spare()

    def is_outdated(self) -> bool:
        """Whether packages were installed anew since its launcher has imported them."""
        return self._launching.is_outdated()

    def _next_spare(self) -> Spare:
        """The one that is ready, or will be first; begun now if there is none."""
        usable = self._usable() or [self._begin_spare(awaited=True)]
        return next((spare for spare in usable if spare.ready), usable[0])

    def _begin_spare(self, *, awaited: bool = False) -> Spare:
        spare = Spare(self._readable(), awaited=awaited)
        spare.begin(self._make(spare))
        spare.task.add_done_callback(lambda _: self._tell_more())
        self._spares.append(spare)
        return spare

    def _tell_more(self) -> None:
        """Wake those that wait for a run to be ready."""
        self._more.set()
        self._more.clear()

    def _usable(self) -> list[Spare]:
        """The spares, without those that no program can be handed to any more."""
        for spare in [*self._spares]:
            if spare.ready:
                failed = spare.task.cancelled() or spare.task.exception() is not None
                if failed or not self._launching.serves or not self._is_fit(spare):
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
        launcher = await self._launching.ready()
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
            if error.unsafe and self._launching.forks:
                await self._launching.fork_no_more()
                with self._loading():
                    return await self._make(spare)
            if self._launching.note_stuck(launcher):
                return await self._make(spare)
            raise
        self._launching.note_success()
        return run

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
        if not isinstance(run, SingleRun) or self._closed or not self._launching.serves:
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
        self._tell_more()
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
        self._tell_more()
        tasks: list[asyncio.Future[Any]] = [spare.task for spare in self._spares]
        tasks += self._looking
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._launching.close()
        await asyncio.gather(*self._ending)
        for directory in self._directories.values():
            shutil.rmtree(directory, ignore_errors=True)
