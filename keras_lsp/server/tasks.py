"""Work that is done for a document, one piece at a time: a newer one takes its place."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator

    from keras_lsp.server.documents import Document


class Tasks:
    """At most one task for each document.

    Args:
        failed: is told when a task has raised.
    """

    def __init__(self, failed: Callable[[Document, BaseException], None]) -> None:
        self._failed = failed
        self._tasks: dict[Document, asyncio.Task[None]] = {}

    def __iter__(self) -> Iterator[Document]:
        """The documents that have a task."""
        return iter(list(self._tasks))

    def start(self, document: Document, work: Coroutine[Any, Any, None]) -> None:
        """Do the work; what was under way for this document is cancelled."""
        self.cancel(document)
        task = asyncio.get_running_loop().create_task(work)
        self._tasks[document] = task
        task.add_done_callback(lambda done: self._forget_task(document, done))

    def cancel(self, document: Document) -> None:
        """Give up what is under way for a document."""
        task = self._tasks.pop(document, None)
        if task is not None:
            task.cancel()

    async def wait_idle(self, document: Document) -> None:
        """Wait until nothing is under way for a document."""
        while (task := self._tasks.get(document)) is not None:
            await asyncio.wait([task])

    def _forget_task(self, document: Document, task: asyncio.Task[None]) -> None:
        if self._tasks.get(document) is task:
            del self._tasks[document]
        if not task.cancelled() and (error := task.exception()) is not None:
            self._failed(document, error)
