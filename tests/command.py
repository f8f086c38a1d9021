"""The command `keras-lsp` in this process, with workers that stay from one call to the next.

Keras is loaded once, not for each command. Each file of tests that uses it has one at least that
starts the command as a process of its own.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import shutil
import threading
from subprocess import CompletedProcess
from typing import TYPE_CHECKING

import pytest

from keras_lsp.command_line import check
from keras_lsp.main import main
from keras_lsp.runs.local_workers import LocalWorkers

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from keras_lsp.report import Report
    from keras_lsp.runs.workers import Job


class LastingWorkers:
    """Workers in an event loop of their own, which the end of a command does not end."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._workers = LocalWorkers()

    async def run(self, job: Job) -> Report:
        running = asyncio.run_coroutine_threadsafe(self._workers.run(job), self._loop)
        return await asyncio.wrap_future(running)

    def must_load(self, job: Job) -> bool:
        return self._workers.must_load(job)

    def is_outdated(self, job: Job) -> bool:
        return self._workers.is_outdated(job)

    def on_starting(self, listener: Callable[[str, bool], None]) -> None:
        self._workers.on_starting(listener)

    def release(self, path: str) -> None:
        pass

    async def restart(self) -> None:
        await asyncio.wrap_future(
            asyncio.run_coroutine_threadsafe(self._workers.restart(), self._loop)
        )

    async def close(self) -> None:
        """Do nothing: they are to last."""

    def end(self) -> None:
        """End them."""
        asyncio.run_coroutine_threadsafe(self._workers.close(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


class Command:
    """The command, in a directory that stays, too: workers are bound to theirs."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._workers = LastingWorkers()

    def empty(self) -> None:
        """Remove all that is in the directory."""
        for path in self.directory.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()

    def __call__(self, *arguments: str, width: int = 100) -> CompletedProcess[str]:
        """Run the command there, as a process would: exit code, standard output and error.

        Not with `--trace`, which is for as long as the process lives.
        """
        out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
        with (
            pytest.MonkeyPatch.context() as patch,
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            patch.setattr(check, "new_workers", lambda: self._workers)
            patch.setenv("COLUMNS", str(width))
            patch.chdir(self.directory)
            code = main(arguments)
        out.seek(0)
        err.seek(0)
        return CompletedProcess(arguments, code, out.read(), err.read())

    def end(self) -> None:
        """End what runs."""
        self._workers.end()
