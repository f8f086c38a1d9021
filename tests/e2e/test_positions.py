"""Columns in the client's own unit, after text that is longer in one unit than in another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from lsprotocol import types as t

from tests.e2e.editor import Desk

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.e2e.editor import Buffer, Editor

pytestmark = pytest.mark.asyncio(loop_scope="session")

LINE = 'name = "😀"; 層 = layers.Dense(2)(入力); 次 = layers.Conv2D(3, 3)(層)'
TEXT = f"""\
import keras
from keras import layers
入力 = keras.Input((8,))
{LINE}
"""
# Of `layers.Dense(2)(入力)`: where it begins and ends; of `layers.Conv2D(3, 3)(層)`: the same.
COLUMNS = {
    "utf-8": (21, 44, 52, 76),
    "utf-16": (17, 36, 42, 64),
    "utf-32": (16, 35, 41, 63),
}


@pytest.fixture(params=["utf-8", "utf-16", "utf-32"])
def encoding(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def counting(encoding: str, editor: Editor, modest_editor: Editor, other_editor: Editor) -> Editor:
    return {"utf-8": modest_editor, "utf-16": editor, "utf-32": other_editor}[encoding]


@pytest_asyncio.fixture(loop_scope="session")
async def file(counting: Editor, encoding: str) -> AsyncIterator[Buffer]:
    assert counting.result is not None
    assert counting.result.capabilities.position_encoding == encoding
    desk = Desk(counting, counting.workspace)
    yield await desk.opened("columns.py", TEXT)
    desk.clear()


async def test_a_problem_stands_exactly_at_its_expression(file: Buffer, encoding: str) -> None:
    _, _, begin, end = COLUMNS[encoding]
    (problem,) = await file.diagnostics()
    assert problem.code == "KL101"
    assert problem.range == t.Range(t.Position(3, begin), t.Position(3, end))


async def test_the_hint_stands_at_the_end_of_the_line(file: Buffer, encoding: str) -> None:
    _, _, _, end = COLUMNS[encoding]
    places = {hint.position.line: hint for hint in await file.inlay_hints()}
    assert places[3].position.character == end
    assert places[3].label == "→ (None, 2) · 18"


async def test_the_hover_finds_the_expression_under_the_mouse(file: Buffer, encoding: str) -> None:
    first, last, begin, _ = COLUMNS[encoding]
    for column in (first, last - 1):
        params = t.HoverParams(file.identifier, t.Position(3, column))
        hover = await file.editor.client.text_document_hover_async(params)
        assert hover is not None
        assert hover.range == t.Range(t.Position(3, first), t.Position(3, last))
    params = t.HoverParams(file.identifier, t.Position(3, begin))
    hover = await file.editor.client.text_document_hover_async(params)
    assert hover is not None
    assert hover.range is not None
    assert hover.range.start == t.Position(3, begin)


async def test_an_edit_behind_the_emoji_is_made_at_the_right_place(
    file: Buffer, encoding: str
) -> None:
    _, _, begin, end = COLUMNS[encoding]
    here = t.Range(t.Position(3, begin), t.Position(3, end))
    file._change(t.TextDocumentContentChangePartial(here, "layers.Dense(4)(層)"))
    file.text = TEXT.replace("layers.Conv2D(3, 3)(層)", "layers.Dense(4)(層)")
    assert await file.saved() == []
    assert (await file.hints())[4] == "→ (None, 2) · 18  → (None, 4) · 12"
