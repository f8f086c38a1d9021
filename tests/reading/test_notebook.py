"""Reading notebooks, joining their cells, and finding the way back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from keras_lsp.programs import notebook
from keras_lsp.programs.notebook import CodeCell, Layout, NotebookError
from keras_lsp.report import Span


def code(source: Any, **more: Any) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "outputs": [], **more}


def written(*cells: Any, **more: Any) -> str:
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "cells": list(cells), **more})


def test_the_code_cells_are_read_and_numbered_among_all() -> None:
    raw = written(
        {"cell_type": "markdown", "source": "# Title"},
        code(["import keras\n", "x = 1"]),
        {"cell_type": "raw", "source": "raw"},
        code("y = 2"),
        code("select 1", metadata={"vscode": {"languageId": "sql"}}),
    )
    assert notebook.read_cells(raw) == [CodeCell(2, "import keras\nx = 1"), CodeCell(4, "y = 2")]


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        {"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        {"kernelspec": {"language": "python"}, "language_info": {"name": "python"}},
        {"language_info": {"name": "ipython"}},
        {"kernelspec": "?", "language_info": None},
    ],
)
def test_a_notebook_of_python(metadata: dict[str, Any]) -> None:
    assert notebook.read_cells(written(code("x"), metadata=metadata)) == [CodeCell(1, "x")]


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ("", "is not a notebook: not JSON (Expecting value, line 1, column 1)"),
        ('{"cells": [}', "is not a notebook: not JSON (Expecting value, line 1, column 12)"),
        ("[" * 100_000, "is not a notebook: its JSON is too deeply nested"),
        ("[]", "is not a notebook: its JSON is not an object"),
        ("{}", "is not a notebook: it has no list of cells"),
        (written(code(3)), "is not a notebook: cell 1 has no text"),
        (
            json.dumps({"nbformat": 3, "worksheets": []}),
            (
                "is a notebook of format 3; convert it with "
                "`jupyter nbconvert --to notebook --nbformat 4`"
            ),
        ),
        (
            written(metadata={"kernelspec": {"language": "R"}}),
            "is a notebook for R; only Python notebooks are run",
        ),
        (
            written(metadata={"language_info": {"name": "julia"}}),
            "is a notebook for julia; only Python notebooks are run",
        ),
    ],
)
def test_what_is_no_notebook_of_python_is_refused(raw: str, message: str) -> None:
    with pytest.raises(NotebookError) as refused:
        notebook.read_cells(raw)
    assert str(refused.value) == message


def test_an_empty_notebook_is_an_empty_program() -> None:
    assert notebook.read_cells(written()) == []
    assert notebook.program("/a.ipynb", []).text == ""
    assert Layout([]).place(1) == (1, 1)


CELLS = [CodeCell(2, "import keras\r\n!ls"), CodeCell(5, ""), CodeCell(6, "    x = 1\n")]


def test_the_program_has_the_lines_of_the_joined_text() -> None:
    texts = [cell.text for cell in CELLS]
    assert notebook.join_cells(texts) == "\nimport keras\n!ls\n\n\n\n    x = 1\n\n"
    assert notebook.program("/a.ipynb", texts).text == (
        "\nimport keras\npass\n\n\nif 1:\n    x = 1\n\n"
    )


def test_each_line_is_found_in_its_cell() -> None:
    layout = Layout(CELLS)
    places = [layout.place(line) for line in range(1, 9)]
    assert places == [(2, 1), (2, 1), (2, 2), (5, 1), (5, 1), (6, 1), (6, 1), (6, 2)]


def test_a_cell_that_is_no_python_is_a_problem_at_its_place() -> None:
    program = notebook.program("/a.ipynb", ["x = 1", "\ny = é +", "z = 2"])
    assert program.text == "\nx = 1\ny = get_ipython()\n\n\n\nz = 2\n"
    (problem,) = program.problems
    assert (problem.code, problem.severity) == ("KL600", "error")
    assert problem.span == Span("/a.ipynb", 5, 7, 5, 8)
    assert (
        problem.message
        == "Syntax error: invalid syntax. This cell is not run until this is fixed."
    )
