"""The server, which writes down how long each step on its event loop took.

    python bench/watched.py FILE

At its end, FILE holds a line of JSON: the seconds of the longest steps, each with what it was.
"""

from __future__ import annotations

import asyncio
import heapq
import json
import sys
import time
from pathlib import Path

from keras_lsp.server.app import serve_stdio

_MOST = 20
_longest: list[tuple[float, int, str]] = []
_run = asyncio.Handle._run
_counts = iter(range(1 << 60))


def _timed(self: asyncio.Handle) -> None:
    started = time.perf_counter()
    _run(self)
    seconds = time.perf_counter() - started
    if len(_longest) < _MOST or seconds > _longest[0][0]:
        heapq.heappush(_longest, (seconds, next(_counts), repr(self)))
        if len(_longest) > _MOST:
            heapq.heappop(_longest)


asyncio.Handle._run = _timed  # type: ignore[method-assign]
try:
    serve_stdio()
finally:
    steps = [(seconds, what) for seconds, _, what in sorted(_longest, reverse=True)]
    Path(sys.argv[1]).write_text(json.dumps(steps), "utf-8")
