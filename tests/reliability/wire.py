"""A server process as a client sees that writes and reads the bytes itself."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from typing import TYPE_CHECKING, Any

from tests.e2e.editor import REPOSITORY, SERVER

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

PATIENCE = 30.0

PARSE_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND = -32700, -32600, -32601
INVALID_PARAMS, NOT_INITIALIZED, CANCELLED = -32602, -32002, -32800

CAPABILITIES: dict[str, Any] = {"processId": None, "rootUri": None, "capabilities": {}}
DOCUMENT = {"uri": "file:///nowhere/model.py"}
ORIGIN = {"line": 0, "character": 0}
EMPTY_RANGE = {"start": ORIGIN, "end": ORIGIN}
HERE = {"textDocument": DOCUMENT, "position": ORIGIN}


def framed(body: bytes, header: bytes | None = None) -> bytes:
    return (header or b"Content-Length: %d\r\n\r\n" % len(body)) + body


def request(method: Any, number: Any, *params: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": number, "method": method, **_params(params)}


def notification(method: Any, *params: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "method": method, **_params(params)}


def _params(params: tuple[Any, ...]) -> dict[str, Any]:
    return {"params": params[0]} if params else {}


class Wire:
    """A server process, and the two ends of what it is told and tells."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.heard: list[dict[str, Any]] = []
        self.errors = ""
        self._probes = 0
        self._news = asyncio.Event()
        self._tasks = [asyncio.create_task(self._hear()), asyncio.create_task(self._overhear())]

    async def _hear(self) -> None:
        assert self.process.stdout is not None
        while header := await self.process.stdout.readline():
            length = int(header.split(b":")[1])
            while (await self.process.stdout.readline()).strip():
                pass
            self.heard.append(json.loads(await self.process.stdout.readexactly(length)))
            self._news.set()

    async def _overhear(self) -> None:
        assert self.process.stderr is not None
        while line := await self.process.stderr.readline():
            self.errors += line.decode()

    async def send(self, *messages: dict[str, Any] | bytes) -> None:
        assert self.process.stdin is not None
        for message in messages:
            whole = message if isinstance(message, bytes) else framed(json.dumps(message).encode())
            self.process.stdin.write(whole)
        await self.process.stdin.drain()

    async def answer(self, number: Any) -> dict[str, Any]:
        """What a request is answered with: its result, or its error."""
        return await self.heard_of(
            lambda message: message.get("id") == number and "method" not in message
        )

    async def heard_of(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The first message of this kind, of those that were not dropped."""

        async def wait() -> dict[str, Any]:
            while True:
                for message in self.heard:
                    if wanted(message):
                        return message
                self._news.clear()
                await self._news.wait()

        return await asyncio.wait_for(wait(), PATIENCE)

    async def probe(self) -> list[dict[str, Any]]:
        """Ask something that has a right answer; what was heard until then, which is dropped."""
        self._probes += 1
        number = f"probe {self._probes}"
        await self.send(request("textDocument/hover", number, HERE))
        assert await self.answer(number) == {"jsonrpc": "2.0", "id": number, "result": None}
        heard, self.heard = self.heard[:-1], []
        return heard

    async def initialize(self, **more: Any) -> None:
        await self.send(request("initialize", "first", {**CAPABILITIES, **more}))
        assert "capabilities" in (await self.answer("first"))["result"]
        await self.send(notification("initialized", {}))
        await self.probe()

    async def ended(self) -> int:
        return await asyncio.wait_for(self.process.wait(), PATIENCE)

    async def leave(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()
        await asyncio.gather(*self._tasks)


@contextlib.asynccontextmanager
async def wired(home: Path, *, initialized: bool = True, **parameters: Any) -> AsyncIterator[Wire]:
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "TMPDIR": str(home)}
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, *SERVER, stdin=pipe, stdout=pipe, stderr=pipe, env=environment, cwd=home,
        limit=1 << 26,
    )  # fmt: skip
    wire = Wire(process)
    try:
        if initialized:
            await wire.initialize(**parameters)
        yield wire
        before, traceback, after = wire.errors.partition("Traceback")
        assert not traceback, f"{before[-500:]}{traceback}{after[:3000]}"
    finally:
        await wire.leave()


def code(message: dict[str, Any]) -> tuple[Any, int]:
    """Id and code of an error."""
    return message["id"], message["error"]["code"]
