"""Questions about places in a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lsprotocol import types

    from keras_lsp.report import Model
    from keras_lsp.server.analyses import DocumentView
    from keras_lsp.server.session import KerasServer


def touch(place: types.Range, wanted: types.Range) -> bool:
    """Whether the two share a line."""
    return place.start.line <= wanted.end.line and wanted.start.line <= place.end.line


def models_at(ls: KerasServer, shown: DocumentView, wanted: types.Range) -> Iterator[Model]:
    """The models whose expression, or one of whose layers, stands on the lines wanted."""
    for site in shown.view.models:
        for model in site.models:
            spans = [model.span, *(layer.span for layer in model.layers)]
            places = (
                ls.range_of(shown.source, span)
                for span in spans
                if span is not None and span.path == shown.view.path
            )
            if any(place and touch(place, wanted) for place in places):
                yield model
