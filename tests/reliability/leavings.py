"""What a server leaves behind that has nothing to do: it should be one zygote and one run."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from tests.e2e.editor import all_processes

if TYPE_CHECKING:
    from tests.e2e.editor import Editor

# Seconds in which what was done leaves nothing behind.
QUIET = 10.0


async def leavings(editor: Editor) -> list[str]:
    """What there still is after a while that should not be."""
    end = time.perf_counter() + QUIET
    while (left := _leavings(editor)) and time.perf_counter() < end:  # noqa: ASYNC110 - no news
        await asyncio.sleep(0.1)
    return left


def _leavings(editor: Editor) -> list[str]:
    left = []
    zygotes, runs = editor.zygotes(), editor.runs()
    if (len(zygotes), len(runs)) != (1, 1):
        left.append(f"{len(zygotes)} zygotes and {len(runs)} runs: {zygotes + runs}")
    family = {editor.server.pid, *(process.pid for process in editor.processes())}
    zombies = [process for process in all_processes(zombies=True) if process.parent in family]
    left += [f"a zombie: {zombie}" for zombie in zombies]
    bases = [*editor.temporary.iterdir()]
    directories = [entry for base in bases for entry in base.iterdir()]
    if len(bases) != 1 or len(directories) != 1:
        left.append(f"temporary files: {bases} {directories}")
    return left
