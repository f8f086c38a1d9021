"""Who goes next where only so many may go at once."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

from keras_lsp.server.priority_semaphore import PrioritySemaphore


class Row:
    """Tasks that take turns, and the order in which they had them."""

    def __init__(self, at_once: int) -> None:
        self.turns = PrioritySemaphore(at_once)
        self.had: list[str] = []
        self.go_on = asyncio.Event()

    async def _take(self, name: str, rank: Any) -> None:
        async with self.turns.acquire(rank):
            self.had.append(name)
            await self.go_on.wait()

    async def join(self, name: str, rank: Any) -> asyncio.Task[None]:
        task = asyncio.create_task(self._take(name, rank))
        await asyncio.sleep(0)
        return task


async def test_those_that_wait_go_by_their_rank() -> None:
    row = Row(1)
    ranks = {"a": 9, "b": 3, "c": 1, "d": 2}
    tasks = [await row.join(name, lambda name=name: ranks[name]) for name in ranks]
    assert row.had == ["a"]
    row.go_on.set()
    await asyncio.gather(*tasks)
    assert row.had == ["a", "c", "d", "b"]


async def test_a_rank_is_asked_when_there_is_room() -> None:
    row = Row(1)
    ranks = {"b": 1, "c": 2}
    tasks = [await row.join("a", lambda: 0)]
    tasks += [await row.join(name, lambda name=name: ranks[name]) for name in ranks]
    ranks["c"] = 0
    row.go_on.set()
    await asyncio.gather(*tasks)
    assert row.had == ["a", "c", "b"]


async def test_who_has_no_rank_waits_for_nobody_and_takes_no_room() -> None:
    row = Row(1)
    tasks = [await row.join("a", None), await row.join("b", lambda: 0), await row.join("c", None)]
    assert row.had == ["a", "b", "c"]
    row.go_on.set()
    await asyncio.gather(*tasks)


async def test_who_is_cancelled_while_waiting_keeps_nobody_waiting() -> None:
    row = Row(1)
    first = await row.join("a", lambda: 0)
    second = await row.join("b", lambda: 1)
    third = await row.join("c", lambda: 2)
    second.cancel()
    row.go_on.set()
    await asyncio.gather(first, third)
    assert row.had == ["a", "c"]
    row.go_on.clear()
    last = [await row.join("d", lambda: 0), await row.join("e", lambda: 0)]
    assert row.had == ["a", "c", "d"]
    row.go_on.set()
    await asyncio.gather(*last)


async def test_who_is_cancelled_when_its_turn_has_come_passes_it_on() -> None:
    row = Row(1)
    first = await row.join("a", lambda: 0)
    second = await row.join("b", lambda: 1)
    third = await row.join("c", lambda: 2)
    first.add_done_callback(lambda _: second.cancel())
    row.go_on.set()
    with contextlib.suppress(asyncio.CancelledError):
        await second
    await asyncio.wait_for(third, 5)
    assert "c" in row.had


async def test_who_is_cancelled_with_its_turn_gives_it_back() -> None:
    row = Row(1)
    first = await row.join("a", lambda: 0)
    second = await row.join("b", lambda: 1)
    first.cancel()
    row.go_on.set()
    await asyncio.wait_for(second, 5)
    assert row.had == ["a", "b"]
