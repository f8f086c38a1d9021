"""Keeps Python's garbage collection and threads from delaying answers."""

from __future__ import annotations

import asyncio
import gc
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keras_lsp.server.documents import Document
    from keras_lsp.server.protocol import Protocol
    from keras_lsp.server.scheduler import Change, Scheduler

# How long, in seconds, a thread may delay the one that answers.
SWITCH_INTERVAL = 0.0002
# A full collection takes 50 ms: it waits for a pause, or for so many runs or messages.
# Almost no objects of ours form cycles, but each refused request leaves some kilobytes in one.
PAUSE = 5.0
MOST_RUNS = 500
ENOUGH_MESSAGES = 200
MOST_MESSAGES = 5000


def begin(scheduler: Scheduler, protocol: Protocol) -> None:
    """Decide from now on, in place of Python, when garbage is collected."""
    sys.setswitchinterval(SWITCH_INTERVAL)
    gc.freeze()
    gc.disable()
    collector = Collector()
    scheduler.on_change(collector.run_changed)
    protocol.on_message(collector.message_came)


class Collector:
    """Collects garbage when no run has begun or ended, and no message has come, for a while."""

    def __init__(self) -> None:
        self._runs = 0
        self._messages = 0
        self._last = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def run_changed(self, change: Change, _document: Document) -> None:
        """A run has begun or ended."""
        self._runs += change == "ended"
        self._stir(self._runs >= MOST_RUNS, worthwhile=True)

    def message_came(self) -> None:
        """The editor has sent something."""
        self._messages += 1
        self._stir(self._messages >= MOST_MESSAGES, worthwhile=self._messages >= ENOUGH_MESSAGES)

    def _stir(self, at_once: bool, *, worthwhile: bool) -> None:
        loop = asyncio.get_running_loop()
        self._last = loop.time()
        if at_once:
            self._collect()
        if worthwhile and self._timer is None:
            self._timer = loop.call_later(PAUSE, self._look)

    def _look(self) -> None:
        """Collect, unless something has come while it was waited for a pause."""
        loop = asyncio.get_running_loop()
        rest = self._last + PAUSE - loop.time()
        if rest > 0:
            self._timer = loop.call_later(rest, self._look)
        else:
            self._timer = None
            self._collect()

    def _collect(self) -> None:
        self._runs = self._messages = 0
        gc.collect()
