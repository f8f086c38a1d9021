"""Two texts of a file as edits that lead from the one to the other."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from keras_lsp.programs.text import content, split_lines
from keras_lsp.report import Edit, Span

if TYPE_CHECKING:
    from collections.abc import Sequence


def difference(path: str, old: Sequence[str], text: str) -> list[Edit]:
    """The changed lines of a text as edits."""
    new = split_lines(text)
    edits = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind != "equal":
            edits.append(_edit(path, old, (start, end), "".join(new[new_start:new_end])))
    return edits


def _edit(path: str, old: Sequence[str], lines: tuple[int, int], text: str) -> Edit:
    """Another text for whole lines, 0-based, the end exclusive."""
    start, end = lines
    line_end = old[end - 1][len(content(old[end - 1])) :] if start < end else ""
    if line_end and text.endswith(line_end):
        # The last one keeps its end: behind it may stand another cell.
        width = len(content(old[end - 1]))
        return Edit(Span(path, start + 1, 1, end, width + 1), text.removesuffix(line_end))
    if end < len(old):
        return Edit(Span(path, start + 1, 1, end + 1, 1), text)
    return Edit(Span(path, start + 1, 1, len(old), len(content(old[-1])) + 1), text)
