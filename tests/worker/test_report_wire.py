"""What the worker sends arrives as it was, and nothing of another form arrives."""

from __future__ import annotations

import dataclasses
import json
import typing
from typing import Any

import pytest

from keras_lsp import report
from keras_lsp.report import (
    Array,
    At,
    Call,
    Candidates,
    Counted,
    Data,
    Done,
    Edit,
    Event,
    File,
    Fix,
    Idle,
    KerasInfo,
    Layer,
    LineCost,
    Loss,
    Model,
    Optimizer,
    Output,
    Problem,
    Ranked,
    Related,
    Report,
    Returned,
    Reweighed,
    Rows,
    SandboxInfo,
    Span,
    Training,
    UnknownSize,
    Weights,
)
from keras_lsp.report.hints import (
    FailedCall,
    Hint,
    LastActivation,
    RawInput,
    TooFewRows,
    TooLargeBatch,
    texts_of,
)
from keras_lsp.report.wire import MalformedError, from_wire, to_wire

SPAN = Span("/w/m.py", 3, 9, 4, 1)
WEIGHTS = Weights(7, 4, 3, 28, "1×2 + 2")
CALL = Call(
    2, "layer", "dense", "Dense", SPAN, Span("/w/m.py", 1, 1, 1, 9),
    [[None, 1], None], [[None, 2]], "float32", WEIGHTS, {"activation": "relu"}, [1], 5, 1, True, 6,
    False, [3], [0], "Conv1D", ["While"], True,
)  # fmt: skip
LAYER = Layer("dense", "Dense", ["net", "dense"], span=SPAN, weights=WEIGHTS, inbound=["input"])
EVENTS: list[Event] = [
    CALL,
    Call(1, "input", "größe", "InputLayer", SPAN),
    Model(
        "net",
        "net",
        "Functional",
        SPAN,
        "net",
        True,
        WEIGHTS,
        [[None]],
        [[]],
        [LAYER],
        True,
        6,
        9,
        [2],
    ),
    Rows("net", [LAYER]),
    Ranked(7, [None, "len(table)", None], "Conv1D"),
    Counted({"2": 6}, {"2": ["While"]}, ["2"], [LineCost(SPAN, [4, 2], ["While"], one_step=True)]),
    Reweighed({"7": Weights(5, 4, 1, 20, "1×2 + 2 + 1")}),
    Problem("KL101", "error", "…", SPAN, "detail", [Related(SPAN, "why")], ["deprecated"]),
    Problem("KL501", "error", "…", SPAN, candidates=[Fix("Rename", [Edit(SPAN, "x")], True)]),
    Data("x", "array", SPAN, [60000, 28, 28], "uint8"),
    Data("y", "dataset", SPAN, None, None),
    Training(
        "fit",
        SPAN,
        9,
        [Array([8, 4], "float32", 0.0, 1.0, True, "x", SPAN)],
        [Array(None, None)],
        [[None, 2], None],
        [Loss("mean_squared_error"), Loss("binary_crossentropy", True)],
        SPAN,
        True,
        True,
        64,
        Optimizer("SGD", {"momentum": "0.9"}, True),
        True,
        ["conv1"],
    ),
    Candidates("KL101", SPAN, [Fix("Insert Flatten()", [Edit(SPAN, "x")])]),
    Idle("dense", "Dense", SPAN),
    Returned("block", SPAN, [[None, 4], None]),
    UnknownSize("classes", "classes = len(names)"),
    Output("stderr", "a\x00b\n"),
    KerasInfo("keras3", "3.15.1", "tensorflow"),
    SandboxInfo(["rlimits"], ["network"]),
    At("/w/m.py", 41),
    File("/w/m.py"),
    Done(0.5),
]


def wire(**changes: Any) -> dict[str, Any]:
    """The wire form of a call, changed."""
    return {**json.loads(to_wire(CALL)), **changes}


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_an_event_arrives_as_it_was_sent(event: Event) -> None:
    assert from_wire(json.loads(to_wire(event))) == event


def test_every_kind_of_event_is_among_those_sent_here() -> None:
    assert {type(event) for event in EVENTS} == set(report.EVENTS.values())


HINTS: list[tuple[Hint, dict[str, str]]] = [
    (FailedCall("Conv2D"), {"layer": "Conv2D"}),
    (FailedCall("Conv2D", "4"), {"layer": "Conv2D", "ndim": "4"}),
    (LastActivation("softmax"), {"right": "softmax"}),
    (RawInput("dense"), {"first": "dense"}),
    (TooFewRows("embedding", "12"), {"layer": "embedding", "rows": "12"}),
    (TooLargeBatch("66"), {"batch": "66"}),
]


@pytest.mark.parametrize(("hint", "texts"), HINTS, ids=lambda value: type(value).__name__)
def test_what_a_fix_needs_to_know_arrives_as_it_was_sent(
    hint: Hint, texts: dict[str, str]
) -> None:
    problem = Problem("KL101", "error", "…", SPAN, data=hint)
    raw = json.loads(to_wire(problem))
    assert raw["data"] == texts_of(hint) == texts
    assert from_wire(raw) == problem


