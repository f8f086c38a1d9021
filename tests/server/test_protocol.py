"""What the server keeps of the messages that it has handled: nothing."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from lsprotocol import types as t

from keras_lsp.server.app import create_server
from tests.server.fake_server import FakeWorkers

if TYPE_CHECKING:
    from pathlib import Path


async def test_notifications_are_forgotten_when_they_are_handled(tmp_path: Path) -> None:
    server = create_server(FakeWorkers())
    protocol = server.protocol
    protocol._server_capabilities = t.ServerCapabilities()
    await asyncio.sleep(0)
    uri = (tmp_path / "a.py").as_uri()
    opened = t.DidOpenTextDocumentParams(t.TextDocumentItem(uri, "python", 1, "a = 1\n"))
    saved = t.DidSaveTextDocumentParams(t.TextDocumentIdentifier(uri))
    protocol._handle_notification(t.TEXT_DOCUMENT_DID_OPEN, opened)
    for _ in range(3):
        protocol._handle_notification(t.TEXT_DOCUMENT_DID_SAVE, saved)
    assert protocol._request_futures == {}
    server.scheduler.cancel_all()
