"""Programs of several files: what is shown in which, and what makes them run again."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

import pytest
from lsprotocol import types as t

from tests.e2e.editor import JAX, Desk, Editor, vscode

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.e2e.editor import Buffer

pytestmark = pytest.mark.asyncio(loop_scope="session")

BUILDERS = """\
import keras
from keras import layers


def build(_recipe):
    model = keras.Sequential()
    model.add(keras.Input((4,)))
    model.add(layers.Dense(3))
    return model
"""
BROKEN = BUILDERS.replace("layers.Dense(3)", "layers.LSTM(3)")
MAIN = """\
from builders import build

model = build("3")
"""
BUILDERS_HINTS = {6: "15 params", 7: "→ (None, 4)", 8: "→ (None, 3) · 15"}
PROBLEM = (
    "8:15-8:29 error KL101: `lstm` (LSTM) needs an input with 3 dimensions, but gets 2: (None, 4) "
    "from `input_layer`."
)
LEADS = (
    "3:9-3:19 hint None: This leads to KL101 in line 8 of builders.py: `lstm` (LSTM) needs an "
    "input with 3 dimensions, but gets 2: (None, 4) from `input_layer`."
)
UNCALLED = "5:5-5:10 information KL907: `build` is never called, and needs `_recipe`."


async def total(file: Buffer) -> str:
    lines = (await file.command("summarizeModel"))["text"].split("\n")
    return str(next(line.strip() for line in lines if "Total" in line)).split(" (")[0]


async def test_the_hints_of_an_imported_module_stand_in_its_own_editor(desk: Desk) -> None:
    builders = await desk.opened("builders.py", BUILDERS)
    assert await builders.hints() == {}
    main = await desk.opened("main.py", MAIN)
    assert await main.problems() == []
    assert await builders.hints() == BUILDERS_HINTS
    assert "As run by main.py." in await builders.hovered(8, "Dense")
    assert await total(main) == "Total params: 15"


async def test_an_imported_module_that_is_closed_and_opened_shows_its_hints_where_they_are(
    desk: Desk,
) -> None:
    desk.put("builders.py", BUILDERS)
    await desk.opened("main.py", MAIN)
    builders = desk.open("builders.py", BUILDERS, write=False)
    builders.insert(1, "# On top.")
    assert await builders.hints() == {7: "15 params", 8: "→ (None, 4)", 9: "→ (None, 3) · 15"}
    builders.write(BUILDERS)
    builders.close()
    again = desk.open("builders.py", BUILDERS, write=False)
    assert await again.hints() == BUILDERS_HINTS


async def test_problems_of_an_imported_module_stand_in_it_though_it_is_not_open(
    desk: Desk,
) -> None:
    builders = desk.put("builders.py", BROKEN)
    main = desk.open("main.py", MAIN)
    assert await main.problems() == [LEADS]
    assert await desk.editor.until(lambda: desk.editor.problems_in(builders)) == [PROBLEM]


async def test_an_unsaved_buffer_is_used_in_place_of_its_file(desk: Desk) -> None:
    main_text = MAIN + "print(model.count_params())\n"
    builders = await desk.opened("builders.py", BUILDERS)
    main = await desk.opened("main.py", main_text)
    builders.write(BUILDERS.replace("Dense(3)", "Dense(5)"))
    assert await main.saved() == []
    assert await total(main) == "Total params: 25"
    assert await builders.hints() == {6: "25 params", 7: "→ (None, 4)", 8: "→ (None, 5) · 25"}
    assert builders.path.read_text(encoding="utf-8") == BUILDERS


async def test_saving_an_imported_module_runs_the_program_again(desk: Desk) -> None:
    builders = await desk.opened("builders.py", BUILDERS)
    main = await desk.opened("main.py", MAIN)
    builders.write(BROKEN)
    builders.save()
    await desk.editor.until(lambda: desk.editor.problems_in(builders.path) == [PROBLEM])
    builders.write(BUILDERS.replace("Dense(3)", "Dense(2)"))
    builders.save()
    await desk.editor.until(lambda: desk.editor.problems_in(builders.path) == [])
    await main.command("analyze")
    assert await total(main) == "Total params: 10"


async def test_a_module_that_changed_on_disk_runs_the_program_again(desk: Desk) -> None:
    builders = desk.put("builders.py", BUILDERS)
    main = await desk.opened("main.py", MAIN)
    assert await total(main) == "Total params: 15"
    desk.put("builders.py", BROKEN)
    desk.editor.changed_on_disk(builders)
    await desk.editor.until(lambda: desk.editor.problems_in(builders) == [PROBLEM])
    desk.put("builders.py", BUILDERS.replace("Dense(3)", "Dense(6)"))
    desk.editor.changed_on_disk(builders)
    await desk.editor.until(lambda: desk.editor.problems_in(builders) == [])
    assert await total(main) == "Total params: 30"


async def test_a_module_that_comes_into_being_mends_the_program(desk: Desk) -> None:
    main = desk.open("main.py", "import keras\n" + MAIN)
    (problem,) = await main.problems()
    assert problem.startswith(
        "2:1-2:27 information KL901: The package 'builders' is not installed"
    )
    before = len(desk.editor.published)
    builders = desk.put("builders.py", BUILDERS)
    desk.editor.changed_on_disk(builders, t.FileChangeType.Created)
    await desk.editor.until(
        lambda: any(
            item.uri == main.uri and not item.diagnostics
            for item in desk.editor.published[before:]
        )
    )
    assert await total(main) == "Total params: 15"


async def test_closing_clears_the_problems_in_the_imported_file_too(desk: Desk) -> None:
    builders = desk.put("builders.py", BROKEN)
    main = await desk.opened("main.py", MAIN + "model.add(1)\n")
    assert LEADS in desk.editor.problems_in(main.path)
    assert await desk.editor.until(lambda: desk.editor.problems_in(builders)) == [PROBLEM]
    before = len(desk.editor.published)
    main.close()
    await desk.editor.until(
        lambda: {main.uri, builders.as_uri()} <= {p.uri for p in desk.editor.published[before:]}
    )
    assert desk.editor.problems_in(main.path) == []
    assert desk.editor.problems_in(builders) == []


async def test_closing_while_a_run_is_going_on_leaves_no_problems_behind(desk: Desk) -> None:
    file = await desk.opened("main.py", "import keras\nkeras.layers.Dense(1)(3, 4, 5)\n")
    file.save()
    file.close()
    other = await desk.opened("other.py", "import keras\n")
    await asyncio.wait_for(other.saved(), 30)
    assert desk.editor.problems_in(file.path) == []


async def test_a_file_that_two_programs_run_shows_the_one_saved_last_and_names_both(
    desk: Desk,
) -> None:
    sized = BUILDERS.replace("build(_recipe)", "build(units)").replace("Dense(3)", "Dense(units)")
    builders = await desk.opened("builders.py", sized)
    one = await desk.opened("one.py", MAIN.replace('build("3")', "build(1)"))
    two = await desk.opened("two.py", MAIN.replace('build("3")', "build(2)"))
    await one.saved()
    assert (await builders.hints())[8] == "→ (None, 1) · 5"
    await two.saved()
    assert (await builders.hints())[8] == "→ (None, 2) · 10"
    hover = await builders.hovered(8, "Dense")
    assert "As run by two.py." in hover
    assert "Also run by: one.py." in hover


@contextlib.asynccontextmanager
async def linked(tmp_path: Path, *, workspace: bool) -> AsyncIterator[tuple[Desk, Desk]]:
    """Two names of the workspace: that which the editor told as its folder, and the other."""
    real, link = tmp_path / "real", tmp_path / "link"
    real.mkdir()
    link.symlink_to(real)
    told, other = (link, real) if workspace else (real, link)
    editor = Editor(tmp_path, told, JAX)
    await editor.start(vscode())
    try:
        yield Desk(editor, told), Desk(editor, other)
    finally:
        await editor.leave()


@pytest.mark.parametrize("workspace", [False, True], ids=["the file", "the workspace"])
async def test_through_a_symbolic_link_all_is_as_without_it(
    tmp_path: Path, workspace: bool
) -> None:
    async with linked(tmp_path, workspace=workspace) as (told, other):
        builders = await other.opened("builders.py", BROKEN)
        assert await builders.problems() == [UNCALLED]
        main = await told.opened("main.py", MAIN)
        assert await main.problems() == [LEADS]
        await told.editor.until(lambda: told.editor.problems_in(builders.path) == [PROBLEM])
        builders.write(BUILDERS)
        assert await main.saved() == []
        assert await builders.hints() == BUILDERS_HINTS
        also = await other.opened("also.py", MAIN)
        assert await also.problems() == []
        assert await total(also) == "Total params: 15"


async def test_a_name_with_blanks_and_other_signs_is_just_a_name(desk: Desk) -> None:
    desk.put("größe 100%/builders.py", BROKEN)
    main = desk.open("größe 100%/main #1.py", "import keras\nkeras.layers.Dense()\n" + MAIN)
    problem, mark = await main.problems()
    assert problem.startswith("2:1-2:21 error KL601: ")
    assert mark == LEADS.replace("3:", "5:")
    builders = desk.path("größe 100%/builders.py")
    assert await desk.editor.until(lambda: desk.editor.problems_in(builders)) == [PROBLEM]


async def test_windows_line_ends_and_tabs_change_no_column(desk: Desk) -> None:
    text = "import keras\r\nif True:\r\n\tx = keras.layers.Dense(4)(keras.Input((3,)))\r\n"
    file = await desk.opened("crlf.py", text + "\tkeras.layers.LSTM(2)(x)\r\n")
    (problem,) = await file.problems()
    assert problem.startswith("4:2-4:25 error KL101: ")
    (hint,) = [hint for hint in await file.inlay_hints() if hint.position.line == 2]
    assert hint.position == t.Position(2, 45)
