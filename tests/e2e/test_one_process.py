"""A session where each run has a process of its own and nothing isolates it, as on Windows.

Runs on every system: on Linux and macOS `KERAS_LSP_LIKE` has the server behave so.
"""

from __future__ import annotations

import asyncio
import os
import sys
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from keras_lsp.runs.spares import VARIABLE as SPARES
from tests.e2e.editor import JAX, Desk, connected, consent
from tests.e2e.test_tutorial import HINTS, MODEL

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.e2e.editor import Editor

pytestmark = pytest.mark.asyncio(loop_scope="session")

ENVIRONMENT = {**JAX, "KERAS_LSP_LIKE": "win32", "KERAS_LSP_SPARES": os.environ.get(SPARES, "2")}
ON_WINDOWS = pytest.mark.skipif(sys.platform != "win32", reason="as Windows names files")
HELPER = """\
from keras import layers

def block(x, units):
    x = layers.Dense(units)(x)
    return layers.Conv2D(2, 3)(x)
"""
CALLER = """\
import keras
from helper import block

x = keras.Input((8,))
y = keras.layers.Dense(4)(x)
y = block(y, 16)
"""
SLOW = """\
import keras
x = keras.Input((8,))
y = keras.layers.Dense(4)(x)
while True:
    pass
"""
WRONG = """\
import keras
model = keras.Sequential()
model.add(keras.Input((8, 3)))
model.add(keras.layers.LSTM(16))
model.add(keras.layers.LSTM(4))
"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def lone_editor(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Editor]:
    base = tmp_path_factory.mktemp("lone")
    async with connected(base, environment=ENVIRONMENT, consents=False) as editor:
        yield editor


@pytest_asyncio.fixture(loop_scope="session")
async def lone(lone_editor: Editor, request: pytest.FixtureRequest) -> AsyncIterator[Desk]:
    if not lone_editor.questions:
        await consent(lone_editor)
    number = sum(1 for _ in lone_editor.workspace.iterdir())
    directory = lone_editor.workspace / f"{number}_{request.node.name[5:15]}"
    directory.mkdir()
    desk = Desk(lone_editor, directory)
    yield desk
    desk.clear()


async def test_nothing_runs_until_the_first_save_has_asked(lone_editor: Editor) -> None:
    desk = Desk(lone_editor, lone_editor.workspace)
    file = desk.open("model.py", MODEL)
    assert await file.hints() == {}
    assert lone_editor.questions == []
    assert await file.saved() == []
    (question,) = lone_editor.questions
    assert "keras-lsp executes the Keras files of " in question
    assert "On this system nothing keeps them away from your files and network." in question
    assert await file.hints() == HINTS
    assert await file.saved(MODEL.replace("Dense(2", "Dense(24")) == []
    assert len(lone_editor.questions) == 1
    desk.clear()


@pytest.mark.long
async def test_a_second_server_leaves_the_first_one_running(lone: Desk, tmp_path: Path) -> None:
    file = lone.open("model.py", MODEL)
    assert await file.problems() == []
    async with connected(tmp_path / "other", environment=ENVIRONMENT, consents=False) as other:
        # They share a directory for temporary files, in which each has its own.
        theirs = Desk(other, other.workspace).open("model.py", MODEL)
        assert await theirs.saved() == []
    assert lone.editor.server.returncode is None
    assert await file.saved(MODEL.replace("Dense(2", "Dense(24")) == []


@pytest.mark.long
async def test_what_is_wrong_in_a_module_is_told_there_and_at_the_call(lone: Desk) -> None:
    helper = lone.put("helper.py", HELPER)
    file = lone.open("caller.py", CALLER)
    (problem,) = await file.problems()
    assert problem.startswith("6:5-6:17 hint None: This leads to KL101 in line 5 of helper.py: ")
    (inside,) = await lone.editor.until(lambda: lone.editor.problems_in(helper))
    assert inside.startswith("5:12-5:34 error KL101: `conv2d` (Conv2D) needs an input with at")
    assert (await file.hints())[5] == "→ (None, 4) · 36"
    assert await lone.open("helper.py", HELPER).hints() == {4: "→ (None, 16) · 80"}


async def test_an_endless_loop_is_ended_at_its_line_and_the_rest_is_shown(lone: Desk) -> None:
    await lone.editor.configure(timeout=1)
    file = await lone.opened("slow.py", SLOW)
    (problem,) = lone.editor.problems_in(file.path)
    hints = await file.hints()
    lone.clear()
    await lone.editor.configure()
    assert problem.startswith(("4:", "5:"))
    assert " information KL903: The run was stopped here after 1 s" in problem
    assert hints == {2: "→ (None, 8)", 3: "→ (None, 4) · 36"}


async def test_a_quick_fix_is_tried_and_offered(lone: Desk) -> None:
    file = lone.open("wrong.py", WRONG)
    (problem,) = await file.problems()
    assert problem.startswith("5:11-5:31 error KL101: `lstm_1` (LSTM) needs an input with 3 dim")
    (action, *_) = (await file.fixes(5)).values()
    assert action.title == "Add `return_sequences=True` to `lstm` → (None, 4), 1,616 params"
    file.apply(action)
    assert "LSTM(16, return_sequences=True)" in file.text
    assert await file.saved() == []


@pytest.mark.long
async def test_lines_that_end_as_on_windows_keep_their_places_and_their_ends(lone: Desk) -> None:
    file = lone.open("wrong.py", WRONG.replace("\n", "\r\n"))
    (problem,) = await file.problems()
    assert problem.startswith("5:11-5:31 error KL101")
    (action, *_) = (await file.fixes(5)).values()
    file.apply(action)
    assert file.text.count("\r\n") == file.text.count("\n") == 5
    assert await file.saved() == []


@pytest.mark.long
async def test_a_program_that_may_not_be_started_is_named(lone: Desk) -> None:
    text = "import subprocess\nimport keras\nsubprocess.run('dir')\n"
    (problem,) = await lone.open("dir.py", text).problems()
    assert problem == (
        "3:1-3:22 information KL902: Starting other programs or processes is blocked here: dir. "
        "No setting allows it."
    )


@pytest.mark.long
async def test_names_with_spaces_and_letters_of_all_kinds(lone: Desk) -> None:
    file = lone.open("Übung 1/größe & maß.py", MODEL)
    assert await file.problems() == []
    assert await file.hints() == HINTS
    plot = await file.command("plotModel", format="svg", open=True)
    assert plot["path"].endswith(".svg")


@pytest.mark.long
async def test_a_plot_is_drawn(lone: Desk) -> None:
    file = lone.open("model.py", MODEL)
    assert await file.problems() == []
    plot = await file.command("plotModel", format="dot")
    assert plot["format"] == "dot"
    assert "Dense" in plot["content"]


@pytest.mark.long
async def test_saves_that_follow_one_another_are_all_answered(lone: Desk) -> None:
    file = lone.open("model.py", MODEL)
    for units in (12, 13, 14, 15):
        assert await file.saved(MODEL.replace("Dense(2", f"Dense({units}")) == []
        assert f"→ (None, {units})" in " ".join((await file.hints()).values())


@pytest.mark.long
async def test_a_save_that_overtakes_another_is_the_one_that_is_shown(lone: Desk) -> None:
    file = lone.open("model.py", MODEL)
    for units in (21, 22):
        file.write(MODEL.replace("Dense(2", f"Dense({units}"))
        file.save()
        await asyncio.sleep(0)
    assert await file.problems() == []
    assert "→ (None, 22)" in " ".join((await file.hints()).values())


@ON_WINDOWS
@pytest.mark.parametrize("spelling", ["file:///{}", "file:///{}%3A", "file:///{}:"])
async def test_the_drive_is_the_same_in_each_spelling(lone: Desk, spelling: str) -> None:
    path = lone.put("model.py", MODEL)
    rest = "/".join(path.parts[1:])
    drive = path.drive.rstrip(":")
    for letter in (drive.upper(), drive.lower()):
        start = spelling.format(letter) if "%3A" in spelling else f"file:///{letter}:"
        file = lone.open("model.py", MODEL, write=False, uri=f"{start}/{rest}")
        assert await file.problems() == []
        assert await file.hints() == HINTS
        file.close()


@ON_WINDOWS
async def test_a_name_in_other_letters_is_the_same_file(lone: Desk) -> None:
    lone.put("helper.py", HELPER)
    path = lone.put("caller.py", CALLER)
    uri = path.with_name("CALLER.py").as_uri()
    file = lone.open("caller.py", CALLER, write=False, uri=uri)
    (problem,) = await file.problems()
    assert "This leads to KL101 in line 5 of helper.py" in problem
    assert (await file.hints())[5] == "→ (None, 4) · 36"


@ON_WINDOWS
async def test_a_share_of_another_machine(lone: Desk) -> None:
    path = lone.put("model.py", MODEL)
    drive = path.drive.rstrip(":").lower()
    rest = "/".join(path.parts[1:])
    uri = f"file://localhost/{drive}$/{rest}"
    file = lone.open("model.py", MODEL, write=False, uri=uri)
    assert await file.hints() == {}
