"""Programs that try to get out: each is refused, and says so at its line."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import platform
import re
import resource
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.sandbox.conftest import ESCAPES, ORDINARY, SUPPORT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp.report import Report
    from tests.sandbox.conftest import Range

NAMES = sorted(path.stem for path in ESCAPES.glob("*.py") if path.stem not in SUPPORT)
WHOLE = {"KL903": "timeout", "KL905": "crashed"}
OUTPUT_LIMIT = 1 << 20
# A report of a run of two seconds comes within this many, whatever the run does.
PATIENCE = 10.0
pytestmark = pytest.mark.asyncio(loop_scope="session")


def parameter(text: str, name: str, default: str) -> str:
    found = re.search(rf"^# {name}: (.*)$", text, re.MULTILINE)
    return found[1] if found else default


def expected_statuses(text: str) -> list[str]:
    wanted = parameter(text, "expect", "ok")
    if wanted == "any":
        return ["ok", "crashed", "timeout"]
    if wanted.endswith(" on x86_64"):
        return [wanted.split()[0] if platform.machine() == "x86_64" else "ok"]
    return wanted.split(" or ")


def unexplained(text: str, report: Report) -> Iterator[str]:
    """Lines that say which problem they should have, and have none such."""
    found = {(problem.span.line, problem.code) for problem in report.problems}
    for number, line in enumerate(text.split("\n"), 1):
        marked = re.search(r"  # (KL\d+(?:\|KL\d+)*)$", line)
        if marked and not any((number, code) in found for code in marked[1].split("|")):
            others = [
                f"{problem.code} {problem.message}"
                for problem in report.problems
                if problem.span.line == number
            ]
            yield f"{number}: {line.strip()}\n    but: {others}"


def printed(report: Report) -> str:
    return "".join(output.text for output in report.output)


def children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        # A thread may end meanwhile.
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            found += map(int, task.read_text().split())
    return found


def descendants(pid: int) -> list[int]:
    return [below for child in children(pid) for below in (child, *descendants(child))]


def launcher(workspace: Path) -> int:
    """The process before the zygote of this workspace; other tests have processes, too."""
    (found,) = (
        child
        for child in children(os.getpid())
        if str(workspace) in Path(f"/proc/{child}/cmdline").read_text(errors="replace")
    )
    return found


def zygote(workspace: Path) -> int:
    """The process that forks runs for this workspace."""
    (forker,) = children(launcher(workspace))
    return forker


def standing(pid: int) -> tuple[object, ...]:
    """What another process could have changed of it."""
    return (
        pid,
        os.getpriority(os.PRIO_PROCESS, pid),
        os.sched_getaffinity(pid),
        os.sched_getscheduler(pid),
        resource.prlimit(pid, resource.RLIMIT_CORE),
    )


async def only_the_next_run_is_left(workspace: Path) -> bool:
    """Whether launcher, zygote and the spare run are all there is, within five seconds."""
    end = time.monotonic() + 5
    while time.monotonic() < end:
        if len(descendants(launcher(workspace))) <= 2:
            return True
        await asyncio.sleep(0)
    return False


@pytest.mark.parametrize("name", NAMES)
async def test_an_escape_is_refused_and_explained(name: str, place: Range) -> None:
    text = (ESCAPES / f"{name}.py").read_text()
    before, forker = place.state(), standing(zygote(place.workspace))

    timeout = float(parameter(text, "timeout", "20"))
    report = await asyncio.wait_for(place.run(name, text, timeout), timeout + PATIENCE)

    output = printed(report)
    # The kernel counts no threads of root's; memory and the end of the run bound them.
    if name != "limit_threads" or os.geteuid() != 0:
        assert "ESCAPED" not in output, output
    assert report.status in expected_statuses(text), (report.problems, output)
    if report.status == "ok":
        # A flood of forged output leaves no room for the program's own.
        assert "tried" in output or name == "pipe_flood", (report.problems, output)
    for code, status in WHOLE.items():
        assert (report.status == status) == any(p.code == code for p in report.problems)
    assert place.state() == before
    assert place.heard() == []
    whole = json.dumps(asdict(report))
    assert not [secret for secret in place.secrets if secret in whole]
    assert len(output) < OUTPUT_LIMIT
    assert await only_the_next_run_is_left(place.workspace)
    assert standing(zygote(place.workspace)) == forker
    assert list(unexplained(text, report)) == []
    await the_next_run_is_an_ordinary_one(place)


async def the_next_run_is_an_ordinary_one(place: Range) -> None:
    report = await place.run("ordinary", ORDINARY)
    assert (report.status, report.problems) == ("ok", [])
    (model,) = report.models
    assert model.weights is not None
    assert model.weights.total == 9


async def test_forged_events_are_about_the_program_alone(place: Range) -> None:
    """Neither other files nor the sandbox, and nothing that the server would open."""
    honest = await place.run("ordinary", ORDINARY)
    report = await place.run("pipe_forged", (ESCAPES / "pipe_forged.py").read_text())
    inside = f"{place.workspace}{os.sep}"
    assert [path for path in report.files if not path.startswith(inside)] == []
    spans = [problem.span for problem in report.problems]
    assert [span for span in spans if not span.path.startswith(inside)] == []
    assert [span for span in spans if not 1 <= span.line <= span.end_line < 2**31] == []
    assert report.sandbox == honest.sandbox
