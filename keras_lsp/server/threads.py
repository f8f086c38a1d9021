"""Threads that are there before they are needed: later the system may have none to spare."""

from __future__ import annotations

import sys
import threading
from concurrent.futures import ThreadPoolExecutor


def ready(count: int) -> ThreadPoolExecutor:
    """A pool of `count` threads, all of which run already, and none is ever started later.

    Raises:
        SystemExit: so many cannot be started; the message is for a person.
    """
    pool = ThreadPoolExecutor(count)
    all_here = threading.Barrier(count + 1)
    try:
        for _ in range(count):
            pool.submit(all_here.wait)
    except RuntimeError as error:
        all_here.abort()
        sys.exit(
            f"keras-lsp cannot be started: {error}. End programs that you do not need, or raise "
            "the limit of processes"
        )
    all_here.wait()
    return pool
