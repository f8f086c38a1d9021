"""What IPython understands and Python does not."""

from __future__ import annotations

import ast

import pytest

from keras_lsp.programs.magics import plain


def python(text: str) -> list[str]:
    """The cell's lines as Python, which must be as many and must compile."""
    cell = plain(text)
    assert cell.error is None
    assert len(cell.lines) == text.count("\n") + 1
    ast.parse("\n".join([cell.head, *cell.lines]))
    return list(cell.lines)


@pytest.mark.parametrize(
    "text",
    [
        "%matplotlib inline",
        "%load_ext tensorboard",
        "!pip install keras",
        "!python -m pip install keras",
        "!!ls",
        "? keras.Model",
        "?",
        "keras.Model?",
        "keras.Model??",
        "layers[0].name?",
        "%timeit?",
        "%time for x in range(3):",
        "%cd data",
    ],
)
def test_a_line_of_ipythons_own_does_nothing(text: str) -> None:
    assert python(f"x = 1\n{text}\ny = 2") == ["x = 1", "pass", "y = 2"]
    assert python(f"if x:\n    {text}\ny = 2") == ["if x:", "    pass", "y = 2"]


@pytest.mark.parametrize(
    "text", ["!wget -q https://a/b.zip", "!sudo unzip b.zip", "!!git clone x", "! python3 make.py"]
)
def test_after_a_command_that_may_make_files_some_may_be_missing(text: str) -> None:
    assert python(f"{text}\ny = 2") == ["get_ipython(files=True)", "y = 2"]


def test_what_it_would_bind_is_not_known() -> None:
    assert python("files = !ls") == ["files = get_ipython()"]
    assert python("a, b = %sql select 1, 2") == ["a, b = get_ipython()"]
    assert python("if x:\n    rows[0] = !wc") == ["if x:", "    rows[0] = get_ipython()"]
    assert python("%%capture out\n%%time\nf()") == ["out = get_ipython()", "", "f()"]


def test_a_timed_statement_runs_in_its_columns() -> None:
    assert python("%time h = model.fit(x)") == ["0;    h = model.fit(x)"]
    assert python("%timeit -n 10 -r3 f(x)") == ["0;                f(x)"]
    assert python("if x:\n    %time f()") == ["if x:", "    0;    f()"]


def test_a_shell_line_may_go_on_below() -> None:
    assert python("!pip install \\\n   keras \\\n   numpy\nx = 1") == ["pass", "", "", "x = 1"]


@pytest.mark.parametrize(
    "text",
    [
        "x = '''\n%matplotlib inline\n!ls\nx?\n'''",
        "x = (7\n% 4)",
        "x = 7 \\\n% 4",
        "if a != b:\n    c = a % b",
        "# why?\n# %matplotlib\nx = 1  # !",
        "print('how?')\nf(a,\n  '?'\n)",
        "model.fit(x);",
    ],
)
def test_python_is_left_alone(text: str) -> None:
    assert python(text) == text.split("\n")
    assert python(text + "\n%matplotlib") == [*text.split("\n"), "pass"]


@pytest.mark.parametrize("magic", ["%%time", "%%timeit -n 3", "%%capture", "\n\n%%time", "%%prun"])
def test_a_timed_cell_runs(magic: str) -> None:
    blank = [""] * (magic.count("\n") + 1)
    assert python(f"{magic}\nx = 1\n!ls") == [*blank, "x = 1", "pass"]


@pytest.mark.parametrize("magic", ["%%bash", "%%html", "%%writefile model.py", "%%!", "%%R -i x"])
def test_a_cell_of_another_language_does_not(magic: str) -> None:
    assert plain(f"{magic}\nx = 1\n<br/>").head == ""
    assert python(f"{magic}\nx = 1\n<br/>") == ["", "", ""]


def test_of_an_unknown_cell_magic_the_names_are_unknown() -> None:
    cell = plain("%%memoize\nimport numpy as np\nx = f()\nfor row in x:\n  last = row")
    assert cell.lines == ("", "", "", "", "")
    assert set(cell.head.split(" = ")) == {"np", "x", "row", "last", "numpy", "get_ipython()"}


def test_a_script_that_is_run_is_imported() -> None:
    assert python("%run helpers.py --epochs 1") == ["from helpers import *"]
    assert python("%run -i ./lib/helpers.py") == ["from lib.helpers import *"]
    assert python("%run other.ipynb") == ["get_ipython(names=True)"]
    assert python("%pylab inline") == ["from pylab import *"]


@pytest.mark.parametrize("text", ["pip install keras", "ls", "ls -l", "cd data", "\nwhos\n"])
def test_a_cell_may_be_a_magic_without_its_sign(text: str) -> None:
    assert "".join(python(text)) == ""


@pytest.mark.parametrize("text", ["history", "time", "ls()", "env = 3", "ls\nx"])
def test_a_cell_of_python_is_none(text: str) -> None:
    assert python(text) == text.split("\n")


def test_an_indented_cell_runs() -> None:
    cell = plain("\n    # of a function\n    x = 1\n    y = 2")
    assert cell.head == "if 1:"
    assert python("    x = 1\n    y = 2") == ["    x = 1", "    y = 2"]


def test_a_pasted_session_is_left_out() -> None:
    cell = plain(">>> x = 1\n>>> x\n1")
    assert (cell.head, cell.lines, cell.error) == ("x = get_ipython()", ("", "", ""), None)


def test_a_cell_that_is_no_python_is_left_out_and_its_names_are_unknown() -> None:
    cell = plain("from a import (b,\n  c as d)\nclass Net: pass\n\nx = (")
    assert cell.lines == ("",) * 5
    assert {"b", "d", "Net", "x"} <= set(cell.head.split(" = "))
    assert cell.error is not None
    assert (cell.error.lineno, cell.error.offset) == (5, 5)


@pytest.mark.parametrize("text", ["x = '\0'", "x = '\ud800'", "(" * 5000])
def test_what_python_cannot_even_read_is_an_error(text: str) -> None:
    assert isinstance(plain(text).error, SyntaxError)


def test_awaiting_is_python() -> None:
    assert python("x = await f()\nasync for y in x: pass") == [
        "x = await f()",
        "async for y in x: pass",
    ]
