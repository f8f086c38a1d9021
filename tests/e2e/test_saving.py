"""The newest save wins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.e2e.editor import Desk

pytestmark = pytest.mark.asyncio(loop_scope="session")


def program(units: int) -> str:
    return (
        "import keras\n"
        "model = keras.Sequential([keras.Input((4,))])\n"
        f"model.add(keras.layers.Dense({units}))\n"
    )


def broken(units: int) -> str:
    return program(units).replace(f"Dense({units})", f"Conv2D({units}, 3)")


async def test_of_many_quick_saves_the_last_one_stands(desk: Desk) -> None:
    file = await desk.opened("quick.py", program(1))
    for units in range(2, 12):
        file.write(program(units))
        file.save()
    assert await file.problems() == []
    assert await file.hints() == {2: "→ (None, 4)  55 params", 3: "→ (None, 11) · 55"}
    assert (await file.command("summarizeModel"))["version"] == 11


async def test_an_error_of_a_text_that_was_saved_over_never_stands(desk: Desk) -> None:
    file = await desk.opened("quick.py", program(1))
    for units in range(2, 6):
        file.write(broken(units))
        file.save()
        file.write(program(units))
        file.save()
    assert await file.problems() == []
    await file.command("analyze")
    assert desk.editor.problems_in(file.path) == []
    versions = [p.version or 0 for p in desk.editor.published if p.uri == file.uri]
    assert versions == sorted(versions)
    assert versions[-1] == 9


async def test_the_error_of_the_last_save_stands(desk: Desk) -> None:
    file = await desk.opened("quick.py", program(1))
    for units in range(2, 6):
        file.write(program(units))
        file.save()
        file.write(broken(units))
        file.save()
    (problem,) = await file.problems()
    assert problem.startswith("3:11-3:36 error KL101: `conv2d` (Conv2D) needs an input with")


async def test_two_files_saved_at_once_each_get_their_own(desk: Desk) -> None:
    one = await desk.opened("one.py", program(1))
    two = await desk.opened("two.py", program(2))
    one.write(program(3))
    two.write(program(4))
    one.save()
    two.save()
    await one.problems()
    await two.problems()
    assert (await one.hints())[3] == "→ (None, 3) · 15"
    assert (await two.hints())[3] == "→ (None, 4) · 20"


async def test_with_run_on_type_an_edit_is_enough(desk: Desk) -> None:
    await desk.editor.configure(run="onType")
    file = await desk.opened("typed.py", program(1))
    file.replace(3, "model.add(keras.layers.Conv2D(1, 3))")
    file.replace(3, "model.add(keras.layers.Dense(7))")
    assert await file.problems() == []
    assert (await file.hints())[3] == "→ (None, 7) · 35"
    assert file.path.read_text(encoding="utf-8") == program(1)


async def test_a_file_is_run_as_it_is_in_the_editor_not_as_it_is_on_disk(desk: Desk) -> None:
    desk.put("restored.py", program(1))
    file = desk.open("restored.py", program(9), write=False)
    assert await file.problems() == []
    assert (await file.hints())[3] == "→ (None, 9) · 45"
