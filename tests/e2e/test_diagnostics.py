"""A broken layer: its problem in full, its repair, and what moves while the text is edited."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lsprotocol import types as t

from tests.e2e.editor import REPOSITORY

if TYPE_CHECKING:
    from tests.e2e.editor import Desk

pytestmark = pytest.mark.asyncio(loop_scope="session")

BROKEN = """\
import keras
from keras import layers

inputs = keras.Input((28, 28, 1))
x = layers.Conv2D(8, 3)(inputs)
x = layers.Flatten()(x)
x = layers.Conv2D(8, 3)(x)
outputs = layers.Dense(10)(x)
model = keras.Model(inputs, outputs)
"""
MENDED = BROKEN.replace("x = layers.Flatten()(x)\n", "x = layers.MaxPooling2D()(x)\n").replace(
    "layers.Dense(10)", "layers.Conv2D(10, 1)"
)
BROKEN_HINTS = {
    4: "→ (None, 28, 28, 1)",
    5: "→ (None, 26, 26, 8) · 80",
    6: "→ (None, 5408)",
    9: "170 params",
}


async def test_a_layer_that_cannot_take_its_input_is_one_error_at_its_call(desk: Desk) -> None:
    file = desk.open("broken.py", BROKEN)
    (problem,) = await file.diagnostics()
    assert problem.range == t.Range(t.Position(6, 4), t.Position(6, 26))
    assert problem.severity == t.DiagnosticSeverity.Error
    assert problem.code == "KL101"
    assert problem.source == "keras-lsp"
    assert problem.message.split("\n")[0] == (
        "`conv2d_1` (Conv2D) needs an input with at least 4 dimensions, but gets 2: "
        "(None, 5408) from `flatten`."
    )
    page = REPOSITORY / "keras_lsp" / "rules" / "pages" / "KL101.md"
    assert problem.code_description == t.CodeDescription(page.as_uri())
    assert page.is_file()


async def test_the_error_points_at_the_layer_that_gave_the_wrong_tensor(desk: Desk) -> None:
    file = desk.open("broken.py", BROKEN)
    (problem,) = await file.diagnostics()
    place = t.Range(t.Position(4 + 1, 4), t.Position(4 + 1, 23))
    assert list(problem.related_information or ()) == [
        t.DiagnosticRelatedInformation(
            t.Location(file.uri, place), "`flatten` (Flatten) gives (None, 5408)"
        )
    ]


HELPERS = """\
import keras
from keras import layers


class Head(layers.Layer):
    def __init__(self):
        super().__init__()
        self.dense = layers.Dense(9)
        self.add = layers.Add()

    def call(self, x):
        return self.add([x, self.dense(x)])


def build(units):
    x = keras.Input((units,))
    return keras.Model(x, Head()(x))


model = build(8)
"""


async def test_an_error_in_a_helper_names_each_call_and_marks_the_outermost(desk: Desk) -> None:
    file = desk.open("helpers.py", HELPERS)
    error, mark = await file.diagnostics()
    assert (error.code, error.range.start.line + 1) == ("KL102", 12)
    said = [
        (item.location.range.start.line + 1, item.message)
        for item in error.related_information or ()
    ]
    assert said[-2:] == [(17, "Called from `build`, line 17"), (20, "Called from line 20")]
    assert (mark.severity, mark.code) == (t.DiagnosticSeverity.Hint, None)
    assert mark.range == t.Range(t.Position(19, 8), t.Position(19, 16))
    assert mark.message == f"This leads to KL102 in line 12: {error.message.splitlines()[0]}"
    (related,) = mark.related_information or ()
    assert related.location == t.Location(file.uri, error.range)
    assert await file.saved(HELPERS.replace("Dense(9)", "Dense(8)")) == []


async def test_an_error_in_an_imported_file_is_marked_where_it_is_used(desk: Desk) -> None:
    (desk.directory / "parts.py").write_text(HELPERS.replace("model = build(8)\n", ""))
    file = desk.open("uses.py", "from parts import build\nmodel = build(8)\n")
    (mark,) = await file.diagnostics()
    assert mark.severity == t.DiagnosticSeverity.Hint
    assert mark.message.startswith(
        "This leads to KL102 in line 12 of parts.py: `add` (Add) cannot"
    )


async def test_diagnostics_carry_the_version_of_their_text(desk: Desk) -> None:
    file = await desk.opened("broken.py", BROKEN)
    file.write(BROKEN + "# one\n")
    file.write(BROKEN + "# two\n")
    assert len(await file.saved()) == 1
    versions = [item.version for item in desk.editor.published if item.uri == file.uri]
    assert versions[-1] == 3


async def test_a_mended_layer_clears_its_error_on_save(desk: Desk) -> None:
    file = await desk.opened("broken.py", BROKEN)
    assert await file.hints() == BROKEN_HINTS
    assert await file.saved(MENDED) == []
    assert await file.hints() == {
        4: "→ (None, 28, 28, 1)",
        5: "→ (None, 26, 26, 8) · 80",
        6: "→ (None, 13, 13, 8)",
        7: "→ (None, 11, 11, 8) · 584",
        8: "→ (None, 11, 11, 10) · 90",
        9: "754 params",
    }


async def test_hints_and_hovers_move_with_a_line_inserted_above_them(desk: Desk) -> None:
    file = await desk.opened("broken.py", BROKEN)
    file.insert(5, "# The stem.")
    assert await file.hints() == {
        4: "→ (None, 28, 28, 1)",
        6: "→ (None, 26, 26, 8) · 80",
        7: "→ (None, 5408)",
        10: "170 params",
    }
    assert await file.hover(5, "stem") is None
    assert "**conv2d · Conv2D**" in await file.hovered(6, "Conv2D")


async def test_the_hint_of_an_edited_line_vanishes_and_comes_back_with_its_text(
    desk: Desk,
) -> None:
    file = await desk.opened("broken.py", BROKEN)
    file.replace(5, "x = layers.Conv2D(16, 3)(inputs)")
    assert await file.hints() == {line: BROKEN_HINTS[line] for line in (4, 6, 9)}
    file.replace(5, "x = layers.Conv2D(8, 3)(inputs)")
    assert await file.hints() == BROKEN_HINTS


async def test_two_independent_errors_are_found_by_one_run(desk: Desk) -> None:
    file = desk.open("two.py", BROKEN + "y = layers.Reshape((7, 7))(inputs)\n")
    problems = await file.problems()
    assert [problem.split(":")[0] for problem in problems] == ["7", "10"]


async def test_the_editor_is_asked_to_fetch_hints_and_lenses_again_after_each_run(
    desk: Desk,
) -> None:
    file = await desk.opened("broken.py", BROKEN)
    editor = desk.editor
    await editor.until(lambda: {"hints", "lenses"} <= set(editor.refreshed))
    editor.refreshed.clear()
    await file.saved()
    await editor.until(lambda: {"hints", "lenses"} <= set(editor.refreshed))
