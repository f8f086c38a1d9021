"""A semaphore whose waiters are served by priority. Knows nothing of documents and runs."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable


class PrioritySemaphore:
    """Lets a limited number of tasks go on at once; the waiter of least priority value is next.

    Args:
        limit: how many tasks go on at once.
    """

    def __init__(self, limit: int) -> None:
        self._free = limit
        self._waiting: dict[asyncio.Future[None], Callable[[], Any]] = {}

    @contextlib.asynccontextmanager
    async def acquire(self, priority: Callable[[], Any] | None) -> AsyncIterator[None]:
        """Wait until there is room; hold it for as long as the context lasts.

        Args:
            priority: gives the place among the waiters, smallest first; asked whenever room
                becomes free. None: neither wait nor take room.
        """
        if priority is None:
            yield
            return
        await self._enter(priority)
        try:
            yield
        finally:
            self._leave()

    async def _enter(self, priority: Callable[[], Any]) -> None:
        if self._free:
            self._free -= 1
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[future] = priority
        try:
            await future
        except asyncio.CancelledError:
            self._waiting.pop(future, None)
            if not future.cancelled():
                self._leave()  # It had just got the room.
            raise

    def _leave(self) -> None:
        if not self._waiting:
            self._free += 1
            return
        future = min(self._waiting, key=lambda waiting: self._waiting[waiting]())
        del self._waiting[future]
        if future.cancelled():
            self._leave()
        else:
            future.set_result(None)
