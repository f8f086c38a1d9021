"""Forks of a run, each of which its zygote grants or refuses. Linux only.

The kernel asks the zygote for every `fork` of the run and of what was forked from it, see
`seccomp_unotify(2)`. The zygote knows which were announced, counts them, and stops each copy
(`families`), so that no program can make processes of its own.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import sys
from typing import TYPE_CHECKING, Any

from keras_lsp.worker.endings import leave
from keras_lsp.worker.sandbox import namespaces, seccomp
from keras_lsp.worker.sandbox.syscalls import TABLES, machine
from keras_lsp.worker.silence import without_warnings

if TYPE_CHECKING:
    from collections.abc import Iterator

# What a run says to its zygote: here is who is to be asked; copies can do without the threads that
# there are now; a fork follows; here is a copy, and what the server is to know of it.
LISTENER, SPARED, ANNOUNCED, COPY = b"listener", b"spared", b"fork", b"copy"
# What it answers to an announcement.
HEARD = b"heard"
# Milliseconds to wait for that: a zygote that imports packages answers nobody.
_PATIENCE = 500
# Bytes of a message.
MOST = 1 << 16
_DESCRIPTORS = 2
# The program may put its own in its place.
_fork = os.fork if hasattr(os, "fork") else None


class Forks:
    """What a run needs to leave copies of itself behind.

    Args:
        connection: to the zygote.

    Attributes:
        permitted: whether it may; the zygote still decides on each.
        under_way: a fork of ours is being made.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self.permitted = False
        self.under_way = False

    def fileno(self) -> int:
        """The descriptor of the connection."""
        return self._connection.fileno()

    def permit(self) -> None:
        """Have the zygote asked from now on; where the kernel cannot, nothing is permitted."""
        name = machine()
        if name not in TABLES:
            return
        try:
            asked = seccomp.install(
                namespaces.libc, seccomp.assemble_asking(name), seccomp.LISTENER
            )
        except OSError:
            return
        socket.send_fds(self._connection, [LISTENER], [asked])
        os.close(asked)
        self.permitted = True

    def spare_threads(self) -> None:
        """Say that copies can do without the threads that there are now."""
        with contextlib.suppress(OSError):
            self._say(SPARED)

    def _say(self, what: bytes) -> None:
        """Say it at once, or not at all: the zygote may listen no more.

        Raises:
            OSError: it was not said.
        """
        self._connection.send(what, socket.MSG_DONTWAIT)

    def fork(self) -> int | None:
        """As `os.fork`, with the state of `random` as it was; None if there can be none now."""
        random = sys.modules.get("random")
        state = random.getstate() if random is not None else None
        with self._undisturbed():
            try:
                if not self._is_heard():
                    return None
                assert _fork is not None  # noqa: S101 - there is one on Linux
                pid = _fork()
            except OSError:
                return None
            if pid == 0 and random is not None:
                random.setstate(state)
        return pid

    def _is_heard(self) -> bool:
        """Announce a fork; whether the zygote has time for it.

        Raises:
            OSError: it does not listen any more.
        """
        self._say(ANNOUNCED)
        poll = select.poll()
        poll.register(self._connection, select.POLLIN)
        if not poll.poll(_PATIENCE):
            return False
        return self._connection.recv(MOST, socket.MSG_DONTWAIT) == HEARD

    @contextlib.contextmanager
    def _undisturbed(self) -> Iterator[None]:
        """Without alarms, and without warnings of JAX and Python that there are threads."""
        blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
        self.under_way = True
        try:
            with without_warnings():
                yield
        finally:
            self.under_way = False
            signal.pthread_sigmask(signal.SIG_SETMASK, blocked)

    def wait(self, facts: dict[str, Any]) -> tuple[int, int]:
        """Be a copy that waits: the zygote stops this process until it is used.

        Args:
            facts: what the server is to know of it.

        Returns:
            Two descriptors, where its program comes from and where its events go.
        """
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCONT})
        try:
            self._say(COPY + json.dumps(facts).encode())
            # Until it is used this reads nothing: what is said there is meant for the run.
            signal.sigwait({signal.SIGCONT})
            data, descriptors = HEARD, list[int]()
            # An answer that came late is none for this.
            while data == HEARD:
                data, descriptors, _, _ = socket.recv_fds(self._connection, MOST, _DESCRIPTORS)
        except OSError:
            descriptors = []
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        if len(descriptors) != _DESCRIPTORS:
            leave(0)  # It is not wanted.
        program, events = descriptors
        return program, events
