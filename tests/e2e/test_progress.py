"""What takes time is shown while it does, and can be cancelled."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import pytest
from lsprotocol import types as t

from tests.e2e.editor import JAX, Desk, connected, ended, forks
from tests.e2e.test_tutorial import HINTS, MODEL

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.editor import Editor

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_starting_keras_is_shown_once_however_often_is_saved(tmp_path: Path) -> None:
    async with connected(tmp_path, environment=JAX) as editor:
        file = await Desk(editor, editor.workspace).opened("model.py", MODEL)
        for units in range(2, 6):
            await file.saved(MODEL.replace("Dense(2,", f"Dense({units},"))
        # While Keras is loaded nothing else is shown: it is all that there is to wait for.
        (started,) = (bar for bar in editor.progress if bar.title == "Starting Keras")
        assert [bar.beside for bar in editor.progress if bar.beside] == []
        assert (started.title, started.ended, started.reports) == ("Starting Keras", True, [])
        assert started.message == f"usually 3 to 15 s, once: {sys.executable}"


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


@forks
async def test_a_long_run_is_shown_and_ends_when_it_is_cancelled(other_editor: Editor) -> None:
    desk = Desk(other_editor, other_editor.workspace)
    file = await desk.opened("model.py", MODEL)
    file.write(MODEL + "for step in range(10**12):\n    pass\n")
    file.save()
    bar = await other_editor.until(
        lambda: next((bar for bar in other_editor.progress if not bar.ended), None)
    )
    assert (bar.title, bar.message) == ("Analysing", "model.py")
    await other_editor.until(lambda: len(bar.reports) > 1)
    assert re.fullmatch(r"model.py, line [67]( for \d s)?: 2 layers so far", bar.reports[-1])
    (run,) = other_editor.runs()
    other_editor.client.window_work_done_progress_cancel(t.WorkDoneProgressCancelParams(bar.token))
    await other_editor.until(lambda: bar.ended, 5)
    await ended([run], 2)
    (note,) = await file.problems()
    assert re.fullmatch(
        r"[67]:\d+-[67]:\d+ information KL911: The run was cancelled here after \d+\.\d s; "
        r"its results so far are kept\. Save the file to run it again\.",
        note,
    )
    assert await file.hints() == HINTS
    assert await file.saved(MODEL) == []
    desk.clear()


async def test_a_first_run_shows_what_it_has_found_while_it_goes_on(other_editor: Editor) -> None:
    desk = Desk(other_editor, other_editor.workspace)
    file = desk.open("slow.py", MODEL + "for step in range(10**12):\n    pass\n")
    bar = await other_editor.until(
        lambda: next((bar for bar in other_editor.progress if not bar.ended), None)
    )
    await other_editor.until(lambda: " for 2 s: 2 layers so far" in "".join(bar.reports))
    assert await file.hints() == HINTS
    assert not bar.ended
    other_editor.client.window_work_done_progress_cancel(t.WorkDoneProgressCancelParams(bar.token))
    (note,) = await file.problems(5)
    assert "KL911" in note
    assert await file.hints() == HINTS
    desk.clear()


async def test_what_a_cancelled_run_had_found_stays(other_editor: Editor) -> None:
    desk = Desk(other_editor, other_editor.workspace)
    part = desk.put("waiting.py", "def wait():\n    while True:\n        pass\n")
    file = desk.open("half.py", MODEL + "from waiting import wait\nwait()\n")
    bar = await other_editor.until(
        lambda: next((bar for bar in other_editor.progress if not bar.ended), None)
    )
    await other_editor.until(lambda: bar.reports)
    assert re.fullmatch(
        r"half.py, in waiting.py line [23]( for \d s)?: 2 layers so far", bar.reports[-1]
    )
    other_editor.client.window_work_done_progress_cancel(t.WorkDoneProgressCancelParams(bar.token))
    (note,) = await file.problems(5)
    assert note.startswith(
        "1:1-1:36 information KL911: The run was cancelled in waiting.py, line "
    )
    assert await file.hints() == HINTS
    desk.clear()
    part.unlink()


async def test_a_run_that_makes_layers_says_how_many(other_editor: Editor) -> None:
    desk = Desk(other_editor, other_editor.workspace)
    text = MODEL + "import keras\nx = keras.Input((1,))\nwhile True:\n    x = Dense(1)(x)\n"
    desk.open("deep.py", text)
    bar = await other_editor.until(
        lambda: next((bar for bar in other_editor.progress if not bar.ended), None)
    )
    await other_editor.until(lambda: len(bar.reports) > 1)
    counts = []
    for report in bar.reports:
        found = re.fullmatch(r"deep.py, line [89]: ([\d,]+) layers so far", report)
        assert found
        counts.append(int(found[1].replace(",", "")))
    assert 2 < counts[0] < counts[1]
    other_editor.client.window_work_done_progress_cancel(t.WorkDoneProgressCancelParams(bar.token))
    await other_editor.until(lambda: bar.ended, 5)
    desk.clear()
