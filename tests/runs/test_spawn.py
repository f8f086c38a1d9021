"""Processes that are started and ended, without Keras."""

from __future__ import annotations

import asyncio
import dataclasses
import errno
import gc
import os
import select
import sys
from typing import Any

import pytest

from keras_lsp.report import RunConfig
from keras_lsp.runs import processes, zygotes
from tests.e2e.editor import all_processes


async def test_ending_what_has_ended_leaves_the_exit_code_to_who_waits() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "input(); raise SystemExit(3)", stdin=asyncio.subprocess.PIPE
    )
    over = os.pidfd_open(process.pid)
    assert process.stdin is not None
    process.stdin.write(b"\n")
    process.stdin.close()
    select.select([over], [], [], 30)  # Blocks the loop, which must not have seen it yet.
    os.close(over)
    processes.end(process)
    assert await process.wait() == 3


async def test_a_process_that_runs_is_ended() -> None:
    process = await asyncio.create_subprocess_exec("sleep", "60")
    processes.end(process)
    assert await asyncio.wait_for(process.wait(), 10) == -9
    processes.end(process)


@pytest.mark.parametrize("number", [errno.EAGAIN, errno.ENOMEM, errno.EMFILE, errno.ENFILE])
async def test_where_no_process_can_be_started_the_interpreter_is_not_blamed(
    number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(asyncio, "create_subprocess_exec", refuse)
    with pytest.raises(processes.WorkerError) as raised:
        await processes.spawn("python", [], {}, {})
    assert raised.value.scarce
    assert str(raised.value) == (
        f"Cannot start a process: {os.strerror(number)}. Close programs that you do not need, "
        "or raise the limit, then save the file again"
    )


@pytest.mark.parametrize("steps", range(6))
async def test_a_start_that_is_cancelled_leaves_no_process(steps: int) -> None:
    start = asyncio.create_task(processes.spawn("sleep", [], {}, {}))
    for _ in range(steps):
        await asyncio.sleep(0)
    start.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(start, 10)
    ours = [each for each in all_processes() if each.parent == os.getpid()]
    assert [each for each in ours if "sleep" in each.command] == []


async def test_a_zygote_that_is_left_while_it_starts_is_not_complained_of() -> None:
    complaints: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, said: complaints.append(said))
    begun = asyncio.Event()

    class Zygote(zygotes.ZygoteLauncher):
        async def _listen(self, *args: Any) -> None:
            begun.set()
            await super()._listen(*args)

    config = dataclasses.asdict(RunConfig(sandbox_mode="off"))
    zygote = Zygote("sleep", {"preload": [], "config": config}, {})
    start = asyncio.create_task(zygote.start())
    await begun.wait()
    start.cancel()
    with pytest.raises(asyncio.CancelledError):
        await start
    await zygote.close()
    del zygote, start
    gc.collect()
    assert complaints == []
