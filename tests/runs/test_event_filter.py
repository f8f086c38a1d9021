"""What a run may say that lies: nothing of other files, and no fix of them."""

from __future__ import annotations

import os

import pytest

from keras_lsp.report import (
    At,
    Done,
    Edit,
    File,
    Fix,
    Output,
    Problem,
    RunConfig,
    SandboxInfo,
    Span,
)
from keras_lsp.runs import event_filter
from keras_lsp.runs.event_filter import EventFilter
from keras_lsp.runs.workers import Job

PROJECT = os.path.abspath("/project")
OWN, MODULE = os.path.join(PROJECT, "model.py"), os.path.join(PROJECT, "layers", "blocks.py")
JOB = Job(OWN, "", RunConfig((PROJECT,)))


def span(path: str = OWN, line: int = 1, end: int = 1) -> Span:
    return Span(path, line, 1, end, 2)


def problem(code: str = "KL101", path: str = OWN, **more: list[Fix] | list[str]) -> Problem:
    return Problem(code, "error", "message", span(path), **more)  # type: ignore[arg-type]


def fix(*edits: Edit, title: str = "Mend") -> Fix:
    return Fix(title, list(edits))


@pytest.mark.parametrize("path", [OWN, MODULE])
def test_problems_of_workspace_files_pass_with_their_fixes(path: str) -> None:
    mend = fix(Edit(span(path), "x"), Edit(span(path, 3, 3), "y"))
    assert EventFilter(JOB).accepts(problem(path=path, candidates=[mend]))


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        PROJECT,
        f"{PROJECT}-2/a.py",
        f"{PROJECT}/../etc/passwd",
        f"{PROJECT}//a.py",
        "",
    ],
)
def test_other_files_are_not_spoken_of(path: str) -> None:
    assert not EventFilter(JOB).accepts(problem(path=path))
    assert not EventFilter(JOB).accepts(File(path))
    assert not EventFilter(JOB).accepts(At(path, 1))


@pytest.mark.parametrize("code", ["", "KL1", "KL1010", "../../home/KL101", "KL101\n", "KL10１"])
def test_codes_are_those_of_pages(code: str) -> None:
    assert not EventFilter(JOB).accepts(problem(code))


@pytest.mark.parametrize(
    "mend",
    [
        fix(Edit(span(MODULE), "x")),
        fix(Edit(span(), "x"), Edit(span("/etc/passwd"), "x")),
        fix(Edit(span(line=0), "x")),
        fix(Edit(span(end=10**30), "x")),
        fix(Edit(span(), "x" * 30_000)),
        fix(*[Edit(span(), "")] * 300),
        fix(Edit(span(), "x"), title="x" * 30_000),
    ],
    ids=["module", "outside", "no line", "endless", "long", "many", "title"],
)
def test_a_fix_is_a_small_change_of_the_problems_own_file(mend: Fix) -> None:
    assert not EventFilter(JOB).accepts(problem(candidates=[mend]))


def test_a_run_offers_few_fixes_and_says_of_none_that_it_was_tried() -> None:
    small = fix(Edit(span(), "x"))
    assert not EventFilter(JOB).accepts(problem(candidates=[small] * 21))
    assert not EventFilter(JOB).accepts(problem(fixes=["Insert Flatten()"]))


def test_the_sandbox_is_described_once() -> None:
    judge = EventFilter(JOB)
    assert judge.accepts(SandboxInfo(["landlock"], []))
    assert not judge.accepts(SandboxInfo(["everything"], []))


def test_an_end_is_heard_after_any_flood(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_filter, "MAX_EVENTS", 10)
    judge = EventFilter(JOB)
    assert [judge.accepts(File(OWN)) for _ in range(12)] == [True] * 10 + [False] * 2
    assert judge.accepts(Done(0.1))
    assert not EventFilter(JOB).accepts(Output("stdout", "x" * (event_filter.MAX_OUTPUT + 1)))
