"""Lets nothing that Python does in the background keep an answer waiting."""

from __future__ import annotations

import asyncio
import gc
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keras_lsp.server.documents import Document
    from keras_lsp.server.scheduler import Change, Scheduler

# How long a thread may hold up the one that answers.
SWITCH_INTERVAL = 0.0002
# A collection of everything takes 50 ms: it waits for a pause, or for so many runs. Next to
# nothing of ours is in cycles.
PAUSE = 5.0
MOST_RUNS = 500


def begin(scheduler: Scheduler) -> None:
    """Take over from Python when garbage is collected, for the rest of the process."""
    sys.setswitchinterval(SWITCH_INTERVAL)
    gc.freeze()
    gc.disable()
    scheduler.on_change(Collector().run_changed)


class Collector:
    """Collects garbage when no run has begun or ended for a while."""

    def __init__(self) -> None:
        self._runs = 0
        self._timer: asyncio.TimerHandle | None = None

    def run_changed(self, change: Change, _document: Document) -> None:
        """A run has begun or ended."""
        self._runs += change == "ended"
        if self._runs >= MOST_RUNS:
            self._collect()
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(PAUSE, self._collect)

    def _collect(self) -> None:
        self._runs = 0
        gc.collect()
