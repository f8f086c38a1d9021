"""The tools for coding agents in an editor: they see what is not saved."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.e2e.editor import Buffer, Desk

pytestmark = pytest.mark.asyncio(loop_scope="session")

MODEL = "import keras\nmodel = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])\n"


async def use(file: Buffer, tool: str, **arguments: object) -> str:
    answer = await file.editor.command(
        "useTool", {"tool": tool, "arguments": {"path": str(file.path), **arguments}}
    )
    return ("refused: " if answer["refused"] else "") + answer["text"]


async def test_a_text_that_is_not_saved_is_checked_and_edited(desk: Desk) -> None:
    file = await desk.opened("model.py", MODEL)
    assert "(None, 2), 10 parameters" in await use(file, "check")
    file.write(MODEL.replace("Dense(2)", "Dense(3)"))
    assert "(None, 3), 15 parameters" in await use(file, "check")
    edits = [{"old": "Dense(3)", "new": "Dense(5)"}]
    tried = await use(file, "try_edit", edits=edits)
    assert "Parameters: 15 → 25 (+10)" in tried
    assert await use(file, "try_edit") == "refused: Give either `edits` or `text`."


async def test_a_picture_comes_in_base64(desk: Desk) -> None:
    file = await desk.opened("model.py", MODEL)
    answer = await file.editor.command(
        "useTool", {"tool": "plot", "arguments": {"path": str(file.path)}}
    )
    assert answer["media"] == "image/png"
    assert base64.b64decode(answer["picture"]).startswith(b"\x89PNG")
