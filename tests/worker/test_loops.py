"""Loops that bring nothing new are left; all others are what they were."""

from __future__ import annotations

import ast
import itertools
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from keras_lsp.report import Problem, Span
from keras_lsp.worker.source import loops
from tests.reports import report_of

if TYPE_CHECKING:
    from pathlib import Path

    from keras_lsp.runs.local_workers import LocalWorkers


class FakeTrace:
    """A trace of which only the clock is real."""

    def __init__(self) -> None:
        self.progressed = 0.0
        self.rehearsals = 0
        self.incomplete = False
        self.problems: list[Problem] = []
        self.noted: list[str] = []
        self.updates = SimpleNamespace(forms=set())
        self.flow = SimpleNamespace(note=lambda kind, frame: self.noted.append(kind))
        self.sources = SimpleNamespace(span=lambda frame: Span("/m.py", frame.f_lineno, 1, 1, 2))

    def problem(self, problem: Problem) -> None:
        self.problems.append(problem)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A second passes with each look at the clock."""
    seconds = itertools.count(100.0)
    monkeypatch.setattr(loops.time, "monotonic", lambda: next(seconds))
    return seconds


def run(text: str, trace: FakeTrace, timeout: float = 10.0, **names: Any) -> dict[str, Any]:
    builtins = dict(vars(__import__("builtins")))
    loops.Loops(trace, timeout).install(builtins)  # type: ignore[arg-type]
    namespace: dict[str, Any] = {"__builtins__": builtins, "trace": trace, **names}
    exec(
        compile(ast.fix_missing_locations(loops.watch(ast.parse(text))), "/m.py", "exec"),
        namespace,
    )
    return namespace


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = []\nfor i in range(3): x.append(i)", [0, 1, 2]),
        ("x = []\nfor i in (1, 2):\n  if i: continue\nelse: x.append('end')", ["end"]),
        ("x = []\nfor i in (1, 2):\n  break\nelse: x.append('end')", []),
        (
            "x = []\nn = 3\nwhile n:\n  n -= 1\n  x.append(n)\nelse: x.append('end')",
            [2, 1, 0, "end"],
        ),
        ("x = []\nfor k, (a, b) in {1: (2, 3)}.items(): x += [k, a, b]", [1, 2, 3]),
        ("x = []\nfor i in (1, 2):\n  while len(x) < i * 2: x.append(i)", [1, 1, 2, 2]),
    ],
)
def test_a_short_loop_is_what_it_was(text: str, expected: list[Any]) -> None:
    trace = FakeTrace()
    assert run(text, trace)["x"] == expected
    assert trace.problems == []


def test_what_is_no_iterable_raises_as_ever() -> None:
    with pytest.raises(TypeError, match="'int' object is not iterable"):
        run("for i in 5: pass", FakeTrace())


@pytest.mark.parametrize(("loop", "rounds"), [("for i in range(1000)", 3), ("while n < 9000", 2)])
@pytest.mark.usefixtures("clock")
def test_a_loop_that_brings_nothing_is_left_and_said_to_be(loop: str, rounds: int) -> None:
    trace = FakeTrace()
    text = f"n = 0\n{loop}:\n    n += 1\nafter = True"
    assert run(text, trace)["n"] == rounds
    assert [problem.code for problem in trace.problems] == ["KL909"]
    assert trace.incomplete


@pytest.mark.usefixtures("clock")
def test_a_loop_that_makes_layers_goes_on() -> None:
    trace = FakeTrace()
    text = "import time\nfor n in range(50): trace.progressed = time.monotonic()"
    assert run(text, trace)["n"] == 49
    assert trace.problems == []


@pytest.mark.usefixtures("clock")
def test_training_by_hand_is_left_without_a_word() -> None:
    trace = FakeTrace()
    rounds = "for epoch in range(9):\n  for batch in range(9):\n    n += 1; trace.rehearsals += 1"
    text = f"n = 0\n{rounds}"
    assert run(text, trace, timeout=1000.0)["n"] == 2
    assert trace.problems == []
    assert not trace.incomplete
    # What the loops have collected is not what it would be: the inner one's, and the outer's.
    assert trace.noted == ["missing", "missing"]


@pytest.mark.usefixtures("clock")
def test_what_python_would_never_leave_is_left_to_the_time_limit() -> None:
    trace = FakeTrace()
    text = "n = 0\nwhile True:\n    n += 1\n    if n > 400: trace.rehearsals += 1"
    assert run(text, trace)["n"] == 402
    assert trace.problems == []


class Bar(list[int]):
    """As a progress bar: it keeps what it goes through."""

    def __init__(self, iterable: range) -> None:
        super().__init__(iterable)
        self.iterable = iterable


class Refusing:
    """It has two items, and wants to be asked nothing else."""

    __slots__ = ()

    def __iter__(self) -> Any:
        return iter((1, 2))

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(name)


class Odd(Refusing):
    __dict__ = property(lambda self: 1 / 0)  # type: ignore[assignment]


@pytest.mark.parametrize("kind", [Refusing, Odd])
def test_an_object_of_the_programs_is_asked_for_its_items_alone(kind: type[Refusing]) -> None:
    assert run("x = []\nfor i in items: x.append(i)", FakeTrace(), items=kind())["x"] == [1, 2]


@pytest.mark.parametrize(
    ("items", "rounds"),
    [
        ([1, 2, 3], 3),
        # A fold trains the same model again.
        ([1, 2, 2, 3, 4], 3),
        # Of epochs one is as good as another.
        (range(5), 1),
        (Bar(range(5)), 1),
    ],
)
@pytest.mark.usefixtures("clock")
def test_a_loop_goes_on_while_each_round_trains_another_model(items: Any, rounds: int) -> None:
    trace = FakeTrace()
    text = (
        "n = 0\nfor model in items:\n  n += 1; trace.updates.forms.add(model)\n"
        "  for batch in range(9): trace.rehearsals += 1"
    )
    assert run(text, trace, timeout=1000.0, items=items)["n"] == rounds


BY_HAND = """\
import tensorflow as tf
import keras
from keras import layers

batches = [tf.zeros((10, 4))] * 500


def train(model):
    optimizer = keras.optimizers.Adam()
    for epoch in range(10):
        for batch in batches:
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(model(batch) ** 2)
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))


for model in [keras.Sequential([layers.Dense(units), layers.Dense(1)]) for units in (2, 8, 5)]:
    train(model)
"""


@pytest.mark.asyncio(loop_scope="session")
async def test_each_model_is_trained_that_a_program_trains_by_hand(
    workers: LocalWorkers, folder: Path
) -> None:
    report = await report_of(workers, folder, BY_HAND)
    assert report.problems == []
    assert [sum(layer.params or 0 for layer in model.layers) for model in report.models] == [
        13, 49, 31,
    ]  # fmt: skip
