"""Shapes and parameter counts at the ends of lines.

The text of the hints is made in `views`; here they are placed, chosen and cut.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from lsprotocol import types

from keras_lsp.presentation import wording
from keras_lsp.programs.text import to_units
from keras_lsp.server.analyses import DocumentView
from keras_lsp.server.features.hover import render, thing_cards

if TYPE_CHECKING:
    from keras_lsp.programs.text import Encoding
    from keras_lsp.server.analyses import Analysis
    from keras_lsp.server.session import KerasServer
    from keras_lsp.server.views import HintPart, LineHint
    from keras_lsp.settings import InlayHints

LIMIT = 43
_EAGER_TOOLTIPS = 200
_BETWEEN = "  "


def label(parts: list[HintPart], settings: InlayHints) -> str:
    """The text of one line's hint, at most 43 characters; empty if all of it is switched off."""
    texts = [part.text for part in parts if getattr(settings, part.section)]
    return wording.shorten(_BETWEEN.join(texts), LIMIT)


def hints(
    shown: DocumentView, settings: InlayHints, encoding: Encoding, first: int, last: int
) -> list[tuple[types.InlayHint, LineHint]]:
    """The hints of the present lines `first` to `last`, 0-based, each with what it is about."""
    if not settings.enable:
        return []
    line_map = shown.source.map
    found = []
    for line_hint, text, hint in _as_of_the_run(shown, settings, encoding):
        line = line_map.line(line_hint.line)
        if line is None or not first <= line <= last:
            continue
        if line_hint.from_above:
            parts = [p for p in line_hint.parts if line_map.block(p.first, line_hint.line)]
            text = label(parts, settings)
        if text:
            found.append((_at(hint, line, text), line_hint))
    return found


def _at(hint: types.InlayHint, line: int, text: str) -> types.InlayHint:
    """The hint on a line, with a text; itself, if it is so already."""
    if (hint.position.line, hint.label) == (line, text):
        return hint
    moved = copy.copy(hint)
    moved.position, moved.label = types.Position(line, hint.position.character), text
    return moved


def _as_of_the_run(
    shown: DocumentView, settings: InlayHints, encoding: Encoding
) -> list[tuple[LineHint, str, types.InlayHint]]:
    """All hints of a file, with their texts; making a thousand for each request would take 5 ms.

    They are kept: nobody may change them.
    """
    kept = shown.view.kept
    key = (settings, encoding)
    if key not in kept:
        kept.clear()
        kept[key] = [
            (hint, text, _hint(shown, hint, text, encoding))
            for hint in shown.view.hints
            if (text := label(hint.parts, settings))
        ]
    made: list[tuple[LineHint, str, types.InlayHint]] = kept[key]
    return made


def _hint(shown: DocumentView, hint: LineHint, text: str, encoding: Encoding) -> types.InlayHint:
    source = shown.source.lines[hint.line]
    column = to_units(source, len(source.rstrip()), encoding)
    return types.InlayHint(
        types.Position(hint.line, column),
        text,
        padding_left=True,
        data=f"{shown.analysis.generation}:{hint.line}",
    )


def inlay_hints(ls: KerasServer, params: types.InlayHintParams) -> list[types.InlayHint]:
    """`textDocument/inlayHint`."""
    shown = ls.view_seen_by_user(params.text_document.uri)
    if shown is None:
        return []
    settings = ls.settings_for(shown.source.path).inlay_hints
    first, last = params.range.start.line, params.range.end.line
    found = hints(shown, settings, ls.encoding, first, last)
    if not ls.client.lazy_tooltip and len(found) <= _EAGER_TOOLTIPS:
        return [_with_tooltip(hint, tooltip(shown, line_hint)) for hint, line_hint in found]
    return [hint for hint, _ in found]


def _with_tooltip(hint: types.InlayHint, text: types.MarkupContent) -> types.InlayHint:
    told = copy.copy(hint)
    told.tooltip = text
    return told


def resolve(ls: KerasServer, hint: types.InlayHint) -> types.InlayHint:
    """`inlayHint/resolve`: the tooltip, unless there is a newer report by now."""
    generation, _, line = str(hint.data).partition(":")
    if not (generation.isdecimal() and line.isdecimal()):
        return hint
    for document in ls.documents:
        shown = ls.documents.view_of(document)
        if shown is None or shown.analysis.generation != int(generation):
            continue
        line_hint = shown.view.hint(int(line))
        places = (shown.seen_from(part).source.map.line(int(line)) for part in document.parts)
        if line_hint is not None and hint.position.line in places:
            hint.tooltip = tooltip(shown, line_hint)
            break
    return hint


def tooltip(shown: DocumentView, hint: LineHint) -> types.MarkupContent:
    """What a line's hint says when the mouse rests on it: the hover text of all its parts."""
    cards = [card for part in hint.parts for card in thing_cards(shown, part.thing)]
    return render(cards, shown, markdown=True)


def refresh(ls: KerasServer) -> None:
    """Have the editor ask again."""
    if ls.client.hint_refresh:
        ls.workspace_inlay_hint_refresh(None)


def prepare(ls: KerasServer, analysis: Analysis) -> None:
    """Make the hints of a run's document before anybody asks."""
    path = analysis.document.path
    view = analysis.view(path)
    if view is not None:
        shown = DocumentView(analysis, analysis.sources[path], view)
        _as_of_the_run(shown, ls.settings_for(path).inlay_hints, ls.encoding)
