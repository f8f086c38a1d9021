"""Lines, columns and edits."""

from __future__ import annotations

import pytest

from keras_lsp.programs.text import (
    LineMap,
    TextChange,
    replace_all,
    replace_range,
    split_lines,
    to_column,
    to_units,
)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("a", ["a"]),
        ("a\n", ["a\n", ""]),
        ("a\r\nb\rc", ["a\r\n", "b\r", "c"]),
        ("a\x0cb\u2028c\n", ["a\x0cb\u2028c\n", ""]),
    ],
)
def test_lines_end_where_python_and_the_protocol_say(text: str, lines: list[str]) -> None:
    assert split_lines(text) == lines


@pytest.mark.parametrize(("encoding", "units"), [("utf-8", 9), ("utf-16", 4), ("utf-32", 3)])
def test_columns_in_units_and_back(encoding: str, units: int) -> None:
    line = "層𝄞é = 1\n"
    assert to_units(line, 4, encoding) == units + 1  # type: ignore[arg-type]
    assert to_units(line, 3, encoding) == units  # type: ignore[arg-type]
    assert to_column(line, units, encoding) == 3  # type: ignore[arg-type]
    assert to_column(line, 99, encoding) == 7  # type: ignore[arg-type]


def edited(text: str, *edits: tuple[tuple[int, int], tuple[int, int], str]) -> tuple[str, LineMap]:
    lines = split_lines(text)
    line_map = LineMap(tuple(lines))
    for start, end, new in edits:
        line_map.edit(replace_range(lines, start, end, new))
    return "".join(lines), line_map


def places(line_map: LineMap, count: int) -> list[int | None]:
    return [line_map.line(line) for line in range(count)]


def test_lines_put_before() -> None:
    text, line_map = edited("a\nb\nc", ((1, 0), (1, 0), "x\ny\n"))
    assert text == "a\nx\ny\nb\nc"
    assert places(line_map, 3) == [0, 3, 4]


def test_a_copy_of_a_line_put_before_or_after_it() -> None:
    _, before = edited("a\nb\nc", ((1, 0), (1, 0), "b\n"))
    assert places(before, 3) == [0, 2, 3]
    _, after = edited("a\nb\nc", ((1, 1), (1, 1), "\nb"))
    assert places(after, 3) == [0, 1, 3]


def test_an_edited_line_stands_nowhere_until_it_reads_as_before() -> None:
    _, line_map = edited("a\nb\nc", ((1, 1), (1, 1), "x"))
    assert places(line_map, 3) == [0, None, 2]
    _, line_map = edited("a\nb\nc", ((1, 1), (1, 1), "x"), ((1, 1), (1, 2), ""))
    assert places(line_map, 3) == [0, 1, 2]


def test_an_edited_line_stands_about_where_it_was_until_it_is_gone() -> None:
    _, line_map = edited("a\nb\nc", ((1, 1), (1, 1), "x"), ((0, 0), (0, 0), "new\n"))
    assert [line_map.about(line) for line in range(3)] == [1, 2, 3]
    assert places(line_map, 3) == [1, None, 3]
    _, line_map = edited("a\nb\nc", ((1, 0), (2, 0), ""))
    assert [line_map.about(line) for line in range(3)] == [0, None, 1]


def test_joined_lines_are_parted_again() -> None:
    _, line_map = edited("a\nb\nc", ((0, 1), (1, 0), ""))
    assert places(line_map, 3) == [None, None, 1]
    _, line_map = edited("a\nb\nc", ((0, 1), (1, 0), ""), ((0, 1), (0, 1), "\n"))
    assert places(line_map, 3) == [0, 1, 2]


def test_lines_that_come_back_stand_where_they_did_whatever_else_was_changed() -> None:
    text, line_map = edited(
        "a\nb\n\nc\nd\n",
        ((0, 0), (0, 0), "x\n"),
        ((2, 0), (4, 0), ""),  # b and the empty line go,
        ((2, 0), (2, 0), "b\n\n"),  # and come back.
    )
    assert text == "x\na\nb\n\nc\nd\n"
    assert places(line_map, 5) == [1, 2, 3, 4, 5]


