"""A notebook that is open in an editor of the tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from lsprotocol import types as t

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytest_lsp import LanguageClient


class Connected(Protocol):
    """Who is connected to a server."""

    client: LanguageClient
    published: list[t.PublishDiagnosticsParams]

    async def until(self, condition: Callable[[], Any]) -> Any:
        """Wait until a message of the server makes the condition true."""


class Sheet:
    """A notebook document, told to the server as an editor does.

    Cells have names; one whose name begins with `#` is markup.
    """

    def __init__(self, editor: Connected, path: Path, cells: dict[str, str]) -> None:
        self.editor = editor
        self.path = path
        self.uri = path.as_uri()
        self.version = 1
        self.names = list(cells)
        self._versions = dict.fromkeys(cells, 1)
        editor.client.notebook_document_did_open(
            t.DidOpenNotebookDocumentParams(
                t.NotebookDocument(
                    self.uri, "jupyter-notebook", 1, [self._cell(name) for name in cells]
                ),
                [self._item(name, text) for name, text in cells.items()],
            )
        )

    def cell(self, name: str) -> str:
        """A cell's URI."""
        return f"vscode-notebook-cell:{self.path}#{name.removeprefix('#')}"

    def _cell(self, name: str) -> t.NotebookCell:
        markup = name.startswith("#")
        kind = t.NotebookCellKind.Markup if markup else t.NotebookCellKind.Code
        return t.NotebookCell(kind, self.cell(name))

    def _item(self, name: str, text: str) -> t.TextDocumentItem:
        language = "markdown" if name.startswith("#") else "python"
        return t.TextDocumentItem(self.cell(name), language, 1, text)

    def _change(self, changes: t.NotebookDocumentCellChanges) -> None:
        self.version += 1
        self.editor.client.notebook_document_did_change(
            t.DidChangeNotebookDocumentParams(
                t.VersionedNotebookDocumentIdentifier(self.version, self.uri),
                t.NotebookDocumentChangeEvent(cells=changes),
            )
        )

    def edit(self, name: str, *edits: tuple[int, int, int, int, str]) -> None:
        """Edit a cell; places count from 0."""
        self._edit(
            name,
            [
                t.TextDocumentContentChangePartial(
                    t.Range(t.Position(a, b), t.Position(c, d)), text
                )
                for a, b, c, d, text in edits
            ],
        )

    def write(self, name: str, text: str) -> None:
        """Put another text in the place of a cell's."""
        self._edit(name, [t.TextDocumentContentChangeWholeDocument(text)])

    def _edit(self, name: str, edits: list[Any]) -> None:
        self._versions[name] += 1
        identifier = t.VersionedTextDocumentIdentifier(self._versions[name], self.cell(name))
        content = t.NotebookDocumentCellContentChanges(identifier, edits)
        self._change(t.NotebookDocumentCellChanges(text_content=[content]))

    def splice(self, start: int, delete: int, cells: dict[str, str | None]) -> None:
        """Put cells in the place of others; those without a text are of the notebook."""
        new = [self._item(name, text) for name, text in cells.items() if text is not None]
        gone = [name for name in self.names[start : start + delete] if name not in cells]
        self.names[start : start + delete] = list(cells)
        self._versions |= {name: 1 for name, text in cells.items() if text is not None}
        array = t.NotebookCellArrayChange(start, delete, [self._cell(name) for name in cells])
        closed = [t.TextDocumentIdentifier(self.cell(name)) for name in gone]
        structure = t.NotebookDocumentCellChangeStructure(array, new, closed)
        self._change(t.NotebookDocumentCellChanges(structure=structure))

    def save(self) -> None:
        """Say that it was saved."""
        self.editor.client.notebook_document_did_save(
            t.DidSaveNotebookDocumentParams(t.NotebookDocumentIdentifier(self.uri))
        )

    def close(self) -> None:
        """Close it."""
        self.editor.client.notebook_document_did_close(
            t.DidCloseNotebookDocumentParams(
                t.NotebookDocumentIdentifier(self.uri),
                [t.TextDocumentIdentifier(self.cell(name)) for name in self.names],
            )
        )

    async def analysed(self, cell: str, before: int = 0) -> None:
        """Wait until something stands in a cell, of what is published from `before` on."""
        uri = self.cell(cell)
        published = self.editor.published
        await self.editor.until(lambda: any(item.uri == uri for item in published[before:]))

    async def saved(self, cell: str) -> None:
        """Save, and wait for what is found in a cell."""
        before = len(self.editor.published)
        self.save()
        await self.analysed(cell, before)

    async def hints(self, name: str) -> list[tuple[int, int, str]]:
        """The hints of a cell."""
        whole = t.Range(t.Position(0, 0), t.Position(1000, 0))
        params = t.InlayHintParams(t.TextDocumentIdentifier(self.cell(name)), whole)
        hints = await self.editor.client.text_document_inlay_hint_async(params)
        return [(h.position.line, h.position.character, str(h.label)) for h in hints or ()]

    def problems(self, name: str) -> list[t.Diagnostic]:
        """What stands in a cell."""
        uri = self.cell(name)
        standing = [item for item in self.editor.published if item.uri == uri]
        return list(standing[-1].diagnostics) if standing else []