def test_every_kind_of_hint_is_among_those_sent_here() -> None:
    assert {type(hint) for hint, _ in HINTS} == set(typing.get_args(Hint))


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"rigth": "softmax"},
        {"right": "tanh"},
        {"first": 1},
        {"layer": "dense", "first": "dense"},
        "softmax",
    ],
    ids=json.dumps,
)
def test_what_is_no_hint_is_refused(data: object) -> None:
    raw = json.loads(to_wire(Problem("KL101", "error", "…", SPAN)))
    with pytest.raises(MalformedError):
        from_wire({**raw, "data": data})


def test_a_whole_number_of_seconds_is_a_number_of_seconds() -> None:
    assert from_wire({"event": "Done", "seconds": 1}) == Done(1.0)


def test_fields_with_defaults_may_be_left_out() -> None:
    raw = {"event": "SandboxInfo"}
    assert from_wire(raw) == SandboxInfo([], [])


@pytest.mark.parametrize(
    "raw",
    [
        None,
        [],
        "Done",
        {},
        {"event": 3},
        {"event": ["Done"], "seconds": 1.0},
        {"event": "Report", "path": "/w/m.py"},
        {"event": "Span", **dataclasses.asdict(SPAN)},
        {"event": "Done"},
        {"event": "Done", "seconds": "1"},
        {"event": "Done", "seconds": True},
        {"event": "Done", "seconds": 1.0, "more": 1},
        {"event": "Output", "stream": "stdin", "text": ""},
        {"event": "File", "path": None},
        wire(id="2"),
        wire(id=True),
        wire(kind="thing"),
        wire(span=None),
        wire(span={"path": "/w/m.py", "line": 1}),
        wire(span={**dataclasses.asdict(SPAN), "line": 1.5}),
        wire(input_shapes=[[[1]]]),
        wire(input_shapes={"0": [1]}),
        wire(output_shapes=[[None, 2.0]]),
        wire(weights=[7, 4, 3, 28]),
        wire(config={"activation": 1}),
        wire(producers=[None]),
        wire(failed=0),
        wire(__class__="Call"),
    ],
    ids=lambda raw: json.dumps(raw)[:60],
)
def test_what_has_another_form_is_refused(raw: object) -> None:
    with pytest.raises(MalformedError):
        from_wire(raw)


def test_deep_nesting_is_refused_and_does_not_crash() -> None:
    deep: list[Any] = []
    for _ in range(500):
        deep = [deep]
    with pytest.raises(MalformedError):
        from_wire(wire(input_shapes=deep))


def test_a_model_sent_again_takes_the_place_of_the_first() -> None:
    whole = Report("/w/m.py")
    whole.add(Model("net", "net", "Sequential", SPAN, built=False))
    whole.add(Model("other", "other", "Sequential", SPAN))
    whole.add(Model("net", "net", "Sequential", SPAN, built=True))
    whole.add(Rows("net", [LAYER]))
    whole.add(Rows("gone", [LAYER]))
    assert [(model.id, model.built) for model in whole.models] == [("net", True), ("other", True)]
    assert [model.layers for model in whole.models] == [[LAYER], []]


def test_calls_of_a_layer_tell_what_it_holds_at_the_end() -> None:
    whole = Report("/w/m.py")
    before, now = Weights(4, 4, 0, 16), Weights(7, 3, 4, 28)
    for number, layer in enumerate((31, 32, 31)):
        whole.add(Call(number, "layer", "dense", "Dense", SPAN, layer=layer, weights=before))
    whole.add(Call(3, "input", "input", "InputLayer", SPAN, layer=31))
    whole.add(Reweighed({"31": now}))
    assert [call.weights for call in whole.calls] == [now, before, now, None]


def test_what_was_counted_at_the_end_is_of_its_call() -> None:
    whole = Report("/w/m.py")
    for number in (1, 2):
        whole.add(Call(number, "layer", "own", "Own", SPAN))
    line = LineCost(SPAN, [4, 2])
    whole.add(Counted({"2": 6}, {"2": ["While"]}, ["2"], [line]))
    assert whole.line_costs == [line]
    first, second = whole.calls
    assert (first.flops, first.uncounted, first.one_step) == (None, [], False)
    assert (second.flops, second.uncounted, second.one_step) == (6, ["While"], True)


def test_the_layer_behind_an_output_tells_its_rank() -> None:
    whole = Report("/w/m.py")
    whole.add(Call(4, "input", "input", "InputLayer", SPAN, output_shapes=[None]))
    whole.add(Ranked(4, [None, "?", "?"], "Conv1D"))
    assert whole.calls[0].output_shapes == [[None, "?", "?"]]
    assert whole.calls[0].rank_from == "Conv1D"


def test_a_report_collects_what_it_is_sent() -> None:
    whole = Report("/w/m.py")
    for event in [*EVENTS, File("/w/m.py")]:
        whole.add(event)
    assert len(whole.calls) == 2
    assert [problem.code for problem in whole.problems] == ["KL101", "KL501"]
    assert [data.name for data in whole.data] == ["x", "y"]
    assert whole.files == ["/w/m.py"]
    assert whole.keras == KerasInfo("keras3", "3.15.1", "tensorflow")
    assert whole.sandbox.missing == ["network"]
