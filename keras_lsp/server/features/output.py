"""`keras-lsp/output`: what a program printed, to clients that asked for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_lsp.presentation.wording import WORKER_SAYS

if TYPE_CHECKING:
    from keras_lsp.server.documents import Document
    from keras_lsp.server.scheduler import Change
    from keras_lsp.server.session import KerasServer

OUTPUT = "keras-lsp/output"


def register(server: KerasServer) -> None:
    """Tell the client after each run all that the program printed in it."""

    def run_changed(change: Change, document: Document) -> None:
        if change != "ended" or not server.client.output or document.latest is None:
            return
        pieces = [piece.text for piece in document.latest.report.output]
        text = "".join(piece for piece in pieces if not piece.startswith(WORKER_SAYS))
        server.protocol.notify(OUTPUT, {"uri": document.uri, "text": text})

    server.scheduler.on_change(run_changed)
