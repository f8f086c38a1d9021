"""*Show model plot*, for editors without lenses too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from keras_lsp.server.features.commands import PLOT_MODEL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp.report import Model
    from keras_lsp.server.documents import Shown
    from keras_lsp.server.session import KerasServer

TITLE = "Show model plot"


def models_at(ls: KerasServer, shown: Shown, wanted: types.Range) -> Iterator[Model]:
    """The models whose expression, or one of whose layers, stands on the lines wanted."""
    for site in shown.view.models:
        for model in site.models:
            spans = [model.span, *(layer.span for layer in model.layers)]
            places = (
                ls.range_of(shown.source, span)
                for span in spans
                if span is not None and span.path == shown.view.path
            )
            if any(
                place
                and place.start.line <= wanted.end.line
                and wanted.start.line <= place.end.line
                for place in places
            ):
                yield model


def code_actions(
    ls: KerasServer, params: types.CodeActionParams
) -> list[types.CodeAction | types.Command]:
    """`textDocument/codeAction`."""
    uri = params.text_document.uri
    shown = ls.shown(uri)
    if shown is None or params.context.only:
        return []
    actions: list[types.CodeAction | types.Command] = []
    for model in models_at(ls, shown, params.range):
        name = model.variable or model.name
        title = f"{TITLE}: {name}" if name else TITLE
        arguments = [{"uri": uri, "model": model.id, "open": True}]
        command = types.Command(title, PLOT_MODEL, arguments=arguments)
        literal = ls.client.code_action_literals
        actions.append(types.CodeAction(title, command=command) if literal else command)
    return actions


def register(server: KerasServer) -> None:
    """Answer requests for code actions."""
    server.feature(types.TEXT_DOCUMENT_CODE_ACTION)(code_actions)
