"""A process that has loaded Keras and forks a run whenever the server asks for one.

Runs no op, builds no model and never touches the user's code. Linux only.
"""

from __future__ import annotations

import contextlib
import ctypes
import dataclasses
import gc
import json
import os
import selectors
import signal
import socket
import sys
from typing import TYPE_CHECKING, Any

from keras_lsp.worker import child, preload
from keras_lsp.worker.sandbox.linux import MAX_THREADS

if TYPE_CHECKING:
    from keras_lsp.worker.child import WorkerSettings

PR_SET_PDEATHSIG = 1
_WATCH = 0.1


def main(control: int, settings: WorkerSettings) -> None:
    """Load Keras, then serve requests on the control socket until it closes.

    Requests: `{"fork": id, "temporary": directory}` with two descriptors (the run's program
    to read, its events to write), `{"kill": id}`, `{"preload": [modules]}`. Answers:
    `{"ready": …}` or `{"failed": message}` once, `{"files": [paths]}` of packages that were
    imported (with `"preloaded"` after such a request), `{"ended": id, "status": exit code,
    "crowded": it was killed for its many threads}` for each fork, or
    `{"refused": id, "unsafe": why}` if nothing may be forked any more, `{"refused": id,
    "scarce": why}` if the system has no process to spare.
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
        self._crowded: set[int] = set()
        self._buffer = b""
        self._descriptors: list[int] = []
        self._selector = selectors.DefaultSelector()

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
        self._selector.register(self._connection, selectors.EVENT_READ, None)
        pause = None if self._counts_threads() else _WATCH
        serving = True
        while serving:
            for key, _ in self._selector.select(pause):
                if key.data is None:
                    serving = self._receive()
                else:
                    self._reap(key.data)
            if pause is not None:
                self._end_crowds()
        for pid, _ in self._runs.values():
            _kill(pid)

    def _counts_threads(self) -> bool:
        """Whether the kernel bounds the threads of each run: not root's, nor all of a user's."""
        settings = self._settings
        return settings.config.sandbox_mode == "off" or (settings.isolated and os.getuid() != 0)

    def _answer(self, message: dict[str, Any]) -> None:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self._connection.sendall(json.dumps(message).encode() + b"\n")

    def _receive(self) -> bool:
        try:
            data, descriptors, _, _ = socket.recv_fds(self._connection, 1 << 16, 16)
        except ConnectionResetError:
            return False
        if not data:
            return False
        self._descriptors += descriptors
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        for line in lines:
            self._handle(json.loads(line))
        return True

    def _handle(self, request: dict[str, Any]) -> None:
        if "fork" in request:
            program, events = self._descriptors[:2]
            del self._descriptors[:2]
            self._fork(int(request["fork"]), str(request["temporary"]), program, events)
        elif "preload" in request:
            names = [str(name) for name in request["preload"]]
            preload.load_installed(names, self._settings.config.workspace)
            _share()
            self._answer({"preloaded": names, "files": preload.files(names)})
        elif "kill" in request:
            run = self._runs.get(int(request["kill"]))
            if run is not None:
                _kill(run[0])

    def _fork(self, run: int, temporary: str, program: int, events: int) -> None:
        zygote = os.getpid()
        pid, refused = None, {}
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
            child.main(program, events, self._settings, self._loaded, temporary)
        os.close(program)
        os.close(events)
        if pid is None:
            self._answer({"refused": run, **refused})
            return
        handle = os.pidfd_open(pid)
        self._runs[run] = (pid, handle)
        self._selector.register(handle, selectors.EVENT_READ, run)

    def _reap(self, run: int) -> None:
        pid, handle = self._runs.pop(run)
        self._selector.unregister(handle)
        os.close(handle)
        _kill(pid)
        _, status = os.waitpid(pid, 0)
        crowded = run in self._crowded
        self._crowded.discard(run)
        self._answer(
            {"ended": run, "status": os.waitstatus_to_exitcode(status), "crowded": crowded}
        )

    def _end_crowds(self) -> None:
        """Kill runs with too many threads."""
        for run, (pid, _) in self._runs.items():
            if os.stat(f"/proc/{pid}/task").st_nlink - 2 > MAX_THREADS:  # noqa: PTH116 - again and again
                self._crowded.add(run)
                _kill(pid)


def _share() -> None:
    """Let what is there now stay in memory that all runs share."""
    gc.collect()
    gc.freeze()


def _kill(pid: int) -> None:
    """Kill a run, and what it has started and left in its session."""
    os.kill(pid, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
