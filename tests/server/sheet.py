"""A notebook that is open in a session of the tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types as t

if TYPE_CHECKING:
    from tests.server.session import Session


class Sheet:
    """A notebook document, told to the server as an editor does.

    Cells have names; one whose name begins with `#` is markup.
    """

    def __init__(self, session: Session, name: str, cells: dict[str, str]) -> None:
        self.session = session
        self.path = session.path(name)
        self.uri = session.uri(name)
        self.version = 1
        self.names = list(cells)
        self._versions = dict.fromkeys(cells, 1)
        session.client.notebook_document_did_open(
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
        self.session.client.notebook_document_did_change(
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
        self.session.client.notebook_document_did_save(
            t.DidSaveNotebookDocumentParams(t.NotebookDocumentIdentifier(self.uri))
        )

    def close(self) -> None:
        """Close it."""
        self.session.client.notebook_document_did_close(
            t.DidCloseNotebookDocumentParams(
                t.NotebookDocumentIdentifier(self.uri),
                [t.TextDocumentIdentifier(self.cell(name)) for name in self.names],
            )
        )

    async def analysed(self, cell: str, before: int = 0) -> None:
        """Wait until something stands in a cell, of what is published from `before` on."""
        uri = self.cell(cell)
        published = self.session.published
        await self.session.until(lambda: any(item.uri == uri for item in published[before:]))

    async def saved(self, cell: str) -> None:
        """Save, and wait for what is found in a cell."""
        before = len(self.session.published)
        self.save()
        await self.analysed(cell, before)

    async def hints(self, name: str) -> list[tuple[int, int, str]]:
        """The hints of a cell."""
        return await self.session.hints(self.cell(name))
