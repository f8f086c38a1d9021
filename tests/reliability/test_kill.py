"""Processes killed at any moment: the next save is answered, and nothing is left over."""

from __future__ import annotations

import asyncio
import itertools
import random
import signal
from typing import TYPE_CHECKING

import pytest

from tests.e2e.editor import JAX, Desk, connected, ended
from tests.e2e.test_survival import running
from tests.e2e.test_tutorial import MODEL
from tests.reliability.kills import kills
from tests.sampling import sampled

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.asyncio(loop_scope="session")

KILLS = 2


async def test_after_any_kill_the_next_save_is_answered(tmp_path: Path) -> None:
    seed = random.randrange(1 << 32)
    async with connected(tmp_path, environment=JAX) as editor:
        found = await kills(editor, seed, KILLS)
    assert not found.failures, f"seed {seed}, kill {found.count}: {found.failures}"
    assert list(editor.temporary.glob("keras-lsp-*")) == []


@pytest.mark.parametrize(
    ("doing", "way"),
    sampled(itertools.product(("running", "idle"), ("SIGKILL", "stdin is closed")), every=3),
)
async def test_when_the_editor_or_the_server_is_gone_nothing_of_ours_remains(
    way: str, doing: str, tmp_path: Path
) -> None:
    async with connected(tmp_path, environment=JAX) as editor:
        file = await Desk(editor, editor.workspace).opened("model.py", MODEL)
        if doing == "running":
            await running(file)
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
