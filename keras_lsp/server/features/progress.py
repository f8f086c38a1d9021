"""Shows long work as progress in the editor, where it can be cancelled."""

from __future__ import annotations

import asyncio
import logging
import uuid
from pathlib import PurePath
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from keras_lsp.report import is_notebook

if TYPE_CHECKING:
    from collections.abc import Callable

    from keras_lsp.runs.workers import RunProgress
    from keras_lsp.server.documents import Document
    from keras_lsp.server.scheduler import Change
    from keras_lsp.server.session import KerasServer

PATIENCE = 0.5
# Measured on two cores: 3 to 4 s for JAX, 4 to 6 s for TensorFlow, 14 s beside other work.
USUALLY = "usually 3 to 15 s"
LONG = 20.0
# Seconds without anything new, from which on they are said.
_LONG_PLACE = 2.0
STILL = (
    "takes longer than usual. The first time after an installation, Python compiles its "
    "packages: wait a minute; after that, check the output, or cancel and choose another Python "
    "(setting keras-lsp.interpreter)"
)

log = logging.getLogger(__name__)


class Bar:
    """One progress in the editor, shown after a while and taken away when it is over.

    Args:
        server: that of the editor.
        title: what it is about.
        cancel: called when the person who sees it wants that to end.

    Attributes:
        shown: the editor shows it just now.
    """

    def __init__(self, server: KerasServer, title: str, cancel: Callable[[], None]) -> None:
        self._server = server
        self._title = title
        self._cancel = cancel
        self._token = str(uuid.uuid4())
        self._over = asyncio.Event()
        self.shown = False

    def start(self, message: str, patience: float) -> None:
        """Show it if it is not over within `patience` seconds."""
        if self._server.client.progress:
            self._server.spawn(self._show(message, patience))

    def report(self, message: str) -> None:
        """Say something else, if it is shown."""
        if self.shown:
            report = types.WorkDoneProgressReport(message=message)
            self._server.work_done_progress.report(self._token, report)

    def end(self) -> None:
        """Take it away, or do not let it appear."""
        self._over.set()

    async def over_within(self, seconds: float) -> bool:
        """Wait for its end; whether it came within that time."""
        try:
            await asyncio.wait_for(self._over.wait(), seconds)
        except asyncio.TimeoutError:
            return False
        return True

    async def _show(self, message: str, patience: float) -> None:
        if await self.over_within(patience):
            return
        progress = self._server.work_done_progress
        try:
            await progress.create_async(self._token)
        except JsonRpcException as error:
            log.info("the client refused a progress report: %s", error)
            return
        if not self._over.is_set():
            progress.tokens[self._token].add_done_callback(lambda _: self._on_cancel())
            begin = types.WorkDoneProgressBegin(self._title, cancellable=True, message=message)
            progress.begin(self._token, begin)
            self.shown = True
            await self._over.wait()
            self.shown = False
            progress.end(self._token, types.WorkDoneProgressEnd())
        progress.tokens.pop(self._token, None)

    def _on_cancel(self) -> None:
        if not self._over.is_set():
            self.end()
            self._cancel()


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
            self._wait_for(document)

    def show_progress(self, document: Document, progress: RunProgress) -> None:
        """Show how far a document's run is."""
        bar = self._runs.get(document)
        if bar is not None:
            bar.report(_how_far(document, progress))

    def starting(self, interpreter: str, under_way: bool) -> None:
        """Follow Keras being loaded by an interpreter."""
        bar = self._starting.pop(interpreter, None)
        if bar is not None:
            bar.end()
        if under_way and self._runs:
            # One that nobody waits for is loaded ahead.
            bar = Bar(self._server, "Starting Keras", self._server.scheduler.cancel_all)
            bar.start(f"{USUALLY}, once: {interpreter}", 0.0)
            self._server.spawn(_if_it_takes_long(bar))
            self._starting[interpreter] = bar
        for document, run in list(self._runs.items()):
            if not run.shown:
                run.end()
                self._wait_for(document)

    def _wait_for(self, document: Document) -> None:
        """Show the run if it is long, not counting the time until Keras is there."""
        stop = self._server.scheduler.stop
        bar = self._runs[document] = Bar(self._server, "Analysing", lambda: stop(document))
        if not self._starting:
            bar.start(PurePath(document.path).name, PATIENCE)


async def _if_it_takes_long(bar: Bar) -> None:
    if not await bar.over_within(LONG):
        bar.report(STILL)


def _how_far(document: Document, progress: RunProgress) -> str:
    """`model.py, line 41 for 8 s: 120 layers so far`."""
    name = PurePath(document.path).name
    at, layers = progress.at, progress.layers
    if at is not None and at.path == document.path and not is_notebook(at.path):
        name += f", line {at.line}"
    elif at is not None and at.path != document.path:
        name += f", in {PurePath(at.path).name} line {at.line}"
    if at is not None and at.idle >= _LONG_PLACE:
        name += f" for {at.idle:.0f} s"
    return f"{name}: {layers:,} layer{'s' * (layers != 1)} so far" if layers else name
