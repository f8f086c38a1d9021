"""What is told to who follows with `--trace`: each event in one line."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from keras_lsp import report
from keras_lsp.runs import event_log

if TYPE_CHECKING:
    from keras_lsp.report import Event

ROOT = Path(__file__).parents[2]
HERE = report.Span("/w/model.py", 4, 11, 4, 30)
ARRAY = report.Array([60000, 28, 28], "float32")
LINES: list[tuple[Event, str]] = [
    (
        report.Call(
            2, "layer", "dense", "Dense", HERE, input_shapes=[[None, 1]],
            output_shapes=[[None, 2]], weights=report.Weights(4, 4, 0, 16), parent=1,
        ),
        "#2 model.py:4:11 Dense `dense` (None, 1) → (None, 2) · 4 params in #1",
    ),
    (
        report.Call(3, "op", "add", "Add", HERE, input_shapes=[[2], [3]], failed=True),
        "#3 model.py:4:11 Add `add` (2,), (3,) → ? failed",
    ),
    (
        report.Model("a", "mlp", "Sequential", HERE, weights=report.Weights(7, 7, 0, 28)),
        "model.py:4:11 Sequential `mlp` · 7 params",
    ),
    (report.Rows("mlp", [report.Layer("dense", "Dense", ["dense"])]), "1 layer of mlp"),
    (report.Counted({"3": 6}), "1 call counted"),
    (report.Ranked(3, [None, None, 32], "Conv1D"), "#3 (None, None, 32), from Conv1D"),
    (
        report.Reweighed({"7": report.Weights(7, 7, 0, 28)}),
        "1 layer with other parameters than when called",
    ),
    (
        report.Problem("KL101", "error", "It cannot.\nReally.", HERE),
        "model.py:4:11 error KL101: It cannot. Really.",
    ),
    (
        report.Candidates("KL101", HERE, [report.Fix("Insert", []), report.Fix("Crop", [])]),
        "model.py:4:11 KL101: Insert; Crop",
    ),
    (
        report.Data("x", "array", HERE, [None, 3], "float32"),
        "model.py:4:11 array `x` (None, 3) float32",
    ),
    (
        report.Training("fit", HERE, 1, inputs=[ARRAY], failed=True),
        "model.py:4:11 fit on (60000, 28, 28) failed",
    ),
    (report.Idle("dense", "Dense", HERE), "model.py:4:11 Dense `dense`"),
    (report.Returned("block", HERE, [[None, 4]]), "model.py:4:11 `block` gives (None, 4)"),
    (report.UnknownSize("classes", "x = load()"), "`classes`, for `x = load()`"),
    (report.Output("stdout", "a\nb"), r"stdout 'a\nb'"),
    (report.Output("stderr", "x" * 200), "stderr '" + "x" * 151 + "…"),
    (report.KerasInfo("keras3", "3.15.1", "jax"), "keras3 3.15.1 on jax"),
    (report.SandboxInfo(["pid", "rlimits"]), "pid, rlimits; missing: none"),
    (report.SandboxInfo([], ["network"]), "none; missing: network"),
    (report.At("/w/model.py", 41), "model.py:41"),
    (report.File("/w/model.py"), "/w/model.py"),
    (report.Done(0.0123), "12.3 ms"),
    (report.Done(1.5, suspect=True), "1500.0 ms suspect"),
]  # fmt: skip


@pytest.mark.parametrize(("event", "line"), LINES, ids=lambda item: type(item).__name__)
def test_an_event_is_told_in_a_line(event: Event, line: str) -> None:
    assert event_log.essence(event) == line


def test_every_kind_of_event_is_told() -> None:
    assert {type(event) for event, _ in LINES} == set(report.EVENTS.values())


def test_what_a_run_says_is_told_with_its_name(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, event_log.log.name)
    event_log.tell_events("run 2", [report.File("/w/a.py"), "it broke\nbadly\n"])
    event_log.tell_refused("run 2", report.File("/etc/passwd"))
    assert [record.getMessage() for record in caplog.records] == [
        "run 2     File         /w/a.py",
        "run 2     worker       it broke badly",
        "run 2     refused      File",
    ]


def test_nothing_is_made_ready_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_log, "essence", pytest.fail)
    event_log.tell_events("run 2", [report.File("/w/a.py")])


FOLLOW = r"""
from keras_lsp.runs import event_log
event_log.follow()
event_log.tell("run 2", "Call", "(None, 1) \u2192 (None, 2)")
"""


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_pipe_is_written_to_in_utf_8_unless_somebody_wants_another_encoding(
    encoding: str,
) -> None:
    # As Python on Windows does by itself, it takes the encoding of the locale.
    environment = {**os.environ, "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    if encoding != "utf-8":
        environment["PYTHONIOENCODING"] = encoding
    done = subprocess.run(
        [sys.executable, "-c", FOLLOW], capture_output=True, check=True, env=environment, cwd=ROOT
    )
    arrow = "→" if encoding == "utf-8" else r"\u2192"
    told = done.stderr.decode(encoding)
    assert told.split("Call")[1].strip() == f"(None, 1) {arrow} (None, 2)"
