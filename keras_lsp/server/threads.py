"""Starts all threads up front, since the system may have none to spare later."""

from __future__ import annotations

import sys
import threading
from concurrent.futures import ThreadPoolExecutor


def ready(count: int) -> ThreadPoolExecutor:
    """A pool of `count` running threads; it never starts another one.

    Raises:
        SystemExit: the system cannot start that many; the message is for a person.
    """
    pool = ThreadPoolExecutor(count)
    all_here = threading.Barrier(count + 1)
    try:
        for _ in range(count):
            pool.submit(all_here.wait)
    except RuntimeError as error:
        all_here.abort()
        sys.exit(
            f"keras-lsp cannot start: {error}. Close programs that you do not need, or raise the "
            "process limit"
        )
    all_here.wait()
    return pool
