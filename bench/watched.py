"""The server, which writes down how long each step on its event loop took.

    python bench/watched.py FILE

At its end, FILE holds a line of JSON: the longest steps, in seconds of processor time since a
busy machine stops any process at any time, each with what it was.
"""

from __future__ import annotations

import asyncio
import heapq
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from keras_lsp.server.app import serve_stdio
from keras_lsp.server.scheduler import Scheduler, Trigger

if TYPE_CHECKING:
    from keras_lsp.server.documents import Document

_MOST = 20
_longest: list[tuple[float, int, str]] = []
_run = asyncio.Handle._run
_request = Scheduler.request
_first = {"save": True}
_counts = iter(range(1 << 60))


def _asked(self: Scheduler, document: Document, trigger: Trigger) -> None:
    """Begin with the first save: what each thing takes for the first time is no habit."""
    if trigger == "save" and _first.pop("save", None):
        _longest.clear()
    _request(self, document, trigger)


def _what(handle: asyncio.Handle) -> str:
    """What a step was: of a task, its coroutine and the line where it waits now."""
    task = getattr(handle._callback, "__self__", None)
    if not isinstance(task, asyncio.Task):
        return repr(handle)
    frames = task.get_stack(limit=1)
    where = f"{frames[0].f_code.co_qualname}:{frames[0].f_lineno}" if frames else "its end"
    return f"{getattr(task.get_coro(), '__qualname__', task)} to {where}"


def _timed(self: asyncio.Handle) -> None:
    started = time.thread_time()
    _run(self)
    seconds = time.thread_time() - started
    if len(_longest) < _MOST or seconds > _longest[0][0]:
        heapq.heappush(_longest, (seconds, next(_counts), _what(self)))
        if len(_longest) > _MOST:
            heapq.heappop(_longest)


Scheduler.request = _asked  # type: ignore[method-assign]
asyncio.Handle._run = _timed  # type: ignore[method-assign]
try:
    serve_stdio()
finally:
    steps = [(seconds, what) for seconds, _, what in sorted(_longest, reverse=True)]
    Path(sys.argv[1]).write_text(json.dumps(steps), "utf-8")
