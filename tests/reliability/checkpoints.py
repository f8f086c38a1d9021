"""Programs that are edited at each of their statements: a run that goes on from a checkpoint
reports the same as one from the beginning.
"""

from __future__ import annotations

import ast
import random
import time
from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from keras_lsp.runs.local_workers import LocalWorkers
from tests.reliability.mutation import Mutant, mutant, originals
from tests.reliability.programs import job_of
from tests.reports import numbered

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence
    from pathlib import Path

    from keras_lsp.report import Report
    from keras_lsp.runs.workers import Job


@dataclass
class Found:
    """What came of it.

    Attributes:
        runs: how many there were after an edit, and how many of them went on.
        faults: where the reports differ.
        seconds: of those that went on, and of those from the beginning.
    """

    runs: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0


@asynccontextmanager
async def both() -> AsyncIterator[tuple[LocalWorkers, LocalWorkers]]:
    """Workers that leave a copy behind at each statement, and workers that leave none."""
    keeping, plain = LocalWorkers(checkpoints=0.0), LocalWorkers()
    try:
        yield keeping, plain
    finally:
        await keeping.close()
        await plain.close()


def edits(text: str) -> Iterator[tuple[int, str]]:
    """The text with one more statement before each of its own, the last first."""
    lines = text.splitlines(keepends=True)
    for number, statement in reversed([*enumerate(ast.parse(text).body)]):
        decorators = getattr(statement, "decorator_list", [])
        line = min([statement.lineno, *(each.lineno for each in decorators)])
        if statement.col_offset or _is_bound_to_be_first(statement):
            continue
        yield number, "".join([*lines[: line - 1], f"_{number} = {number}\n", *lines[line - 1 :]])


def _is_bound_to_be_first(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.ImportFrom) and statement.module == "__future__"


async def compare(
    job: Job, keeping: LocalWorkers, plain: LocalWorkers, found: Found, most: int | None = None
) -> None:
    """Edit a program again and again.

    Args:
        job: the program.
        keeping: keeps checkpoints.
        plain: keeps none.
        found: where the outcome is added.
        most: edits.
    """
    started = time.perf_counter()
    await keeping.run(job)
    for number, text in [*edits(job.text)][:most]:
        edited = replace(job, text=text)
        before = keeping.gone_on
        one = numbered(await keeping.run(edited))
        other = numbered(await plain.run(edited))
        found.runs["went on" if keeping.gone_on > before else "from the beginning"] += 1
        if one != other:
            found.faults.append(f"{job.path}: statement {number}: {_difference(one, other)}")
        if keeping.gone_on == before:
            # The next edit is before this one: let there be copies up to there.
            await keeping.run(job)
    found.seconds += time.perf_counter() - started


def _difference(one: Any, other: Any, at: str = "") -> str:
    """The first place at which two reports differ."""
    if isinstance(one, dict) and isinstance(other, dict):
        keys: Sequence[Any] = [key for key in {**one, **other} if one.get(key) != other.get(key)]
        return _difference(one.get(keys[0]), other.get(keys[0]), f"{at}.{keys[0]}")
    if isinstance(one, list) and isinstance(other, list):
        for index, (left, right) in enumerate(zip(one, other, strict=False)):
            if left != right:
                return _difference(left, right, f"{at}[{index}]")
        return f"{at}: {len(one)} and {len(other)}: {(one + other)[min(len(one), len(other))]}"
    return f"{at}: {one!r} and {other!r}"


# What depends on how busy the machine is: time, and memory that others use.
_OF_THE_MACHINE = {"KL903", "KL904", "KL905", "KL909"}
_EDITS_OF_ONE = 10


async def _anew(keeping: LocalWorkers, job: Job) -> Report:
    """The report of a run from the beginning by what keeps checkpoints."""
    keeping.release(job.path)
    return await keeping.run(job)


async def fuzz(
    workspace: Path, keeping: LocalWorkers, plain: LocalWorkers, first: int, count: int
) -> Found:
    """Programs that are damaged again and again, each time in another way.

    Args:
        workspace: with the programs.
        keeping: keeps checkpoints.
        plain: keeps none.
        first: seed.
        count: edits.
    """
    found = Found()
    sources = originals()
    started = time.perf_counter()
    for seed in range(first, first + count, _EDITS_OF_ONE):
        name = random.Random(seed).choice(sorted(sources))
        whole = Mutant(seed, name, sources[name])
        await keeping.run(job_of(whole, workspace))
        for offset in range(min(_EDITS_OF_ONE, first + count - seed)):
            edited = job_of(mutant(seed + offset, {name: sources[name]}), workspace)
            before = keeping.gone_on
            one, other = await keeping.run(edited), await plain.run(edited)
            codes = {problem.code for report in (one, other) for problem in report.problems}
            if codes & _OF_THE_MACHINE:
                found.runs["left out"] += 1
                continue
            found.runs["went on" if keeping.gone_on > before else "from the beginning"] += 1
            ours, theirs = numbered(one), numbered(other)
            if ours != theirs and numbered(await plain.run(edited)) != theirs:
                # The program itself does not do the same twice.
                found.runs["left out"] += 1
            elif ours != theirs and numbered(await _anew(keeping, edited)) == ours:
                # It does, and something else in another process: by chance.
                found.runs["left out"] += 1
            elif ours != theirs:
                found.faults.append(f"seed {seed + offset} ({name}): {_difference(ours, theirs)}")
    found.seconds = time.perf_counter() - started
    return found
