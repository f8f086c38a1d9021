"""Edits as a coding agent writes them: a text that stands in the file once, and another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_lsp.programs.text import content, split_lines
from keras_lsp.runs.fixes import apply_edits
from keras_lsp.tools.arguments import RefusedToolError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from keras_lsp.report import Edit


def replaced(text: str, edits: Iterable[Mapping[str, str]]) -> str:
    """The text with each `old` replaced by its `new`, one after another.

    Raises:
        RefusedToolError: an `old` does not stand there exactly once.
    """
    for number, edit in enumerate(edits):
        old, new = edit["old"], edit["new"]
        count = text.count(old) if old else 0
        if count != 1:
            raise RefusedToolError(f"edits[{number}].old: {_why(text, old, count)}")
        text = text.replace(old, new)
    return text


def _why(text: str, old: str, count: int) -> str:
    if not old:
        return "is empty; give the text that is replaced."
    if count:
        lines = [str(text.count("\n", 0, place) + 1) for place in _places(text, old)]
        return f"stands on lines {', '.join(lines)}; take more of the text around it."
    words = old.split()
    like = [
        number
        for number, line in enumerate(text.splitlines(), 1)
        if words and line.split() == old.strip().splitlines()[0].split()
    ]
    near = f" Line {like[0]} differs in white space only." if like else ""
    return f"does not stand in the file.{near}"


def _places(text: str, old: str) -> Iterable[int]:
    place = text.find(old)
    while place >= 0:
        yield place
        place = text.find(old, place + 1)


def as_replacements(text: str, edits: Sequence[Edit]) -> list[dict[str, str]] | None:
    """Edits by place as replacements of whole lines, which `replaced` takes one after another.

    Args:
        text: the file's text.
        edits: of it, none overlapping another.

    Returns:
        None if they do not fit the text.
    """
    changed = apply_edits(text, edits)
    if changed is None:
        return None
    lines = split_lines(text)
    blocks: list[tuple[int, int, list[Edit]]] = []
    for edit in sorted(edits, key=lambda each: each.span.start):
        first, last = edit.span.line - 1, edit.span.end_line - 1
        if last > first and edit.span.end_column == 1:
            last -= 1
        if edit.span.start == edit.span.end and edit.text.endswith("\n"):
            last = min(first, len(lines) - 1)
        if blocks and first <= blocks[-1][1]:
            before = blocks.pop()
            blocks.append((before[0], max(before[1], last), [*before[2], edit]))
        else:
            blocks.append((first, last, [edit]))
    result: list[dict[str, str]] = []
    present = text
    for first, last, own in blocks:
        found = _replacement(lines, first, last, own, present)
        if found is None:
            return [{"old": text, "new": changed}]
        result.append(found)
        present = present.replace(found["old"], found["new"])
    return result if present == changed else [{"old": text, "new": changed}]


def _replacement(
    lines: list[str], first: int, last: int, edits: list[Edit], present: str
) -> dict[str, str] | None:
    """The lines of a block with as many around them as make them unique, and what follows."""
    whole = "".join(lines)
    for more in range(2 * len(lines)):
        start, end = max(first - more // 2, 0), min(last + (more + 1) // 2, len(lines) - 1)
        old = "".join(lines[start : end + 1])
        if present.count(old) == 1 and old.strip():
            changed = apply_edits(whole, edits)
            if changed is None:
                return None
            head, tail = "".join(lines[:start]), "".join(lines[end + 1 :])
            if not (changed.startswith(head) and changed.endswith(tail)):
                return None
            new = changed[len(head) : len(changed) - len(tail)]
            ends = content(old)
            if old != ends and new.endswith(old[len(ends) :]):
                # Without the last line end, if it is as clear without.
                short = new[: len(new) - (len(old) - len(ends))]
                if present.count(ends) == 1:
                    return {"old": ends, "new": short}
            return {"old": old, "new": new}
    return None
