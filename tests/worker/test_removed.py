"""The tables of what Keras 3 no longer has, against the Keras that is installed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from keras_lsp.worker.source import signatures
from keras_lsp.worker.source.syntax import ParsedFile, apply

ROWS = Path(__file__).with_name("removed_rows.py")
ROOT = Path(__file__).parents[2]


@pytest.mark.long
def test_what_is_said_to_be_gone_is_gone_and_what_to_use_instead_is_there() -> None:
    done = subprocess.run(
        [sys.executable, str(ROWS)],
        cwd=ROOT, env={"PYTHONPATH": str(ROOT), "TF_CPP_MIN_LOG_LEVEL": "3"},
        stdout=subprocess.PIPE, check=True,
    )  # fmt: skip
    assert json.loads(done.stdout) == []


@pytest.mark.parametrize(
    ("signature", "args", "kwargs", "positional", "named"),
    [
        ("x", (1,), {}, [1], {}),
        ("x min_value:x_min max_value:x_max", (1, 2, 3), {}, [1, 2, 3], {}),
        ("x min_value:x_min", (1,), {"min_value": 2}, [1], {"x_min": 2}),
        ("tensors:xs axis=-1", ([1, 2],), {}, [[1, 2]], {"axis": -1}),
        (
            "generator:x steps* workers- verbose*",
            (1, 2, 8, 0),
            {},
            [1],
            {"steps": 2, "verbose": 0},
        ),
        ("generator:x workers-", (), {"generator": 1, "workers": 4}, [], {"x": 1}),
    ],
)
def test_arguments_are_those_of_the_new_function(
    signature: str,
    args: tuple[object, ...],
    kwargs: dict[str, object],
    positional: list[object],
    named: dict[str, object],
) -> None:
    assert signatures.translate(signature, args, kwargs) == (positional, named)


@pytest.mark.parametrize(
    ("signature", "before", "after"),
    [
        ("x axis keepdims", "K.sum(a, axis=1)", "K.sum(a, axis=1)"),
        ("tensors:xs axis=-1", "K.concatenate([a, b])", "K.concatenate([a, b], axis=-1)"),
        ("tensors:xs axis=-1", "K.concatenate([a, b], 0)", "K.concatenate([a, b], axis=0)"),
        ("x min_value:x_min max_value:x_max", "K.clip(a, max_value=1)", "K.clip(a, x_max=1)"),
        (
            "generator:x steps* workers- verbose*",
            "m.fit(g, 2, 4, verbose=0)",
            "m.fit(g, steps=2, verbose=0)",
        ),
        ("generator:x steps* workers-", "m.fit(g, workers=4)", "m.fit(g)"),
        ("generator:x workers- steps*", "m.fit(workers=4, steps=1)", "m.fit(steps=1)"),
        ("generator:x workers-", "m.fit(\n    g,\n    workers=4,\n)", "m.fit(\n    g,\n)"),
    ],
)
def test_calls_are_rewritten(signature: str, before: str, after: str) -> None:
    text = ParsedFile("/a.py", before.splitlines())
    call = text.call(text.span(text.tree.body[0]))
    assert call is not None
    edits = signatures.edits(text, call, signature)
    assert edits is not None
    assert apply(text.lines, edits) == after
