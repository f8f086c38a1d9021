"""Edits by place become replacements that a coding agent can make, and lead to the same text."""

from __future__ import annotations

import random

import pytest

from keras_lsp.report import Edit, Span
from keras_lsp.runs.fixes import apply_edits
from keras_lsp.tools.arguments import RefusedToolError
from keras_lsp.tools.edits import as_replacements, replaced

TEXT = "import keras\n\nx = Dense(2)(x)\nx = Dense(2)(x)\ny = f(x)\n"


def edit(line: int, column: int, end_line: int, end_column: int, text: str) -> Edit:
    return Edit(Span("/a.py", line, column, end_line, end_column), text)


@pytest.mark.parametrize(
    ("edits", "replacements"),
    [
        ([edit(5, 5, 5, 6, "g")], [{"old": "y = f(x)", "new": "y = g(x)"}]),
        (  # The line stands there twice: with the one above.
            [edit(4, 11, 4, 12, "3")],
            [
                {
                    "old": "x = Dense(2)(x)\ny = f(x)",
                    "new": "x = Dense(3)(x)\ny = f(x)",
                }
            ],
        ),
        ([edit(5, 1, 6, 1, "")], [{"old": "y = f(x)\n", "new": ""}]),
        (
            [edit(5, 1, 5, 1, "x = Flatten()(x)\n")],
            [{"old": "y = f(x)", "new": "x = Flatten()(x)\ny = f(x)"}],
        ),
        (
            [edit(1, 13, 1, 13, "\nimport os"), edit(5, 5, 5, 6, "g")],
            [
                {"old": "import keras", "new": "import keras\nimport os"},
                {"old": "y = f(x)", "new": "y = g(x)"},
            ],
        ),
        (  # Two on one line are one.
            [edit(5, 5, 5, 6, "g"), edit(5, 7, 5, 8, "y")],
            [{"old": "y = f(x)", "new": "y = g(y)"}],
        ),
    ],
)
def test_whole_lines_that_stand_there_once(
    edits: list[Edit], replacements: list[dict[str, str]]
) -> None:
    assert as_replacements(TEXT, edits) == replacements
    assert replaced(TEXT, replacements) == apply_edits(TEXT, edits)


def test_edits_that_do_not_fit_are_none() -> None:
    assert as_replacements(TEXT, [edit(40, 1, 40, 2, "x")]) is None


@pytest.mark.parametrize("seed", range(200))
def test_they_lead_to_the_same_text_whatever_it_is(seed: int) -> None:
    chance = random.Random(seed)
    lines = [chance.choice(["a = 1", "b", "", "  c(d)", "é = 'ü'"]) for _ in range(12)]
    text = "\n".join(lines) + chance.choice(["", "\n"])
    edits: list[Edit] = []
    line = 1
    while line <= len(lines):
        width = len(lines[line - 1])
        start = chance.randint(1, width + 1)
        end = chance.randint(start, width + 1)
        if chance.random() < 0.3:
            edits.append(edit(line, start, line, end, chance.choice(["", "z", "y\nx", "w\n"])))
        line += 1
    changed = apply_edits(text, edits)
    if edits:
        replacements = as_replacements(text, edits)
        assert replacements is not None
        assert replaced(text, replacements) == changed


@pytest.mark.parametrize(
    ("old", "why"),
    [
        ("", "is empty"),
        ("Dense", "stands on lines 3, 4; take more of the text around it."),
        ("y  = f(x)", "does not stand in the file. Line 5 differs in white space only."),
        ("nothing", "does not stand in the file."),
    ],
)
def test_why_a_replacement_cannot_be_made(old: str, why: str) -> None:
    with pytest.raises(RefusedToolError) as raised:
        replaced(TEXT, [{"old": old, "new": "x"}])
    assert str(raised.value).startswith(f"edits[0].old: {why}")
