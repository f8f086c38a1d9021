"""The joined text of an open notebook, and what stands where in it after edits."""

from __future__ import annotations

import random

from keras_lsp.programs.notebook import join_cells
from keras_lsp.programs.text import LineMap, Window, split_lines
from keras_lsp.server.notebooks import Notebook, NotebookCell


def notebook(*texts: str) -> Notebook:
    cells = [NotebookCell(f"cell:{number}", 1, text) for number, text in enumerate(texts)]
    return Notebook("file:///w/a.ipynb", cells, 1)


def texts(document: Notebook) -> list[str]:
    return [document.text_of(cell) for cell in document.cells]


def test_cells_are_parts_of_the_joined_text() -> None:
    document = notebook("a\r\nb", "", "c\n")
    document.cells.insert(1, NotebookCell("cell:markup", 1, "# x\n# y", runs=False))
    assert document.path == "/w/a.ipynb"
    assert document.text == "\na\nb\n\n\n\nc\n\n"
    assert [(part.uri, part.first, part.size) for part in document.parts] == [
        ("cell:0", 1, 2),
        ("cell:1", 4, 1),
        ("cell:2", 6, 2),
    ]
    found = [document.part_at(line) for line in range(8)]
    assert [part.uri if part else None for part in found] == (
        ["cell:0"] * 3 + ["cell:1"] * 2 + ["cell:2"] * 3
    )


def test_a_place_beyond_a_cell_is_its_end() -> None:
    document = notebook("a", "b", "c")
    document.edit_cell(document.cells[1], (0, 99), (7, 7), "é\nx", "utf-8")
    assert texts(document) == ["a", "bé\nx", "c"]


def test_a_cell_of_markup_changes_nothing() -> None:
    document = notebook("a")
    document.splice(0, 0, [NotebookCell("cell:markup", 1, "# x", runs=False)])
    document.edit_cell(document.cells[0], (0, 0), (0, 1), "y\n", "utf-16")
    document.replace_cell(document.cells[0], "y")
    assert document.text == "\na\n"


def test_many_edits_leave_each_cell_with_its_own_text() -> None:
    chance = random.Random(4)
    document = notebook("a\nb", "c")
    expected = ["a\nb", "c"]
    for step in range(500):
        number = chance.randrange(len(expected) + 1)
        if number == len(expected) or chance.random() < 0.2:
            start = chance.randrange(len(expected) + 1)
            delete = chance.randrange(len(expected) - start + 1) if len(expected) > 4 else 0
            kept = document.cells[start : start + delete]
            chance.shuffle(kept)
            moved = [document.text_of(cell) for cell in kept]
            new = f"n{step}\n" * chance.randrange(3)
            document.splice(start, delete, [*kept[1:], NotebookCell(f"cell:n{step}", 1, new)])
            expected[start : start + delete] = [*moved[1:], new]
        elif chance.random() < 0.2:
            expected[number] = f"w{step}\r\n\n"[: chance.randrange(5)]
            document.replace_cell(document.cells[number], expected[number])
            expected[number] = expected[number].replace("\r\n", "\n").replace("\r", "\n")
        else:
            lines = split_lines(expected[number])
            first = chance.randrange(len(lines))
            last = chance.randrange(first, len(lines))
            start, end = 0, len(lines[last].rstrip("\n"))
            text = chance.choice(["", "x", "y\n", "\nz", "u\nv\n\n"])
            cell = document.cells[number]
            document.edit_cell(cell, (first, start), (last, end), text, "utf-16")
            tail = "\n" if lines[last].endswith("\n") else ""
            expected[number] = "".join([*lines[:first], text, tail, *lines[last + 1 :]])
        assert texts(document) == expected
        assert document.text == join_cells(expected)


def test_a_report_follows_lines_that_were_moved() -> None:
    document = notebook("a\nb", "c\nd")
    source = document.source()
    document.splice(0, 2, [document.cells[1], NotebookCell("cell:new", 1, "n"), document.cells[0]])
    assert [source.map.line(line) for line in (1, 2, 4, 5)] == [6, 7, 1, 2]
    assert source.map.block(1, 2) == (6, 7)
    assert source.map.block(2, 4) is None
    document.edit_cell(document.cells[0], (1, 0), (1, 1), "changed", "utf-16")
    assert [source.map.line(line) for line in (1, 2, 4, 5)] == [6, 7, 1, None]
    document.edit_cell(document.cells[0], (1, 0), (1, 7), "d", "utf-16")
    assert [source.map.line(line) for line in (1, 2, 4, 5)] == [6, 7, 1, 2]


def test_a_window_shows_a_part_in_lines_of_its_own() -> None:
    window = Window(LineMap(["a\n", "b\n", "c\n", "d\n", ""]), 1, 2)
    assert window.pristine
    assert [window.line(line) for line in range(5)] == [None, 0, 1, None, None]
    assert [window.origin(line) for line in range(-1, 3)] == [None, 1, 2, None]
    assert window.block(1, 2) == (0, 1)
    assert window.block(0, 1) is None
