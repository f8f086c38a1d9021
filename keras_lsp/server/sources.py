"""The files in a report, as its run saw them, and where their lines are now."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from keras_lsp.programs.text import LineMap, Window, split_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from keras_lsp.report import Report
    from keras_lsp.server.documents import Document, DocumentPart

_MAX_SOURCE = 1 << 24


@dataclass
class Source:
    """A file as a run saw it, and where its lines stand now."""

    path: str
    lines: tuple[str, ...]
    map: LineMap | Window

    def seen_from(self, part: DocumentPart) -> Source:
        """The source within one part of its document, with line numbers relative to that part."""
        if part.size is None or isinstance(self.map, Window):
            return self
        return Source(self.path, self.lines, Window(self.map, part.first, part.size))


def paths_of(report: Report) -> Iterator[str]:
    """The files that the report mentions, some more than once."""
    yield from report.files
    for problem in report.problems:
        yield problem.span.path
        yield from (related.span.path for related in problem.related)
    for model in report.models:
        yield model.span.path


def read_missing(report: Report, known: dict[str, Source]) -> dict[str, Source]:
    """Read from disk the files that the report mentions and that are not open."""
    missing = set(paths_of(report)) - set(known)
    sources = {}
    for path in missing:
        file = Path(path)
        try:
            if not file.is_file() or file.stat().st_size > _MAX_SOURCE:
                continue
            lines = tuple(split_lines(file.read_bytes().decode("utf-8", "replace")))
        except (OSError, ValueError):
            continue
        sources[path] = Source(path, lines, LineMap(lines))
    return sources


async def compare_with_disk(documents: Iterable[Document]) -> None:
    """Find out which documents are not saved, where that is not known."""
    for document in documents:
        if document.dirty is None and document.path.endswith(".py"):
            version, text = document.version, document.text
            saved = await asyncio.to_thread(is_on_disk, document.path, text)
            if document.version == version and document.dirty is None:
                document.dirty = not saved


def is_on_disk(path: str, text: str) -> bool:
    """Whether the file holds this text and nothing else."""
    try:
        file = Path(path)
        return file.is_file() and file.read_bytes() == text.encode("utf-8", "surrogatepass")
    except (OSError, ValueError):
        return False
