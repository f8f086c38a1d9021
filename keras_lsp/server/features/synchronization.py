"""Opening, editing, saving and closing; files that change on disk."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.uris import to_fs_path

from keras_lsp.programs.imports import module_name
from keras_lsp.server.features import code_lens, inlay_hints
from keras_lsp.server.sources import is_on_disk

if TYPE_CHECKING:
    from keras_lsp.server.documents import Document
    from keras_lsp.server.session import KerasServer

_SETTLING = 0.1


def did_open(ls: KerasServer, params: types.DidOpenTextDocumentParams) -> None:
    """`textDocument/didOpen`."""
    item = params.text_document
    drop(ls, item.uri)
    document = ls.documents.open(item.uri, item.text, item.version)
    ls.scheduler.request(document, "open")


def did_change(ls: KerasServer, params: types.DidChangeTextDocumentParams) -> None:
    """`textDocument/didChange`."""
    document = ls.documents.get(params.text_document.uri)
    if document is None or document.uri != params.text_document.uri:
        return
    for change in params.content_changes:
        if isinstance(change, types.TextDocumentContentChangePartial):
            start, end = change.range.start, change.range.end
            document.edit(
                (start.line, start.character), (end.line, end.character), change.text, ls.encoding
            )
        else:
            document.replace(change.text)
    document.version = params.text_document.version
    document.dirty = True
    ls.documents.visible = document
    ls.scheduler.request(document, "type")
    ls.scheduler.request_dependents(document.path, "type")


def did_save(ls: KerasServer, params: types.DidSaveTextDocumentParams) -> None:
    """`textDocument/didSave`."""
    document = ls.documents.get(params.text_document.uri)
    if document is None or document.uri != params.text_document.uri:
        return
    document.dirty = False
    ls.scheduler.request(document, "save")
    ls.scheduler.request_dependents(document.path)


def forget(ls: KerasServer, uri: str) -> None:
    """Close a document: what only its runs had found is cleared."""
    document = drop(ls, uri)
    if document is None:
        return
    if document.dirty:
        ls.scheduler.request_dependents(document.path)
    ls.publisher.publish(document)
    refresh_all(ls)


def drop(ls: KerasServer, uri: str) -> Document | None:
    """Close a document, if it is open, and stop what is under way for it."""
    document = ls.documents.close(uri)
    if document is not None:
        ls.scheduler.cancel(document)
        ls.heads.cancel(document)
        ls.workers.release(document.path)
    return document


def did_change_watched_files(ls: KerasServer, params: types.DidChangeWatchedFilesParams) -> None:
    """`workspace/didChangeWatchedFiles`."""
    for event in params.changes:
        path = to_fs_path(event.uri)
        if path is None:
            continue
        if Path(path).name == "pyproject.toml":
            ls.resolve_settings()
            refresh_all(ls)
            continue
        document = ls.documents.at(path)
        if document is not None:
            ls.spawn(_run_reloaded(ls, document))
            continue
        ls.scheduler.request_dependents(path)
        if event.type == types.FileChangeType.Created:
            ls.scheduler.request_importers(module_name(path))


async def _run_reloaded(ls: KerasServer, document: Document) -> None:
    """Run a document again that was changed on disk and reloaded, without being saved here."""
    await asyncio.sleep(_SETTLING)
    latest = document.latest
    known = latest.sources.get(document.path) if latest else None
    if known is None or known.lines == tuple(document.lines):
        return
    version, text = document.version, document.text
    if await asyncio.to_thread(is_on_disk, document.path, text) and document.version == version:
        document.dirty = False
        ls.scheduler.request(document, "dependency")
        ls.scheduler.request_dependents(document.path)


def refresh_all(ls: KerasServer) -> None:
    """Have the editor ask for hints and lenses again."""
    inlay_hints.refresh(ls)
    code_lens.refresh(ls)


def did_close(ls: KerasServer, params: types.DidCloseTextDocumentParams) -> None:
    """`textDocument/didClose`."""
    forget(ls, params.text_document.uri)
