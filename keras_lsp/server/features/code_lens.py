"""Over each model its size, what changed since the last save and since HEAD, two commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from keras_lsp.presentation.changes import sentence
from keras_lsp.presentation.figures import weights_text
from keras_lsp.programs.text import to_units
from keras_lsp.server.features.commands import PLOT_MODEL, SUMMARIZE_MODEL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from keras_lsp.presentation.changes import ModelChange
    from keras_lsp.presentation.sites import ModelSite
    from keras_lsp.server.analyses import DocumentView
    from keras_lsp.server.session import KerasServer


def title(
    site: ModelSite, since_save: Mapping[str, ModelChange], since_head: Mapping[str, ModelChange]
) -> str:
    """`7 params`, and what changed, if anything did.

    `7 params (+3 params, 1 layer changed) · since HEAD: +4 params, 1 layer added`.

    Args:
        site: the models of one expression.
        since_save: what changed since the last save, by model id.
        since_head: what changed since git's HEAD.
    """
    counts = [model.weights for model in site.models if model.weights]
    text = weights_text(counts) if counts else "not built"
    if len(site.models) > 1 and counts:
        text = f"×{len(site.models)} · {text}"
    if changed := _change_text(site, since_save):
        text += f" ({changed})"
    if changed := _change_text(site, since_head):
        text += f" · since HEAD: {changed}"
    return text


def _change_text(site: ModelSite, changes: Mapping[str, ModelChange]) -> str:
    return sentence([changes[model.id] for model in site.models if model.id in changes])


def lenses(ls: KerasServer, uri: str, shown: DocumentView) -> Iterator[types.CodeLens]:
    """The lenses of one document."""
    analysis = shown.analysis
    wanted = ls.settings_for(analysis.document.path).changes.head
    since_head = (analysis.since_head or {}) if wanted else {}
    for site in shown.view.models:
        first = min(site.span.line, len(shown.source.lines)) - 1
        # It stays while its model is edited: else the code below would move up, and down again.
        now = shown.source.map.about(first)
        if now is None:
            continue
        start = types.Position(
            now, to_units(shown.source.lines[first], site.span.column - 1, ls.encoding)
        )
        line = types.Range(start, start)
        arguments = [{"uri": uri, "model": site.models[-1].id, "open": True}]
        for text, command in (
            (title(site, analysis.since_save, since_head), SUMMARIZE_MODEL),
            ("summary", SUMMARIZE_MODEL),
            ("plot", PLOT_MODEL),
        ):
            yield types.CodeLens(line, types.Command(text, command, arguments=arguments))


def code_lens(ls: KerasServer, params: types.CodeLensParams) -> list[types.CodeLens]:
    """`textDocument/codeLens`."""
    uri = params.text_document.uri
    shown = ls.view_seen_by_user(uri)
    if shown is None or not ls.settings_for(shown.source.path).code_lens.enable:
        return []
    return list(lenses(ls, uri, shown))


def refresh(ls: KerasServer) -> None:
    """Have the editor ask again."""
    if ls.client.lens_refresh:
        ls.workspace_code_lens_refresh(None)
