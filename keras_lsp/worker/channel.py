"""The pipes of one run: its program comes in, its events go out, a JSON object a line."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from typing import Any

from keras_lsp import report
from keras_lsp.report import wire

MAX_EVENTS = 400_000
_BATCH = 64 * 1024


@dataclass(frozen=True, slots=True)
class ProgramToRun:
    """What a run is to execute.

    Attributes:
        path: absolute path of the document.
        text: its text.
        workspace: absolute paths of the folders whose files are the user's.
        overlays: unsaved texts of other files by absolute path.
        argv: the program's arguments.
        timeout: seconds of wall time without anything new after which the run ends itself.
        total_timeout: the same, of all its time.
        gpu_memory: bytes of the GPU that it trains on; 0 if that is not known.
        weightless: make variables without values.
        checkpoints: leave copies of the run behind, for a later save to go on from, each after
            so many seconds; None for no.
    """

    path: str
    text: str
    workspace: list[str]
    overlays: dict[str, str] = field(default_factory=dict)
    argv: list[str] = field(default_factory=list)
    timeout: float = 10.0
    total_timeout: float = 120.0
    gpu_memory: int = 0
    weightless: bool = True
    checkpoints: float | None = None


class Events:
    """Sends events to the server, in batches.

    Args:
        fd: where to write; owned by the caller.

    Attributes:
        fd: where it writes, for good; where that leads to may change.
        record: what was sent, for what is to be said of all of it at the end.
    """

    def __init__(self, fd: int) -> None:
        self.fd = fd
        self._lines: list[bytes] = []
        self._size = 0
        self._sent = 0
        self._flushing = False
        # All events, where they may have to be sent once more.
        self._kept: list[bytes] | None = None
        self.record = report.Report("")

    def send(self, event: report.Event) -> None:
        """Queue one event; beyond `MAX_EVENTS` only problems and the end are kept."""
        self._sent += 1
        if self._sent > MAX_EVENTS and not isinstance(event, (report.Problem, report.Done)):
            return
        self.record.add(event)
        line = wire.to_wire(event)
        if self._kept is not None:
            self._kept.append(line)
        self._put(line)

    def keep(self) -> None:
        """Keep what is sent from now on, for `connect`."""
        self._kept = []

    def disconnect(self) -> None:
        """Write no more to where events went until now, which may be closed there."""
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, self.fd, inheritable=False)
        os.close(null)
        self._lines.clear()
        self._size = 0

    def connect(self, fd: int) -> None:
        """Write to somewhere else, first all events that were kept.

        Args:
            fd: where; it is closed.
        """
        os.dup2(fd, self.fd, inheritable=False)
        os.close(fd)
        self._lines[:] = self._kept or ()
        self.flush()

    def pulse(self, event: report.At) -> None:
        """Send an event at once, with what is queued; may be called by a signal's handler."""
        if not self._flushing:
            self._put(wire.to_wire(event))
            self.flush()

    def ready(self, facts: dict[str, Any]) -> None:
        """Say that the run waits for its program."""
        self._put(_line({"ready": facts}))
        self.flush()

    def spent(self, reason: str) -> None:
        """Say why this process ends after its program, instead of waiting for another one."""
        self._put(_line({"spent": reason}))
        self.flush()

    def send_failure(self, reason: str) -> None:
        """Say that the worker itself failed."""
        self._put(_line({"failed": reason}))
        self.flush()

    def _put(self, line: bytes) -> None:
        self._lines.append(line)
        self._size += len(line)
        if self._size > _BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what is queued."""
        self._flushing = True
        data = memoryview(b"".join(self._lines))
        self._lines.clear()
        self._size = 0
        while data:
            data = data[os.write(self.fd, data) :]
        self._flushing = False


def _line(value: dict[str, Any]) -> bytes:
    return json.dumps(value).encode() + b"\n"


def receive_program(fd: int) -> ProgramToRun | None:
    """Wait for the run's program on `fd`; None if the other end closed without sending one.

    Raises:
        wire.MalformedError: what came is no program.
    """
    chunks = []
    while chunk := os.read(fd, 1 << 20):
        chunks.append(chunk)
        if chunk.endswith(b"\n"):
            break
    if not chunks:
        return None
    return wire.decode(ProgramToRun, json.loads(b"".join(chunks)))
