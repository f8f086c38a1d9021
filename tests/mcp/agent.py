"""A coding agent for tests: it calls the tools over stdio with the client of the official SDK."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from tests.e2e.editor import JAX

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

REPOSITORY = Path(__file__).parents[2]


class RefusedError(Exception):
    """The tool has answered with an error."""


class Log:
    """What the server writes to standard error."""

    def __init__(self) -> None:
        self.text = ""
        self._more = asyncio.Condition()

    async def read(self, end: int) -> None:
        """Take in what comes from a pipe until it ends."""
        reader = asyncio.StreamReader()
        protocol = asyncio.StreamReaderProtocol(reader)
        await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, os.fdopen(end))
        while piece := await reader.read(1 << 16):
            async with self._more:
                self.text += piece.decode("utf-8", "replace")
                self._more.notify_all()

    async def has(self, pattern: str) -> re.Match[str]:
        """Wait until a pattern is there."""
        async with self._more:
            await self._more.wait_for(lambda: re.search(pattern, self.text))
        match = re.search(pattern, self.text)
        assert match is not None
        return match


@dataclass
class Agent:
    """A client, and the folder whose files it may ask about."""

    client: Client
    root: Path
    log: Log

    def write(self, name: str, text: str) -> Path:
        """A file of the folder."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    async def call(self, tool: str, **arguments: Any) -> str:
        """The text of an answer.

        Raises:
            RefusedError: it is an error.
        """
        result = await self.client.call_tool(tool, arguments)
        text = "\n".join(each.text for each in result.content if each.type == "text")
        if result.is_error:
            raise RefusedError(text)
        return text


@contextlib.asynccontextmanager
async def connected(
    root: Path, *options: str, environment: dict[str, str] | None = None
) -> AsyncIterator[Agent]:
    """A client of a server of its own, which has ended when this has.

    The SDK wants to be left in the task that it was entered in, which fixtures do not grant.
    """
    parameters = StdioServerParameters(
        command=sys.executable,
        args=["-m", "keras_lsp", "mcp", "--root", str(root), *options],
        env={**os.environ, **(JAX if environment is None else environment)},
        cwd=str(REPOSITORY),
    )
    ready: asyncio.Future[Client] = asyncio.get_running_loop().create_future()
    over = asyncio.Event()
    log = Log()
    end, beginning = os.pipe()
    reading = asyncio.create_task(log.read(end))

    async def serve() -> None:
        with os.fdopen(beginning, "w", encoding="utf-8") as errors:
            async with Client(stdio_client(parameters, errlog=errors)) as client:
                ready.set_result(client)
                await over.wait()

    task = asyncio.create_task(serve())
    await asyncio.wait({task, ready}, return_when="FIRST_COMPLETED")
    if task.done():
        task.result()
    try:
        yield Agent(await ready, root, log)
    finally:
        over.set()
        await task
        await reading
