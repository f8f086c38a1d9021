"""A save that goes on from a checkpoint, in an editor, with real Keras."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.editor import forks
from tests.sheet import Sheet

if TYPE_CHECKING:
    from tests.e2e.editor import Desk

pytestmark = [pytest.mark.asyncio(loop_scope="session"), forks]

# Takes a while, and tells one execution from another.
PREPARED = """\
import time
import numpy as np
import keras
from keras import layers
begun = time.time_ns()
data = np.zeros((8, 20))
while time.time_ns() < begun + 400_000_000:
    data = np.sort(data)
"""
MODEL = """\
model = keras.Sequential([keras.Input((20,)), layers.Dense(4)])
model.compile("adam", "mse")
model.fit(data, np.zeros((8, 4)))
print(begun)
"""


async def printed(desk: Desk, before: int) -> int:
    """What a run printed last, once more has been printed than that before it."""
    outputs = desk.editor.outputs
    await desk.editor.until(lambda: len(outputs) > before)
    return int(str(outputs[-1].text).split()[-1])


async def test_what_comes_before_the_edit_is_not_executed_again(desk: Desk) -> None:
    outputs = desk.editor.outputs
    count = len(outputs)
    buffer = await desk.opened("prepared.py", PREPARED + MODEL)
    begun = await printed(desk, count)

    count = len(outputs)
    (problem,) = await buffer.saved(PREPARED + MODEL.replace("Dense(4)", "Dense(5)"))
    assert problem.startswith("11:1-11:34 error KL402: `model.fit`: the targets have shape (8, 4)")
    assert await printed(desk, count) == begun

    count = len(outputs)
    assert await buffer.saved(PREPARED + MODEL.replace("Dense(4)", "Dense(4, name='last')")) == []
    assert await printed(desk, count) == begun
    assert (await buffer.hints())[9] == "→ (None, 20)  → (None, 4) · 84"

    count = len(outputs)
    await buffer.saved(PREPARED.replace("(8, 20)", "(9, 20)") + MODEL)
    assert await printed(desk, count) != begun


async def test_a_cell_is_not_executed_again_for_a_later_one(desk: Desk) -> None:
    outputs = desk.editor.outputs
    count = len(outputs)
    cells = {"first": PREPARED.rstrip(), "model": MODEL.rstrip(), "last": "x = 1"}
    sheet = Sheet(desk.editor, desk.path("prepared.ipynb"), cells)
    await sheet.analysed("last")
    begun = await printed(desk, count)
    for cell, text, again in (
        ("last", "x = 2", False),
        ("model", MODEL.replace("Dense(4)", "Dense(4, name='last')").rstrip(), False),
        ("first", PREPARED.replace("(8, 20)", "(9, 20)").rstrip(), True),
    ):
        count = len(outputs)
        sheet.write(cell, text)
        await sheet.saved(cell)
        assert (await printed(desk, count) != begun) is again, cell
    sheet.close()
