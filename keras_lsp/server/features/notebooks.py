"""Opening, editing, saving and closing notebooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from keras_lsp.programs.notebook import normal
from keras_lsp.server.features.synchronization import drop, forget, refresh_all
from keras_lsp.server.notebooks import Notebook, NotebookCell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from keras_lsp.server.session import KerasServer

_PYTHON = "python"


def did_open(ls: KerasServer, params: types.DidOpenNotebookDocumentParams) -> None:
    """`notebookDocument/didOpen`."""
    given = params.notebook_document
    opened = {text.uri: text for text in params.cell_text_documents}
    cells = [_cell(cell, opened) for cell in given.cells]
    drop(ls, given.uri)
    document = ls.documents.add(Notebook(given.uri, cells, given.version))
    ls.scheduler.request(document, "open")


def did_change(ls: KerasServer, params: types.DidChangeNotebookDocumentParams) -> None:
    """`notebookDocument/didChange`: of the cells' order and of their texts."""
    document = ls.documents.get(params.notebook_document.uri)
    if not isinstance(document, Notebook):
        return
    document.version = params.notebook_document.version
    changes = params.change.cells
    if changes is None or not (changes.structure or changes.text_content):
        return
    if changes.structure:
        array = changes.structure.array
        opened = {text.uri: text for text in changes.structure.did_open or ()}
        cells = [_cell_for(document, cell, opened) for cell in array.cells or ()]
        document.splice(array.start, array.delete_count, cells)
    for content in changes.text_content or ():
        cell = document.cell(content.document.uri)
        if cell is not None:
            _edit(ls, document, cell, content.changes)
            cell.version = content.document.version
    document.dirty = True
    ls.documents.visible = document
    if changes.structure:
        ls.publisher.publish()
        refresh_all(ls)
    ls.scheduler.request(document, "type")


def _cell(cell: types.NotebookCell, opened: Mapping[str, types.TextDocumentItem]) -> NotebookCell:
    """A cell as the server keeps it."""
    text = opened.get(cell.document)
    if text is None:
        return NotebookCell(cell.document, None, "", runs=False)
    runs = cell.kind == types.NotebookCellKind.Code and text.language_id == _PYTHON
    return NotebookCell(text.uri, text.version, text.text, runs)


def _cell_for(
    document: Notebook, cell: types.NotebookCell, opened: Mapping[str, types.TextDocumentItem]
) -> NotebookCell:
    """The cell of the document that was moved, which some clients open anew; else a new one."""
    new, old = _cell(cell, opened), document.cell(cell.document)
    if old is None:
        return new
    if cell.document in opened:
        if not (new.runs and old.runs and document.text_of(old) == normal(new.text)):
            return new
        old.version = new.version
    return old


def _edit(
    ls: KerasServer,
    document: Notebook,
    cell: NotebookCell,
    changes: Sequence[types.TextDocumentContentChangeEvent],
) -> None:
    for change in changes:
        if isinstance(change, types.TextDocumentContentChangePartial):
            start, end = change.range.start, change.range.end
            document.edit_cell(
                cell,
                (start.line, start.character),
                (end.line, end.character),
                change.text,
                ls.encoding,
            )
        else:
            document.replace_cell(cell, change.text)


def did_save(ls: KerasServer, params: types.DidSaveNotebookDocumentParams) -> None:
    """`notebookDocument/didSave`."""
    document = ls.documents.get(params.notebook_document.uri)
    if document is not None:
        document.dirty = False
        ls.scheduler.request(document, "save")


def did_close(ls: KerasServer, params: types.DidCloseNotebookDocumentParams) -> None:
    """`notebookDocument/didClose`."""
    forget(ls, params.notebook_document.uri)
