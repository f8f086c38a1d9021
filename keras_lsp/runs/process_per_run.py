"""Runs in processes of their own, each of which loads Keras: where fork is not safe."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from keras_lsp import systems
from keras_lsp.runs import event_log, priorities
from keras_lsp.runs.installed import Installed
from keras_lsp.runs.processes import (
    CROWDED,
    MAX_THREADS,
    START_LIMIT,
    LineReader,
    WorkerError,
    end,
    end_text,
    import_limit,
    new_name,
    objects,
    pipe_of,
    spawn,
    startup_failure,
)

if TYPE_CHECKING:
    from keras_lsp.runs.processes import Run

_WATCH = 0.1
# How lines begin that are of the process, and not of its program.
_ANSWERS = (b'{"ready": ', b'{"spent": ')
# Seconds in which a process must have found out whether it is as before.
_LOOKING = 10.0


class SingleRun:
    """A process of its own that loads Keras and runs one program.

    Another one follows where the process says that the one before has left nothing behind.
    """

    def __init__(self, start: asyncio.Task[asyncio.subprocess.Process], interpreter: str) -> None:
        self.name = new_name("run")
        self._start = start
        self._interpreter = interpreter
        self._killed = False
        self._hurried = False
        self._told = False
        self._crowded = False
        self._installed = Installed()
        self._reader: LineReader | None = None
        # What the process says of itself when its program has ended.
        self._answer: dict[str, Any] | None = None
        self._beside: list[asyncio.Task[None]] = []

    async def ready(self) -> None:
        """See `Run`."""
        process = await asyncio.shield(self._start)
        if not self._hurried:
            priorities.lower(process.pid)
        try:
            line = await asyncio.wait_for(self._reader_of(process).first(), START_LIMIT)
        except asyncio.TimeoutError:
            self.kill()
            raise WorkerError(import_limit(self._interpreter)) from None
        if line is None:
            text = (await pipe_of(process.stderr).read()).decode(errors="replace").strip()
            raise WorkerError(startup_failure(self._interpreter, text))
        if "failed" in line:
            raise WorkerError(str(line["failed"]))
        self._installed.add(map(str, line["ready"].get("files", ())))
        self.hurry()
        event_log.tell(self.name, "ready", "warmed up, waits for a program")

    def is_fit(self) -> bool:
        """See `Run`."""
        return self.lives() and not self._installed.changed_files()

    def lives(self) -> bool:
        """Whether its process has not ended; it may still have to begin."""
        if not self._start.done():
            return True
        if self._start.cancelled() or self._start.exception() is not None:
            return False
        return self._start.result().returncode is None

    def hurry(self) -> None:
        """See `Run`."""
        self._hurried = True
        if self._start.done() and self.lives():
            priorities.restore(self._start.result().pid)

    def _reader_of(self, process: asyncio.subprocess.Process) -> LineReader:
        if self._reader is None:
            self._reader = LineReader(pipe_of(process.stdout))
        return self._reader

    def send(self, program: dict[str, Any]) -> None:
        """See `Run`."""
        event_log.program(self.name, program)
        self._answer = None
        stdin = pipe_of(self._start.result().stdin)
        stdin.write(json.dumps(program).encode() + b"\n")

    async def lines(self) -> list[bytes]:
        """See `Run`."""
        process = self._start.result()
        if not self._beside:
            self._beside = [
                asyncio.create_task(_drain(process)),
                asyncio.create_task(self._watch(process)),
            ]
        while lines := await self._reader_of(process).lines():
            events = [line for line in lines if not line.startswith(_ANSWERS)]
            for answer in objects(line for line in lines if line.startswith(_ANSWERS)):
                self._answer = answer
            if events or self._answer is not None:
                return events
        drain, watch = self._beside
        await drain
        watch.cancel()
        return []

    async def _wait_for_answer(self) -> None:
        while self._answer is None and await self.lines():
            pass

    async def is_as_before(self) -> bool:
        """Wait until it says whether it may run another program, once its own has ended."""
        try:
            await asyncio.wait_for(self._wait_for_answer(), _LOOKING)
        except asyncio.TimeoutError:
            return False
        answer, self._answer = self._answer or {}, None
        if "ready" in answer:
            event_log.tell(self.name, "ready", "as before, waits for another program")
            return True
        event_log.tell(self.name, "spent", str(answer.get("spent", "it ended")))
        return False

    async def _watch(self, process: asyncio.subprocess.Process) -> None:
        """End it when it has too many threads, which the kernel does not count for root."""
        tasks = f"/proc/{process.pid}/task"
        while sys.platform == "linux" and process.returncode is None:
            with contextlib.suppress(FileNotFoundError):
                self._crowded = os.stat(tasks).st_nlink - 2 > MAX_THREADS  # noqa: PTH116 - again and again
            if self._crowded:
                self.kill()
                return
            await asyncio.sleep(_WATCH)

    def ask_where(self) -> None:
        """See `Run`."""
        if systems.WHERE is not None and self.lives():
            self._start.result().send_signal(systems.WHERE)

    def kill(self) -> None:
        """See `Run`."""
        self._killed = True
        if self._start.done() and not self._start.cancelled() and self._start.exception() is None:
            end(self._start.result())

    async def wait(self) -> int:
        """See `Run`."""
        try:
            process = await asyncio.shield(self._start)
        except WorkerError:
            return 1
        if self._killed:
            self.kill()
        status = await process.wait()
        if not self._told:
            self._told = True
            event_log.tell(self.name, "ended", end_text(status, killed=self._killed))
        return CROWDED if self._crowded else status


async def _drain(process: asyncio.subprocess.Process) -> None:
    while await pipe_of(process.stderr).read(1 << 14):
        pass


class ProcessPerRun:
    """Launches a process for each run, where fork is not safe."""

    def __init__(self, interpreter: str, settings: dict[str, Any], extra: dict[str, str]) -> None:
        self._interpreter = interpreter
        self._settings = settings
        self._extra = extra
        self._runs: list[SingleRun] = []
        self.stuck: set[str] = set()
        self._closed = False

    @property
    def alive(self) -> bool:
        """See `Launcher`."""
        return not self._closed

    def is_outdated(self) -> bool:
        """See `Launcher`: each run imports what there is, and knows whether that has changed."""
        return False

    async def start(self) -> None:
        """See `Launcher`."""

    def launch(self, temporary: str, *, awaited: bool = False) -> Run:
        """See `Launcher`."""
        start = asyncio.create_task(
            spawn(
                self._interpreter,
                ["single"],
                {**self._settings, "temporary": temporary, "awaited": awaited},
                self._extra,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
        )
        run = SingleRun(start, self._interpreter)
        event_log.tell(run.name, "starting", event_log.plan(self._interpreter, self._settings))
        self._runs = [*(each for each in self._runs if each.lives()), run]
        return run

    def preload(self, modules: list[str]) -> None:
        """See `Launcher`."""
        known = self._settings.get("preload", [])
        self._settings = {**self._settings, "preload": sorted({*known, *modules})}

    async def close(self) -> None:
        """See `Launcher`."""
        self._closed = True
        for run in self._runs:
            run.kill()
            await run.wait()
