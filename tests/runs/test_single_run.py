"""What a process with a program of its own says when the program has ended."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from keras_lsp.runs.process_per_run import SingleRun

if TYPE_CHECKING:
    from collections.abc import Iterator

DONE = b'{"event": "Done", "seconds": 0.1}'
READY = b'{"ready": {"pid": 1}}'
SPENT = b'{"spent": "threads"}'


class Saying:
    """In the place of what reads from the process."""

    def __init__(self, batches: list[list[bytes]]) -> None:
        self._batches: Iterator[list[bytes]] = iter(batches)

    async def lines(self) -> list[bytes]:
        return next(self._batches, [])


async def run_that_says(*batches: list[bytes]) -> SingleRun:
    started: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    started.set_result(None)
    run = SingleRun(started, "python")  # type: ignore[arg-type]
    run._reader = Saying([*batches])  # type: ignore[assignment]
    ended = asyncio.create_task(asyncio.sleep(0))
    run._beside = [ended, ended]
    return run


@pytest.mark.parametrize(
    ("batches", "as_before"),
    [
        ([[DONE], [READY]], True),
        ([[DONE, READY]], True),
        ([[DONE, SPENT]], False),
        ([[DONE], [SPENT]], False),
        ([[DONE]], False),
    ],
)
async def test_what_it_says_of_itself_is_no_event_and_is_not_lost(
    batches: list[list[bytes]], as_before: bool
) -> None:
    run = await run_that_says(*batches)
    assert await run.lines() == [DONE]
    assert await run.is_as_before() is as_before
