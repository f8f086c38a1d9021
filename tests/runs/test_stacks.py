"""Where a run was when it crashed, read from what `faulthandler` writes."""

from __future__ import annotations

import faulthandler
import os
from typing import TYPE_CHECKING

import pytest

from keras_lsp.report import RunConfig
from keras_lsp.runs.stacks import Stack
from keras_lsp.runs.workers import Job

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "one\ntwo\nthree\n"


def stack_of(*lines: str, path: str = "/work/a.py") -> Stack:
    stack = Stack(Job(path, TEXT, RunConfig(())))
    stack.take(line.encode() for line in lines)
    return stack


def test_the_innermost_line_of_the_document_is_told() -> None:
    stack = stack_of(
        "Fatal Python error: Aborted",
        "",
        "Current thread 0x00007f9a4c3d1000 (most recent call first):",
        '  File "/work/helper.py", line 1 in boom',
        '  File "/work/a.py", line 2 in f',
        '  File "/work/a.py", line 3 in <module>',
        '  File "/usr/lib/python3/runpy.py", line 1 in run',
    )
    assert (stack.line, stack.told.is_set()) == (2, True)


def test_of_several_stacks_the_last_one_counts() -> None:
    first = ("Stack (most recent call first):", '  File "/work/a.py", line 1 in <module>')
    second = ("Stack (most recent call first):", '  File "/work/a.py", line 3 in <module>')
    assert stack_of(*first, *second).line == 3
    assert stack_of(*first, "Stack (most recent call first):").line is None


@pytest.mark.parametrize(
    "line",
    [
        '  File "/work/b.py", line 2 in f',
        '  File "/work/a.py", line 0 in f',
        '  File "/work/a.py", line 5 in f',
        '  File "/work/a.py", line 99999999999999 in f',
        'File "/work/a.py", line 2 in f',
        '{"event": "Output", "text": "  File \\"/work/a.py\\", line 2 in f"}',
        "",
    ],
)
def test_what_is_no_line_of_the_document_tells_nothing(line: str) -> None:
    stack = stack_of(line)
    assert (stack.line, stack.told.is_set()) == (None, False)


@pytest.mark.parametrize("name", ["a b.py", "層.py", "é\N{GRINNING FACE}.py", "d" * 200])
def test_names_are_known_as_faulthandler_writes_them(name: str, tmp_path: Path) -> None:
    path = str(tmp_path / name / ("e" * 200) / ("f" * 200) if len(name) > 100 else tmp_path / name)
    written = tmp_path / "written"
    with written.open("w") as file:
        code = compile("dump(file)", path, "exec")
        exec(code, {"dump": faulthandler.dump_traceback, "file": file})
    stack = stack_of(*os.fsdecode(written.read_bytes()).splitlines(), path=path)
    assert stack.line == 1
