"""What takes time is shown as the editor's progress, and can be cancelled there."""

from __future__ import annotations

import asyncio
import logging
import uuid
from pathlib import PurePath
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.exceptions import JsonRpcException

if TYPE_CHECKING:
    from collections.abc import Callable

    from keras_lsp.server.documents import Document
    from keras_lsp.server.scheduler import Change
    from keras_lsp.server.session import KerasServer

PATIENCE = 0.5

log = logging.getLogger(__name__)


class Bar:
    """One progress in the editor, shown after a while and taken away when it is over."""

    def __init__(self, server: KerasServer, title: str, cancel: Callable[[], None]) -> None:
        self._server = server
        self._title = title
        self._cancel = cancel
        self._token = str(uuid.uuid4())
        self._over = asyncio.Event()

    def start(self, message: str, patience: float) -> None:
        """Show it if it is not over within `patience` seconds."""
        if self._server.client.progress:
            self._server.spawn(self._show(message, patience))

    def end(self) -> None:
        """Take it away, or do not let it appear."""
        self._over.set()

    async def _show(self, message: str, patience: float) -> None:
        if await self._is_over_within(patience):
            return
        progress = self._server.work_done_progress
        try:
            await progress.create_async(self._token)
        except JsonRpcException as error:
            log.info("the client refused a progress: %s", error)
            return
        if not self._over.is_set():
            progress.tokens[self._token].add_done_callback(lambda _: self._cancelled())
            begin = types.WorkDoneProgressBegin(self._title, cancellable=True, message=message)
            progress.begin(self._token, begin)
            await self._over.wait()
            progress.end(self._token, types.WorkDoneProgressEnd())
        progress.tokens.pop(self._token, None)

    def _cancelled(self) -> None:
        if not self._over.is_set():
            self._cancel()

    async def _is_over_within(self, seconds: float) -> bool:
        try:
            await asyncio.wait_for(self._over.wait(), seconds)
        except asyncio.TimeoutError:
            return False
        return True


class Bars:
    """The progress of each run, and of Keras being loaded."""

    def __init__(self, server: KerasServer) -> None:
        self._server = server
        self._runs: dict[Document, Bar] = {}
        self._starting: dict[str, Bar] = {}

    def run_changed(self, change: Change, document: Document) -> None:
        """Follow a document's run."""
        bar = self._runs.pop(document, None)
        if bar is not None:
            bar.end()
        if change == "started":
            cancel = self._server.scheduler.cancel
            bar = Bar(self._server, "Analysing", lambda: cancel(document))
            bar.start(PurePath(document.path).name, PATIENCE)
            self._runs[document] = bar

    def starting(self, interpreter: str, under_way: bool) -> None:
        """Follow Keras being loaded by an interpreter."""
        bar = self._starting.pop(interpreter, None)
        if bar is not None:
            bar.end()
        if under_way:
            bar = Bar(self._server, "Starting Keras", self._server.scheduler.cancel_all)
            bar.start(interpreter, 0.0)
            self._starting[interpreter] = bar


def register(server: KerasServer) -> None:
    """Show progress for runs and for Keras being loaded."""
    bars = Bars(server)
    server.scheduler.on_change(bars.run_changed)
    server.workers.on_starting(bars.starting)
