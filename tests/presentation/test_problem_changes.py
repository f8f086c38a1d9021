"""Which problems are new and which are gone, though lines have moved and words have changed."""

from __future__ import annotations

from keras_lsp.presentation.problem_changes import compare
from keras_lsp.report import Problem, Span

THEN = {"/a.py": "import keras\nx = Dense(2)(x)\ny = Conv2D(2, 3)(x)\n"}
NOW = {"/a.py": "import keras\n\n\nx = Dense(2)(x)\ny = Conv2D(2, 3)(x)\n"}


def problem(code: str, line: int, message: str, path: str = "/a.py") -> Problem:
    return Problem(code, "error", message, Span(path, line, 1, line, 2))


def told(before: list[Problem], after: list[Problem]) -> list[list[str]]:
    found = compare(before, after, THEN.get, NOW.get)
    return [
        [f"{each.code} {each.span.line}" for each in group]
        for group in (found.gone, found.new, found.same)
    ]


def test_one_that_says_the_same_elsewhere_is_the_same() -> None:
    assert told([problem("KL101", 2, "rank 4")], [problem("KL101", 4, "rank 4")]) == [
        [],
        [],
        ["KL101 4"],
    ]


def test_one_that_says_something_else_on_the_same_line_is_the_same() -> None:
    assert told([problem("KL101", 3, "from (2,)")], [problem("KL101", 5, "from (3,)")]) == [
        [],
        [],
        ["KL101 5"],
    ]


def test_another_code_or_file_or_line_is_another() -> None:
    assert told([problem("KL101", 2, "m")], [problem("KL102", 4, "m")])[0:2] == [
        ["KL101 2"],
        ["KL102 4"],
    ]
    assert told([problem("KL101", 2, "m")], [problem("KL101", 4, "m", "/b.py")])[0:2] == [
        ["KL101 2"],
        ["KL101 4"],
    ]
    assert told([problem("KL101", 2, "m")], [problem("KL101", 5, "n")])[0:2] == [
        ["KL101 2"],
        ["KL101 5"],
    ]


def test_of_two_alike_one_stays() -> None:
    twice = [problem("KL101", 2, "m"), problem("KL101", 3, "m")]
    assert told(twice, twice[:1]) == [["KL101 3"], [], ["KL101 2"]]
