"""`keras-lsp/output`: what a program printed, to clients that asked for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_lsp.presentation.wording import WORKER_SAYS

if TYPE_CHECKING:
    from keras_lsp.server.documents import Document
    from keras_lsp.server.session import KerasServer

OUTPUT = "keras-lsp/output"


def send(ls: KerasServer, document: Document) -> None:
    """Tell the client, if it asked for it, all that the program printed in its last run."""
    if not ls.client.output or document.latest is None:
        return
    pieces = [piece.text for piece in document.latest.report.output]
    text = "".join(piece for piece in pieces if not piece.startswith(WORKER_SAYS))
    ls.protocol.notify(OUTPUT, {"uri": document.uri, "text": text})
