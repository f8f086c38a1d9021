"""Workers that are closed, and who waits for that."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from keras_lsp.runs.local_workers import LocalWorkers


class Slow:
    """A worker that is closed when it is allowed to."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.gate = asyncio.Event()
        self.closed = False

    async def close(self) -> None:
        self.asked.set()
        await self.gate.wait()
        self.closed = True


async def test_a_restart_that_is_given_up_is_waited_for_when_all_is_closed() -> None:
    workers: Any = LocalWorkers()
    slow = Slow()
    workers._workers["key"] = slow
    restart = asyncio.create_task(workers.restart())
    await slow.asked.wait()
    restart.cancel()
    with pytest.raises(asyncio.CancelledError):
        await restart
    closing = asyncio.create_task(workers.close())
    await asyncio.sleep(0)
    assert not closing.done()
    slow.gate.set()
    await closing
    assert slow.closed
