"""A client for tests: the fake server in a process of its own, spoken to over stdio.

The processes are forked from one that has imported the server: that takes 0.7 s each time else.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import json
import multiprocessing
import os
import socket
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from lsprotocol import types as t
from pygls.io_ import run_async
from pytest_lsp import client_capabilities, make_test_lsp_client

from keras_lsp.server.app import serve_stdio
from tests.contract import breaches
from tests.server.fake_server import FakeWorkers

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

SERVER = Path(__file__).with_name("fake_server.py")
OPEN = "--open"
"""Has the fake server behave as where nothing isolates runs."""


@functools.cache
def _forks() -> Any:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


def _serve(connection: socket.socket, isolated: bool) -> None:
    """Be the fake server, with the connection as standard input and output."""
    os.dup2(connection.fileno(), 0)
    os.dup2(connection.fileno(), 1)
    connection.close()
    sys.stdin, sys.stdout = open(0), open(1, "w")  # noqa: SIM115 - they are never closed
    serve_stdio(FakeWorkers(), isolated=isolated)


@contextlib.asynccontextmanager
async def _server(
    *, isolated: bool
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """What the server says, and what it hears; it must have ended when this is left."""
    if sys.platform == "win32":
        process = await asyncio.create_subprocess_exec(
            sys.executable, str(SERVER), *([] if isolated else [OPEN]),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        yield process.stdout, process.stdin
        await asyncio.wait_for(process.wait(), 60)
        return
    ours, theirs = socket.socketpair()
    forked = _forks().Process(target=_serve, args=(theirs, isolated))
    forked.start()
    theirs.close()
    reader, writer = await asyncio.open_connection(sock=ours)
    yield reader, writer
    await asyncio.to_thread(forked.join, 10)
    assert not forked.is_alive()


class Session:
    """One editor, connected to the fake server; keeps what it is told."""

    def __init__(self, root: Path, answer: dict[str, Any] | None = None) -> None:
        self.root = root
        self.answer = answer
        self.answers: dict[str, dict[str, Any]] = {}
        """Those for folders with settings of their own, by URI."""
        self.scopes: list[str | None] = []
        self.telling = asyncio.Event()
        """Set while the client answers when it is asked for settings."""
        self.telling.set()
        self.client = make_test_lsp_client()
        self.published: list[t.PublishDiagnosticsParams] = []
        self.refreshed: list[str] = []
        self.statuses: list[Any] = []
        self.outputs: list[Any] = []
        self.breaches: list[str] = []
        self.warnings: list[str] = []
        self.asked: list[str] = []
        self.reply: str | None = None
        self.shown: list[t.ShowDocumentParams] = []
        self.created: list[Any] = []
        self.taken_back: list[str] = []
        self.capabilities = t.ServerCapabilities()
        self._news = asyncio.Event()
        self._listen()

    def _listen(self) -> None:
        def publish(params: t.PublishDiagnosticsParams) -> None:
            self.published.append(params)
            self._news.set()

        def refresh(kind: str) -> Any:
            def handler(*_: Any) -> None:
                self.refreshed.append(kind)
                self._news.set()

            return handler

        def message(params: t.ShowMessageParams) -> None:
            self.warnings.append(params.message)
            self._news.set()

        def ask(params: t.ShowMessageRequestParams) -> t.MessageActionItem | None:
            self.asked.append(params.message)
            self._news.set()
            return t.MessageActionItem(self.reply) if self.reply else None

        def status(params: Any) -> None:
            self.statuses.append(params)
            self.breaches += breaches("status", params)
            self._news.set()

        def output(params: Any) -> None:
            self.outputs.append(params)
            self.breaches += breaches("output", params)
            self._news.set()

        async def configuration(params: t.ConfigurationParams) -> list[Any]:
            self.scopes += [item.scope_uri for item in params.items]
            self._news.set()
            await self.telling.wait()
            return [self.answers.get(item.scope_uri or "", self.answer) for item in params.items]

        def show(params: t.ShowDocumentParams) -> t.ShowDocumentResult:
            self.shown.append(params)
            return t.ShowDocumentResult(success=True)

        def register(params: t.RegistrationParams) -> None:
            self.created += params.registrations
            self._news.set()

        def unregister(params: t.UnregistrationParams) -> None:
            self.taken_back += [item.id for item in params.unregisterations]
            self._news.set()

        features = self.client.protocol.fm.features
        for name, handler in {
            t.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS: publish,
            t.WORKSPACE_INLAY_HINT_REFRESH: refresh("hints"),
            t.WORKSPACE_CODE_LENS_REFRESH: refresh("lenses"),
            t.WINDOW_SHOW_MESSAGE: message,
            t.WINDOW_SHOW_MESSAGE_REQUEST: ask,
            "keras-lsp/status": status,
            "keras-lsp/output": output,
            t.WINDOW_SHOW_DOCUMENT: show,
            t.CLIENT_REGISTER_CAPABILITY: register,
            t.CLIENT_UNREGISTER_CAPABILITY: unregister,
            t.WORKSPACE_CONFIGURATION: configuration,
        }.items():
            features.pop(name, None)
            self.client.feature(name)(handler)

    async def until(self, condition: Any, seconds: float = 10) -> None:
        async def wait() -> None:
            while not condition():
                self._news.clear()
                with contextlib.suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(self._news.wait(), 0.02)

        await asyncio.wait_for(wait(), seconds)

    def path(self, name: str) -> Path:
        return self.root / name

    def uri(self, name: str) -> str:
        return self.path(name).as_uri()

    def open_(self, name: str, text: str, *, write: bool = True, uri: str | None = None) -> str:
        if write:
            self.path(name).parent.mkdir(parents=True, exist_ok=True)
            self.path(name).write_bytes(text.encode())
        uri = uri or self.uri(name)
        item = t.TextDocumentItem(uri, "python", 1, text)
        self.client.text_document_did_open(t.DidOpenTextDocumentParams(item))
        return uri

    async def opened(self, name: str, text: str) -> str:
        """Open a file and wait for its first diagnostics."""
        before = len(self.published)
        uri = self.open_(name, text)
        await self.until(lambda: any(item.uri == uri for item in self.published[before:]))
        return uri

    def change(self, uri: str, version: int, *edits: tuple[int, int, int, int, str]) -> None:
        changes: list[Any] = [
            t.TextDocumentContentChangePartial(t.Range(t.Position(a, b), t.Position(c, d)), text)
            for a, b, c, d, text in edits
        ]
        self.client.text_document_did_change(
            t.DidChangeTextDocumentParams(t.VersionedTextDocumentIdentifier(version, uri), changes)
        )

    def save(self, uri: str) -> None:
        self.client.text_document_did_save(
            t.DidSaveTextDocumentParams(t.TextDocumentIdentifier(uri))
        )

    async def saved(self, uri: str) -> t.PublishDiagnosticsParams:
        before = len(self.published)
        self.save(uri)
        await self.until(lambda: any(item.uri == uri for item in self.published[before:]))
        return next(item for item in self.published[before:] if item.uri == uri)

    def close(self, uri: str) -> None:
        self.client.text_document_did_close(
            t.DidCloseTextDocumentParams(t.TextDocumentIdentifier(uri))
        )

    def change_folders(
        self, *, added: tuple[Path, ...] = (), removed: tuple[Path, ...] = ()
    ) -> None:
        """Tell the server that workspace folders come and go."""
        event = t.WorkspaceFoldersChangeEvent(
            [t.WorkspaceFolder(folder.as_uri(), folder.name) for folder in added],
            [t.WorkspaceFolder(folder.as_uri(), folder.name) for folder in removed],
        )
        self.client.workspace_did_change_workspace_folders(
            t.DidChangeWorkspaceFoldersParams(event)
        )

    def messages(self, uri: str) -> list[str]:
        """The first lines of the diagnostics that stand in a file now."""
        standing = [item for item in self.published if item.uri == uri]
        return (
            [item.message.split("\n")[0] for item in standing[-1].diagnostics] if standing else []
        )

    async def hints(self, uri: str, last: int = 1000) -> list[tuple[int, int, str]]:
        params = t.InlayHintParams(
            t.TextDocumentIdentifier(uri), t.Range(t.Position(0, 0), t.Position(last, 0))
        )
        hints = await self.client.text_document_inlay_hint_async(params)
        return [(h.position.line, h.position.character, str(h.label)) for h in hints or ()]

    async def hover(self, uri: str, line: int, character: int) -> str:
        params = t.HoverParams(t.TextDocumentIdentifier(uri), t.Position(line, character))
        hover = await self.client.text_document_hover_async(params)
        return hover.contents.value if hover else ""  # type: ignore[union-attr]

    async def command(self, name: str, *arguments: Any) -> Any:
        params = t.ExecuteCommandParams(f"keras-lsp.{name}", list(arguments))
        result = await self.client.workspace_execute_command_async(params)
        assert breaches(f"{name}Result", result) == []
        return json.loads(json.dumps(result), object_hook=lambda raw: SimpleNamespace(**raw))


@contextlib.asynccontextmanager
async def session(
    root: Path,
    *,
    editor: str = "visual-studio-code",
    options: Any = None,
    configuration: dict[str, Any] | None = None,
    encoding: str | None = None,
    folders: bool = True,
    listed: bool = True,
    hints: bool = True,
    change: Any = None,
    isolated: bool = True,
) -> AsyncIterator[Session]:
    """A connected session.

    Args:
        configuration: what the client answers when it is asked for settings.
        folders: the client has a workspace.
        listed: it knows of workspace folders, not only of a root.
        isolated: the machine can keep runs from the rest of it.
    """
    workspace = [t.WorkspaceFolder(root.as_uri(), "w")] if folders and listed else None
    capabilities = client_capabilities(editor)
    assert capabilities.workspace is not None
    capabilities.workspace.configuration = configuration is not None
    if hints:
        capabilities.workspace.inlay_hint = t.InlayHintWorkspaceClientCapabilities(True)
    if encoding:
        capabilities.general = t.GeneralClientCapabilities(
            position_encodings=[t.PositionEncodingKind(encoding)]
        )
    if change:
        change(capabilities)
    connected = Session(root, configuration)
    client = connected.client
    async with _server(isolated=isolated) as (reader, writer):
        client.protocol.set_writer(writer)
        receiving = asyncio.create_task(
            run_async(
                stop_event=client._stop_event,
                reader=reader,
                protocol=client.protocol,
                error_handler=client.report_server_error,
            )
        )
        try:
            answer = await client.initialize_session(
                t.InitializeParams(
                    capabilities=capabilities,
                    initialization_options=options,
                    root_uri=root.as_uri() if folders else None,
                    workspace_folders=workspace,
                )
            )
            connected.capabilities = answer.capabilities
            yield connected
            assert connected.breaches == []
        finally:
            await client.shutdown_session()
            await receiving
