"""The open documents: their texts, and of which runs each shows something.

Knows nothing of the protocol's messages and of how runs are made.
"""

from __future__ import annotations

import os
import weakref
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pygls.uris import from_fs_path, to_fs_path

from keras_lsp.programs.file_names import real_path
from keras_lsp.programs.notebook import NotebookProgram
from keras_lsp.programs.text import LineMap, replace_all, replace_range, split_lines, to_column
from keras_lsp.report import is_notebook
from keras_lsp.server.analyses import DocumentView
from keras_lsp.server.sources import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from keras_lsp.programs.text import Encoding, TextChange
    from keras_lsp.report import Model
    from keras_lsp.server.analyses import Analysis, Baseline


@dataclass(frozen=True)
class DocumentPart:
    """A piece of a document that has a URI of its own: all of a file, a cell of a notebook.

    Attributes:
        version: of its text, as the client counts.
        first: its first line in the document's text, 0-based.
        size: its number of lines; None if it goes to the end.
    """

    uri: str
    version: int | None
    first: int = 0
    size: int | None = None


class Document:
    """An open document: its text, and what its last runs found.

    Attributes:
        uri: as the client writes it.
        path: absolute, below the workspace folder in which the file really lies; empty if its
            scheme is not `file`, and for a notebook that is open as the JSON that its file
            contains.
        told_path: as `path`, in the client's spelling.
        lines: the text, with line ends.
        dirty: it differs from the file on disk; None if that is not known.
        generation: of the newest run asked for; grows through the whole session.
        saved: the generation of the last save, 0 if it was only opened.
        analysis: the last good one: hints, hovers and pictures come from it.
        latest: the last one: diagnostics come from it.
        outdated: something besides its text has been a reason to run it since.
        saved_models: those at the last save; None before the first run.
        head: what is known of HEAD.
        imported: each part of each name that the text imports.
    """

    def __init__(
        self, uri: str, text: str, version: int | None, *, of_cells: bool = False
    ) -> None:
        self.uri = uri
        path = to_fs_path(uri) or ""
        if "\0" in path:
            path = ""  # No file has such a name.
        self.told_path = self.path = "" if is_notebook(path) and not of_cells else path
        self.real_path = real_path(self.path) if self.path else ""
        self.version = version
        self.lines = split_lines(text)
        self.dirty: bool | None = None
        self.generation = 0
        self.saved = 0
        self.analysis: Analysis | None = None
        self.latest: Analysis | None = None
        self.outdated = False
        self.saved_models: list[Model] | None = None
        self.head: Baseline | None = None
        self.imported: frozenset[str] = frozenset()
        self._maps: weakref.WeakSet[LineMap] = weakref.WeakSet()

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(self.lines)

    @property
    def parts(self) -> list[DocumentPart]:
        """What has a URI of its own in it, in the order of the text."""
        return [DocumentPart(self.uri, self.version)]

    def part(self, uri: str) -> DocumentPart | None:
        """The part of this URI."""
        return next((part for part in self.parts if part.uri == uri), None)

    def part_at(self, line: int) -> DocumentPart | None:
        """The part in which, or behind whose predecessor, a line of the text stands."""
        after = (part for part in self.parts if part.size is None or line < part.first + part.size)
        return next(after, None)

    def line(self, part: DocumentPart, line: int) -> str | None:
        """The text of a line, 0-based, of a part; None if it has no such line."""
        end = len(self.lines) if part.size is None else part.first + part.size
        return self.lines[part.first + line] if part.first + line < end else None

    def models_before(self, *, again: bool) -> list[Model] | None:
        """What a run's models are compared with: the last save's; as before if it is run again."""
        return self.analysis.before if again and self.analysis is not None else self.saved_models

    def program(self) -> NotebookProgram:
        """What is to be run, line for line as in the text."""
        return NotebookProgram(self.text, ())

    def preparation(self) -> Callable[[], object] | None:
        """What makes `program` quick and may take a while in another thread; None if nothing."""
        return None

    def replace(self, text: str) -> None:
        """Take in a change of the whole text."""
        self._follow(replace_all(self.lines, text))

    def edit(
        self, start: tuple[int, int], end: tuple[int, int], text: str, encoding: Encoding
    ) -> None:
        """Take in one change; positions are 0-based lines and columns in the client's units."""
        self._follow(
            replace_range(
                self.lines,
                self._characters(*start, encoding),
                self._characters(*end, encoding),
                text,
            )
        )

    def rearrange(self, lines: list[str], origins: Sequence[int | None]) -> None:
        """Take in a change that moved whole lines; as `LineMap.rearrange`."""
        self.lines[:] = lines
        for line_map in self._maps:
            line_map.rearrange(lines, origins)

    def source(self) -> Source:
        """The text as it is now, to find what stands in it later on."""
        lines = tuple(self.lines)
        line_map = LineMap(lines)
        self._maps.add(line_map)
        return Source(self.path, lines, line_map)

    def attach(self, source: Source) -> None:
        """Follow `source`, which was read from disk before this document was opened."""
        line_map = LineMap(source.lines)
        line_map.edit(replace_all(list(source.lines), self.text))
        source.map = line_map
        self._maps.add(line_map)

    def _follow(self, edit: TextChange) -> None:
        for line_map in self._maps:
            line_map.edit(edit)

    def _characters(self, line: int, units: int, encoding: Encoding) -> tuple[int, int]:
        if line >= len(self.lines):
            return line, 0
        return line, to_column(self.lines[line], units, encoding)


