"""Quick fixes that were tried, *Ignore*, and *Show model plot* for editors without lenses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from keras_lsp.server.features.commands import PLOT_MODEL
from keras_lsp.server.features.ranges import models_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp.server.analyses import DocumentView
    from keras_lsp.server.documents import Document
    from keras_lsp.server.session import KerasServer

    Actions = list[types.CodeAction | types.Command]

TITLE = "Show model plot"
FIX_ALL = "source.fixAll.keras-lsp"


async def code_actions(ls: KerasServer, params: types.CodeActionParams) -> Actions:
    """`textDocument/codeAction`."""
    actions: Actions = []
    document = ls.documents.get(params.text_document.uri)
    if document is None:
        return actions
    if document.latest is not None and ls.client.code_action_literals:
        from keras_lsp.server.features import quick_fixes

        if _is_wanted(params.context, types.CodeActionKind.QuickFix):
            uri = params.text_document.uri
            actions += await quick_fixes.quick_fixes(ls, document, uri, params.range)
        if params.context.only and _is_wanted(params.context, FIX_ALL):
            edit = await quick_fixes.replace_all(ls, document)
            if edit is not None:
                title = quick_fixes.REPLACE_ALL
                actions.append(types.CodeAction(title, kind=FIX_ALL, edit=edit))
    shown = ls.view_of(params.text_document.uri)
    if shown is not None and not params.context.only:
        actions += _plots(ls, shown, params)
    return actions


def _is_wanted(context: types.CodeActionContext, kind: types.CodeActionKind | str) -> bool:
    """Whether the editor asks for actions of this kind, or of any."""
    if not context.only:
        return True
    names = [str(getattr(only, "value", only)) for only in context.only]
    kind = str(getattr(kind, "value", kind))
    return any(f"{kind}.".startswith(f"{name}.") for name in names)


def _plots(
    ls: KerasServer, shown: DocumentView, params: types.CodeActionParams
) -> Iterator[types.CodeAction | types.Command]:
    uri = params.text_document.uri
    for model in models_at(ls, shown, params.range):
        name = model.variable or model.name
        title = f"{TITLE}: {name}" if name else TITLE
        arguments = [{"uri": uri, "model": model.id, "open": True}]
        command = types.Command(title, PLOT_MODEL, arguments=arguments)
        literal = ls.client.code_action_literals
        yield types.CodeAction(title, command=command) if literal else command


def give_up_trials(document: Document) -> None:
    """End what is being tried for a document: a new run has started."""
    latest = document.latest
    if latest is not None and latest.trials is not None:
        latest.trials.cancel()
        latest.trials = None
