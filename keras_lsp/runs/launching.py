"""What makes the runs of one worker: begun when one is needed, and again when it has ended."""

from __future__ import annotations

import asyncio
import dataclasses
import os
from typing import TYPE_CHECKING

from keras_lsp.runs.process_per_run import ProcessPerRun
from keras_lsp.runs.processes import python_path
from keras_lsp.runs.zygotes import ZygoteLauncher

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from keras_lsp.runs.processes import Launcher
    from keras_lsp.runs.worker_keys import WorkerKey


# The environment variable that ends each process after its program, by `0`.
REUSE = "KERAS_LSP_REUSE"


class Launching:
    """The launcher of one key, or the next one, where it died or packages were installed anew.

    Args:
        key: what its runs share.
        lifetime: `zygote` or `single`.
        loading: what to be in while Keras is being loaded.
        shortcuts: leave out what Keras does and no report needs.

    Attributes:
        forks: whether runs are forked; no more from when that has turned out unsafe.
        launcher: the present one; None before the first.
        worked: whether a run became ready with the packages that there are.
    """

    def __init__(
        self,
        key: WorkerKey,
        lifetime: str,
        loading: Callable[[], AbstractContextManager[None]],
        *,
        shortcuts: bool,
    ) -> None:
        self._key = key
        self._loading = loading
        self._shortcuts = shortcuts
        self._preloaded: set[str] = set()
        self._stuck: set[str] = set()
        self._one_at_a_time = asyncio.Lock()
        self._failures = 0
        self.forks = lifetime == "zygote"
        self.launcher: Launcher | None = None
        self.worked = False

    @property
    def serves(self) -> bool:
        """Whether there is a launcher, and runs of it are what a program would be run by."""
        return self.launcher is not None and self.launcher.alive and not self.is_outdated()

    def is_outdated(self) -> bool:
        """Whether packages were installed anew since its launcher has imported them."""
        return self.launcher is not None and self.launcher.is_outdated()

    def preload(self, modules: list[str]) -> None:
        """Let later runs have these modules imported already."""
        new = set(modules) - self._preloaded
        self._preloaded.update(new)
        if new and self.launcher is not None:
            self.launcher.preload(sorted(new))

    async def ready(self) -> Launcher:
        """The launcher, begun now if there is none that serves.

        Raises:
            WorkerError: there can be none.
        """
        async with self._one_at_a_time:
            if self.launcher is None or not self.serves:
                self.launcher = await self._launch()
            return self.launcher

    def note_success(self) -> None:
        """A run of it became ready."""
        self._failures = 0
        self.worked = True

    def note_stuck(self, launcher: Launcher) -> bool:
        """Whether a module's import did not end: each run has it from now on, in limited time."""
        new = launcher.stuck - self._stuck
        self._stuck |= new
        return bool(new)

    async def fork_no_more(self) -> None:
        """Have a process for each run from now on."""
        await self.close()
        self.forks, self.launcher = False, None

    async def _launch(self) -> Launcher:
        if self.launcher is not None and self.launcher.is_outdated():
            # What worked before need not work with what is installed now.
            self.worked = False
            self._stuck.clear()
            await self.launcher.close()
        elif self.launcher is not None:
            # It died. Once more at once, later ones after a while.
            await asyncio.sleep(min(8.0, 0.25 * 2**self._failures) if self._failures else 0)
            self._failures += 1
            await self.launcher.close()
        settings = {
            "config": dataclasses.asdict(self._key.config),
            "python_path": python_path(),
            "shortcuts": self._shortcuts,
            "reuse": not self.forks and os.environ.get(REUSE) != "0",
        }
        extra = {"KERAS_BACKEND": self._key.backend} if self._key.backend else {}
        extra["TF_USE_LEGACY_KERAS"] = "1" if self._key.legacy else "0"
        kind = ZygoteLauncher if self.forks else ProcessPerRun
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

    async def close(self) -> None:
        """End the launcher and its runs."""
        if self.launcher is not None:
            await self.launcher.close()
