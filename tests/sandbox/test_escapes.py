"""Programs that try to get out: each is refused, and says so at its line."""

from __future__ import annotations

import asyncio
import contextlib
import os
import platform
import re
import resource
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.sandbox.conftest import ESCAPES, ORDINARY, SUPPORT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.sandbox.conftest import Range, Seen

NAMES = sorted(path.stem for path in ESCAPES.glob("*.py") if path.stem not in SUPPORT)
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


def unexplained(text: str, seen: Seen) -> Iterator[str]:
    """Lines that say which problem they should have, and have none such."""
    for number, line in enumerate(text.split("\n"), 1):
        marked = re.search(r"  # (KL\d+(?:\|KL\d+)*)$", line)
        if marked and not any((number, code) in seen.codes for code in marked[1].split("|")):
            others = [
                f"{item.code} {item.message}"
                for item in seen.diagnostics
                if item.range.start.line + 1 == number
            ]
            yield f"{number}: {line.strip()}\n    but: {others}"


def children(pid: int) -> list[int]:
    found: list[int] = []
    # Threads and the process itself may end meanwhile.
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for task in Path(f"/proc/{pid}/task").glob("*/children"):
            found += map(int, task.read_text().split())
    return found


def descendants(pid: int) -> list[int]:
    return [below for child in children(pid) for below in (child, *descendants(child))]


def launcher(server: int) -> int:
    """The process before the zygote."""
    (found,) = children(server)
    return found


def zygote(server: int) -> int:
    """The process that forks runs."""
    (forker,) = children(launcher(server))
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


async def only_the_next_run_is_left(server: int) -> bool:
    """Whether launcher, zygote and the spare run are all there is, within five seconds."""
    end = time.monotonic() + 5
    while time.monotonic() < end:
        if len(descendants(launcher(server))) <= 2:
            return True
        await asyncio.sleep(0)
    return False


@pytest.mark.parametrize("name", NAMES)
async def test_an_escape_is_refused_and_explained(name: str, place: Range) -> None:
    text = (ESCAPES / f"{name}.py").read_text()
    server = place.editor.server.pid
    before, forker = place.state(), standing(zygote(server))

    timeout = float(parameter(text, "timeout", "20"))
    seen = await place.open(name, text, timeout, timeout + PATIENCE)

    assert "ESCAPED" not in seen.printed
    assert seen.status in expected_statuses(text), (seen.diagnostics, seen.printed)
    if seen.status == "ok":
        # A flood of forged output leaves no room for the program's own.
        assert "tried" in seen.printed or name == "pipe_flood", seen
    assert place.state() == before
    assert place.heard() == []
    assert not [secret for secret in place.secrets if secret in seen.said]
    assert len(seen.printed) < OUTPUT_LIMIT
    assert await only_the_next_run_is_left(server)
    assert standing(zygote(server)) == forker
    assert list(unexplained(text, seen)) == []
    await the_next_run_is_an_ordinary_one(place)


async def the_next_run_is_an_ordinary_one(place: Range) -> None:
    seen = await place.open("ordinary", ORDINARY)
    assert (seen.status, seen.diagnostics) == ("ok", [])
    assert "9" in seen.hints[2]


async def test_forged_events_are_about_the_program_alone(place: Range) -> None:
    """Neither other files nor the sandbox, and nothing that the server would open."""
    before = len(place.editor.published)
    await place.open("ordinary", ORDINARY)
    honest = place.editor.statuses[-1].sandbox
    await place.open("pipe_forged", (ESCAPES / "pipe_forged.py").read_text())
    published = place.editor.published[before:]
    inside = place.workspace.as_uri() + "/"
    assert [item.uri for item in published if not item.uri.startswith(inside)] == []
    lines = [d.range.end.line for item in published for d in item.diagnostics]
    assert [line for line in lines if line > 30] == []
    assert place.editor.statuses[-1].sandbox == honest