def test_a_line_that_could_be_one_of_two_does_not_keep_the_next_one_from_coming_back() -> None:
    text, line_map = edited(
        "\n\na\n",
        ((0, 0), (2, 0), "\n"),  # Which of the two?
        ((0, 0), (2, 0), "\n\na\nx"),
    )
    assert text == "\n\na\nx"
    assert line_map.line(2) == 2


def test_lines_that_were_swapped_and_swapped_back_stand_where_they_did() -> None:
    text, line_map = edited(
        "a\nb\n\nc\nd\ne\n",
        ((1, 0), (6, 0), "d\nc\nb\ne\n"),
        ((1, 0), (5, 0), "b\n\nc\nd\ne\nx"),
    )
    assert text == "a\nb\n\nc\nd\ne\nx"
    assert places(line_map, 6) == [0, 1, 2, 3, 4, 5]


def test_a_text_that_reads_as_before_is_as_before() -> None:
    _, line_map = edited("a\nb\nc", ((1, 0), (2, 0), ""))
    assert not line_map.pristine
    _, line_map = edited("a\nb\nc", ((1, 0), (2, 0), ""), ((1, 0), (1, 0), "b\n"))
    assert line_map.pristine
    assert places(line_map, 3) == [0, 1, 2]


def test_a_line_end_added_at_the_end_changes_nothing() -> None:
    text, line_map = edited("a\nb", ((1, 1), (1, 1), "\n"))
    assert text == "a\nb\n"
    assert places(line_map, 2) == [0, 1]


def test_positions_beyond_the_text_mean_its_end() -> None:
    text, line_map = edited("a\nb", ((9, 9), (9, 9), "c"))
    assert text == "a\nbc"
    assert places(line_map, 2) == [0, None]


def test_windows_line_ends() -> None:
    text, line_map = edited("a\r\nb\r\nc", ((1, 0), (1, 0), "x\r\n"))
    assert text == "a\r\nx\r\nb\r\nc"
    assert places(line_map, 3) == [0, 2, 3]


def test_a_block_is_hidden_if_any_of_its_lines_was_edited_or_it_was_parted() -> None:
    _, line_map = edited("f(\n1,\n)\ng\n", ((1, 0), (1, 1), "2"))
    assert line_map.block(0, 2) is None
    assert line_map.block(3, 3) == (3, 3)
    _, line_map = edited("f(\n1,\n)\ng\n", ((1, 0), (1, 0), "2,\n"))
    assert line_map.block(0, 2) is None
    _, line_map = edited("f(\n1,\n)\ng\n", ((0, 0), (0, 0), "\n"))
    assert line_map.block(0, 2) == (1, 3)


def test_the_whole_text_replaced_keeps_what_is_the_same_at_both_ends() -> None:
    lines = split_lines("a\nb\nc\n")
    line_map = LineMap(tuple(lines))
    line_map.edit(replace_all(lines, "a\nx\ny\nc\n"))
    assert lines == ["a\n", "x\n", "y\n", "c\n", ""]
    assert places(line_map, 3) == [0, None, 3]


def test_where_a_present_line_came_from() -> None:
    _, line_map = edited("a\nb\nc", ((1, 0), (1, 0), "x\n"), ((3, 0), (3, 1), "z"))
    assert [line_map.origin(line) for line in range(5)] == [0, None, 1, None, None]


def test_blocks_that_read_the_same_change_places() -> None:
    line_map = LineMap(["a\n", "b\n", "a\n", "b\n", "c"])
    line_map.rearrange(["a\n", "b\n", "a\n", "b\n", "c"], [2, 3, 0, 1, 4])
    assert [line_map.line(line) for line in range(5)] == [2, 3, 0, 1, 4]
    line_map.edit(TextChange(4, 4, ("c",), ("d",)))
    line_map.edit(TextChange(4, 4, ("d",), ("c",)))
    assert [line_map.line(line) for line in range(5)] == [2, 3, 0, 1, 4]
    line_map.rearrange(["a\n", "b\n", "a\n", "b\n", "c"], [2, 3, 0, 1, 4])
    assert [line_map.line(line) for line in range(5)] == [0, 1, 2, 3, 4]
    assert line_map.pristine
