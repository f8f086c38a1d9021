"""Work that goes on whether or not somebody waits for it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from keras_lsp.runs.processes import WorkerError

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from keras_lsp.runs.processes import Run


async def outcome(task: asyncio.Future[Run]) -> Run:
    """What it makes; it goes on if who waits for it does not.

    Raises:
        WorkerError: it makes none.
    """
    await asyncio.wait({task})
    if task.cancelled():
        raise WorkerError("The worker process was stopped. Save the file to try again")
    return task.result()


def keep(tasks: set[asyncio.Task[None]], work: Coroutine[Any, Any, None]) -> None:
    """Do the work in the background; `tasks` holds it until it is done."""
    task = asyncio.get_running_loop().create_task(work)
    tasks.add(task)
    task.add_done_callback(tasks.discard)
