"""A process that has loaded Keras and forks a run whenever the server asks for one.

Runs no op, builds no model and never touches the user's code. Linux only.
"""

from __future__ import annotations

import contextlib
import ctypes
import dataclasses
import functools
import gc
import json
import os
import selectors
import signal
import socket
import sys
from typing import TYPE_CHECKING, Any

from keras_lsp import systems
from keras_lsp.worker import child, preload
from keras_lsp.worker.families import RunFamily, memory_of
from keras_lsp.worker.sandbox.forks import Forks
from keras_lsp.worker.sandbox.linux import MAX_THREADS

if TYPE_CHECKING:
    from collections.abc import Callable

    from keras_lsp.worker.child import WorkerSettings

PR_SET_PDEATHSIG = 1
_WATCH = 0.1


def main(control: int, settings: WorkerSettings) -> None:
    """Load Keras, then serve requests on the control socket until it closes.

    Requests: `{"fork": id, "temporary": directory}` with two descriptors (the run's program
    to read, its events to write), `{"kill": id}`, `{"where": id}` to have it write where it is,
    `{"preload": [modules]}`, `{"use": number, "fork": id}` with two such descriptors to go on from
    a copy that a run has left behind, `{"drop": number}` of a copy. Answers:
    `{"ready": …}` or `{"failed": message}` once, `{"files": [paths]}` of packages that were
    imported (with `"preloaded"` after such a request), `{"ended": id, "status": exit code,
    "crowded": it was killed for its many threads}` for each fork, or
    `{"refused": id, "unsafe": why}` if nothing may be forked any more, `{"refused": id,
    "scarce": why}` if the system has no process to spare, `{"copy": number, "run": id,
    "facts": what the run says of it, "memory": bytes of each copy by its number}` for each
    copy, `{"lost": number}` if it has ended.
    """
    die_with_parent(os.getppid())
    if settings.config.sandbox_mode != "off" and preload.threads() == 1:
        from keras_lsp.worker.sandbox import namespaces

        settings = dataclasses.replace(settings, isolated=namespaces.isolate_processes())
    with socket.socket(fileno=control) as connection:
        zygote = Zygote(connection, settings)
        if zygote.load():
            zygote.serve()