class Documents:
    """The open documents, in the order in which they were last used.

    Attributes:
        visible: the one that the user has before them, as far as can be known: it was opened,
            edited, or asked for its hints, lenses or a hover last.
    """

    def __init__(self) -> None:
        self._by_uri: dict[str, Document] = {}
        self._folders: dict[str, str] = {}
        self._told: dict[str, str] = {}
        self.visible: Document | None = None

    def __iter__(self) -> Iterator[Document]:
        return iter(list(self._by_uri.values()))

    def set_folders(self, folders: tuple[str, ...], told: Mapping[str, str] | None = None) -> None:
        """Take in the workspace folders, absolute, and how the client writes their URIs."""
        self._folders = {folder: real_path(folder) for folder in folders}
        self._told = {**(told or {})}
        self._name_paths()

    def _name_paths(self) -> None:
        """Give each document the path that its file has in the workspace.

        Of several documents of one file, one goes by it: that whose URI is spelled so, if any.
        """
        taken = {doc.told_path for doc in self if is_contained(doc.told_path, self._folders)}
        for document in self:
            path = document.told_path
            if path and path not in taken:
                within = _path_within(document.real_path, self._folders)
                path = within if within and within not in taken else path
                taken.add(path)
            document.path = path

    def open(self, uri: str, text: str, version: int | None) -> Document:
        """A new document; what other reports say about its file follows it from now on."""
        return self.add(Document(uri, text, version))

    def add(self, document: Document) -> Document:
        """Take in a document that was made; as `open`."""
        self._by_uri[document.uri] = self.visible = document
        self._name_paths()
        for other in self:
            for analysis in {
                id(item): item for item in (other.analysis, other.latest) if item
            }.values():
                path = document.path and analysis.covers(document.path, document.real_path)
                if path:
                    document.attach(analysis.sources[path])
        return document

    def close(self, uri: str) -> Document | None:
        """Forget a document and what its runs found."""
        document = self._by_uri.pop(uri, None)
        if document is self.visible:
            self.visible = None
        self._name_paths()
        return document

    def get(self, uri: str) -> Document | None:
        """The open document of which this URI is, or is a part; it becomes the one last used."""
        document = self.peek(uri)
        if document is not None:
            self._by_uri[document.uri] = self._by_uri.pop(document.uri)
        return document

    def peek(self, uri: str) -> Document | None:
        """As `get`; which one was last used stays as it is."""
        document = self._by_uri.get(uri)
        if document is not None and document.path:
            return document
        # Some clients open a notebook's cell as a document of its own, too.
        owners = (item for item in self._by_uri.values() if item.uri != uri and item.part(uri))
        return next(owners, document)

    def last_used(self) -> Document | None:
        """The document of which something was asked last."""
        return next(reversed(self._by_uri.values()), None)

    def at(self, path: str) -> Document | None:
        """The open document of a file, also through symbolic links."""
        for document in self:
            if document.path == path:
                return document
        real = real_path(path)
        return next((doc for doc in self if doc.path and doc.real_path == real), None)

    def uri_of(self, path: str) -> str:
        """The file's URI, in the client's own spelling: of the file if it is open, or its folder.

        On Windows clients write `file:///C:/`, `file:///c:/` or `file:///c%3A/`, and may take a
        file that is spelled in another way for another one.
        """
        document = self.at(path)
        if document is not None:
            return document.uri
        uri = str(from_fs_path(path))
        for folder in sorted(self._told, key=len, reverse=True):
            ours = str(from_fs_path(folder)).rstrip("/")
            if is_contained(path, (folder,)) and uri.startswith(ours):
                return self._told[folder].rstrip("/") + uri.removeprefix(ours)
        return uri

    def covering(self, path: str) -> list[Document]:
        """The open documents whose last run, or last good one, executed the file."""
        real = real_path(path)
        return [
            document
            for document in self
            if any(
                item and item.covers(path, real) for item in (document.analysis, document.latest)
            )
        ]

    def view_of(self, document: Document) -> DocumentView | None:
        """What is shown in a document.

        Of several reports that speak of its file, the one of the document last saved; but
        not one that found nothing there.
        """
        if not document.path:
            return None
        candidates = []
        for owner in self:
            analysis = owner.analysis
            path = analysis and analysis.covers(document.path, document.real_path)
            if analysis and path:
                view = analysis.view(path)
                if view:
                    candidates.append((owner, analysis, analysis.sources[path], view))
        if not candidates:
            return None
        candidates.sort(key=lambda item: (not item[3].empty, item[0].saved, item[0] is document))
        owner, analysis, source, view = candidates[-1]
        others = tuple(
            item[0] for item in candidates if item[0] is not owner and not item[3].empty
        )
        return DocumentView(analysis, source, view, others)


def is_contained(path: str, folders: Iterable[str]) -> bool:
    """Whether the path lies in one of the folders."""
    return any(
        path == folder or path.startswith(folder.rstrip(os.sep) + os.sep) for folder in folders
    )


def _path_within(real_path: str, folders: Mapping[str, str]) -> str:
    """The path below the innermost folder in which it really lies; empty if there is none.

    Args:
        real_path: absolute, without symbolic links.
        folders: what is really meant by each folder's name, which may lead through links.
    """
    around = [item for item in folders.items() if is_contained(real_path, (item[1],))]
    if not around:
        return ""
    name, real = max(around, key=lambda item: len(item[1]))
    return str(Path(name, os.path.relpath(real_path, real)))


def overlays(documents: Documents, but: Document, folders: Sequence[str]) -> dict[str, str]:
    """Unsaved texts of the other open workspace files, by path."""
    return {
        document.path: document.text
        for document in documents
        if document is not but
        and document.dirty
        and document.path.endswith(".py")
        and is_contained(document.path, folders)
    }
