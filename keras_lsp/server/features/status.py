"""`keras-lsp/status`: what is going on, for a status bar, to clients that asked for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from keras_lsp.server.documents import Document
    from keras_lsp.server.session import KerasServer

STATUS = "keras-lsp/status"
State = Literal["starting", "analysing", "idle", "error"]


def of_document(document: Document) -> dict[str, Any]:
    """What the last run of a document came to."""
    latest = document.latest
    if latest is None:
        return {"state": "idle", "uri": document.uri}
    report = latest.report
    state: State = "idle" if report.status in ("ok", "cancelled") else "error"
    status: dict[str, Any] = {
        "state": state,
        "uri": document.uri,
        "models": len(report.models),
        "params": sum(
            model.weights.total for model in report.models if model.weights and not model.nested
        ),
        "sandbox": {"enforced": report.sandbox.enforced, "missing": report.sandbox.missing},
    }
    if latest.reason:
        status["message"] = latest.reason
    elif report.status != "ok":
        # Why a run did not come to its end is found out last.
        last = report.problems[-1] if report.problems else None
        status["message"] = last.message if last is not None else report.status
        if last is not None:
            status["code"] = last.code
    return status


def send_started(ls: KerasServer, document: Document) -> None:
    """Tell that a document is being run."""
    _send(ls, {"state": "analysing", "uri": document.uri})


def send_ended(ls: KerasServer, document: Document) -> None:
    """Tell what the run came to, or that it was given up."""
    _send(ls, of_document(document))


def starting(ls: KerasServer, interpreter: str, under_way: bool) -> None:
    """Tell that Keras is being loaded, or that it is there."""
    _send(ls, {"state": "starting" if under_way else "idle", "message": interpreter})


def _send(ls: KerasServer, status: dict[str, Any]) -> None:
    if ls.client.status:
        ls.protocol.notify(STATUS, status)
