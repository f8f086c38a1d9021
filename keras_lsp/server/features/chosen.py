"""Which model a command of the editor means, and why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from keras_lsp.presentation.markup import without_links
from keras_lsp.server.features import ranges

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp.report import Model
    from keras_lsp.server.analyses import Analysis
    from keras_lsp.server.documents import Document
    from keras_lsp.server.session import KerasServer

_REQUEST_FAILED = -32803


class RefusedCommandError(JsonRpcException):
    """A command cannot be done; the message says why, for a person."""

    def __init__(self, message: str) -> None:
        super().__init__(without_links(message), code=_REQUEST_FAILED)


@dataclass(frozen=True)
class Chosen:
    """A model, the run that it is of, and the document that was asked for."""

    document: Document
    analysis: Analysis
    model: Model


def options_of(args: tuple[object, ...]) -> dict[str, Any]:
    """The one object that a command's arguments are; empty if there are none."""
    if not args or args[0] is None:
        return {}
    if len(args) > 1 or not isinstance(args[0], dict):
        raise RefusedCommandError("The arguments of this command are [] or [object].")
    return args[0]


def document_of(ls: KerasServer, options: dict[str, Any]) -> Document:
    """The open document that is meant.

    Raises:
        RefusedCommandError: there is none.
    """
    uri = options.get("uri")
    document = ls.document(uri if isinstance(uri, str) else None)
    if document is None:
        raise RefusedCommandError(
            f"{uri} is not open. Open it first."
            if uri
            else "Open a file that builds a model first."
        )
    return document


async def choose_model(ls: KerasServer, options: dict[str, Any]) -> Chosen:
    """The model that is meant; its document is run first if it never was.

    Raises:
        RefusedCommandError: there is no such model.
    """
    document = document_of(ls, options)
    if document.analysis is None:
        await ls.scheduler.wait_idle(document)
    if document.analysis is None and not ls.scheduler.refusal(document, "command"):
        ls.scheduler.request(document, "command")
        await ls.scheduler.wait_idle(document)
    analysis = _analysis_of(ls, document)
    error = document.latest.first_error if document.latest is not None else ""
    if analysis is None:
        reason = ls.scheduler.refusal(document, "command")
        raise RefusedCommandError(
            f"Not run: {reason}."
            if reason
            else error or "This file has no results. Save it to run it."
        )
    models, wanted = analysis.report.models, options.get("model")
    if error and not models:
        raise RefusedCommandError(f"No model was found in this file. {error}")
    if wanted is None and "position" in options:
        here = {model.id for model in _models_at(ls, document, options)}
        models = [model for model in models if model.id in here] or models
    return Chosen(document, analysis, choose(models, wanted))


def _analysis_of(ls: KerasServer, document: Document) -> Analysis | None:
    """What is known of the document: its own run, else that of another one that executed it."""
    shown = ls.documents.view_of(document)
    own = document.analysis
    return own if own and own.report.models else shown.analysis if shown else own


def models_meant(ls: KerasServer, options: dict[str, Any]) -> dict[str, Any]:
    """The models that have a layer on a line, and the one that a plot would show there.

    Nothing is run for it.

    Raises:
        RefusedCommandError: the position is none.
    """
    document = document_of(ls, options)
    analysis = _analysis_of(ls, document)
    models = analysis.report.models if analysis is not None else []
    ids = {model.id for model in _models_at(ls, document, options)}
    here = [model for model in models if model.id in ids]
    return {
        "uri": document.uri,
        "models": [model.id for model in here],
        "model": choose(here or models, None).id if models else None,
    }


def _models_at(ls: KerasServer, document: Document, options: dict[str, Any]) -> Iterator[Model]:
    """The models one of whose layers stands on the line of the position.

    Raises:
        RefusedCommandError: it is none.
    """
    position = options.get("position")
    line = position.get("line") if isinstance(position, dict) else None
    if not isinstance(line, int):
        raise RefusedCommandError(f"position: expected a Position of LSP, not {position!r}")
    shown = ls.view_of(options.get("uri") or document.uri)
    if shown is not None:
        place = types.Position(line, 0)
        yield from ranges.models_at(ls, shown, types.Range(place, place))


def choose(models: list[Model], wanted: object) -> Model:
    """The model of this id, variable or name (in this order); without one, the last outermost.

    Raises:
        RefusedCommandError: there is no such model.
    """
    if not models:
        raise RefusedCommandError(
            "No model was found in this file. Build one, or say how in a comment: "
            "`# keras-lsp: build_model()`."
        )
    if wanted is None:
        outer = [model for model in models if not model.nested]
        return (outer or models)[-1]
    for key in ("id", "variable", "name"):
        for model in reversed(models):
            if getattr(model, key) == wanted:
                return model
    names = ", ".join(dict.fromkeys(model.variable or model.name for model in models))
    raise RefusedCommandError(f"This file has no model {wanted!r}; it has {names}.")


def origin(chosen: Chosen) -> dict[str, Any]:
    """Of what a result tells."""
    return {
        "uri": chosen.document.uri,
        "version": chosen.analysis.version,
        "stale": chosen.analysis.stale,
        "staleReason": chosen.analysis.stale_reason or None,
        "model": chosen.model.id,
    }