def die_with_parent(parent: int) -> None:
    """Have the kernel end this process when its parent's thread ends."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit("the parent process has ended")


class Zygote:
    """Forks runs and says how each of them ended."""

    def __init__(self, connection: socket.socket, settings: WorkerSettings) -> None:
        self._connection = connection
        self._settings = settings
        self._loaded: preload.Loaded | None = None
        self._runs: dict[int, tuple[int, int]] = {}
        self._families: dict[int, RunFamily] = {}
        self._copies: dict[int, tuple[RunFamily, int]] = {}
        self._count = 0
        # Those that may be our children, once their own parents have ended.
        self._orphans: set[int] = set()
        self._crowded: set[int] = set()
        self._buffer = b""
        self._descriptors: list[int] = []
        self._selector = selectors.DefaultSelector()
        self._serving = True

    def load(self) -> bool:
        """Import what programs need; False if there is no Keras to work with."""
        try:
            self._loaded = preload.load_keras(self._settings.config.workspace)
        except preload.NoKerasError as error:
            self._answer({"failed": str(error)})
            return False
        child.install_hooks(self._loaded, shortcuts=self._settings.shortcuts)
        _share()
        self._answer(
            {"files": preload.files(["numpy", self._loaded.backend, "keras", "tf_keras"])}
        )
        self._answer(
            {"ready": {"version": self._loaded.version, "threads": preload.threads()}},
        )
        return True

    def serve(self) -> None:
        """Answer requests until the server hangs up, then end every run."""
        self._register(self._connection.fileno(), self._receive)
        pause = None if self._counts_threads() else _WATCH
        while self._serving:
            for key, _ in self._selector.select(pause):
                # What was read before may have ended it, and something else have its number.
                now = self._selector.get_map().get(key.fd)
                if now is not None and now.data is key.data:
                    key.data()
            if pause is not None:
                self._end_crowds()
        for pid, _ in self._runs.values():
            _kill(pid)

    def _register(self, descriptor: int, read: Callable[[], object]) -> None:
        self._selector.register(descriptor, selectors.EVENT_READ, read)

    def _forget(self, descriptor: int) -> None:
        if descriptor in self._selector.get_map():
            self._selector.unregister(descriptor)

    def _counts_threads(self) -> bool:
        """Whether the kernel bounds the threads of each run: not root's, nor all of a user's."""
        settings = self._settings
        return settings.config.sandbox_mode == "off" or (settings.isolated and os.getuid() != 0)

    def _answer(self, message: dict[str, Any]) -> None:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self._connection.sendall(json.dumps(message).encode() + b"\n")

    def _receive(self) -> None:
        try:
            data, descriptors, _, _ = socket.recv_fds(self._connection, 1 << 16, 16)
        except ConnectionResetError:
            data = b""
        if not data:
            self._serving = False
            return
        self._descriptors += descriptors
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        for line in lines:
            self._handle(json.loads(line))

    def _handle(self, request: dict[str, Any]) -> None:
        if "use" in request:
            self._use(int(request["use"]), int(request["fork"]))
        elif "drop" in request:
            self._drop(int(request["drop"]))
        elif "fork" in request:
            program, events = self._descriptors[:2]
            del self._descriptors[:2]
            self._fork(int(request["fork"]), str(request["temporary"]), program, events)
        elif "preload" in request:
            names = [str(name) for name in request["preload"]]
            preload.load_installed(names, self._settings.config.workspace)
            _share()
            self._answer({"preloaded": names, "files": preload.files(names)})
        elif "kill" in request and int(request["kill"]) in self._runs:
            self._kill_run(int(request["kill"]))
        elif systems.WHERE and "where" in request and int(request["where"]) in self._runs:
            os.kill(self._runs[int(request["where"])][0], systems.WHERE)

    def _fork(self, run: int, temporary: str, program: int, events: int) -> None:
        zygote = os.getpid()
        pid, refused = None, {}
        ours, theirs = self._family_sockets()
        if preload.threads() > 1:
            refused = {"unsafe": f"{preload.threads()} threads are running"}
        else:
            try:
                pid = os.fork()
            except OSError as error:
                refused = {"scarce": str(error.strerror)}
        if pid == 0:
            os.setsid()
            self._selector.close()
            die_with_parent(zygote)
            assert self._loaded is not None  # noqa: S101 - load() came first
            forks = Forks(theirs) if theirs is not None else None
            child.main(program, events, self._settings, self._loaded, temporary, forks)
        os.close(program)
        os.close(events)
        if theirs is not None:
            theirs.close()
        if pid is None:
            if ours is not None:
                ours.close()
            self._answer({"refused": run, **refused})
            return
        if ours is not None:
            family = RunFamily(ours, self._register, self._forget, self._note_copy)
            family.group = pid
            self._families[run] = family
        self._watch(run, pid)

    def _family_sockets(self) -> tuple[socket.socket, socket.socket] | tuple[None, None]:
        """Both ends of what a run asks for forks through; None where it may make none."""
        if not self._settings.isolated or not self._settings.shortcuts:
            return None, None
        try:
            return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        except OSError:
            return None, None

    def _watch(self, run: int, pid: int) -> None:
        """Notice when a run ends."""
        handle = os.pidfd_open(pid)
        self._runs[run] = (pid, handle)
        if run in self._families:
            self._families[run].running = pid
        self._register(handle, functools.partial(self._reap, run))

    def _reap(self, run: int) -> None:
        pid, handle = self._runs.pop(run)
        self._forget(handle)
        os.close(handle)
        family = self._families.get(run)
        if family is None:
            _kill(pid)
        _, status = os.waitpid(pid, 0)
        if family is not None:
            family.hear_last()
            del self._families[run]
            self._end_run(family)
        self._reap_orphans()  # Copies of it that had ended before.
        crowded = run in self._crowded
        self._crowded.discard(run)
        self._answer(
            {"ended": run, "status": os.waitstatus_to_exitcode(status), "crowded": crowded}
        )

    # Copies that runs have left behind.

    def _end_run(self, family: RunFamily) -> None:
        """The one of a family that executed a program has ended."""
        family.running = 0
        for pid in family.kill_strangers():
            self._bury(pid)
        go_on, family.waiting = family.waiting, None
        if go_on is not None:
            go_on()
        elif not family.copies:
            family.close()

    def _note_copy(self, family: RunFamily, pid: int, facts: dict[str, Any]) -> None:
        run = next((number for number, other in self._families.items() if other is family), None)
        try:
            handle = os.pidfd_open(pid)
        except OSError:
            return
        self._count += 1
        number = self._count
        family.copies[number] = pid
        self._copies[number] = family, handle
        self._register(handle, functools.partial(self._lose, number))
        least = memory_of(os.getpid())
        memory = {str(each): max(0, memory_of(pid) - least) for each, pid in family.copies.items()}
        self._answer({"copy": number, "run": run, "facts": facts, "memory": memory})

    def _forget_copy(self, number: int) -> RunFamily:
        family, handle = self._copies.pop(number)
        self._forget(handle)
        os.close(handle)
        return family

    def _lose(self, number: int) -> None:
        """A copy has ended."""
        family = self._forget_copy(number)
        self._note_dead(family.copies.pop(number))
        self._answer({"lost": number})
        if not family.running:
            self._end_run(family)

    def _bury(self, pid: int) -> None:
        """Have a process that was killed vanish when it has ended."""
        try:
            handle = os.pidfd_open(pid)
        except OSError:
            return

        def ended() -> None:
            self._forget(handle)
            os.close(handle)
            self._note_dead(pid)

        self._register(handle, ended)

    def _note_dead(self, pid: int) -> None:
        """A process has ended whose parent we may be, once its own has ended."""
        self._orphans.add(pid)
        self._reap_orphans()

    def _reap_orphans(self) -> None:
        for orphan in [*self._orphans]:
            with contextlib.suppress(ChildProcessError):
                if os.waitpid(orphan, os.WNOHANG)[0]:
                    self._orphans.discard(orphan)

    def _drop(self, number: int) -> None:
        if number in self._copies:
            family, _ = self._copies[number]
            os.kill(family.copies[number], signal.SIGKILL)

    def _use(self, number: int, run: int) -> None:
        """Go on from a copy, once the run of its family that is under way has ended."""
        descriptors = self._descriptors[:2]
        del self._descriptors[:2]
        if number not in self._copies:
            self._refuse_use(run, descriptors)
            return
        family, _ = self._copies[number]
        go_on = functools.partial(self._go_on, family, number, run, descriptors)
        if family.running:
            family.waiting = go_on
            os.kill(family.running, signal.SIGKILL)
        else:
            go_on()

    def _go_on(self, family: RunFamily, number: int, run: int, descriptors: list[int]) -> None:
        if number not in family.copies:
            self._refuse_use(run, descriptors)
            return
        self._forget_copy(number)
        pid = family.copies[number]
        try:
            family.use(number, descriptors)
        except OSError:
            self._bury(pid)
            self._refuse_use(run, descriptors)
            return
        for descriptor in descriptors:
            os.close(descriptor)
        self._families[run] = family
        self._watch(run, pid)

    def _refuse_use(self, run: int, descriptors: list[int]) -> None:
        for descriptor in descriptors:
            os.close(descriptor)
        self._answer({"refused": run, "scarce": "the process that was to go on has ended"})

    def _kill_run(self, run: int) -> None:
        pid, _ = self._runs[run]
        if run in self._families:
            os.kill(pid, signal.SIGKILL)  # Its copies stay.
        else:
            _kill(pid)

    def _end_crowds(self) -> None:
        """Kill runs with too many threads."""
        for run, (pid, _) in self._runs.items():
            if os.stat(f"/proc/{pid}/task").st_nlink - 2 > MAX_THREADS:  # noqa: PTH116 - again and again
                self._crowded.add(run)
                self._kill_run(run)


def _share() -> None:
    """Let what is there now stay in memory that all runs share."""
    gc.collect()
    gc.freeze()


def _kill(pid: int) -> None:
    """Kill a run, and what it has started and left in its session."""
    os.kill(pid, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
