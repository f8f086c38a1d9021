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
