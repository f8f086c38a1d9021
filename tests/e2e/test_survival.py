"""Processes that are killed, and what is left when the server ends."""

from __future__ import annotations

import resource
import signal
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from tests.e2e.editor import JAX, Desk, connected, ended, forks, kill
from tests.e2e.test_tutorial import HINTS, MODEL

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.e2e.editor import Buffer, Editor, Process

pytestmark = [pytest.mark.asyncio(loop_scope="session"), forks]

LOOP = MODEL + "while True:\n    pass\n"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def own_editor(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Editor]:
    """One whose workers serve nobody else."""
    async with connected(tmp_path_factory.mktemp("survival"), environment=JAX) as own:
        yield own


@pytest_asyncio.fixture(loop_scope="session")
async def file(own_editor: Editor) -> AsyncIterator[Buffer]:
    desk = Desk(own_editor, own_editor.workspace)
    yield await desk.opened("model.py", MODEL)
    desk.clear()


async def running(file: Buffer) -> Process:
    """Save a program that does not end; its run."""
    editor = file.editor
    before = len(editor.progress)
    file.write(LOOP)
    file.save()
    await editor.until(lambda: [bar for bar in editor.progress[before:] if not bar.ended])
    (run,) = editor.runs()
    return run


async def test_a_newer_save_ends_the_run_in_flight(file: Buffer) -> None:
    run = await running(file)
    assert await file.saved(MODEL, seconds=5) == []
    assert await file.hints() == HINTS
    await ended([run], 2)


async def test_closing_the_document_ends_the_run_in_flight(own_editor: Editor) -> None:
    desk = Desk(own_editor, own_editor.workspace)
    file = await desk.opened("closed.py", MODEL)
    run = await running(file)
    file.close()
    await ended([run], 2)


async def test_a_run_that_is_killed_is_one_problem_and_the_next_save_works(file: Buffer) -> None:
    run = await running(file)
    kill([run.pid])
    (problem,) = await file.problems(10)
    assert problem.startswith(
        "1:1-1:36 information KL905: The program's process was killed by SIGKILL"
    )
    assert await file.hints() == HINTS
    assert await file.saved(MODEL, seconds=5) == []


async def test_after_the_zygote_was_killed_the_next_save_works(file: Buffer) -> None:
    zygotes = file.editor.zygotes()
    assert len(zygotes) == 1
    orphans = file.editor.runs()
    kill(zygote.pid for zygote in zygotes)
    await ended([*zygotes, *orphans], 2)
    assert await file.saved(MODEL.replace("Dense(2,", "Dense(3,")) == []
    assert (await file.hints())[4] == "→ (None, 3) · 6"
    (zygote,) = file.editor.zygotes()
    assert zygote not in zygotes


async def test_a_zygote_that_is_killed_while_it_forks_is_not_missed_either(file: Buffer) -> None:
    await file.saved()
    kill(zygote.pid for zygote in file.editor.zygotes())
    assert await file.saved(MODEL.replace("Dense(2,", "Dense(4,")) == []
    assert (await file.hints())[4] == "→ (None, 4) · 8"


async def test_a_server_that_can_open_no_file_says_so_and_goes_on(file: Buffer) -> None:
    server = file.editor.server.pid
    zygotes = file.editor.zygotes()
    before = resource.prlimit(server, resource.RLIMIT_NOFILE)
    resource.prlimit(server, resource.RLIMIT_NOFILE, (0, before[1]))
    try:
        await file.saved()  # by a process that was there already
        (problem,) = await file.saved()
    finally:
        resource.prlimit(server, resource.RLIMIT_NOFILE, before)
    assert problem == (
        "1:1-1:36 error KL906: Cannot start a process: Too many open files. Close programs that "
        "you do not need, or raise the limit, then save the file again"
    )
    assert await file.hints() == HINTS
    assert await file.saved(MODEL.replace("Dense(2,", "Dense(5,")) == []
    assert (await file.hints())[4] == "→ (None, 5) · 10"
    assert file.editor.zygotes() == zygotes


async def test_when_the_server_is_killed_everything_ends(own_editor: Editor) -> None:
    """The last one with this editor: it has none of the others' documents any more."""
    desk = Desk(own_editor, own_editor.workspace)
    file = await desk.opened("last.py", MODEL)
    await running(file)
    processes = own_editor.processes()
    assert len(processes) >= 2
    own_editor.server.send_signal(signal.SIGKILL)
    await ended(processes, 2)
    assert own_editor.processes() == []


async def test_when_the_editor_is_gone_everything_ends(tmp_path: Path) -> None:
    async with connected(tmp_path, environment=JAX) as editor:
        file = await Desk(editor, editor.workspace).opened("model.py", MODEL)
        await running(file)
        processes = editor.processes()
        assert len(processes) >= 2
        assert editor.server.stdin is not None
        editor.server.stdin.close()
        await ended(processes, 2)
        assert await editor.server.wait() == 0
        assert editor.processes() == []
        assert list(editor.temporary.glob("keras-lsp-*")) == []


async def test_shutdown_and_exit_end_everything_also_while_keras_is_being_loaded(
    tmp_path: Path,
) -> None:
    async with connected(tmp_path, environment=JAX) as editor:
        Desk(editor, editor.workspace).open("model.py", MODEL)
        await editor.until(lambda: [bar for bar in editor.progress if not bar.ended])
        processes = await editor.started()
        assert len(processes) == 1
        await editor.client.shutdown_async(None)
        await ended(processes, 2)
        editor.client.exit(None)
        assert await editor.server.wait() == 0
        assert list(editor.temporary.glob("keras-lsp-*")) == []


async def test_a_server_clears_up_after_one_that_was_killed(tmp_path: Path) -> None:
    async with connected(tmp_path, environment=JAX) as editor:
        left = editor.temporary / f"keras-lsp-{2**22 + 1}-left"
        left.mkdir()
        Desk(editor, editor.workspace).open("model.py", MODEL)
        await editor.until(lambda: editor.progress)
        assert not left.exists()
