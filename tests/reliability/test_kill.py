"""Processes killed at any moment: the next save is answered, and nothing is left over.

`KERAS_LSP_LONG=1 pytest tests/reliability/test_kill.py` kills runs and zygotes, `KERAS_LSP_KILLS`
of them or 500; without it only an editor and a server go.
`KERAS_LSP_SEED=n` begins with another seed; that of a failure is told.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
from typing import TYPE_CHECKING

import pytest

from tests.e2e.editor import Desk, connected, ended, kill
from tests.e2e.test_survival import LOOP
from tests.e2e.test_tutorial import MODEL

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.editor import Buffer, Editor, Process

pytestmark = pytest.mark.asyncio(loop_scope="session")

LONG = os.environ.get("KERAS_LSP_LONG") == "1"
SEED = int(os.environ.get("KERAS_LSP_SEED", "0"))
KILLS = int(os.environ.get("KERAS_LSP_KILLS", "500"))
# Starting Keras anew takes seconds: zygotes are killed less often than runs.
TARGETS = (*["run"] * 4, "zygote", "both")
WRONG = "model.add(LSTM(2))\n"


@pytest.mark.skipif(not LONG, reason="takes minutes: KERAS_LSP_LONG=1")
@pytest.mark.timeout(7200)
async def test_after_any_kill_the_next_save_is_answered(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    async with connected(tmp_path) as editor:
        file = await Desk(editor, editor.workspace).opened("model.py", MODEL)
        for count in range(KILLS):
            about = f"seed {SEED}, kill {count}"
            target = chance.choice(TARGETS)
            loops = chance.random() < 0.5
            units = chance.randint(1, 99)
            file.write(LOOP if loops else changed(units))
            file.save()
            await asyncio.sleep(chance.choice((0, 0.001, 0.01, 0.05, 0.2)) * chance.random())
            killed = victims(editor, target)
            kill(process.pid for process in killed)
            units = chance.randint(1, 99)
            text = changed(units) + WRONG.replace("LSTM", "layers.LSTM")
            (problem,) = await file.saved(f"from keras import layers\n{text}")
            assert problem.startswith("7:11-7:25 error KL101"), f"{about}: {problem}"
            hint = (await file.hints())[5]
            assert hint == f"→ (None, {units}) · {2 * units}", f"{about}: {hint}"
            # None where a run outlived its zygote long enough to answer: the next save makes one.
            assert len(editor.zygotes()) <= 1, about
            await ended(killed, 5)
        directories = list(editor.temporary.glob("keras-lsp-*/*"))
        assert len(directories) <= 4, directories
    assert list(editor.temporary.glob("keras-lsp-*")) == []


def changed(units: int) -> str:
    return MODEL.replace("Dense(2,", f"Dense({units},")


def victims(editor: Editor, target: str) -> list[Process]:
    runs, zygotes = editor.runs(), editor.zygotes()
    return {"run": runs, "zygote": zygotes, "both": [*runs, *zygotes]}[target]


@pytest.mark.parametrize("way", ["stdin is closed", "SIGKILL"])
@pytest.mark.parametrize("doing", ["idle", "running"])
async def test_when_the_editor_or_the_server_is_gone_nothing_of_ours_remains(
    way: str, doing: str, tmp_path: Path
) -> None:
    async with connected(tmp_path) as editor:
        file = await Desk(editor, editor.workspace).opened("model.py", MODEL)
        if doing == "running":
            await started(file)
        processes = editor.processes()
        assert len(processes) >= 1
        if way == "SIGKILL":
            editor.server.send_signal(signal.SIGKILL)
        else:
            assert editor.server.stdin is not None
            editor.server.stdin.close()
        await ended(processes, 2)
        await asyncio.wait_for(editor.server.wait(), 2)
        assert editor.processes() == []


async def started(file: Buffer) -> None:
    """Save a program that does not end, and wait until it runs."""
    editor = file.editor
    before = len(editor.progress)
    file.write(LOOP)
    file.save()
    await editor.until(lambda: [bar for bar in editor.progress[before:] if not bar.ended])
