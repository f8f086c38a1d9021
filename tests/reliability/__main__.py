"""The long forms of the tests beside this file.

    python -m tests.reliability [--write docs/reliability.md] [ROW ...]

Prints a table, and with names of rows those only. To add a row, write a function that does
something in an empty directory and gives the `Row`, and name it in `ROWS`.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import random
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from keras_lsp.runs.local_workers import LocalWorkers
from tests import expectations
from tests.e2e.editor import connected
from tests.expectations.jobs import job
from tests.reliability import (
    checkpoints,
    forks,
    kills,
    load,
    messages,
    notebooks,
    programs,
    sessions,
    soak,
)
from tests.reliability.table import Row, line, write

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Awaitable, Callable

MEGABYTE = 1 << 20
MINUTE = 60.0


def _lasting(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 2 * MINUTE else f"{seconds / MINUTE:.0f} minutes"


async def soaked(directory: Path) -> Row:
    """10,000 saves of 20 documents with random edits, or as many as 40 minutes allow."""
    seed = random.randrange(1 << 32)
    async with connected(directory) as editor:
        found = await soak.Soak(editor, seed).run(10_000, 40 * MINUTE)
    print(f"seed {seed}", *found.failures, sep="\n", flush=True)
    grown = {"server": soak.growth(found.server), "zygote": soak.growth(found.zygote)}
    memory = ", ".join(
        f"{name} {samples[-1] / MEGABYTE:.0f} MB, {100 * grown[name]:+.1f}%"
        for name, samples in (("server", found.server), ("zygote", found.zygote))
    )
    return Row(
        "saves of 20 documents with random edits: answered, nothing left behind",
        f"{found.saves:,} saves in {_lasting(found.seconds)}",
        f"{len(found.failures)} failures; {memory}",
        "0 failures, memory +5%",
        not found.failures and max(grown.values()) <= soak.GROWTH,
    )


async def killed(directory: Path) -> Row:
    """500 kills of runs, zygotes, and both."""
    seed = random.randrange(1 << 32)
    async with connected(directory) as editor:
        found = await kills.kills(editor, seed, 500)
    print(f"seed {seed}", *found.failures, sep="\n", flush=True)
    return Row(
        "runs and zygotes killed at random moments: the next save answered, nothing left behind",
        f"{found.count:,} kills, {found.zygotes} of them with a zygote, "
        f"in {_lasting(found.seconds)}",
        f"{len(found.failures)} failures; the next save after at most "
        f"{found.slowest:.2f} s, where Keras had to be loaded {found.loaded:.0f} s",
        "0 failures",
        not found.failures,
    )


def _counted(statuses: Counter[str]) -> str:
    return ", ".join(f"{count:,} {status}" for status, count in statuses.most_common())


async def ran_damaged(directory: Path) -> Row:
    """2,000 damaged programs."""
    workspace = programs.laid_out(directory)
    workers = LocalWorkers()
    try:
        found = await programs.fuzz(workers, workspace, random.randrange(1 << 32), 2000)
    finally:
        await workers.close()
    print(*found.faults, sep="\n", flush=True)
    return Row(
        "damaged programs run: no error of ours, no hang, no place outside of the text",
        f"{found.statuses.total():,} programs in {_lasting(found.seconds)}",
        f"{len(found.faults)} faults; {_counted(found.statuses)}",
        "0 faults",
        not found.faults,
    )


async def went_on(directory: Path) -> Row:
    """2,000 edits of programs, each of which is run from a checkpoint and from the beginning."""
    workspace = programs.laid_out(directory)
    seed = random.randrange(1 << 32)
    print(f"seed {seed}", flush=True)
    async with checkpoints.both() as (keeping, plain):
        found = await checkpoints.fuzz(workspace, keeping, plain, seed, 2000)
    return _compared("edits of programs", found)


async def went_on_everywhere(_directory: Path) -> Row:
    """All programs of the tests, edited before each of their statements."""
    found = checkpoints.Found()
    async with checkpoints.both() as (keeping, plain):
        for program in expectations.programs():
            await checkpoints.compare(job(program), keeping, plain, found)
    return _compared("edits before each statement of all programs", found)


def _compared(edits: str, found: checkpoints.Found) -> Row:
    print(*found.faults, sep="\n", flush=True)
    return Row(
        f"{edits}: a run from a checkpoint reports the same as one from the beginning",
        f"{found.runs.total():,} edits in {_lasting(found.seconds)}",
        f"{len(found.faults)} differences; {_counted(found.runs)}",
        "0 differences",
        not found.faults,
    )


async def edited_damaged(directory: Path) -> Row:
    """1,000 damaged programs in an editor."""
    found = await sessions.fuzz(directory, random.randrange(1 << 32), 1000)
    print(*found.faults, sep="\n", flush=True)
    return Row(
        "damaged programs in an editor: each request answered, no place outside of the text",
        f"{found.programs:,} programs in {_lasting(found.seconds)}",
        f"{len(found.faults)} faults in {found.requests:,} requests; {_counted(found.statuses)}",
        "0 faults",
        not found.faults,
    )


async def changed_notebooks(directory: Path) -> Row:
    """500 notebooks."""
    found = await notebooks.fuzz(directory, random.randrange(1 << 32), 500)
    print(*found.faults, sep="\n", flush=True)
    return Row(
        "notebooks whose cells are edited, put in, taken out and moved: each cell shows its own",
        f"{found.notebooks:,} notebooks in {_lasting(found.seconds)}",
        f"{len(found.faults)} faults after {found.changes:,} changes",
        "0 faults",
        not found.faults,
    )


async def sent_damaged(directory: Path) -> Row:
    """20,000 damaged messages."""
    seed = random.randrange(1 << 32)
    found = await messages.send_damaged(directory, seed, 20_000)
    print(f"seed {seed}", *found.failures, sep="\n", flush=True)
    return Row(
        "damaged messages: each request answered once, no error of ours",
        f"{found.count:,} messages in {_lasting(found.seconds)}",
        f"{len(found.failures)} failures, {found.requests:,} requests",
        "0 failures",
        not found.failures,
    )


async def loaded(directory: Path) -> Row:
    """50 documents saved at once, three times."""
    found = []
    for turn in range(3):
        place = directory / str(turn)
        place.mkdir()
        found.append(await load.load(place))
    found.sort(key=lambda each: each.percentile(0.99))
    median = found[1]
    early = max(each.early(load.VISIBLE) for each in found)
    place = max(each.order.index(load.VISIBLE) for each in found)
    p99 = median.percentile(0.99)
    return Row(
        "50 documents saved at once: in the order of their saves, the visible one first",
        f"50 saves in {median.seconds:.1f} s, {len(median.hovers):,} hovers meanwhile",
        f"none more than {early} places before its turn, "
        f"the visible one (saved as the {load.VISIBLE + 1}th) "
        f"answered as number {place + 1}; hover p99 {1000 * p99:.1f} ms",
        f"{load.SIDE_BY_SIDE} places, number {load.AHEAD}, p99 10 ms",
        early <= load.SIDE_BY_SIDE and place < load.AHEAD and p99 <= 0.01,
    )


def forked(backend: str, count: int) -> Callable[[Path], Awaitable[Row]]:
    """So many forks of one zygote on a back end."""

    async def row(directory: Path) -> Row:
        found = await forks.fork(directory, backend, count)
        print(*found.failures, sep="\n", flush=True)
        return Row(
            f"forks of one zygote on {backend}, each of which runs an op",
            f"{found.count:,} runs in {_lasting(found.seconds)}",
            f"{len(found.failures)} failures, {len(found.zygotes)} zygote with {found.threads} "
            f"thread; the slowest run {found.slowest:.2f} s",
            "0 failures, 1 zygote, 1 thread",
            found.held,
        )

    return row


ROWS: dict[str, Callable[[Path], Awaitable[Row]]] = {
    "soak": soaked,
    "kills": killed,
    "programs": ran_damaged,
    "checkpoints": went_on,
    "statements": went_on_everywhere,
    "sessions": edited_damaged,
    "notebooks": changed_notebooks,
    "messages": sent_damaged,
    "load": loaded,
    "tensorflow": forked("tensorflow", 5000),
    "jax": forked("jax", 1000),
    "torch": forked("torch", 1000),
}


def machine() -> str:
    """Where this was done."""
    names = ("keras", "tensorflow", "jax", "pygls")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {versions}"


def main() -> int:
    """The command; 1 if a row misses its bound."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", type=Path, help="put the rows into this page's table")
    parser.add_argument("row", nargs="*", choices=[*ROWS, []], default=[*ROWS])
    options = parser.parse_args()
    rows = []
    for name in options.row:
        with tempfile.TemporaryDirectory(prefix="keras-lsp-reliability-") as directory:
            rows.append(asyncio.run(ROWS[name](Path(directory))))
        print(line(rows[-1]), end="", flush=True)
        if options.write:
            write(options.write, rows[-1])
    print(machine())
    return 0 if all(row.held for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
