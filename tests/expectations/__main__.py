"""Writes the expectations of programs of `tests/programs` anew, from what is found now."""

from __future__ import annotations

import argparse
import asyncio
import sys
from typing import TYPE_CHECKING

from keras_lsp.runs.local_workers import LocalWorkers
from tests.expectations import PROGRAMS, programs, programs_of_keras2, read, tagged, title
from tests.expectations.found import found
from tests.expectations.jobs import KERAS2, PYTHONS, job, under
from tests.expectations.writing import write

if TYPE_CHECKING:
    from pathlib import Path

    from keras_lsp.runs.workers import Job
    from tests.expectations import Findings


def main() -> int:
    """Run the programs that are named, or all, and write what was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.expectations", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="`missing_data`, `keras2/lazy`")
    parser.add_argument("--tag", choices=PYTHONS, help="something else is expected there")
    arguments = parser.parse_args()
    listed = {_name(program): program for program in (*programs(), *programs_of_keras2())}
    unknown = [name for name in arguments.names if name not in listed]
    if unknown:
        parser.error(f"no program in {PROGRAMS.name}: {', '.join(unknown)}")
    chosen = [listed[name] for name in arguments.names or listed]
    return asyncio.run(_write(chosen, arguments.tag))


def _name(program: Path) -> str:
    return f"keras2/{title(program)}" if program.parent.name == "keras2" else title(program)


async def _write(chosen: list[Path], asked: str | None) -> int:
    workers = LocalWorkers()
    try:
        failures = [await _write_one(program, asked, workers) for program in chosen]
    finally:
        await workers.close()
    for program, failure in zip(chosen, failures, strict=True):
        if failure:
            print(f"{_name(program)} is left as it is: {failure}")
    return int(any(failures))


async def _write_one(program: Path, asked: str | None, workers: LocalWorkers) -> str:
    """Write what is found in a program; why that cannot be done, else nothing."""
    try:
        plain, others = await _all_found(program, asked, workers)
        write(program, read(program).about, plain, others)
    except ValueError as error:
        return str(error)
    return ""


async def _all_found(
    program: Path, asked: str | None, workers: LocalWorkers
) -> tuple[Findings, dict[str, Findings]]:
    made = job(program)
    if program.parent.name == "keras2":
        if not KERAS2.exists():
            raise ValueError("Keras 2 is not installed (`make .venv/.keras2`)")
        made = under(made, KERAS2)
    plain = await _found(made, program, read(program), workers)
    others = {}
    for tag, python in PYTHONS.items():
        if tag == asked or program in tagged(tag):
            others[tag] = read(program, tag)
            # Where a Python is not here, what it finds stays.
            if python.exists():
                made = under(job(program), python)
                others[tag] = await _found(made, program, others[tag], workers)
    return plain, others


async def _found(made: Job, program: Path, expected: Findings, workers: LocalWorkers) -> Findings:
    report = await workers.run(made)
    if report.status != "ok":
        raise ValueError(f"the run ended with {report.status}")
    return found(report, program).with_pieces_of(expected)


if __name__ == "__main__":
    sys.exit(main())
