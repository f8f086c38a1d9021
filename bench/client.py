"""A language server over its pipes, asked by a client that costs next to nothing itself."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

PATIENCE = 120.0


class Client:
    """One session with a server.

    Attributes:
        process: the server.
        started: when it was started, by `time.perf_counter`.
    """

    def __init__(self, process: asyncio.subprocess.Process, settings: dict[str, Any]) -> None:
        self.process = process
        self.started = time.perf_counter()
        self._settings = settings
        self._numbers = iter(range(1, 1 << 30))
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._published: dict[tuple[str, int], asyncio.Future[float]] = {}
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        output = self.process.stdout
        assert output is not None
        while True:
            try:
                head = await output.readuntil(b"\r\n\r\n")
            except asyncio.IncompleteReadError:
                return
            size = next(
                int(line[15:])
                for line in head.split(b"\r\n")
                if line[:15].lower() == b"content-length:"
            )
            self._take(json.loads(await output.readexactly(size)))

    def _take(self, message: dict[str, Any]) -> None:
        if "method" not in message:
            answer = self._answers.pop(message["id"])
            if "error" in message:
                answer.set_exception(RuntimeError(str(message["error"])))
            else:
                answer.set_result(message["result"])
            return
        parameters = message.get("params") or {}
        if message["method"] == "textDocument/publishDiagnostics":
            key = parameters["uri"], parameters.get("version", 0)
            waiting = self._published.pop(key, None)
            if waiting is not None and not waiting.done():
                waiting.set_result(time.perf_counter())
        if "id" in message:
            is_settings = message["method"] == "workspace/configuration"
            result = [self._settings for _ in parameters["items"]] if is_settings else None
            self._send({"id": message["id"], "result": result})

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def notify(self, method: str, parameters: Any) -> None:
        """Send a notification."""
        self._send({"method": method, "params": parameters})

    async def request(self, method: str, parameters: Any) -> Any:
        """Send a request and wait for its result."""
        number = next(self._numbers)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        self._send({"id": number, "method": method, "params": parameters})
        return await asyncio.wait_for(answer, PATIENCE)

    async def initialize(self, workspace: Path) -> float:
        """Shake hands; seconds from the start of the process to the answer."""
        capabilities = {
            "workspace": {
                "configuration": True,
                "inlayHint": {"refreshSupport": True},
                "codeLens": {"refreshSupport": True},
            },
            "textDocument": {
                "publishDiagnostics": {"versionSupport": True},
                "inlayHint": {"resolveSupport": {"properties": ["tooltip"]}},
                "hover": {"contentFormat": ["markdown"]},
                "codeAction": {
                    "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}
                },
            },
        }
        folder = {"uri": workspace.as_uri(), "name": "bench"}
        await self.request(
            "initialize",
            {
                "processId": None,
                "rootUri": folder["uri"],
                "workspaceFolders": [folder],
                "capabilities": capabilities,
            },
        )
        seconds = time.perf_counter() - self.started
        self.notify("initialized", {})
        return seconds

    async def leave(self) -> None:
        """Shut the server down."""
        await self.request("shutdown", None)
        self.notify("exit", None)
        await asyncio.wait_for(self.process.wait(), PATIENCE)
        await self._reading

    def published(self, uri: str, version: int) -> asyncio.Future[float]:
        """When the diagnostics of a version of a document come, by `time.perf_counter`."""
        found = asyncio.get_running_loop().create_future()
        self._published[uri, version] = found
        return found


class Buffer:
    """An open document of a client."""

    def __init__(self, client: Client, path: Path, text: str) -> None:
        self.client = client
        self.uri = path.as_uri()
        self.text = text
        self.version = 1
        self.path = path
        path.write_text(text, "utf-8")
        item = {"uri": self.uri, "languageId": "python", "version": 1, "text": text}
        self.opened = client.published(self.uri, 1)
        client.notify("textDocument/didOpen", {"textDocument": item})

    @property
    def identifier(self) -> dict[str, Any]:
        """As the protocol names it."""
        return {"uri": self.uri}

    def type(self, line: int, column: int, text: str) -> asyncio.Future[float]:
        """Type something, at a place that counts from 0; when the diagnostics come for it."""
        self.version += 1
        published = self.client.published(self.uri, self.version)
        place = {"line": line, "character": column}
        change = {"range": {"start": place, "end": place}, "text": text}
        identifier = {**self.identifier, "version": self.version}
        self.client.notify(
            "textDocument/didChange", {"textDocument": identifier, "contentChanges": [change]}
        )
        lines = self.text.split("\n")
        lines[line] = lines[line][:column] + text + lines[line][column:]
        self.text = "\n".join(lines)
        return published

    async def save(self) -> float:
        """Save it; seconds until the diagnostics and then the hints have come."""
        started = time.perf_counter()
        await self.checked()
        await self.hints()
        return time.perf_counter() - started

    async def checked(self) -> None:
        """Save it, and wait for the diagnostics."""
        self.path.write_text(self.text, "utf-8")
        published = self.client.published(self.uri, self.version)
        self.client.notify("textDocument/didSave", {"textDocument": self.identifier})
        await asyncio.wait_for(published, PATIENCE)

    async def hints(self, first: int = 0, last: int = 100_000) -> list[Any]:
        """The hints of some lines."""
        ends = {"start": {"line": first, "character": 0}, "end": {"line": last, "character": 0}}
        asked = {"textDocument": self.identifier, "range": ends}
        return list(await self.client.request("textDocument/inlayHint", asked) or [])

    def close(self) -> None:
        """Close it."""
        self.client.notify("textDocument/didClose", {"textDocument": self.identifier})


@contextlib.asynccontextmanager
async def session(
    command: Sequence[str],
    workspace: Path,
    environment: dict[str, str],
    settings: dict[str, Any] | None = None,
) -> AsyncIterator[tuple[Client, float]]:
    """A session with a server of its own, and the seconds that `initialize` took."""
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=environment,
        cwd=workspace,
    )
    client = Client(process, settings or {})
    try:
        yield client, await client.initialize(workspace)
        await client.leave()
    finally:
        if process.returncode is None:
            process.kill()
