"""Runs that are forked from a process that has loaded Keras. Linux only."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import subprocess
from collections import deque
from typing import TYPE_CHECKING, Any

from keras_lsp.runs import event_log
from keras_lsp.runs.installed import Installed
from keras_lsp.runs.pipes import Pipes, two_pipes
from keras_lsp.runs.processes import (
    CROWDED,
    ORPHANED,
    START_LIMIT,
    LineReader,
    WorkerError,
    end,
    end_text,
    import_limit,
    new_name,
    no_process,
    pipe_of,
    scarcity,
    spawn,
    startup_failure,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from keras_lsp.runs.processes import Run

_STDERR_TAIL = 4000
# Limits in seconds: importing packages (no fork can happen meanwhile);
IMPORT_LIMIT = 60.0
# forking, on top of that; ending a run;
FORK_LIMIT = 30.0
KILL_LIMIT = 5.0
# reading the rest of stderr after the process ended: a child may still hold the pipe.
_ERRORS_LIMIT = 1.0


_SILENT = "The worker process does not respond. Save the file to try again"


async def first_words(reader: LineReader) -> None:
    """Wait for a run's first words.

    Raises:
        WorkerError: they say that it failed, or it ended without any.
    """
    said = await reader.first()
    if said is None:
        raise WorkerError("The worker process ended while starting. Save the file to try again")
    if "ready" not in said:
        raise WorkerError(str(said.get("failed", "the worker sent something unexpected")))


class ZygoteRun:
    """A fork of the zygote, or a copy of such a one that goes on.

    Attributes:
        on_copy: called with the number of a copy that it has left behind, what is to be known of
            it, and the bytes that each copy uses, by its number.
    """

    def __init__(self, zygote: ZygoteLauncher, number: int, pipes: Pipes) -> None:
        self._zygote = zygote
        self._number = number
        self._pipes = pipes
        self.name = new_name("run")
        self.end: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.refused: WorkerError | None = None
        self.killed = False
        self.on_copy: Callable[[int, dict[str, Any], dict[int, int]], None] | None = None

    @property
    def launcher(self) -> ZygoteLauncher:
        """Where it comes from."""
        return self._zygote

    async def ready(self) -> None:
        """See `Run`."""
        try:
            reader = await self._pipes.reader()
            await asyncio.wait_for(first_words(reader), IMPORT_LIMIT + FORK_LIMIT)
        except asyncio.TimeoutError:
            self._zygote.give_up("it does not fork")
            await self.wait()
            raise WorkerError(_SILENT) from None
        except WorkerError as error:
            status = await self.wait()
            if self.refused is not None:
                raise self.refused from None
            raise WorkerError(f"{error} (exit status {status})") from None
        event_log.tell(self.name, "ready", "warmed up, waits for a program")

    def is_fit(self) -> bool:
        """See `Run`."""
        return not self.end.done()

    def hurry(self) -> None:
        """See `Run`: a fork is there at once."""

    def send(self, program: dict[str, Any]) -> None:
        """See `Run`."""
        event_log.program(self.name, program)
        self._pipes.write(json.dumps(program).encode() + b"\n")

    async def lines(self) -> list[bytes]:
        """See `Run`."""
        return await (await self._pipes.reader()).lines()

    def ask_where(self) -> None:
        """See `Run`."""
        self._zygote.request({"where": self._number})

    def kill(self) -> None:
        """See `Run`."""
        if not self.killed:
            self.killed = True
            self._zygote.request({"kill": self._number})
            asyncio.get_running_loop().call_later(KILL_LIMIT, self._insist)

    def _insist(self) -> None:
        """End the zygote if it has not killed the run; while it imports it cannot."""
        if self.end.done():
            return
        if self._zygote.imports:
            asyncio.get_running_loop().call_later(KILL_LIMIT, self._insist)
        else:
            self._zygote.give_up("it does not kill")

    async def wait(self) -> int:
        """See `Run`."""
        try:
            return await asyncio.shield(self.end)
        finally:
            if self.end.done():
                self._pipes.close()


class ZygoteLauncher:
    """A process that has loaded Keras and forks runs. Linux only.

    Args:
        interpreter: the Python to start.
        settings: for the worker's `--settings`.
        extra: environment beyond the usual.

    Attributes:
        stuck: see `Launcher`.
        on_lost: called with the number of a copy of a run that has ended.
    """

    def __init__(self, interpreter: str, settings: dict[str, Any], extra: dict[str, str]) -> None:
        self.name = new_name("zygote")
        self._interpreter = interpreter
        self._settings = settings
        self._extra = extra
        self._process: asyncio.subprocess.Process | None = None
        self._control: socket.socket | None = None
        self._listener: asyncio.Task[None] | None = None
        self._runs: dict[int, ZygoteRun] = {}
        self._ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._stderr = b""
        self._count = 0
        self.on_lost: Callable[[int], None] | None = None
        self._installed = Installed()
        self.stuck: set[str] = set()
        self._imports: deque[tuple[list[str], asyncio.TimerHandle]] = deque()
        self._outdated = False

    @property
    def alive(self) -> bool:
        """See `Launcher`."""
        # The process that waits ends a moment after the one that answers.
        answers = self._listener is not None and not self._listener.done()
        return answers and self._process is not None and self._process.returncode is None

    def is_outdated(self) -> bool:
        """See `Launcher`."""
        if not self._outdated and (changed := self._installed.changed_files()):
            event_log.tell(self.name, "outdated", f"reinstalled: {', '.join(changed)}")
            self._outdated = True
        return self._outdated

    async def start(self) -> None:
        """See `Launcher`."""
        event_log.tell(self.name, "starting", event_log.plan(self._interpreter, self._settings))
        with scarcity():
            ours, theirs = socket.socketpair()
        ours.settimeout(0)
        with theirs:
            self._process = await spawn(
                self._interpreter,
                ["zygote", "--control", str(theirs.fileno())],
                self._settings,
                self._extra,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
            )
        self._control = ours
        self._listener = asyncio.create_task(self._listen(ours, pipe_of(self._process.stderr)))
        try:
            await asyncio.wait_for(asyncio.shield(self._ready), START_LIMIT)
        except asyncio.TimeoutError:
            await self.close()
            raise WorkerError(import_limit(self._interpreter)) from None

    def launch(self, temporary: str, *, awaited: bool = False) -> Run:  # noqa: ARG002 - it is there at once
        """See `Launcher`."""
        return self._begin({"temporary": temporary}, "fork")

    def go_on(self, number: int) -> Run:
        """A run that goes on from a copy, which is used up by it.

        Args:
            number: of the copy.

        Raises:
            WorkerError: the system has no room for one.
        """
        return self._begin({"use": number}, f"go on from copy {number}")

    def drop(self, number: int) -> None:
        """Give up a copy of a run."""
        if self.alive:
            self.request({"drop": number})

    def _begin(self, request: dict[str, Any], told: str) -> ZygoteRun:
        with scarcity():
            (program_read, program_write), (events_read, events_write) = two_pipes()
        self._count += 1
        number = self._count
        run = ZygoteRun(self, number, Pipes(program_write, events_read))
        self._runs[number] = run
        event_log.tell(self.name, told, run.name)
        self.request({**request, "fork": number}, [program_read, events_write])
        os.close(program_read)
        os.close(events_write)
        return run

    def preload(self, modules: list[str]) -> None:
        """See `Launcher`."""
        if not modules or not self.alive:
            return
        event_log.tell(self.name, "preload", ", ".join(modules))
        self.request({"preload": modules})
        late = asyncio.get_running_loop().call_later(IMPORT_LIMIT, self._import_is_late)
        self._imports.append((modules, late))

    @property
    def imports(self) -> bool:
        """Whether it is importing what `preload` has asked for."""
        return bool(self._imports)

    def _import_is_late(self) -> None:
        modules, _ = self._imports[0]
        self.stuck.update(modules)
        self.give_up(f"importing {', '.join(modules)} does not finish")

    def request(self, message: dict[str, Any], descriptors: list[int] | None = None) -> None:
        """Send a request, if there still is a zygote to take it."""
        if self._control is None:
            return
        data = json.dumps(message).encode() + b"\n"
        try:
            socket.send_fds(self._control, [data], descriptors or [])
        except BlockingIOError:
            self.give_up("it takes no requests")
        except OSError:
            pass  # It has ended, which its listener hears.

    def give_up(self, why: str) -> None:
        """End it now; its runs end, too."""
        event_log.tell(self.name, "stuck", why)
        if self._process is not None:
            end(self._process)

    async def _listen(self, control: socket.socket, stderr: asyncio.StreamReader) -> None:
        loop = asyncio.get_running_loop()
        errors = asyncio.create_task(self._read_errors(stderr))
        buffer = b""
        with contextlib.suppress(OSError):
            while data := await loop.sock_recv(control, 1 << 16):
                *lines, buffer = (buffer + data).split(b"\n")
                for line in lines:
                    self._hear(json.loads(line))
        await asyncio.wait({errors}, timeout=_ERRORS_LIMIT)
        errors.cancel()
        self._note_end()

    def _hear(self, message: dict[str, Any]) -> None:
        if "ready" in message:
            if not self._ready.done():
                event_log.tell(self.name, "ready", "Keras is loaded")
                self._ready.set_result(None)
        elif "failed" in message:
            if not self._ready.done():
                self._fail(str(message["failed"]))
        elif "files" in message:
            self._installed.add(map(str, message["files"]))
            if "preloaded" in message:
                _, late = self._imports.popleft()
                late.cancel()
        elif "copy" in message:
            run = self._runs.get(int(message["run"] or 0))
            if run is not None and run.on_copy is not None:
                memory = {int(number): int(size) for number, size in message["memory"].items()}
                run.on_copy(int(message["copy"]), dict(message["facts"]), memory)
            else:
                self.drop(int(message["copy"]))
        elif "lost" in message:
            if self.on_lost is not None:
                self.on_lost(int(message["lost"]))
        elif "refused" in message:
            run = self._runs.pop(int(message["refused"]), None)
            if run is not None:
                if "unsafe" in message:
                    event_log.tell(self.name, "unsafe", f"{message['unsafe']}: no more forks")
                    run.refused = WorkerError(str(message["unsafe"]), unsafe=True)
                else:
                    run.refused = no_process(str(message["scarce"]))
                run.end.set_result(0)
        elif "ended" in message:
            run = self._runs.pop(int(message["ended"]), None)
            if run is not None and not run.end.done():
                status = int(message["status"])
                crowded = bool(message.get("crowded"))
                event_log.tell(run.name, "ended", end_text(status, killed=run.killed or crowded))
                run.end.set_result(CROWDED if crowded else status)

    def _fail(self, message: str) -> None:
        self._ready.set_exception(WorkerError(message))
        self._ready.exception()  # Else asyncio complains if who started it has left.

    async def _read_errors(self, stderr: asyncio.StreamReader) -> None:
        while data := await stderr.read(1 << 14):
            self._stderr = (self._stderr + data)[-_STDERR_TAIL:]

    def _note_end(self) -> None:
        event_log.tell(self.name, "ended", "")
        for _, late in self._imports:
            late.cancel()
        self._imports.clear()
        if not self._ready.done():
            text = self._stderr.decode(errors="replace").strip()
            self._fail(startup_failure(self._interpreter, text))
        for run in self._runs.values():
            if not run.end.done():
                run.end.set_result(ORPHANED)
        self._runs.clear()

    async def close(self) -> None:
        """See `Launcher`."""
        if self._process is not None:
            end(self._process)
            await self._process.wait()
        if self._control is not None:
            # A child process may hold the other end open for ever.
            with contextlib.suppress(OSError):
                self._control.shutdown(socket.SHUT_RDWR)
        if self._listener is not None:
            await self._listener
        if self._control is not None:
            self._control.close()
            self._control = None
