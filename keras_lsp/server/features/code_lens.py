"""Over each model its size, what the last save changed, and two commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from keras_lsp.server import wording
from keras_lsp.server.features.commands import PLOT_MODEL, SUMMARIZE_MODEL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp.server.analysis import Change
    from keras_lsp.server.documents import Document, Shown
    from keras_lsp.server.session import KerasServer
    from keras_lsp.server.sites import ModelSite


def title(site: ModelSite, before: dict[str, int]) -> str:
    """`7 params`, and the change if there was one: `7 params (+3 params)`.

    Args:
        site: the models of one expression.
        before: parameter counts by model id, at the save before the last.
    """
    counts = {model.id: model.weights.total for model in site.models if model.weights}
    if not counts:
        return "not built"
    text = wording.params(sum(counts.values()))
    if len(site.models) > 1:
        text = f"×{len(site.models)} · {text}"
    known = [key for key in counts if key in before]
    change = sum(counts[key] - before[key] for key in known)
    if change:
        text += f" ({wording.change(change)})"
    return text


def lenses(ls: KerasServer, uri: str, shown: Shown) -> Iterator[types.CodeLens]:
    """The lenses of one document."""
    before = shown.analysis.document.params[1]
    for site in shown.view.models:
        place = ls.range_of(shown.source, site.span)
        if place is None:
            continue
        line = types.Range(place.start, types.Position(place.start.line, place.start.character))
        arguments = [{"uri": uri, "model": site.models[-1].id, "open": True}]
        for text, command in (
            (title(site, before), SUMMARIZE_MODEL),
            ("summary", SUMMARIZE_MODEL),
            ("plot", PLOT_MODEL),
        ):
            yield types.CodeLens(line, types.Command(text, command, arguments=arguments))


def code_lens(ls: KerasServer, params: types.CodeLensParams) -> list[types.CodeLens]:
    """`textDocument/codeLens`."""
    uri = params.text_document.uri
    shown = ls.shown(uri)
    if shown is None or not ls.settings_for(shown.source.path).code_lens.enable:
        return []
    return list(lenses(ls, uri, shown))


def refresh(ls: KerasServer) -> None:
    """Have the editor ask again."""
    if ls.client.lens_refresh:
        ls.workspace_code_lens_refresh(None)


def register(server: KerasServer) -> None:
    """Answer requests for lenses, and have them asked for after each run."""
    server.feature(types.TEXT_DOCUMENT_CODE_LENS)(code_lens)

    def run_changed(change: Change, _document: Document) -> None:
        if change == "ended":
            refresh(server)

    server.scheduler.on_change(run_changed)
