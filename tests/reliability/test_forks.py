"""Forks of a zygote: none hangs, and one that has threads is not forked at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from keras_lsp.report import RunConfig
from keras_lsp.runs.workers import Job
from tests.e2e.test_lifetimes import workers
from tests.environments import python_in
from tests.reliability.forks import fork, zygotes_of

if TYPE_CHECKING:
    from pathlib import Path

# Its thread does not end; that of a package with a pool or a background writer would not either.
THREAD = """\
import threading
threading.Thread(target=threading.Event().wait, daemon=True).start()
COUNT = threading.active_count()
"""
# As the kernel does where there may be no more processes.
REFUSES = """\
import errno, os
fork = os.fork
def refuse():
    if os.path.exists({flag!r}):
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
    return fork()
os.fork = refuse
"""
PROGRAM = """\
import keras
import {module}
model = keras.Sequential([keras.Input((3,)), keras.layers.Dense({units})])
raise ValueError(f"{{{module}.COUNT}} threads, {{model.count_params()}} parameters")
"""


@pytest.mark.long
@pytest.mark.timeout(600)
async def test_forks_of_one_zygote_run_ops(tmp_path: Path) -> None:
    found = await fork(tmp_path, "tensorflow", 10)
    assert found.failures == []
    assert (found.count, len(found.zygotes), found.threads) == (10, 1, 1)


def interpreter_with(directory: Path, package: str, text: str) -> str:
    """A Python that has everything that this one has, and a package besides."""
    interpreter, site = python_in(directory)
    (site / package).mkdir()
    (site / package / "__init__.py").write_text(text, "utf-8")
    return interpreter


@pytest.mark.usefixtures("jax")
async def test_a_zygote_is_not_forked_any_more_once_a_package_has_started_a_thread(
    tmp_path: Path,
) -> None:
    interpreter = interpreter_with(tmp_path / "venv", "threaded", THREAD)
    directory = tmp_path / "workspace"
    directory.mkdir()
    path = str(directory / "program.py")

    def job(text: str, *preload: str) -> Job:
        return Job(
            path, text, RunConfig((str(directory),), interpreter=interpreter), preload=preload
        )

    async with workers("zygote") as local:
        plain = await local.run(job("import keras\nraise ValueError(1)\n", "keras"))
        assert [problem.message for problem in plain.problems] == ["ValueError: 1"]
        (zygote,) = zygotes_of(directory)
        for units in (2, 3):
            text = PROGRAM.format(module="threaded", units=units)
            report = await local.run(job(text, "keras", "threaded"))
            assert (report.status, [problem.message for problem in report.problems]) == (
                "ok",
                [f"ValueError: 2 threads, {4 * units} parameters"],
            )
            assert zygote not in zygotes_of(directory)


@pytest.mark.usefixtures("jax")
async def test_a_workspace_module_that_starts_a_thread_is_run_in_the_fork_only(
    tmp_path: Path,
) -> None:
    (tmp_path / "threaded.py").write_text(THREAD, "utf-8")
    path = str(tmp_path / "program.py")
    async with workers("zygote") as local:
        zygotes = []
        for units in (2, 3):
            text = PROGRAM.format(module="threaded", units=units)
            report = await local.run(
                Job(path, text, RunConfig((str(tmp_path),)), preload=("threaded",))
            )
            assert (report.status, [problem.message for problem in report.problems]) == (
                "ok",
                [f"ValueError: 2 threads, {4 * units} parameters"],
            )
            zygotes += zygotes_of(tmp_path)
        assert len(zygotes) == 2
        assert len(set(zygotes)) == 1


@pytest.mark.usefixtures("jax")
async def test_a_fork_that_the_kernel_refuses_is_told_and_asked_for_again_at_the_next_save(
    tmp_path: Path,
) -> None:
    flag = tmp_path / "full"
    interpreter = interpreter_with(tmp_path / "venv", "full", REFUSES.format(flag=str(flag)))
    directory = tmp_path / "workspace"
    directory.mkdir()
    path = str(directory / "program.py")
    text = "import keras\nraise ValueError(1)\n"
    job = Job(
        path,
        text,
        RunConfig((str(directory),), interpreter=interpreter),
        preload=("keras", "full"),
    )
    async with workers("zygote") as local:

        async def found() -> list[str]:
            return [problem.message for problem in (await local.run(job)).problems]

        assert await found() == ["ValueError: 1"]
        (zygote,) = zygotes_of(directory)
        flag.touch()
        await found()  # by a process that was there already
        (told,) = await found()
        assert told == (
            "Cannot start a process: Resource temporarily unavailable. Close programs that you "
            "do not need, or raise the limit, then save the file again"
        )
        flag.unlink()
        assert await found() == ["ValueError: 1"]
        assert zygotes_of(directory) == [zygote]
