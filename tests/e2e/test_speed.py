"""The order of magnitude of what `make bench` measures, between an editor and the server."""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.e2e.editor import forks
from tests.e2e.test_tutorial import MODEL

if TYPE_CHECKING:
    from tests.e2e.editor import Desk

# Where each run has a process of its own, the saves right after the first run wait for one.
pytestmark = [pytest.mark.asyncio(loop_scope="session"), forks]


async def test_a_save_is_answered_in_a_thirtieth_of_the_programs_own_time(desk: Desk) -> None:
    file = await desk.opened("model.py", MODEL)
    saves = []
    for units in range(3, 8):
        text = MODEL.replace("Dense(2,", f"Dense({units},")
        started = time.perf_counter()
        assert await file.saved(text) == []
        saves.append(time.perf_counter() - started)
    started = time.perf_counter()
    await asyncio.to_thread(
        subprocess.run,
        [sys.executable, str(file.path)],
        check=True,
        capture_output=True,
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"},
    )
    plain = time.perf_counter() - started
    assert statistics.median(saves) < plain / 30, (saves, plain)
