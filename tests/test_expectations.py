"""Expectations that stand in programs are read as they are meant, and written as they are read."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.expectations import (
    Findings,
    Line,
    Mark,
    files,
    programs,
    programs_of_keras2,
    read,
    tagged,
    title,
)
from tests.expectations.writing import write

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """\
# about: each kind of expectation,
#     in a few lines
import keras

x = keras.Input((3,))  # hint: InputLayer → (None, 3)
y = keras.layers.Dense(2)(keras.layers.LSTM(4)(x))
# hint: LSTM fails
# hint [keras2]: Dense (None, 4) → (None, 2) · 10
#                         ^^^^^^^^^^^^^^^^^^^^^^^ KL101 error: needs 3 dimensions
#                         from: x = keras.Input((3,))
model = keras.Model(
#^^^^^^^^^^^^^^^^^^^… KL601 [not keras2] error: no model
    x,
    y)
#    ^ end
# model model: 10, not built
# model [keras2] other: ?
"""
LSTM = Mark(
    line=Line("main.py", 6),
    column=27,
    end_line=6,
    end_column=50,
    code="KL101",
    severity="error",
    message="needs 3 dimensions",
    related=("from: x = keras.Input((3,))",),
)
MODEL = Mark(Line("main.py", 11), 1, 14, 7, "KL601", "error", "no model")


def test_comments_say_what_is_expected(tmp_path: Path) -> None:
    program = tmp_path / "main.py"
    program.write_text(PROGRAM, "utf-8")
    plain = read(program)
    assert plain.about == "each kind of expectation, in a few lines"
    assert plain.models == [("model", "10, not built")]
    assert plain.hints == {
        Line("main.py", 5): ["InputLayer → (None, 3)"],
        Line("main.py", 6): ["LSTM fails"],
    }
    assert plain.problems == [LSTM, MODEL]


def test_a_tag_adds_and_leaves_out(tmp_path: Path) -> None:
    program = tmp_path / "main.py"
    program.write_text(PROGRAM, "utf-8")
    other = read(program, "keras2")
    assert other.models == [("model", "10, not built"), ("other", "?")]
    assert other.hints[Line("main.py", 6)] == ["LSTM fails", "Dense (None, 4) → (None, 2) · 10"]
    assert other.problems == [LSTM]
    assert read(program, "tuners") == read(program)


def test_an_end_that_is_missing_is_said(tmp_path: Path) -> None:
    program = tmp_path / "main.py"
    program.write_text(PROGRAM.replace("#    ^ end\n", ""), "utf-8")
    with pytest.raises(ValueError, match=r"no `# \^ end` below line 11 of main\.py"):
        read(program)


def test_a_longer_message_keeps_the_piece_that_is_expected() -> None:
    seen = Findings(problems=[Mark(Line("a.py", 1), 1, 1, 9, "KL101", "error", "it needs 3 axes")])
    piece = Findings(problems=[Mark(Line("a.py", 1), 1, 1, 9, "KL101", "error", "needs 3")])
    assert seen.with_pieces_of(piece) == piece
    other = Findings(problems=[Mark(Line("a.py", 1), 1, 1, 9, "KL101", "error", "needs 4")])
    assert seen.with_pieces_of(other) == seen


@pytest.mark.parametrize("program", [*programs(), *programs_of_keras2()], ids=title)
def test_what_is_read_is_written(program: Path, tmp_path: Path) -> None:
    whole = program.stem == "main"
    copied = tmp_path / program.name
    if whole:
        shutil.copytree(program.parent, tmp_path, dirs_exist_ok=True)
    else:
        shutil.copy(program, copied)
    others = {tag: read(copied, tag) for tag in ("keras2", "tuners") if program in tagged(tag)}
    plain = read(copied)
    write(copied, plain.about, plain, others)
    for before, after in zip(files(program), files(copied), strict=True):
        assert after.read_bytes() == before.read_bytes()
