"""A run goes on from a copy of an earlier one, if all before it would be the same."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from keras_lsp.report import RunConfig
from keras_lsp.runs import checkpoints
from keras_lsp.runs.local_workers import LocalWorkers
from keras_lsp.runs.workers import Job
from tests import fake_keras
from tests.e2e.editor import all_processes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from keras_lsp.report import Report

pytestmark = pytest.mark.asyncio(loop_scope="module")

HEAD = "import keras\n"
# Seconds after which a file is old enough to be told from one that is written again.
OLD = 0.05
# Seconds that pass; `time.sleep` is left out in a run.
PASSING = "import time\nend = time.monotonic() + {}\nwhile time.monotonic() < end: pass\n"


def job_in(directory: Path, text: str, **config: object) -> Job:
    """A job for a Python with a Keras that is there in no time."""
    made = RunConfig((str(directory),), fake_keras.python(), timeout=30.0)
    return Job(str(directory / "a.py"), text, replace(made, **config), preload=("keras",))  # type: ignore[arg-type]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def lasting() -> AsyncIterator[LocalWorkers]:
    workers = LocalWorkers(checkpoints=0.0)
    yield workers
    await workers.close()


@pytest_asyncio.fixture(loop_scope="module")
async def keeping(lasting: LocalWorkers) -> AsyncIterator[LocalWorkers]:
    """Workers that leave a copy behind at each statement, and have none yet."""
    yield lasting
    lasting._checkpoints.forget_all()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("folder")


@pytest.fixture
def place(folder: Path) -> Path:
    """The folder of the workers, empty."""
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    time.sleep(OLD)  # A folder that has just changed is not trusted.
    return folder


def printed(report: Report) -> str:
    assert report.status == "ok", (report.status, report.problems)
    return "".join(output.text for output in report.output)


async def ran(workers: LocalWorkers, job: Job) -> Report:
    """What a run found, once all that it has left behind is known."""
    report = await workers.run(job)
    for family in [*workers._checkpoints._families.values()]:
        while family.run is not None:  # noqa: ASYNC110 - its process ends
            await asyncio.sleep(0.005)
        if family.readable is not None:
            await family.readable
    return report


async def went_on(workers: LocalWorkers, job: Job) -> tuple[bool, str]:
    """Whether a run went on from a copy, and what it printed."""
    before = workers.gone_on
    report = await ran(workers, job)
    return workers.gone_on > before, printed(report)


COUNTING = f"""{HEAD}import os, time
count = 1
count += 1
print("begun", count)
print("and", count + 1)
"""


async def test_what_was_printed_before_is_printed(keeping: LocalWorkers, place: Path) -> None:
    job = job_in(place, COUNTING)
    assert await went_on(keeping, job) == (False, "begun 2\nand 3\n")
    edited = replace(job, text=COUNTING.replace('"and"', '"or"'))
    assert await went_on(keeping, edited) == (True, "begun 2\nor 3\n")
    assert await went_on(keeping, edited) == (True, "begun 2\nor 3\n")
    early = replace(job, text=COUNTING.replace("count = 1", "count = 7"))
    assert await went_on(keeping, early) == (True, "begun 8\nand 9\n")
    first = replace(job, text=f"import math\n{COUNTING}")
    assert await went_on(keeping, first) == (False, "begun 2\nand 3\n")


async def test_a_warning_that_was_shown_is_not_shown_again(
    keeping: LocalWorkers, place: Path
) -> None:
    warn = "def warn():\n    warnings.warn('mind this')\n"
    text = f"{HEAD}import warnings\n{warn}warn()\nx = 1\nwarn()\nprint(x)\n"
    job = job_in(place, text)
    for report in (await ran(keeping, job), await ran(keeping, job)):
        assert sum("UserWarning: mind this" in piece.text for piece in report.output) == 1


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("data.csv", "written"),
        ("data.csv", "removed"),
        ("other.csv", "written"),
        ("folder/more.csv", "written"),
        ("sub/module.py", "written"),
    ],
)
async def test_a_file_that_changes_has_all_run_again(
    name: str, change: str, keeping: LocalWorkers, place: Path
) -> None:
    (place / "data.csv").write_text("1")
    (place / "sub").mkdir()
    text = (
        f"{HEAD}import os\nfound = sorted(os.listdir())\n"
        "data = open('data.csv').read() if os.path.exists('data.csv') else 'none'\nprint(data)\n"
    )
    job = job_in(place, text)
    await asyncio.sleep(OLD)
    await ran(keeping, job)
    assert (await went_on(keeping, job))[0]
    if change == "written":
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_text("2")
    else:
        (place / name).unlink()
    await asyncio.sleep(OLD)
    new = "2\n" if (name, change) == ("data.csv", "written") else "1\n"
    expected = "none\n" if change == "removed" else new
    assert await went_on(keeping, job) == (False, expected)
    assert await went_on(keeping, job) == (True, expected)


async def test_a_file_that_changes_while_a_run_goes_on_is_not_trusted(
    keeping: LocalWorkers, place: Path
) -> None:
    data = place / "data.csv"
    data.write_text("1")
    text = f"{HEAD}data = open('data.csv').read()\n{PASSING.format(1)}print(data)\n"
    job = job_in(place, text)
    await ran(keeping, job_in(place, HEAD))  # Keras is loaded.
    running = asyncio.create_task(keeping.run(job))
    while job.progress.found is None:  # noqa: ASYNC110 - its pulse is what is waited for
        await asyncio.sleep(0.01)
    data.write_text("2")
    assert printed(await running) == "1\n"
    assert await went_on(keeping, job) == (False, "2\n")


@pytest.mark.parametrize("name", ["notes.md", "unused.py", ".a.py.swp", "a.py~", "a.py"])
async def test_a_file_that_python_has_not_read_changes_nothing(
    name: str, keeping: LocalWorkers, place: Path
) -> None:
    for each in ("notes.md", "unused.py"):
        (place / each).write_text("x = 1")
    job = job_in(place, f"{HEAD}x = 1\nprint(x)\n")
    await asyncio.sleep(OLD)
    await ran(keeping, job)
    (place / name).write_text("x = 2")
    assert await went_on(keeping, job) == (True, "1\n")


async def test_a_module_that_changes_has_its_import_run_again(
    keeping: LocalWorkers, place: Path
) -> None:
    (place / "own.py").write_text("value = 1\n")
    text = f"{HEAD}before = 1\nprint('prepared')\nimport own\nprint(own.value)\n"
    job = job_in(place, text)
    await asyncio.sleep(OLD)
    assert await went_on(keeping, job) == (False, "prepared\n1\n")
    (place / "own.py").write_text("value = 2\n")
    assert await went_on(keeping, job) == (True, "prepared\n2\n")
    unsaved = replace(job, overlays={str(place / "own.py"): "value = 3\n"})
    assert await went_on(keeping, unsaved) == (True, "prepared\n3\n")
    assert await went_on(keeping, job) == (True, "prepared\n2\n")


async def test_what_was_written_since_is_gone(keeping: LocalWorkers, place: Path) -> None:
    text = (
        f"{HEAD}import os, tempfile\nos.makedirs('before')\nx = 1\n"
        f"{PASSING.format(0.05)}"
        "os.makedirs('logs/run')\nopen('logs/run/log.txt', 'w').write('x')\n"
        "open(tempfile.gettempdir() + '/scratch', 'x').close()\n"
        "print(sorted(os.listdir()), os.path.exists('before'))\n"
    )
    job = job_in(place, text)
    assert await went_on(keeping, job) == (False, "['before', 'logs'] True\n")
    edited = replace(
        job, text=text.replace("'logs/run'", "'logs/go'").replace("run/log", "go/log")
    )
    assert await went_on(keeping, edited) == (True, "['before', 'logs'] True\n")
    assert not (place / "logs").exists()


@pytest.mark.parametrize("change", ["open('data.txt', 'w').write('two')", "os.remove('data.txt')"])
async def test_what_was_changed_since_has_all_run_again(
    change: str, keeping: LocalWorkers, place: Path
) -> None:
    (place / "data.txt").write_text("one")
    text = f"{HEAD}import os\nx = 1\nprint(open('data.txt').read())\n{change}\nprint('end')\n"
    job = job_in(place, text)
    await asyncio.sleep(OLD)
    assert await went_on(keeping, job) == (False, "one\nend\n")
    edited = replace(job, text=text.replace("x = 1", "x = 2"))
    assert printed(await keeping.run(edited)) == "one\nend\n"


async def test_an_open_file_is_read_from_where_it_was(keeping: LocalWorkers, place: Path) -> None:
    (place / "data.txt").write_text("one\ntwo\nthree\n")
    text = (
        f"{HEAD}import os\ndata = os.open('data.txt', os.O_RDONLY)\nfirst = os.read(data, 4)\n"
        "print(first)\nprint(os.read(data, 4))\nprint(os.read(data, 6))\n"
    )
    job = job_in(place, text)
    await asyncio.sleep(OLD)
    expected = "b'one\\n'\nb'two\\n'\nb'three\\n'\n"
    assert await went_on(keeping, job) == (False, expected)
    for last in ("(data, 7)", "(data, 8)"):
        edited = replace(job, text=text.replace("(data, 6)", last))
        assert await went_on(keeping, edited) == (True, expected)


async def test_a_trial_of_a_quick_fix_goes_on_and_leaves_nothing(
    keeping: LocalWorkers, place: Path
) -> None:
    job = job_in(place, COUNTING)
    await ran(keeping, job)
    (family,) = keeping._checkpoints._families.values()
    paths = [(("", index),) for index in range(1, 6)]
    fixed = replace(job, text=COUNTING.replace('"and"', '"or"'), aside=True)
    assert await went_on(keeping, replace(fixed, trial=True)) == (True, "begun 2\nor 3\n")
    assert sorted(each.path for each in family.checkpoints) == paths
    # What was at HEAD has modules of its own.
    assert await went_on(keeping, fixed) == (False, "begun 2\nor 3\n")
    assert await went_on(keeping, job) == (True, "begun 2\nand 3\n")


async def test_a_save_ends_a_trial_that_is_under_way(keeping: LocalWorkers, place: Path) -> None:
    text = f"{HEAD}import time\nx = 1\nwhile x < 1: pass\nprint('end')\n"
    job = job_in(place, text)
    await ran(keeping, job)
    endless = replace(job, text=text.replace("x < 1", "x < 2"), aside=True, trial=True)
    trying = asyncio.create_task(keeping.run(endless))
    while endless.progress.found is None:  # noqa: ASYNC110 - its pulse is what is waited for
        await asyncio.sleep(0.01)
    assert await went_on(keeping, replace(job, text=text + "# 1\n")) == (True, "end\n")
    assert await went_on(keeping, replace(job, text=text + "# 2\n")) == (True, "end\n")
    trying.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await trying


async def test_random_numbers_go_on(keeping: LocalWorkers, place: Path) -> None:
    text = f"{HEAD}import random\nrandom.seed(1)\na = random.random()\nprint(random.random())\n"
    job = job_in(place, text)
    assert await went_on(keeping, job) == (False, "0.8474337369372327\n")
    assert await went_on(keeping, job) == (True, "0.8474337369372327\n")


@pytest.mark.parametrize(
    "keeper",
    [
        "import threading; threading.Thread(target=threading.Event().wait, daemon=True).start()",
        "import os; ends = os.pipe()",
        "import socket; pair = socket.socketpair()",
        "import mmap; shared = mmap.mmap(-1, 4096)",
        "import os; file = open('new.txt', 'w')",
    ],
)
async def test_no_copy_is_left_of_what_would_be_shared(
    keeper: str, keeping: LocalWorkers, place: Path
) -> None:
    text = f"{HEAD}x = 1\n{keeper}\ny = 1\nprint(x)\n"
    job = job_in(place, text)
    found = 0
    # A run is not copied while its zygote is busy.
    for _ in range(5):
        await ran(keeping, job)
        (family,) = keeping._checkpoints._families.values()
        found = max(dict(each.path)[""] for each in family.checkpoints)
        if found == 3:
            break
        keeping.release(job.path)
    assert found == 3
    # From before it a run does go on, with the same end.
    edited = replace(job, text=text.replace("y = 1", "y = 2"))
    assert await went_on(keeping, edited) == (True, "1\n")
    (family,) = keeping._checkpoints._families.values()
    assert max(dict(each.path)[""] for each in family.checkpoints) == 3


async def test_other_settings_begin_anew(keeping: LocalWorkers, place: Path) -> None:
    job = job_in(place, COUNTING)
    await ran(keeping, job)
    assert not (await went_on(keeping, job_in(place, COUNTING, timeout=29.0)))[0]


@pytest.mark.parametrize(
    "more",
    [
        "# keras-lsp: argv --fast\n",
        "# keras-lsp: ignore-file[KL9]\n",
        "from . import other\n",
        "from __future__ import annotations\n",
        "x = (\n",
    ],
)
async def test_what_concerns_the_whole_text_begins_anew(
    more: str, keeping: LocalWorkers, place: Path
) -> None:
    job = job_in(place, COUNTING)
    await ran(keeping, job)
    before = keeping.gone_on
    await keeping.run(replace(job, text=COUNTING + more))
    assert keeping.gone_on == before


async def test_what_belongs_to_the_statement_before_runs_again(
    keeping: LocalWorkers, place: Path
) -> None:
    text = f"{HEAD}x = 1\nfor i in range(2):\n    x += 1\nprint(x)\n"
    job = job_in(place, text)
    assert await went_on(keeping, job) == (False, "3\n")
    longer = replace(job, text=text.replace("x += 1\n", "x += 1\nelse:\n    x = 0\n"))
    assert (await went_on(keeping, longer))[1] == "0\n"
    deeper = replace(job, text=text.replace("x += 1\n", "x += 1\n    x += 2\n"))
    assert (await went_on(keeping, deeper))[1] == "7\n"


async def test_statements_of_a_main_guard_are_gone_on_from(
    keeping: LocalWorkers, place: Path
) -> None:
    text = (
        f"{HEAD}x = 1\nif __name__ == '__main__':\n    x = 2\n    if x > 5:\n        pass\n"
        "    else:\n        x = 3\n        x += 1\n    print(x)\n    print('end')\nprint('last')\n"
    )
    job = job_in(place, text)
    assert await went_on(keeping, job) == (False, "4\nend\nlast\n")
    edited = replace(job, text=text.replace("'end'", "'done'"))
    assert await went_on(keeping, edited) == (True, "4\ndone\nlast\n")
    inside = replace(job, text=text.replace("x += 1", "x += 7"))
    assert await went_on(keeping, inside) == (True, "10\nend\nlast\n")


async def test_a_newer_save_goes_on_from_the_run_that_it_ends(
    keeping: LocalWorkers, place: Path
) -> None:
    text = (
        f"{HEAD}print('prepared')\nwaits = 1\nimport time\nwhile waits: time.sleep(0.01)\nx = 1\n"
    )
    job = job_in(place, text)
    await ran(keeping, job_in(place, HEAD))  # Keras is loaded.
    running = asyncio.create_task(keeping.run(job))
    while job.progress.found is None:  # noqa: ASYNC110 - its pulse is what is waited for
        await asyncio.sleep(0.01)
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
    edited = replace(job, text=text.replace("waits = 1", "waits = 0"))
    assert await went_on(keeping, edited) == (True, "prepared\n")


async def test_a_copy_that_was_killed_is_done_without(keeping: LocalWorkers, place: Path) -> None:
    job = job_in(place, COUNTING)
    await ran(keeping, job)
    (family,) = keeping._checkpoints._families.values()
    for checkpoint in [*family.checkpoints]:
        family.launcher.drop(checkpoint.number)
    assert (await went_on(keeping, job))[1] == "begun 2\nand 3\n"


async def test_one_that_ends_itself_as_its_first_process_runs_again(
    keeping: LocalWorkers, place: Path
) -> None:
    text = f"{HEAD}import os, signal\nx = 1\nos.kill(os.getpid(), 0)\nprint('alive')\n"
    job = job_in(place, text)
    assert await went_on(keeping, job) == (False, "alive\n")
    edited = replace(job, text=text.replace("x = 1", "x = 2"))
    assert await went_on(keeping, edited) == (False, "alive\n")


async def test_memory_bounds_the_copies(
    keeping: LocalWorkers, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = HEAD + "".join(f"x{i} = b'x' * 30_000_000\n" for i in range(4)) + "print('end')\n"
    job = job_in(place, text, memory_limit=200_000_000)
    assert (await went_on(keeping, job))[1] == "end\n"
    (family,) = keeping._checkpoints._families.values()
    assert sum(each.memory for each in family.checkpoints) <= 200_000_000
    assert max(each.memory for each in family.checkpoints) >= 90_000_000
    monkeypatch.setattr(checkpoints, "MOST", 2)
    assert (await went_on(keeping, job_in(place, text)))[1] == "end\n"
    (family,) = keeping._checkpoints._families.values()
    assert len(family.checkpoints) == 2


async def test_copies_end_with_their_document(keeping: LocalWorkers, place: Path) -> None:
    job = job_in(place, COUNTING)
    await ran(keeping, job)
    (family,) = keeping._checkpoints._families.values()
    keeping.release(job.path)
    assert not keeping._checkpoints._families
    while family.run is not None:  # noqa: ASYNC110 - it is being ended
        await asyncio.sleep(0.01)
    assert not await asyncio.to_thread(Path(family.directory).exists)


async def test_a_copy_given_up_during_its_run_vanishes_with_it(
    keeping: LocalWorkers, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its process is the child of the run's, and the zygote's once that has ended."""
    monkeypatch.setattr(checkpoints, "MOST", 2)
    text = HEAD + "".join(f"x{i} = {i}\n" for i in range(8)) + "print('end')\n"
    assert await went_on(keeping, job_in(place, text)) == (False, "end\n")
    (family,) = keeping._checkpoints._families.values()
    assert len(family.checkpoints) == 2
    process = family.launcher._process
    assert process is not None
    ours = {process.pid, *(each.pid for each in all_processes() if each.parent == process.pid)}
    end = time.monotonic() + 5
    while any(each.parent in ours for each in all_processes(zombies=True)):
        assert time.monotonic() < end, "processes are left that nobody waits for"
        await asyncio.sleep(0.01)


async def test_copies_end_after_disuse(
    keeping: LocalWorkers, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoints, "DISUSE", 0.05)
    job = job_in(place, COUNTING)
    await ran(keeping, job)
    while keeping._checkpoints._families:  # noqa: ASYNC110 - a timer does it
        await asyncio.sleep(0.01)
    assert (await went_on(keeping, job))[0] is False


@pytest.mark.parametrize("lifetime", ["single", "zygote"])
async def test_without_shortcuts_or_a_zygote_there_are_none(lifetime: str, place: Path) -> None:
    workers = LocalWorkers(lifetime, shortcuts=lifetime == "single", checkpoints=0.0)
    try:
        for _ in range(2):
            await workers.run(job_in(place, COUNTING))
        assert workers.gone_on == 0
    finally:
        await workers.close()
