"""Shapes and parameter counts at the ends of lines.

The text of the hints is made in `views`; here they are placed, chosen and cut.
"""

from __future__ import annotations

import copy
import functools
from typing import TYPE_CHECKING

from lsprotocol import types

from keras_lsp.presentation import wording
from keras_lsp.presentation.cards import thing_cards
from keras_lsp.programs.text import to_units
from keras_lsp.server.analyses import DocumentView
from keras_lsp.server.features.hover import render

if TYPE_CHECKING:
    from collections.abc import Callable

    from keras_lsp.presentation.views import HintPart, LineHint
    from keras_lsp.programs.text import Encoding
    from keras_lsp.server.analyses import Analysis
    from keras_lsp.server.session import KerasServer
    from keras_lsp.settings import InlayHints

LIMIT = 43
_EAGER_TOOLTIPS = 200
_BETWEEN = "  "


def label(parts: list[HintPart], settings: InlayHints, column: int = 0) -> str:
    """The text of one line's hint, at most 43 characters; empty if all of it is switched off.

    Args:
        parts: of the hint.
        settings: which of them are shown, and where a hint must end.
        column: where it begins.
    """
    text = _BETWEEN.join(part.text for part in parts if getattr(settings, part.section))
    most = min(LIMIT, settings.compact_beyond - column)
    if settings.compact_beyond and len(text) > most:
        text = wording.compact(text)
    return wording.shorten(text, LIMIT)


def hints(
    shown: DocumentView,
    settings: InlayHints,
    encoding: Encoding,
    first: int,
    last: int,
    now: Callable[[int], str | None] | None = None,
) -> list[tuple[types.InlayHint, LineHint]]:
    """The hints of the present lines `first` to `last`, 0-based, each with what it is about.

    Args:
        shown: what is shown in the document.
        settings: which hints are.
        encoding: of the client's columns.
        first: the first line.
        last: the last one.
        now: gives the present text of a line, if hints also stay on lines that were edited.
    """
    if not settings.enable:
        return []
    line_map = shown.source.map
    found = []
    for line_hint, text, hint in _as_of_the_run(shown, settings, encoding):
        line = line_map.line(line_hint.line)
        if line is None and now is not None:
            line = line_map.about(line_hint.line)
            present = now(line) if line is not None and first <= line <= last else None
            if line is not None and present is not None and present.strip():
                found.append((_at(hint, line, text, _end(present, encoding)), line_hint))
            continue
        if line is None or not first <= line <= last:
            continue
        if line_hint.from_above and now is None:
            parts = [p for p in line_hint.parts if line_map.block(p.first, line_hint.line)]
            text = label(parts, settings, hint.position.character)
        if text:
            found.append((_at(hint, line, text, hint.position.character), line_hint))
    return found


def _at(hint: types.InlayHint, line: int, text: str, character: int) -> types.InlayHint:
    """The hint at some place, with a text; itself, if it is so already."""
    place = types.Position(line, character)
    if (hint.position, hint.label) == (place, text):
        return hint
    moved = copy.copy(hint)
    moved.position, moved.label = place, text
    return moved


def _end(line: str, encoding: Encoding) -> int:
    """The column behind a line's last character that is no space, in the client's units."""
    return to_units(line, len(line.rstrip()), encoding)


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
            if (text := label(hint.parts, settings, len(shown.source.lines[hint.line])))
        ]
    made: list[tuple[LineHint, str, types.InlayHint]] = kept[key]
    return made


def _hint(shown: DocumentView, hint: LineHint, text: str, encoding: Encoding) -> types.InlayHint:
    column = _end(shown.source.lines[hint.line], encoding)
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
    now = _present(ls, params.text_document.uri, shown)
    found = hints(shown, settings, ls.encoding, first, last, now)
    if not ls.client.lazy_tooltip and len(found) <= _EAGER_TOOLTIPS:
        return [_with_tooltip(hint, tooltip(shown, line_hint)) for hint, line_hint in found]
    return [hint for hint, _ in found]


def _present(ls: KerasServer, uri: str, shown: DocumentView) -> Callable[[int], str | None] | None:
    """What gives the present text of a line while a run is about to tell what is true of it."""
    document = ls.documents.peek(uri)
    part = document.part(uri) if document is not None else None
    if document is None or part is None:
        return None
    if not ls.scheduler.follows_typing(shown.analysis.document):
        return None
    return functools.partial(document.line, part)


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
    cards = [card for part in hint.parts for card in thing_cards(shown.view, part.thing)]
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
