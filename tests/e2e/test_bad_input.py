"""Programs that cannot be run, do not end or end badly: a clear answer, and nothing is lost."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pygls.exceptions import JsonRpcException

from tests.e2e.test_tutorial import HINTS, MODEL

if TYPE_CHECKING:
    from tests.e2e.editor import Buffer, Desk

pytestmark = pytest.mark.asyncio(loop_scope="session")

SMALLER = MODEL.replace("Dense(2,", "Dense(1,")


async def assert_the_next_save_works(file: Buffer) -> None:
    assert await file.saved(SMALLER) == []
    assert await file.hints() == {3: "4 params", 4: "→ (None, 1) · 2", 5: "→ (None, 1) · 2"}


async def test_a_syntax_error_is_the_only_problem_and_the_last_hints_stay(desk: Desk) -> None:
    file = await desk.opened("model.py", MODEL)
    assert await file.saved(MODEL + "model.add(\n") == [
        (
            "6:10-6:11 error KL600: Syntax error: '(' was never closed. "
            "Python does not run this file until this is fixed."
        )
    ]
    assert await file.hints() == HINTS
    reason = "This is how it was before an error: Syntax error: '(' was never closed."
    assert reason in await file.hovered(4, "Dense")
    summary = await file.command("summarizeModel")
    assert summary["stale"] is True
    assert summary["staleReason"].startswith(reason)
    file.replace(5, "model.add(1")
    edited = (await file.command("plotModel", format="dot"))["staleReason"]
    assert edited == "The text has changed since this was found; save to bring it up to date."
    await assert_the_next_save_works(file)


async def test_an_empty_file_has_nothing_to_show(desk: Desk) -> None:
    file = desk.open("model.py", "")
    assert await file.problems() == []
    assert await file.hints() == {}
    assert await file.lenses() == []
    assert await file.symbols() == []
    assert await file.hover(1, "") is None
    await assert_the_next_save_works(file)
    assert await file.saved("") == []
    assert await file.hints() == {}


async def test_a_file_that_is_deleted_while_it_is_open_is_run_from_its_buffer(desk: Desk) -> None:
    file = await desk.opened("model.py", MODEL)
    file.path.unlink()
    file.write(MODEL + "model.add(Dense(3))\n")
    assert (await file.command("analyze"))["problems"] == 0
    assert (await file.hints())[6] == "→ (None, 3) · 6"
    await assert_the_next_save_works(file)


async def test_a_file_whose_directory_is_gone_says_so_and_loses_nothing(desk: Desk) -> None:
    file = desk.open("gone/model.py", MODEL)
    await file.problems()
    shutil.rmtree(file.path.parent)
    file.save(write=False)
    assert [item for item in await file.diagnostics() if "Traceback" in item.message] == []
    assert await file.hints() == HINTS
    file.path.parent.mkdir()
    await assert_the_next_save_works(file)


@pytest.mark.parametrize(
    ("ending", "problems"),
    [
        ("raise SystemExit", []),
        (
            "raise SystemExit('no data')",
            ["6:1-6:28 information KL908: The program ends here: SystemExit('no data')."],
        ),
        (
            "import os; os._exit(3)",
            ["6:12-6:23 information KL908: The program ends here: os._exit(3)."],
        ),
        (
            "import os; os.kill(os.getpid(), 9)",
            ["6:12-6:35 information KL908: The program ends here: os.kill(os.getpid(), SIGKILL)."],
        ),
    ],
)
async def test_a_program_that_ends_itself_is_shown_up_to_there(
    desk: Desk, ending: str, problems: list[str]
) -> None:
    file = desk.open("model.py", f"{MODEL}{ending}\nmodel.add(Dense(8))\n")
    assert await file.problems() == problems
    assert await file.hints() == HINTS
    await assert_the_next_save_works(file)


@pytest.mark.parametrize(
    ("crash", "said"),
    [
        ("signal.raise_signal(9)", "1:1-1:36 The program's process was killed by SIGKILL; "),
        ("ctypes.string_at(0)", "7:1-7:20 The program's process was killed by SIGSEGV here; "),
        ("os.abort()", "7:1-7:11 The program's process was killed by SIGABRT here; "),
        (
            "ctypes.CDLL(None)._exit(3)",
            "1:1-1:36 The process exited with status 3 before the program ended",
        ),
    ],
)
async def test_a_crash_is_one_problem_and_what_was_shown_until_then_stays(
    desk: Desk, crash: str, said: str
) -> None:
    file = desk.open(
        "model.py", f"{MODEL}import ctypes, os, signal\n{crash}\nmodel.add(Dense(8))\n"
    )
    (problem,) = await file.problems()
    assert problem.replace("information KL905: ", "").startswith(said)
    assert {line: hint for line, hint in (await file.hints()).items() if line > 3} == {
        4: "→ (None, 2) · 4",
        5: "→ (None, 1) · 3",
    }
    await assert_the_next_save_works(file)


async def test_a_crash_after_a_good_run_takes_nothing_away(desk: Desk) -> None:
    file = await desk.opened("model.py", MODEL)
    (problem,) = await file.saved(f"{MODEL}import signal\nsignal.raise_signal(9)\n")
    assert "KL905" in problem
    assert await file.hints() == HINTS
    await assert_the_next_save_works(file)


LOOP = "while True:\n    pass\n"
STUBBORN = "while True:\n    try:\n        pass\n    except BaseException:\n        pass\n"


@pytest.mark.parametrize("loop", [LOOP, STUBBORN], ids=["plain", "catching everything"])
async def test_an_endless_loop_is_stopped_at_the_time_limit(desk: Desk, loop: str) -> None:
    await desk.editor.configure(timeout=2)
    file = await desk.opened("model.py", MODEL)
    (problem,) = await file.saved(MODEL + loop, seconds=20)
    assert re.search(
        r"information KL903: The run was stopped here after 2 s without anything new "
        r"\(setting `keras-lsp.timeout`\)\. Raise it, or put slow code under "
        r"`if 'KERAS_LSP' not in os\.environ:`\.$",
        problem,
    )
    assert await file.hints() == HINTS
    await assert_the_next_save_works(file)


async def test_the_time_limit_is_told_at_the_line_that_the_run_had_reached(desk: Desk) -> None:
    await desk.editor.configure(timeout=1)
    file = desk.open("model.py", MODEL + "def wait():\n    while True:\n        pass\nwait()\n")
    (problem,) = await file.problems()
    assert problem.split(":")[0] in ("7", "8")
    assert await file.hints() == HINTS


async def test_a_loop_in_c_is_stopped_too(desk: Desk) -> None:
    await desk.editor.configure(timeout=1)
    file = await desk.opened("model.py", MODEL)
    (problem,) = await file.saved(MODEL + "sum(iter(int, 1))\n", seconds=20)
    assert problem.startswith("6:1-6:18 information KL903: The run was stopped here after 1 s ")
    assert await file.hints() == HINTS
    await assert_the_next_save_works(file)


async def test_a_program_that_prints_100_mb_does_not_hold_up_the_server(desk: Desk) -> None:
    file = desk.open(
        "model.py",
        MODEL + "print('x' * 50_000_000)\nfor _ in range(500):\n    print('y' * 100_000)\n",
    )
    other = await desk.opened("other.py", MODEL)
    assert await other.hovered(4, "Dense")
    assert await file.problems() == []
    assert await file.hints() == HINTS
    assert peak_memory(desk.editor.server.pid) < 250_000
    await assert_the_next_save_works(file)


def peak_memory(pid: int) -> int:
    """Of a process, in kB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(status.split("VmHWM:")[1].split()[0])


