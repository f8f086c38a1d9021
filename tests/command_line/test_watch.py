"""`keras-lsp watch`: when files are run again, and what is shown of what changed."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import pty
import re
import signal
import struct
import sys
import termios
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from keras_lsp.command_line.check import PathNames, RunOptions
from keras_lsp.command_line.watch import Watcher
from keras_lsp.command_line.watch_screen import fitted, screen
from keras_lsp.presentation.summary import Look
from tests.e2e.editor import JAX, REPOSITORY
from tests.server.fake_server import FakeWorkers

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from keras_lsp.command_line.watch_screen import Watched

MODEL = "import keras\nmodel = Sequential()\nDense(2)\nDense(1)\n"
PATIENCE = 20


class Screen:
    """What was shown last, and how often something was."""

    def __init__(self) -> None:
        self.text = ""
        self._more = asyncio.Condition()

    def show(self, files: Sequence[Watched]) -> None:
        outcomes = [file.now.outcome for file in files if file.now]
        names = PathNames.of([file.path for file in files], outcomes)
        self.text = screen(files, names, Look(60, ascii=True))
        self._told = asyncio.ensure_future(self._tell())

    async def _tell(self) -> None:
        async with self._more:
            self._more.notify_all()

    async def until(self, pattern: str) -> str:
        """Wait until this is shown."""

        async def wait() -> None:
            async with self._more:
                await self._more.wait_for(lambda: re.search(pattern, self.text))

        try:
            await asyncio.wait_for(wait(), PATIENCE)
        except asyncio.TimeoutError:
            raise AssertionError(f"{pattern!r} was not shown, but: {self.text}") from None
        return self.text


def put(name: str, text: str) -> None:
    Path(name).write_text(text, encoding="utf-8")


def remove(name: str) -> None:
    Path(name).unlink()


@contextlib.asynccontextmanager
async def watching(*names: str) -> AsyncIterator[tuple[Screen, FakeWorkers]]:
    shown, workers = Screen(), FakeWorkers()
    watcher = Watcher(names, RunOptions(), workers, shown.show)
    task = asyncio.create_task(watcher.run())
    try:
        yield shown, workers
    finally:
        task.cancel()
        watcher.stop()
        await asyncio.wait({task})


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


async def test_a_save_is_shown_with_what_it_changed() -> None:
    put("a.py", MODEL + "# problem old\n# problem both\n")
    async with watching("a.py") as (shown, _):
        first = await shown.until(r"a\.py: 2 errors, 0\.01 s")
        assert first.splitlines()[1:4:2] == [
            "  a.py:5:1: error KL101 old",
            "  a.py:6:1: error KL101 both",
        ]
        assert not re.search(r"^[+~-] ", first, re.MULTILINE)
        put(
            "a.py",
            MODEL.replace("(2)", "(4)") + "Dense(3)\n# problem both\n# problem new\n",
        )
        told = await shown.until("since the last save")
        marked = [line for line in told.splitlines() if re.match(r"[+~-] ", line)]
        assert marked == [
            "+ a.py:7:1: error KL101 new",
            "- error KL101 old",
            '~ Model: "model", since the last save: +12 params, 1 layer added, 2 changed',
            "~ | dense (Dense)   | (None, 4)    |       8 | ##:     42% |",
            "~ | dense_1 (Dense) | (None, 1)    |       5 | #:      26% |",
            "+ | dense_2 (Dense) | (None, 3)    |       6 | #:      32% |",
        ]
        put("a.py", MODEL)
        told = await shown.until("a.py: no problems")
        assert "- dense_2 (Dense)  (None, 3)  6\n" in told


async def test_a_module_that_is_saved_concerns_those_that_import_it() -> None:
    put("a.py", "import keras\nimport part\n")
    put("b.py", MODEL)
    put("part.py", "x = Sequential()\nDense(2)\n")
    async with watching("a.py", "b.py") as (shown, workers):
        await shown.until(r"a\.py: no problems[^…]*b\.py: no problems")
        assert [Path(job.path).name for job in workers.jobs] == ["a.py", "b.py"]
        put("part.py", "x = Sequential()\nDense(5)\n")
        await shown.until("since the last save")
        assert [Path(job.path).name for job in workers.jobs] == ["a.py", "b.py", "a.py"]
        put("notes.txt", "x")
        put("pyproject.toml", "[tool.keras-lsp.budgets]\nmax-params = 5\n")
        told = await shown.until("KL701[^…]*KL701")
        assert len(workers.jobs) == 5
        assert "+ part.py:1:5: error KL701 `x` has 10 parameters, 5 more" in told


async def test_a_save_while_a_run_goes_on_takes_its_place() -> None:
    put("a.py", f"{MODEL}# sleep 60\n")
    async with watching("a.py") as (shown, workers):
        await asyncio.wait_for(workers.asked.wait(), PATIENCE)
        put("a.py", MODEL)
        await shown.until("a.py: no problems")
        assert len(workers.cancelled) == 1


async def test_a_file_that_goes_and_comes_again() -> None:
    put("a.py", MODEL)
    async with watching("a.py") as (shown, _):
        await shown.until("a.py: no problems")
        remove("a.py")
        await shown.until(r"a\.py: No such file or directory")
        put("a.py", MODEL)
        await shown.until("a.py: no problems")


async def test_problems_of_all_files_come_before_their_models() -> None:
    put("a.py", MODEL + "# problem one\n")
    put("b.py", MODEL + "# problem two\n")
    async with watching("a.py", "b.py") as (shown, _):
        lines = (await shown.until("KL101 two")).splitlines()
    assert [lines[0], lines[3], lines[6]] == [
        "  a.py: 1 error, 0.01 s", "  b.py: 1 error, 0.01 s", "",
    ]  # fmt: skip
    assert [line for line in lines if "Model:" in line] == [
        '  a.py: Model: "model"', '  b.py: Model: "model"',
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("columns", "rows", "told"),
    [
        (80, 0, "aa\nbb\ncccc\ndd\n"),
        (80, 6, "aa\nbb\ncccc\ndd\n"),
        (80, 5, "aa\nbb\ncccc\ndd\n"),
        (80, 4, "aa\nbb\n… 2 more lines\n"),
        (3, 5, "aa\nbb\n… 2 more lines\n"),
        (3, 1, "… 4 more lines\n"),
    ],
)
def test_what_a_terminal_has_no_room_for_is_counted(columns: int, rows: int, told: str) -> None:
    assert fitted("aa\nbb\ncccc\ndd\n", columns, rows) == told


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such terminals")
async def test_in_a_terminal_with_real_keras(here: Path) -> None:
    text = "import keras\nmodel = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])\n"
    put("a.py", text)
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 90, 0, 0))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "keras_lsp", "watch", "a.py",
        cwd=here, env={**os.environ, **JAX, "PYTHONPATH": str(REPOSITORY)},
        stdin=theirs, stdout=theirs, stderr=theirs,
    )  # fmt: skip
    os.close(theirs)
    said = ""

    async def until(words: str) -> str:
        nonlocal said
        while words not in said:
            piece = await asyncio.wait_for(asyncio.to_thread(os.read, ours, 1 << 16), 60)
            said += piece.decode("utf-8", "replace")
        return said

    try:
        await until("Total params: 10")
        put("a.py", text.replace("Dense(2)", "Dense(3)"))
        told = await until("Total params: 15")
        last = told.rpartition("\x1b[H\x1b[2J")[2]
        assert '~ Model: "sequential", since the last save: +5 params, 1 layer changed' in last
        assert "a.py: no problems" in last
        said = ""
        fcntl.ioctl(ours, termios.TIOCSWINSZ, struct.pack("HHHH", 8, 90, 0, 0))
        process.send_signal(signal.SIGWINCH)
        told = await until("more lines")
        assert "a.py: no problems" in told
        assert "Total params" not in told
        process.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(process.wait(), 20) == 130
    finally:
        if process.returncode is None:
            process.kill()  # Else what reads from it would not end.
    os.close(ours)
