"""Whether two texts of a program are the same up to a statement."""

from __future__ import annotations

import ast

import pytest

from keras_lsp.programs.beginnings import are_executed_alike, have_same_text, program

OLD = "import keras\nx = 1\nif x:\n    y = 2\n    z = 3\nprint(x)\n"


@pytest.mark.parametrize(
    ("new", "end", "same"),
    [
        (OLD, (2, 5), True),
        (OLD.replace("print(x)", "print(y)"), (5, 9), True),
        (OLD.replace("x = 1", "x = 2"), (2, 5), False),
        (OLD.replace("x = 1", "x = 12"), (2, 5), False),
        (OLD.replace("x = 1", "x = 1  # one"), (2, 5), True),
        (OLD.replace("x = 1", "x = 1; y = 2"), (2, 5), True),
        (OLD.replace("import keras", "import keras "), (2, 5), False),
        (OLD.replace("import keras", "import numpy"), (2, 5), False),
        (f"\n{OLD}", (2, 5), False),
        ("import keras\nx = 1", (2, 5), True),
        ("import keras\n", (2, 5), False),
        (OLD.replace("\n", "\r\n"), (2, 5), True),
    ],
)
def test_the_text_is_the_same_up_to_the_end_of_a_statement(
    new: str, end: tuple[int, int], same: bool
) -> None:
    assert have_same_text(OLD, new, end) is same


def test_columns_are_those_of_bytes() -> None:
    old = "name = 'é'; x = 1\n"
    assert have_same_text(old, "name = 'é'; x = 2\n", (1, 11))
    assert not have_same_text(old, "name = 'è'; x = 1\n", (1, 11))


@pytest.mark.parametrize(
    ("new", "path", "alike"),
    [
        (OLD, (("", 2),), True),
        (OLD, (("", 3),), True),
        (OLD, (("", 2), ("body", 1)), True),
        # Nothing is left to go on with.
        ("import keras\nx = 1\n", (("", 2),), False),
        ("import keras\nx = 1\nif x:\n    y = 2\n", (("", 2), ("body", 1)), False),
        # What follows belongs to the statement before.
        (OLD.replace("print(x)", "else:\n    x = 2\nprint(x)"), (("", 3),), False),
        (OLD.replace("print(x)", "    x = 2\nprint(x)"), (("", 3),), False),
        (OLD.replace("    z = 3", "    z = 3\n    x = 2"), (("", 2), ("body", 1)), True),
        # The whole text says how each part of it is executed.
        (OLD + "from . import other\n", (("", 2),), False),
        (OLD + "from __future__ import annotations\n", (("", 2),), False),
        (OLD + "# keras-lsp: argv --fast\n", (("", 2),), False),
        (OLD + "# keras-lsp: ignore-file\n", (("", 2),), False),
        (OLD + "# keras-lsp: build()\n", (("", 2),), True),
    ],
)
def test_they_are_executed_alike_up_to_a_statement(
    new: str, path: tuple[tuple[str, int], ...], alike: bool
) -> None:
    old = program(ast.parse(OLD), OLD)
    assert are_executed_alike(old, program(ast.parse(new), new), path) is alike


def test_a_statement_that_was_cut_short_since_others_follow_must_have_some() -> None:
    old, new = (program(ast.parse(text), text) for text in (OLD, f"{OLD}x = 2\n"))
    assert are_executed_alike(old, new, (("", 3),))
    assert not are_executed_alike(old, new, (("", 3),), to_the_end=True)
    assert are_executed_alike(old, new, (("", 2),), to_the_end=True)
