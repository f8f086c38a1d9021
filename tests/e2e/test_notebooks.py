"""A notebook in an editor, with real Keras."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lsprotocol import types as t

from tests.e2e.editor import told
from tests.sheet import Sheet

if TYPE_CHECKING:
    from tests.e2e.editor import Desk

pytestmark = pytest.mark.asyncio(loop_scope="session")

CELLS = {
    "#title": "# A model",
    "imports": "!pip install keras\n%matplotlib inline\nimport keras\nfrom keras import layers",
    "model": (
        "%%time\n"
        "model = keras.Sequential([keras.Input((28, 28, 1))])\n"
        "model.add(layers.Conv2D(8, 3))"
    ),
    "head": "model.add(layers.Flatten())\nmodel.add(layers.LSTM(3))",
    "broken": "x = (1,",
    "rest": "%time model.compile('adam', 'mse')\nfiles = !ls\nprint(len(files), x)\n__file__",
}


async def test_cells_are_one_program_and_each_keeps_its_own_places(desk: Desk) -> None:
    sheet = Sheet(desk.editor, desk.path("first.ipynb"), CELLS)
    await sheet.analysed("rest")
    assert await sheet.hints("imports") == []
    assert await sheet.hints("model") == [
        (1, 52, "→ (None, 28, 28, 1)  80 params"),
        (2, 30, "→ (None, 26, 26, 8) · 80"),
    ]
    assert (await sheet.hints("head"))[0] == (0, 27, "→ (None, 5408)")
    (problem,) = sheet.problems("head")
    assert told(problem).startswith("2:11-2:25 error KL101: `lstm` (LSTM) needs an input with 3")
    (related,) = problem.related_information or ()
    assert related.location.uri == sheet.cell("head")
    assert related.location.range.start == t.Position(0, 10)
    (problem,) = sheet.problems("broken")
    assert told(problem).startswith("1:5-1:6 error KL600: Syntax error: '(' was never closed.")
    assert [told(item) for item in sheet.problems("rest")] == [
        "4:1-4:9 error KL601: NameError: name '__file__' is not defined"
    ]
    sheet.close()


async def test_fixes_stand_in_their_cells(desk: Desk) -> None:
    cells = {
        "imports": "!ls\nimport keras\nfrom keras.layers.core import Dense",
        "model": "%%time\nmodel = keras.Sequential([keras.Input((3,))])\nmodel.add(Dense(2))",
        "labels": "from keras.utils import np_utils\ny = np_utils.to_categorical([0, 1])",
    }
    sheet = Sheet(desk.editor, desk.path("old.ipynb"), cells)
    await sheet.analysed("labels")
    assert [told(item)[:22] for item in sheet.problems("imports")] == ["3:1-3:36 error KL501: "]

    async def edits(name: str, line: int, title: str) -> dict[str, list[str]]:
        here = t.Range(t.Position(line, 0), t.Position(line, 0))
        params = t.CodeActionParams(
            t.TextDocumentIdentifier(sheet.cell(name)), here, t.CodeActionContext([])
        )
        actions = await desk.editor.client.text_document_code_action_async(params)
        (edit,) = (action.edit for action in actions or () if action.title.startswith(title))
        return {
            change.text_document.uri: [f"{one.range} {one.new_text}" for one in change.edits]
            for change in edit.document_changes
        }

    title = "Import from `keras.layers`"
    dense = "2:0-2:35 from keras.layers import Dense"
    assert await edits("imports", 2, title) == {sheet.cell("imports"): [dense]}
    assert await edits("imports", 2, "Replace all") == {
        sheet.cell("imports"): [dense],
        sheet.cell("labels"): [
            "0:0-1:35 from keras.utils import to_categorical\ny = to_categorical([0, 1])"
        ],
    }
    assert await edits("labels", 0, "Ignore KL501") == {
        sheet.cell("labels"): ["0:32-0:32   # keras-lsp: ignore[KL501]"]
    }
    sheet.close()


async def test_an_edited_cell_runs_when_the_notebook_is_saved(desk: Desk) -> None:
    sheet = Sheet(desk.editor, desk.path("edited.ipynb"), CELLS)
    await sheet.analysed("rest")
    sheet.edit("model", (2, 0, 2, 0, "\n"))
    assert (await sheet.hints("model"))[1] == (3, 30, "→ (None, 26, 26, 8) · 80")
    sheet.edit("head", (1, 17, 1, 24, "Dense(2)"))
    sheet.write("broken", "x = (1,)")
    sheet.write("rest", "model.fit(1")
    sheet.splice(5, 1, {"end": "print(model.count_params() + x[0])"})
    await sheet.saved("end")
    assert await sheet.hints("head") == [
        (0, 27, "→ (None, 5408)"),
        (1, 26, "→ (None, 2) · 10,818"),
    ]
    assert [sheet.problems(name) for name in sheet.names] == [[]] * 6
    sheet.close()
