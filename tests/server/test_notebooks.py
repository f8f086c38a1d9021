"""Notebooks: cells of one program, each with its own places."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from lsprotocol import types as t

from tests.server.session import session
from tests.sheet import Sheet

if TYPE_CHECKING:
    from pathlib import Path

CELLS = {
    "imports": "%matplotlib inline\nimport keras",
    "#text": "# Dense(99)",
    "model": "model = Sequential()\nmodel.add(Dense(2))",
    "more": "!ls\nmodel.add(Dense(1))  # problem too late",
}


async def test_each_hint_stands_in_its_cell(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        sheet = Sheet(s, s.path("a.ipynb"), CELLS)
        await sheet.analysed("imports")
        assert await sheet.hints("imports") == []
        assert await sheet.hints("model") == [(0, 20, "7 params"), (1, 19, "→ (None, 2) · 4")]
        assert await sheet.hints("more") == [(1, 39, "→ (None, 1) · 3")]
        assert await sheet.hints("#text") == []


async def test_each_problem_stands_in_its_cell_with_its_version(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        sheet = Sheet(s, s.path("a.ipynb"), CELLS)
        await sheet.analysed("more")
        published = {item.uri: item for item in s.published}
        assert set(published) == {sheet.cell(name) for name in ("imports", "model", "more")}
        (problem,) = published[sheet.cell("more")].diagnostics
        assert problem.range == t.Range(t.Position(1, 0), t.Position(1, 21))
        assert published[sheet.cell("more")].version == 1
        (related,) = problem.related_information or ()
        assert related.location.uri == sheet.cell("imports")
        assert related.location.range.start.line == 0


async def test_hover_lens_symbol_and_action_stand_in_their_cells(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        sheet = Sheet(s, s.path("a.ipynb"), CELLS)
        await sheet.analysed("more")
        assert "dense · Dense" in (await s.hover(sheet.cell("model"), 1, 12)).replace("*", "")
        assert "dense_1" in await s.hover(sheet.cell("more"), 1, 12)
        assert await s.hover(sheet.cell("more"), 0, 1) == ""
        identifier = t.TextDocumentIdentifier(sheet.cell("model"))
        lenses = await s.client.text_document_code_lens_async(t.CodeLensParams(identifier))
        assert [lens.range.start.line for lens in lenses or ()] == [0, 0, 0]
        symbols = await s.client.text_document_document_symbol_async(
            t.DocumentSymbolParams(identifier)
        )
        assert [symbol.name for symbol in symbols or ()] == ["model"]
        last = t.Range(t.Position(1, 0), t.Position(1, 0))
        actions = await s.client.text_document_code_action_async(
            t.CodeActionParams(
                t.TextDocumentIdentifier(sheet.cell("more")), last, t.CodeActionContext([])
            )
        )
        assert actions is not None
        others = await s.client.text_document_code_lens_async(
            t.CodeLensParams(t.TextDocumentIdentifier(sheet.cell("more")))
        )
        assert not others


async def test_the_tooltip_of_a_hint_in_a_cell(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        sheet = Sheet(s, s.path("a.ipynb"), CELLS)
        await sheet.analysed("more")
        whole = t.Range(t.Position(0, 0), t.Position(9, 0))
        identifier = t.TextDocumentIdentifier(sheet.cell("more"))
        (hint,) = (
            await s.client.text_document_inlay_hint_async(t.InlayHintParams(identifier, whole))
            or ()
        )
        hint.tooltip = None
        resolved = await s.client.inlay_hint_resolve_async(hint)
        assert "dense_1" in str(resolved.tooltip)


async def test_a_command_takes_a_cell_for_its_notebook(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        sheet = Sheet(s, s.path("a.ipynb"), CELLS)
        await sheet.analysed("more")
        result = await s.command("summarizeModel", {"uri": sheet.cell("imports")})
        assert result.uri == sheet.uri
        assert [(row.uri, row.range.start.line) for row in result.rows] == [
            (sheet.cell("model"), 1),
            (sheet.cell("more"), 1),
        ]


async def test_what_is_shown_moves_with_the_cells_edits(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        sheet = Sheet(s, s.path("a.ipynb"), CELLS)
        await sheet.analysed("more")
        sheet.edit("model", (1, 0, 1, 0, "# a comment\n\n"))
        assert await sheet.hints("model") == [(0, 20, "7 params"), (3, 19, "→ (None, 2) · 4")]
        assert await sheet.hints("more") == [(1, 39, "→ (None, 1) · 3")]
        sheet.edit("imports", (1, 12, 99, 0, "\nimport numpy"), (0, 0, 1, 0, ""))
        assert await sheet.hints("model") == [(0, 20, "7 params"), (3, 19, "→ (None, 2) · 4")]
        sheet.edit("more", (1, 16, 1, 17, "3"))
        assert await sheet.hints("more") == []
        sheet.write("more", CELLS["more"] + "\r\nx = 1")
        assert await sheet.hints("more") == [(1, 39, "→ (None, 1) · 3")]
        sheet.write("more", "model.add(Dense(3))")
        await sheet.saved("more")
        assert await sheet.hints("more") == [(0, 19, "→ (None, 3) · 9")]
        assert [item.version for item in s.published if item.uri == sheet.cell("more")] == [1, 4]


async def test_what_is_shown_moves_with_its_cell(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        sheet = Sheet(s, s.path("a.ipynb"), CELLS)
        await sheet.analysed("more")
        model, more = await sheet.hints("model"), await sheet.hints("more")
        sheet.splice(2, 2, {"more": None, "model": None})
        assert (await sheet.hints("model"), await sheet.hints("more")) == (model, more)
        sheet.splice(2, 2, {"model": CELLS["model"], "more": CELLS["more"]})
        assert (await sheet.hints("model"), await sheet.hints("more")) == (model, more)
        sheet.splice(0, 0, {"new": "import os\nimport sys", "#new": "text"})
        assert (await sheet.hints("model"), await sheet.hints("more")) == (model, more)
        assert await sheet.hints("new") == []
        sheet.edit("more", (0, 0, 0, 0, "\n"))
        assert await sheet.hints("more") == [(2, 39, "→ (None, 1) · 3")]


async def test_a_deleted_cell_keeps_nothing(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        sheet = Sheet(s, s.path("a.ipynb"), CELLS)
        await sheet.analysed("more")
        assert s.messages(sheet.cell("more")) == ["too late"]
        gone = sheet.cell("more")
        sheet.splice(3, 1, {})
        await s.until(lambda: s.messages(gone) == [])
        assert await s.hints(gone) == []
        await sheet.saved("model")
        assert await sheet.hints("model") == [(0, 20, "4 params"), (1, 19, "→ (None, 2) · 4")]
        sheet.splice(0, 3, {})
        sheet.save()
        sheet.splice(0, 0, {"first": "import keras\nx = Dense(5)"})
        # What is published for it next may still be of the run that was asked for before.
        await s.command("analyze", {"uri": sheet.uri})
        assert await sheet.hints("first") == [(1, 12, "→ (None, 5) · 10")]


async def test_a_cell_with_a_syntax_error_is_told_and_the_others_run(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        sheet = Sheet(
            s, s.path("a.ipynb"), CELLS | {"broken": "x = 1\ny = (", "last": "z = Dense(4)"}
        )
        await sheet.analysed("broken")
        assert s.messages(sheet.cell("broken")) == [
            "Syntax error: '(' was never closed. This cell is not run until this is fixed."
        ]
        (item,) = (item for item in s.published if item.uri == sheet.cell("broken"))
        assert item.diagnostics[0].range == t.Range(t.Position(1, 4), t.Position(1, 5))
        assert await sheet.hints("last") == [(0, 12, "→ (None, 4) · 8")]


async def test_a_broken_import_of_keras_loses_nothing(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        sheet = Sheet(s, s.path("a.ipynb"), CELLS)
        await sheet.analysed("more")
        sheet.write("imports", "import keras as")
        await sheet.saved("imports")
        assert len(s.messages(sheet.cell("imports"))) == 1
        assert await sheet.hints("model") == [(0, 20, "7 params"), (1, 19, "→ (None, 2) · 4")]


async def test_a_cell_that_is_opened_as_a_document_too_is_that_of_the_notebook(
    tmp_path: Path,
) -> None:
    async with session(tmp_path) as s:
        uri = f"vscode-notebook-cell:{s.path('a.ipynb')}#model"
        s.open_("model", CELLS["model"], write=False, uri=uri)
        sheet = Sheet(s, s.path("a.ipynb"), CELLS)
        await sheet.analysed("more")
        before = await sheet.hints("model")
        assert before == [(0, 20, "7 params"), (1, 19, "→ (None, 2) · 4")]
        s.change(uri, 2, (0, 0, 0, 0, "x = 1\n"))
        assert await sheet.hints("model") == before
        s.close(uri)
        assert await sheet.hints("model") == before


async def test_closing_clears_every_cell(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        sheet = Sheet(s, s.path("a.ipynb"), CELLS)
        await sheet.analysed("more")
        sheet.close()
        await s.until(lambda: s.messages(sheet.cell("more")) == [])
        assert await sheet.hints("model") == []


async def test_on_type_runs_when_a_cell_was_edited_or_moved(tmp_path: Path) -> None:
    async with session(tmp_path, options={"run": "onType"}) as s:
        sheet = Sheet(s, s.path("a.ipynb"), CELLS)
        await sheet.analysed("more")
        before = len(s.published)
        sheet.edit("model", (1, 16, 1, 17, "8"))
        await sheet.analysed("model", before)
        assert (await sheet.hints("model"))[1] == (1, 19, "→ (None, 8) · 16")
        before = len(s.published)
        sheet.splice(3, 1, {})
        await sheet.analysed("model", before)
        assert (await sheet.hints("model"))[0] == (0, 20, "16 params")


async def test_an_empty_notebook_runs_nothing(tmp_path: Path) -> None:
    async with session(tmp_path, options={"status": True}) as s:
        Sheet(s, s.path("empty.ipynb"), {})
        await s.until(lambda: s.statuses)
        assert s.statuses[-1].message == "it does not import Keras"


async def test_the_json_of_a_notebook_is_not_run(tmp_path: Path) -> None:
    text = json.dumps({"cells": [], "x": "import keras"})
    async with session(tmp_path) as s:
        uri = s.open_("a.ipynb", text + "\nimport keras\nDense(2)")
        result = await s.command("analyze", {"uri": uri})
        assert result.status == "refused"
        assert await s.hints(uri) == []
