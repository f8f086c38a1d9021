"""Damaged programs that are run: whatever they do, the report is one that an editor can show.

Of each is asked that its run ends, that nothing in the report is of the worker's own making,
that every place lies within its text, and that quick fixes lead to Python.
"""

from __future__ import annotations

import asyncio
import dataclasses
import shutil
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from keras_lsp.presentation.wording import WORKER_SAYS
from keras_lsp.programs import imports
from keras_lsp.programs.text import content, split_lines
from keras_lsp.report import RunConfig, Span
from keras_lsp.runs.fixes import apply_edits
from keras_lsp.runs.local_workers import GRACE, LocalWorkers
from keras_lsp.runs.workers import Job
from tests.reliability.mutation import PROGRAMS, Mutant, mutant, originals, parses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp.report import Report

TIMEOUT = 10.0
# How long a run may take beyond its time, on a machine that does other things too.
PATIENCE = 20.0

# Tells of each exception that was raised by a line of the worker which is no `raise` and does
# not hand on arguments: those are the program's.
SPY = """\
import linecache
import sys
import traceback

from keras_lsp.worker.trace import record

_examine, _out = record.Trace.examine, sys.stdout


def passed(error):
    # How many frames of other code than the worker's there are.
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    return sum("keras_lsp/worker" not in frame.f_code.co_filename for frame in frames)


def examine(self, error):
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    if place is not None and "keras_lsp/worker" in place.tb_frame.f_code.co_filename:
        path, number = place.tb_frame.f_code.co_filename, place.tb_lineno
        line = linecache.getline(path, number).strip()
        handed_on = ("*args, **kwargs)", "len(value)", "return action()", "iter(iterable)",
                     "container[key]")
        given = any(part in line for part in handed_on)
        # A recursion of the program's comes to its end wherever it is by then.
        too_deep = isinstance(error, RecursionError) and passed(error) > 100
        if not line.startswith("raise") and not given and not too_deep:
            print(f"WORKER RAISED {path}:{number}: {line}: {error!r}", file=_out)
    _examine(self, error)


record.Trace.examine = examine
"""


@dataclass
class Fuzzed:
    """What came of it.

    Attributes:
        statuses: how many runs ended in which way.
        faults: what an editor could not show, or what is of our own making, with the seed.
    """

    statuses: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0


def laid_out(directory: Path) -> Path:
    """The programs in a workspace, with what spies on their runs beside them."""
    workspace = directory / "programs"
    shutil.copytree(PROGRAMS, workspace)
    (workspace / "spy_on_worker.py").write_text(SPY, encoding="utf-8")
    return workspace


async def fuzz(workers: LocalWorkers, workspace: Path, first: int, count: int) -> Fuzzed:
    """Run so many mutants, from a seed on."""
    found = Fuzzed()
    sources = originals()
    started = time.perf_counter()
    for seed in range(first, first + count):
        damaged = mutant(seed, sources)
        job = job_of(damaged, workspace)
        about = f"seed {seed} ({damaged.name})"
        try:
            report = await asyncio.wait_for(workers.run(job), TIMEOUT + GRACE + PATIENCE)
        except asyncio.TimeoutError:
            found.faults.append(f"{about}: the run hangs")
            continue
        found.statuses[report.status] += 1
        texts = {job.path: job.text, **job.overlays}
        found.faults += [f"{about}: {said}" for said in faults_of(report, texts)]
    found.seconds = time.perf_counter() - started
    return found


def job_of(damaged: Mutant, workspace: Path) -> Job:
    """As the server makes it; a module that was damaged is one that is open and not saved."""
    path = workspace / damaged.name
    main = path.parent / "main.py"
    overlays = {}
    text = damaged.text
    if path.parent != workspace and path != main and main.is_file():
        overlays = {str(path): text}
        path, text = main, main.read_bytes().decode()
    text = f"import spy_on_worker{_end_of_line(text)}{text.removeprefix(chr(0xFEFF))}"
    roots = (str(workspace),)
    preload: tuple[str, ...] = ()
    if parses(text):
        own = imports.module(text)
        preload = imports.ImportFinder().program(str(path), own, list(roots), overlays).packages
    return Job(
        str(path),
        text,
        RunConfig(roots, timeout=TIMEOUT, total_timeout=TIMEOUT),
        overlays,
        preload=preload,
    )


def _end_of_line(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def faults_of(report: Report, texts: dict[str, str]) -> Iterator[str]:
    """What is wrong with a report.

    Args:
        report: of a run.
        texts: of the files that are not as on disk, by path.
    """
    if report.status not in ("ok", "timeout"):
        yield f"status {report.status}: {report.problems}"
    for output in report.output:
        if output.text.startswith(WORKER_SAYS) or "WORKER RAISED" in output.text:
            yield output.text.strip()
    for problem in report.problems:
        if "keras_lsp" in f"{problem.message}{problem.detail}":
            yield f"speaks of the worker: {problem}"
    lines = Lines(texts)
    for span in sorted(set(_spans(report)), key=str):
        said = lines.fault(span)
        if said:
            yield f"{said}: {span}"
    for problem in report.problems:
        for fix in problem.candidates:
            text = lines.text(problem.span.path)
            changed = apply_edits(text, fix.edits)
            if changed is None:
                yield f"cannot be applied: {fix}"
            elif parses(text) and not parses(changed):
                yield f"does not lead to Python: {fix}\n{changed}"


class Lines:
    """The lines of the files that a report speaks of."""

    def __init__(self, texts: dict[str, str]) -> None:
        self._texts = dict(texts)
        self._lines: dict[str, list[str]] = {}

    def text(self, path: str) -> str:
        """Of a file, as the run saw it."""
        if path not in self._texts:
            self._texts[path] = Path(path).read_bytes().decode()
        return self._texts[path]

    def fault(self, span: Span) -> str:
        """What is wrong with a place; empty if nothing is."""
        if span.path not in self._lines:
            self._lines[span.path] = [content(line) for line in split_lines(self.text(span.path))]
        lines = self._lines[span.path]
        if (span.end_line, span.end_column) < (span.line, span.column):
            return "ends before it begins"
        for line, column in ((span.line, span.column), (span.end_line, span.end_column)):
            if not 1 <= line <= len(lines) or not 1 <= column <= len(lines[line - 1]) + 1:
                return f"{line}:{column} is outside"
        return ""


def _spans(value: Any) -> Iterator[Span]:
    """Every place in a report."""
    if isinstance(value, Span):
        yield value
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _spans(item)
    elif dataclasses.is_dataclass(value):
        for item in dataclasses.fields(value):
            yield from _spans(getattr(value, item.name))
