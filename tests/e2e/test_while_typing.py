"""What is shown while somebody types, with the settings as they are by default."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.editor import forks

if TYPE_CHECKING:
    from tests.e2e.editor import Buffer, Desk

pytestmark = pytest.mark.asyncio(loop_scope="session")

QUICK = """\
import keras
from keras import layers
model = keras.Sequential(
    [
        keras.Input((4,)),
        layers.Dense(8),
        layers.Dense(2),
    ]
)
"""
SLOW = """\
import time
end = time.perf_counter() + 1.2
while time.perf_counter() < end:
    pass
"""


async def lens(file: Buffer) -> tuple[int, str]:
    first = (await file.lenses())[0]
    assert first.command is not None
    return first.range.start.line + 1, first.command.title


async def test_a_quick_document_is_run_without_a_save(desk: Desk) -> None:
    await desk.editor.configure(run="auto")
    file = await desk.opened("quick.py", QUICK)
    file.replace(6, "        layers.Dense(16),")
    # Meanwhile what was true stays, also on the line that is edited.
    assert (await file.hints())[6] == "→ (None, 8) · 40"
    assert await lens(file) == (3, "58 params")
    assert await file.problems() == []
    hints = await file.hints()
    assert (hints[6], hints[7]) == ("→ (None, 16) · 80", "→ (None, 2) · 34")
    assert await lens(file) == (3, "114 params (+56 params, 2 layers changed)")
    assert file.path.read_text("utf-8") == QUICK


async def test_what_is_half_written_changes_nothing_but_its_own_line(desk: Desk) -> None:
    await desk.editor.configure(run="auto")
    file = await desk.opened("half.py", QUICK)
    file.replace(6, "        layers.Dense(16,")
    # It is found not to parse, and the hints are to be asked for again.
    desk.editor.refreshed.clear()
    while 6 in (hints := await file.hints()):
        await desk.editor.until(lambda: desk.editor.refreshed)
        desk.editor.refreshed.clear()
    assert hints[7] == "→ (None, 2) · 18"
    assert await lens(file) == (3, "58 params")


async def test_a_new_error_is_shown_after_a_pause(desk: Desk) -> None:
    await desk.editor.configure(run="auto")
    file = await desk.opened("error.py", QUICK)
    file.replace(6, "        layers.Den(16),")
    (problem,) = await file.problems()
    assert problem.startswith("6:9-6:19 error KL601: ")


async def test_a_slow_document_waits_for_its_save(desk: Desk) -> None:
    await desk.editor.configure(run="auto")
    file = await desk.opened("slow.py", QUICK + SLOW)
    file.replace(6, "        layers.Dense(16),")
    assert (await file.command("summarizeModel"))["stale"] is True
    assert 6 not in await file.hints()
    # The lens of the model that is edited stays, so that no code moves.
    assert await lens(file) == (3, "58 params")
    assert await file.saved() == []
    assert (await file.hints())[6] == "→ (None, 16) · 80"


@forks
async def test_behind_what_is_slow_a_document_is_quick(desk: Desk) -> None:
    await desk.editor.configure(run="auto")
    file = await desk.opened("behind.py", SLOW + QUICK)
    # The run left a copy behind the slow statement.
    file.replace(10, "        layers.Dense(16),")
    assert await file.problems() == []
    assert (await file.hints())[10] == "→ (None, 16) · 80"
    # In front of it, it is not.
    file.replace(2, "end = time.perf_counter() + 1.3")
    assert (await file.command("summarizeModel"))["stale"] is True