# Interpreters.


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """The interpreter of a virtual environment without anything."""
    directory = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(directory)], check=True)
    return directory / "bin" / "python"


async def test_an_interpreter_without_keras_is_named_with_what_to_install(
    desk: Desk, bare: Path
) -> None:
    await desk.editor.configure(interpreter=str(bare))
    file = desk.open("model.py", MODEL)
    assert await file.problems() == [
        (
            f"1:1-1:36 error KL906: {bare} has no Keras. "
            f"Install it with: {bare} -m pip install keras tensorflow — or choose the "
            "Python that has it (setting `keras-lsp.interpreter`, option `--interpreter`)."
        )
    ]
    with pytest.raises(JsonRpcException, match="has no Keras"):
        await file.command("plotModel", format="dot")
    before = len(desk.editor.published)
    await desk.editor.configure()
    await desk.editor.until(
        lambda: file.uri in {item.uri for item in desk.editor.published[before:]}
    )
    assert desk.editor.problems_in(file.path) == []
    assert await file.hints() == HINTS


async def test_an_interpreter_that_does_not_exist_is_named(desk: Desk, tmp_path: Path) -> None:
    python = tmp_path / "bin" / "python"
    file = await desk.opened("model.py", MODEL)
    await desk.editor.configure(interpreter=str(python))
    assert await file.saved() == [
        (
            f"1:1-1:36 error KL906: The interpreter {python} cannot be started: "
            "No such file or directory. Choose another one (setting `keras-lsp.interpreter`, "
            "option `--interpreter`)."
        )
    ]
    assert await file.hints() == HINTS


async def test_an_interpreter_that_is_no_python_gets_a_clear_answer(
    desk: Desk, tmp_path: Path
) -> None:
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\necho 'I am no Python' >&2\nexit 1\n", encoding="utf-8")
    python.chmod(0o755)
    await desk.editor.configure(interpreter=str(python))
    file = desk.open("model.py", MODEL)
    assert await file.problems() == [
        f"1:1-1:36 error KL906: {python} could not start the worker: I am no Python"
    ]


async def test_a_version_of_keras_that_is_not_supported_is_named(desk: Desk, bare: Path) -> None:
    (packages,) = bare.parents[1].glob("lib/python3*/site-packages")
    (packages / "keras").mkdir()
    (packages / "keras" / "__init__.py").write_text("__version__ = '2.3.1'\n", encoding="utf-8")
    await desk.editor.configure(interpreter=str(bare))
    file = desk.open("model.py", MODEL)
    (problem,) = await file.problems()
    assert problem.startswith(
        f"1:1-1:36 error KL906: Keras 2.3.1 in {bare} is not supported; "
        "keras-lsp needs Keras 2.13 or newer"
    )
