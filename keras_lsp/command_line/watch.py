"""`keras-lsp watch`: files are run again whenever they, or what they import, are saved.

The workers stay, so that a run takes as long as in an editor. Decides when to run; what is shown
is in `watch_screen`.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from watchfiles import Change, awatch

from keras_lsp.command_line import check
from keras_lsp.command_line.watch_screen import Seen, Watched
from keras_lsp.programs.file_names import real_path
from keras_lsp.programs.files import absolute, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from keras_lsp.command_line.check import RunOptions
    from keras_lsp.runs.workers import Workers

    Show = Callable[[Sequence[Watched]], None]

_SOURCES = (".py", ".ipynb", ".toml")
_CHECKPOINTS_AFTER = 0.1


def watch(paths: Sequence[str], options: RunOptions, show: Show) -> None:
    """Run files, and again at each save, until the task or the process is ended.

    Args:
        paths: of the files.
        options: how they are run.
        show: called with all files when something else is known of one, or there is another
            room for it.
    """
    asyncio.run(_watch(paths, options, show))


async def _watch(paths: Sequence[str], options: RunOptions, show: Show) -> None:
    workers = check.new_workers(checkpoints=_CHECKPOINTS_AFTER)
    watcher = Watcher(paths, options, workers, show)
    if sys.stdout.isatty() and hasattr(signal, "SIGWINCH"):
        # The terminal has another size.
        asyncio.get_running_loop().add_signal_handler(signal.SIGWINCH, show, watcher.files)
    try:
        await watcher.run()
    finally:
        watcher.stop()
        await workers.close()


class Watcher:
    """Runs files when they change; a run of a text that is out of date is given up."""

    def __init__(
        self, paths: Sequence[str], options: RunOptions, workers: Workers, show: Show
    ) -> None:
        self.files = [Watched(path) for path in paths]
        self._options = options
        self._workers = workers
        self._show = show
        self._saved: asyncio.Queue[set[tuple[Change, str]]] = asyncio.Queue()
        self._folders: frozenset[str] = frozenset()
        self._following: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Run the files, then wait for changes, for as long as the task lasts."""
        waiting = list(self.files)
        self._show(self.files)
        while True:
            self._follow()
            if not waiting:
                waiting = self._concerned(await self._saved.get())
                continue
            file = waiting[0]
            running = asyncio.create_task(self._analyse(file))
            noticing = asyncio.create_task(self._saved.get())
            try:
                await asyncio.wait({running, noticing}, return_when="FIRST_COMPLETED")
            finally:
                for task in (running, noticing):
                    if not task.done():
                        task.cancel()
            if running.done() and not running.cancelled():
                file.take(running.result())
                waiting.remove(file)
                self._show(self.files)
            if noticing.done() and not noticing.cancelled():
                more = self._concerned(noticing.result())
                waiting += [each for each in more if each not in waiting]

    def stop(self) -> None:
        """Follow no folder any more."""
        if self._following is not None:
            self._following.cancel()

    async def _analyse(self, file: Watched) -> Seen:
        outcome = await check.analyse(file.path, self._options, self._workers)
        return Seen(outcome, await asyncio.to_thread(text_of, file.path))

    def _follow(self) -> None:
        """Have the system tell of the folders in which the files' sources are."""
        folders = frozenset(
            str(Path(path).parent) for file in self.files for path in _sources(file)
        )
        if folders == self._folders:
            return
        self.stop()
        self._folders = folders
        existing = [folder for folder in folders if Path(folder).is_dir()]
        self._following = asyncio.create_task(self._tell(existing))

    async def _tell(self, folders: list[str]) -> None:
        async for changes in awatch(*folders, recursive=False):
            self._saved.put_nowait(changes)

    def _concerned(self, changes: set[tuple[Change, str]]) -> list[Watched]:
        """The files whose run may come to something else now."""
        changed = {path for _, path in changes if path.endswith(_SOURCES)}
        # A module that was missing, or the project's settings, may be of any of them.
        of_all = any(
            path.endswith(".toml") or (kind == Change.added and path.endswith(".py"))
            for kind, path in changes
        )
        return [
            file
            for file in self.files
            if changed and (of_all or changed & set(map(real_path, _sources(file))))
        ]


def _sources(file: Watched) -> list[str]:
    """The file itself, and those that its run executed."""
    report = file.now.outcome.report if file.now is not None else None
    return [absolute(file.path), *(report.files if report is not None else ())]
