"""A run and the copies of itself that it left behind, seen from the zygote. Linux only.

A copy is a process that was forked from a run between two statements. It is stopped until the
server goes on from there. Whatever else was forked from a run is killed when the run ends.

Nothing that a run says is taken on trust: who says it is known from the kernel.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import resource
import select
import signal
import socket
import struct
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from keras_lsp.worker.sandbox.forks import ANNOUNCED, COPY, HEARD, LISTENER, MOST, SPARED

if TYPE_CHECKING:
    from collections.abc import Callable

    Register = Callable[[int, Callable[[], object]], None]
    Copied = Callable[["RunFamily", int, dict[str, Any]], None]

# Processes of one family at a time.
MOST_PROCESSES = 12
# Messages of one run; who sends more wants to keep the zygote busy.
_MOST_MESSAGES = 1000
# Seconds in which a copy that a run made last gets to say so, once that has ended.
_LATE = 0.1
# `struct seccomp_notif` and `struct seccomp_notif_resp` of `linux/seccomp.h`.
_RECEIVE, _SEND = 0xC0502100, 0xC0182101
_NOTIFICATION, _RESPONSE = struct.Struct("=QII"), struct.Struct("=QqiI")
_NOTIFICATION_SIZE = 80
_CONTINUE = 1
_CREDENTIALS = struct.Struct("=iII")


class RunFamily:
    """The processes that come from one run.

    Args:
        connection: to the run and its copies.
        register: has a function called when a descriptor can be read.
        forget: has it called no more.
        copied: called with this, the process id of a new copy, and what is to be known of it.

    Attributes:
        group: the process group that all are in; 0 before it is known.
        running: process id of the one that executes a program; 0 if none does.
        copies: process ids of those that wait, by their number.
        waiting: what goes on from a copy when the one that executes a program has ended.
    """

    def __init__(
        self,
        connection: socket.socket,
        register: Register,
        forget: Callable[[int], None],
        copied: Copied,
    ) -> None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        connection.settimeout(0)
        self._connection = connection
        self._register, self._forget, self._copied = register, forget, copied
        self._listener: int | None = None
        self._announced: set[int] = set()
        self._spared: set[int] = set()
        self._unknown = 0
        self._messages = 0
        self.group = 0
        self.running = 0
        self.copies: dict[int, int] = {}
        self.waiting: Callable[[], None] | None = None
        register(connection.fileno(), self.hear)

    # What the run says.

    def hear(self) -> bool:
        """Take in all that was said; whether there may be more."""
        if self._connection.fileno() < 0:
            return False
        try:
            while self._messages <= _MOST_MESSAGES:
                data, ancillary, _, _ = self._connection.recvmsg(MOST, 256)
                self._messages += 1
                if not data:
                    break
                self._take(data, ancillary)
        except BlockingIOError:
            return True
        except ConnectionResetError:
            return False
        self._forget(self._connection.fileno())
        return False

    def hear_last(self) -> None:
        """Take in all that was said, also by a copy that was made just before the run ended."""
        end = time.monotonic() + _LATE
        while self.hear() and self._unknown and (left := end - time.monotonic()) > 0:
            poll = select.poll()
            poll.register(self._connection, select.POLLIN)
            poll.poll(1000 * left)

    def _take(self, data: bytes, ancillary: list[tuple[int, int, bytes]]) -> None:
        sender, descriptors = 0, []
        for level, kind, value in ancillary:
            if level != socket.SOL_SOCKET:
                continue
            if kind == socket.SCM_CREDENTIALS:
                sender = _CREDENTIALS.unpack_from(value)[0]
            elif kind == socket.SCM_RIGHTS:
                count = len(value) // 4
                descriptors = [*struct.unpack(f"={count}i", value[: 4 * count])]
        if data == LISTENER and self._listener is None and len(descriptors) == 1:
            (self._listener,) = descriptors
            self._register(self._listener, self._answer)
            return
        for descriptor in descriptors:
            os.close(descriptor)
        if data == ANNOUNCED:
            self._announced.add(sender)
            with contextlib.suppress(OSError):
                self._connection.send(HEARD)
        elif data == SPARED and not self._spared:
            self._spared = _threads(sender)
        elif data.startswith(COPY) and self._is_new(sender):
            self._unknown -= 1
            os.kill(sender, signal.SIGSTOP)
            self._copied(self, sender, _object(data[len(COPY) :]))

    def _is_new(self, process: int) -> bool:
        """Whether a process may be a copy that has not been heard of."""
        known = {self.running, *self.copies.values()}
        return self._unknown > 0 and process not in known and _group(process) == self.group

    # Forks.

    def _answer(self) -> None:
        """Answer a run that wants to fork."""
        assert self._listener is not None  # noqa: S101 - it has just been read
        state = _state(self._listener)
        if not state & select.POLLIN:
            # Nobody asks any more; to wait for somebody might be for ever.
            if state:
                self._forget(self._listener)
            return
        asked = bytearray(_NOTIFICATION_SIZE)
        try:
            fcntl.ioctl(self._listener, _RECEIVE, asked)
        except OSError:
            return  # Who asked has been killed meanwhile.
        number, process, _ = _NOTIFICATION.unpack_from(asked)
        self.hear()
        granted = process in self._announced and self._has_room() and self._is_alone(process)
        self._announced.discard(process)
        self._unknown += granted
        answer = (number, 0, 0, _CONTINUE) if granted else (number, 0, -errno.EPERM, 0)
        with contextlib.suppress(OSError):
            fcntl.ioctl(self._listener, _SEND, _RESPONSE.pack(*answer))

    def _has_room(self) -> bool:
        return len(self.copies) + self._unknown + 1 < MOST_PROCESSES

    def _is_alone(self, process: int) -> bool:
        """Whether a process has no thread that a copy of it would lack."""
        threads = _threads(process)
        return process in threads and threads <= {process, *self._spared}

    # Copies.

    def use(self, number: int, descriptors: list[int]) -> None:
        """Let a copy go on with a program.

        Args:
            number: of the copy.
            descriptors: where its program comes from and where its events go.

        Raises:
            OSError: it is no more, or cannot be told, and is killed.
        """
        process = self.copies.pop(number)
        try:
            socket.send_fds(self._connection, [b"use"], descriptors)
        except OSError:
            os.kill(process, signal.SIGKILL)
            raise
        os.kill(process, signal.SIGCONT)
        self.running = process
        self._messages = 0

    def kill_strangers(self) -> list[int]:
        """Kill what was forked from a run and is no copy.

        Returns:
            The ids of these processes.
        """
        killed: list[int] = []
        if not self._unknown:
            return killed
        known = {self.running, *self.copies.values()}
        for process in map(int, filter(str.isdigit, _names("/proc"))):
            if process not in known and _group(process) == self.group:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
                    killed.append(process)
        self._unknown = 0
        self._announced.clear()
        return killed

    def close(self) -> None:
        """Forget it: nobody is left."""
        if self._connection.fileno() < 0:
            return
        self._forget(self._connection.fileno())
        self._connection.close()
        if self._listener is not None:
            self._forget(self._listener)
            os.close(self._listener)
            self._listener = None


def _state(descriptor: int) -> int:
    """What `poll(2)` says of a descriptor: whether it can be read, whether it has ended."""
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return sum(event for _, event in poll.poll(0))


def _object(data: bytes) -> dict[str, Any]:
    try:
        value = json.loads(data)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _group(process: int) -> int:
    """The process group of a process; 0 if there is none."""
    try:
        return os.getpgid(process)
    except ProcessLookupError:
        return 0


def _names(directory: str) -> list[str]:
    with os.scandir(directory) as entries:
        return [entry.name for entry in entries]


def _threads(process: int) -> set[int]:
    """The ids of a process' threads."""
    try:
        return {*map(int, _names(f"/proc/{process}/task"))}
    except OSError:
        return set()


def memory_of(process: int) -> int:
    """Bytes that lie in memory and are no file's; those that are shared with others count."""
    try:
        text = Path(f"/proc/{process}/statm").read_text(encoding="ascii")
    except OSError:
        return 0
    _, resident, shared, *_ = map(int, text.split())
    return (resident - shared) * resource.getpagesize()
