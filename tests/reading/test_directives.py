"""Comments that speak to keras-lsp."""

from __future__ import annotations

import pytest

from keras_lsp.programs import directives
from keras_lsp.programs.directives import Expression, Ignore
from keras_lsp.report import Problem, Span


def problem(code: str, line: int, end_line: int) -> Problem:
    return Problem(code, "error", "…", Span("/m.py", line, 1, end_line, 9))


def test_an_expression_is_where_its_text_begins() -> None:
    read = directives.read_directives("import keras\n\n  #keras-lsp:   f(x)[0]  \n")
    assert read.expressions == (Expression("f(x)[0]", 3, 17),)


def test_only_comments_count() -> None:
    assert (
        directives.read_directives(
            "\"# keras-lsp: f()\"\n'''\n# keras-lsp: g()\n'''\n"
        ).expressions
        == ()
    )


@pytest.mark.parametrize(
    ("comment", "argv"),
    [
        ("argv --name 'a b' 3", ("--name", "a b", "3")),
        ("argv", ()),
        ("argv --name 'a b", ("--name", "'a", "b")),
    ],
)
def test_argv_is_split_as_a_shell_does(comment: str, argv: tuple[str, ...]) -> None:
    assert directives.read_directives(f"# keras-lsp: {comment}").argv == argv


def test_without_a_directive_argv_is_not_set() -> None:
    assert directives.read_directives("# keras-lsp: build()").argv is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f()  # keras-lsp: ignore", Ignore(1, ())),
        ("f()  # keras-lsp: ignore[KL101,KL102]", Ignore(1, ("KL101", "KL102"))),
        ("f()  # keras-lsp: ignore [ KL101 ]  # known", Ignore(1, ("KL101",))),
        ("# keras-lsp: ignore\n\n# why\nf()", Ignore(4, ())),
        ("f(\n    1,\n)  # keras-lsp: ignore", Ignore(3, ())),
        ('f("""\n""")  # keras-lsp: ignore', Ignore(2, ())),
        ("f()\n# keras-lsp: ignore", Ignore(2, ())),
        ("# keras-lsp: ignore-file[KL2]\n\nf()", Ignore(0, ("KL2",))),
        ("f()  # keras-lsp: ignore-file", Ignore(0, ())),
    ],
)
def test_ignore_holds_for_a_line_of_code(text: str, expected: Ignore) -> None:
    assert directives.read_directives(text).ignores == (expected,)


def test_beginnings_of_codes_stand_for_all_of_them_and_a_file_for_its_lines() -> None:
    read = directives.read_directives("# keras-lsp: ignore-file[KL2, KL414]\n\na\nb\n")
    assert read.ignore(problem("KL201", 3, 3))
    assert read.ignore(problem("KL414", 4, 4))
    assert not read.ignore(problem("KL411", 4, 4))


def test_ignored_is_what_begins_or_ends_on_the_line() -> None:
    read = directives.read_directives("a\nb\nc()  # keras-lsp: ignore[KL101]\n")
    assert read.ignore(problem("KL101", 3, 3))
    assert read.ignore(problem("KL101", 3, 5))
    assert read.ignore(problem("KL101", 1, 3))
    assert not read.ignore(problem("KL101", 2, 4))
    assert not read.ignore(problem("KL102", 3, 3))


def test_a_text_that_cannot_be_split_gives_what_stands_before() -> None:
    text = "# keras-lsp: f()\nx = (\n# keras-lsp: g()\n'''"
    assert [expression.text for expression in directives.read_directives(text).expressions] == [
        "f()",
        "g()",
    ]
