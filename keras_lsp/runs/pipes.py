"""The two pipes of a run, seen from the server: its program goes in, its events come out."""

from __future__ import annotations

import asyncio
import contextlib
import os

from keras_lsp.runs.processes import LINE_LIMIT, LineReader


class Pipes:
    """The two pipes of a run, seen from the server."""

    def __init__(self, program: int, events: int) -> None:
        self._program: int | None = program
        self._events = events
        self._reader: LineReader | None = None
        self._closed = False
        self._transport: asyncio.BaseTransport | None = None

    async def reader(self) -> LineReader:
        """What comes out of the second one."""
        if self._reader is None:
            reader = asyncio.StreamReader(limit=LINE_LIMIT)
            protocol = asyncio.StreamReaderProtocol(reader)
            file = os.fdopen(self._events, "rb", buffering=0)
            self._reader = LineReader(reader)
            self._transport, _ = await asyncio.get_running_loop().connect_read_pipe(
                lambda: protocol, file
            )
        return self._reader

    def write(self, data: bytes) -> None:
        """Write all of it without waiting for the reader, in a thread of its own if it is long."""
        fd, self._program = self._program, None
        if fd is None:
            return

        def push() -> None:
            with contextlib.suppress(BrokenPipeError), os.fdopen(fd, "wb") as file:
                file.write(data)

        if len(data) < 32 * 1024:
            push()
        else:
            asyncio.get_running_loop().run_in_executor(None, push)

    def close(self) -> None:
        """Close both, as far as they are open."""
        if self._program is not None:
            os.close(self._program)
            self._program = None
        if self._transport is not None:
            self._transport.close()
        elif self._reader is None and not self._closed:
            os.close(self._events)
        self._closed = True


def two_pipes() -> tuple[tuple[int, int], tuple[int, int]]:
    """Their ends to read and to write; both pipes or none."""
    first = os.pipe()
    try:
        return first, os.pipe()
    except OSError:
        for descriptor in first:
            os.close(descriptor)
        raise
