"""Keeps a client that does not read standard error from blocking the server.

A full pipe blocks its writer until somebody reads it; here such lines are dropped and counted.
"""

from __future__ import annotations

import io
import os
import select
import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

# An editor may be busy for as long, and its socket has room for some forty lines only.
PATIENCE = 0.25


def never_wait() -> None:
    """Have `sys.stderr` drop, from now on, what is not read in time.

    Not on Windows, where a pipe cannot be asked whether it has room: writing waits there.
    """
    if sys.platform != "win32":
        sys.stderr = io.TextIOWrapper(
            Impatient(sys.stderr.fileno()),
            encoding=sys.stderr.encoding,
            errors="backslashreplace",
            line_buffering=True,
        )


class Impatient(io.RawIOBase):
    """Writes to a descriptor, and waits `PATIENCE` seconds for room, but only the first time.

    Who reads slowly gets everything; who has stopped reading costs the server that time once.
    Once there is room again, the number of lines that were dropped is written.
    """

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self._descriptor = descriptor
        self._lock = threading.Lock()
        self._dropped = 0

    def fileno(self) -> int:
        """See `io.IOBase`."""
        return self._descriptor

    def writable(self) -> bool:
        """See `io.IOBase`."""
        return True

    def write(self, data: ReadableBuffer) -> int:
        """Write or drop it.

        Raises:
            OSError: it cannot be written to, whether there is room or not.
        """
        raw = bytes(data)
        with self._lock:
            left = raw
            if self._dropped and self._has_room(0):
                left = b"\nkeras-lsp: %d lines were dropped here: nobody read them\n%s" % (
                    self._dropped,
                    raw,
                )
                self._dropped = 0
            while left and self._has_room(0 if self._dropped else PATIENCE):
                left = left[os.write(self._descriptor, left[: select.PIPE_BUF]) :]
            if left:
                self._dropped += max(1, left.count(b"\n"))
        return len(raw)

    def _has_room(self, seconds: float) -> bool:
        """Whether `PIPE_BUF` bytes can be written at once, or will be within that time."""
        return bool(select.select([], [self._descriptor], [], seconds)[1])
