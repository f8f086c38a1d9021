"""Who goes next where only so many may go at once. Knows nothing of documents and runs."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable


class PrioritySemaphore:
    """Lets so many do something at once; of those that wait, the one of least rank is next.

    Args:
        at_once: how many.
    """

    def __init__(self, at_once: int) -> None:
        self._free = at_once
        self._waiting: dict[asyncio.Future[None], Callable[[], Any]] = {}

    @contextlib.asynccontextmanager
    async def turn(self, rank: Callable[[], Any] | None) -> AsyncIterator[None]:
        """Wait for a turn, and have it for as long as the context lasts.

        Args:
            rank: where one stands among those that wait, asked whenever there is room; None
                for one that waits for nobody and takes no room.
        """
        if rank is None:
            yield
            return
        await self._enter(rank)
        try:
            yield
        finally:
            self._leave()

    async def _enter(self, rank: Callable[[], Any]) -> None:
        if self._free:
            self._free -= 1
            return
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[place] = rank
        try:
            await place
        except asyncio.CancelledError:
            self._waiting.pop(place, None)
            if not place.cancelled():
                self._leave()  # It had just been given its turn.
            raise

    def _leave(self) -> None:
        if not self._waiting:
            self._free += 1
            return
        place = min(self._waiting, key=lambda waiting: self._waiting[waiting]())
        del self._waiting[place]
        if place.cancelled():
            self._leave()
        else:
            place.set_result(None)
