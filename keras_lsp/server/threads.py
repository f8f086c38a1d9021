"""Threads that are there before they are needed: later the system may have none to spare."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor


def ready(count: int) -> ThreadPoolExecutor:
    """A pool of `count` threads, all of which run already, and none is ever started later."""
    pool = ThreadPoolExecutor(count)
    all_here = threading.Barrier(count + 1)
    for _ in range(count):
        pool.submit(all_here.wait)
    all_here.wait()
    return pool
