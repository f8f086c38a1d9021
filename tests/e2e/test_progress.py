"""What takes time is shown while it does, and can be cancelled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lsprotocol import types as t

from tests.e2e.editor import Desk, ended
from tests.e2e.test_tutorial import HINTS, MODEL

if TYPE_CHECKING:
    from tests.e2e.editor import Editor

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_starting_keras_is_shown_once_however_often_is_saved(other_editor: Editor) -> None:
    desk = Desk(other_editor, other_editor.workspace)
    file = await desk.opened("model.py", MODEL)
    for units in range(2, 6):
        await file.saved(MODEL.replace("Dense(2,", f"Dense({units},"))
    started = [bar for bar in other_editor.progress if bar.title == "Starting Keras"]
    assert [bar.ended for bar in started] == [True]
    assert all(bar.ended for bar in other_editor.progress)
    desk.clear()


async def test_quick_runs_are_not_shown(other_editor: Editor) -> None:
    desk = Desk(other_editor, other_editor.workspace)
    file = await desk.opened("model.py", MODEL)
    before = len(other_editor.progress)
    for _ in range(3):
        await file.saved()
    assert other_editor.progress[before:] == []
    desk.clear()


async def test_an_editor_that_shows_no_progress_is_sent_none(modest_editor: Editor) -> None:
    desk = Desk(modest_editor, modest_editor.workspace)
    file = await desk.opened("model.py", MODEL)
    await file.saved()
    assert modest_editor.progress == []
    desk.clear()


async def test_a_long_run_is_shown_and_ends_when_it_is_cancelled(other_editor: Editor) -> None:
    desk = Desk(other_editor, other_editor.workspace)
    file = await desk.opened("model.py", MODEL)
    seen = len(other_editor.published)
    file.write(MODEL + "while True:\n    pass\n")
    file.save()
    bar = await other_editor.until(
        lambda: next((bar for bar in other_editor.progress if not bar.ended), None)
    )
    assert (bar.title, bar.message) == ("Analysing", "model.py")
    (run,) = other_editor.runs()
    other_editor.client.window_work_done_progress_cancel(t.WorkDoneProgressCancelParams(bar.token))
    await other_editor.until(lambda: bar.ended, 5)
    await ended([run], 2)
    assert await file.hints() == HINTS
    assert file.uri not in {item.uri for item in other_editor.published[seen:]}
    assert await file.saved(MODEL) == []
    desk.clear()
