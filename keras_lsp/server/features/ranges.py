"""Questions about places in a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lsprotocol import types


def touch(place: types.Range, wanted: types.Range) -> bool:
    """Whether the two share a line."""
    return place.start.line <= wanted.end.line and wanted.start.line <= place.end.line
