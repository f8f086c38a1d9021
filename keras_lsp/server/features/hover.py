"""Everything about a layer, a model or an array, when the mouse rests on it.

How the cards are written depends on the client; what is on them is in `presentation.cards`.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from lsprotocol import types

from keras_lsp.presentation import cards
from keras_lsp.presentation.cards import as_markdown, as_plain
from keras_lsp.presentation.markup import escape
from keras_lsp.programs.text import to_column, to_units

if TYPE_CHECKING:
    from collections.abc import Iterable

    from keras_lsp.presentation.cards import Card
    from keras_lsp.server.analyses import DocumentView
    from keras_lsp.server.session import KerasServer


def render(told: list[Card], shown: DocumentView, *, markdown: bool) -> types.MarkupContent:
    """The cards and, below them, what is to be known about the report."""
    pieces = [as_markdown(card) if markdown else as_plain(card) for card in told]
    notes = list(_notes(shown))
    if notes:
        pieces.append("\n\n".join(f"*{escape(note)}*" if markdown else note for note in notes))
    kind = types.MarkupKind.Markdown if markdown else types.MarkupKind.PlainText
    return types.MarkupContent(kind, "\n\n".join(pieces))


def _notes(shown: DocumentView) -> Iterable[str]:
    if shown.analysis.stale:
        yield shown.analysis.stale_reason
    own = shown.analysis.document
    if own.path != shown.source.path:
        yield f"As run by {_name(own.path)}."
    if shown.others:
        names = ", ".join(sorted(_name(document.path) for document in shown.others))
        yield f"Also run by: {names}."


def _name(path: str) -> str:
    return PurePath(path).name


def hover(ls: KerasServer, params: types.HoverParams) -> types.Hover | None:
    """`textDocument/hover`."""
    shown = ls.view_seen_by_user(params.text_document.uri)
    document = ls.documents.peek(params.text_document.uri)
    part = document.part(params.text_document.uri) if document else None
    if shown is None or document is None or part is None:
        return None
    line = params.position.line
    origin = shown.source.map.origin(line)
    text = document.line(part, line)
    if origin is None or text is None:
        return None
    column = to_column(text, params.position.character, ls.encoding)
    found = cards.at(shown.view, origin + 1, column + 1, text)
    place = ls.range_of(shown.source, found.span) if found and found.span else None
    if found is not None and found.span is not None and place is None:
        found = cards.named(shown.view, origin + 1, column + 1, text)
    if found is None:
        return None
    if place is None:
        ends = (types.Position(line, to_units(text, end, ls.encoding)) for end in found.name)
        place = types.Range(*ends)
    return types.Hover(render(found.cards, shown, markdown=ls.client.hover_markdown), place)
