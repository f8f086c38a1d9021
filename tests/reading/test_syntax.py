"""What an edit means: nothing, and the report moves along; or something, and the text is run."""

from __future__ import annotations

import pytest

from keras_lsp.programs import syntax
from keras_lsp.programs.syntax import ParsedText
from keras_lsp.report import Call, Data, Problem, Related, Report, Span

PATH = "/w/m.py"
OLD = """\
import keras

model = keras.Sequential()
model.add(keras.layers.Dense(2))  # two


def build(units):
    inputs = keras.Input((4,))
    return keras.Model(inputs, keras.layers.Dense(units)(inputs))


other = build(3)
"""
DENSE = Span(PATH, 4, 11, 4, 32)
INNER = Span(PATH, 9, 32, 9, 57)
LAST = Span(PATH, 12, 9, 12, 17)


def text_of(text: str) -> ParsedText:
    return ParsedText(text, syntax.statements(list(syntax.trees(text))))


def report() -> Report:
    calls = [Call(1, "layer", "a", "Dense", DENSE), Call(2, "layer", "b", "Dense", INNER)]
    problem = Problem("KL101", "error", "…", LAST, related=[Related(INNER, "here")])
    data = Data("x", "array", Span("/w/other.py", 4, 1, 4, 2), [1], "int8")
    return Report(PATH, calls=calls, problems=[problem], data=[data], files=[PATH])


def moved(found: Report, old: str, new: str) -> Report | None:
    move = syntax.move(PATH, text_of(old), text_of(new))
    return syntax.move_report(found, move) if move is not None else None


def places(text: str) -> list[tuple[int, int, int, int]] | None:
    """Where the spans of the report are in a new text; None if it has to be run."""
    found = moved(report(), OLD, text)
    if found is None:
        return None
    assert found.data == report().data
    assert found.problems[0].related[0].span == found.calls[1].span
    spans = [found.calls[0].span, found.calls[1].span, found.problems[0].span]
    return [(span.line, span.column, span.end_line, span.end_column) for span in spans]


SAME = [(4, 11, 4, 32), (9, 32, 9, 57), (12, 9, 12, 17)]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("# two", "# three", SAME),
        ("# two", "", SAME),
        ("\n\nmodel =", "\n\n\n# one\nmodel =",
         [(6, 11, 6, 32), (11, 32, 11, 57), (14, 9, 14, 17)]),
        ("Dense(2)", "Dense( 2 )", [(4, 11, 4, 34), *SAME[1:]]),
        ("add(keras.layers.Dense(2))", "add(\n    keras.layers.Dense(2)\n)",
         [(5, 5, 5, 26), (11, 32, 11, 57), (14, 9, 14, 17)]),
        ("(4,))\n", "(4,))\n    # The output.\n", [SAME[0], (10, 32, 10, 57), (13, 9, 13, 17)]),
        ("\n\nother", "\nother", [*SAME[:2], (11, 9, 11, 17)]),
        ("build(3)\n", "build(3)", SAME),
        ("build(3)\n", "build(3)\n\n# End.\n", SAME),
    ],
)  # fmt: skip
def test_an_edit_that_means_nothing_moves_the_report(
    old: str, new: str, expected: list[tuple[int, int, int, int]]
) -> None:
    assert old in OLD
    assert places(OLD.replace(old, new)) == expected


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Dense(2)", "Dense(3)"),
        ("\n    return", "\n\n    x = 1\n    return"),
        ("other = ", "another = "),
        ("# two", "# keras-lsp: ignore"),
        ("\n\nother", "\n# keras-lsp: build(4)\n\nother"),
        ("import keras\n", "import keras\nimport sys\n"),
        ("    return", "    if units:\n        return"),
    ],
)
def test_an_edit_that_means_something_is_run(old: str, new: str) -> None:
    assert old in OLD
    assert places(OLD.replace(old, new)) is None


def test_white_space_within_a_string_means_something() -> None:
    old = 'x = """\nmodel  = 1\n"""\n'
    new = old.replace("  ", " ")
    assert moved(Report(PATH), old, new) is None


def test_a_place_that_is_no_expression_is_run() -> None:
    found = Report(PATH, problems=[Problem("KL101", "error", "…", Span(PATH, 4, 12, 4, 13))])
    new = OLD.replace("Dense(2)", "Dense( 2)")
    assert moved(found, OLD, new) is None


LONG = "import keras\n" + "".join(f"x{number} = {number}\n" for number in range(500))


@pytest.mark.parametrize(
    "text",
    [
        OLD,
        LONG,
        LONG.replace("x200 = 200\n", 'x200 = """\n' + "y = 1\n" * 100 + '"""\n'),
        LONG.replace("x200 = 200\n", "if x100:\n    pass\n" + "\n" * 90 + "else:\n    pass\n"),
        LONG.replace("x200 = 200\n", "@property\n" + "# …\n" * 90 + "def f(self):\n    pass\n"),
        "x = 1\r\ny = 2\r\n" * 100,
        "x = 1\x0c\ny = 2\n" * 100,
        "",
        "x = 1",
    ],
)
def test_pieces_have_the_statements_of_the_whole(text: str) -> None:
    whole = [(syntax.parse(text), 0)]
    assert syntax.statements(list(syntax.trees(text))) == syntax.statements(whole)


def test_a_long_text_is_parsed_in_pieces() -> None:
    assert [before for _, before in syntax.trees(LONG)] == [
        0,
        60,
        120,
        180,
        240,
        300,
        360,
        420,
        480,
    ]


def test_an_error_is_where_it_is_in_the_whole() -> None:
    with pytest.raises(SyntaxError) as raised:
        list(syntax.trees(LONG.replace("x300 = 300", "x300 = = 300")))
    assert (raised.value.lineno, raised.value.offset) == (302, 8)
