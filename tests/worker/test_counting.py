"""What layers of the program's own compute, counted from the operations of the back end."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from keras_lsp.runs.local_workers import LocalWorkers
from tests import reports
from tests.expectations.jobs import TORCH, VENV
from tests.sampling import sampled

if TYPE_CHECKING:
    from keras_lsp.report import Model, Report

pytestmark = pytest.mark.asyncio(loop_scope="session")

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent / "counted"
TRUTH = VENV / "truth" / "bin" / "python"
# Each back end computes these by other operations than TensorFlow, whose the formulas are.
FORMS_OF_TENSORFLOW = {
    "Activation", "LayerNormalization", "GroupNormalization", "RMSNormalization", "Softmax",
    "PReLU", "ELU", "LeakyReLU",
}  # fmt: skip
# JAX divides a sum; PyTorch normalizes in steps.
OTHERWISE = {
    "jax": [f"formula_AveragePooling{rank}D" for rank in (1, 2, 3)],
    "torch": ["formula_BatchNormalization"],
}


async def report_of(workers: LocalWorkers, text: str, interpreter: str = sys.executable) -> Report:
    return await reports.clean_report_of(
        workers, HERE, text, interpreter=interpreter, total_timeout=200.0
    )


def text_of(name: str) -> str:
    return (HERE / f"{name}.py").read_text("utf-8")


def pairs_of(report: Report) -> list[tuple[Model, Model]]:
    """For each layer of Keras' own the model with it, and that with one that is counted."""
    return list(zip(report.models[::2], report.models[1::2], strict=True))


def layers_of(part: int) -> str:
    """A program with each third layer: counting ends after a second."""
    return text_of("all_layers").replace("in CASES:", f"in CASES[{part}::3]:")


@pytest.mark.parametrize("part", [0, 1, 2])
async def test_formulas_say_what_is_counted(part: int, workers: LocalWorkers) -> None:
    pairs = pairs_of(await report_of(workers, layers_of(part)))
    wrong = [
        (formula.name, formula.layers[-1].config, formula.flops, count.flops)
        for formula, count in pairs
        if formula.flops is None or count.flops != pytest.approx(formula.flops, rel=0.01)
    ]
    assert wrong == []
    assert len(pairs) > 30


@pytest.mark.long
@pytest.mark.parametrize("backend", ["jax", "torch"])
async def test_other_back_ends_count_the_same(
    backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if backend == "torch" and not TORCH.exists():
        pytest.skip("PyTorch is not installed (`make test-flavours`)")
    monkeypatch.setenv("KERAS_BACKEND", backend)
    workers = LocalWorkers()
    try:
        interpreter = str(TORCH) if backend == "torch" else sys.executable
        reports = [await report_of(workers, layers_of(part), interpreter) for part in range(3)]
    finally:
        await workers.close()
    assert {report.keras.backend for report in reports if report.keras} == {backend}
    wrong = [
        (formula.name, formula.flops, count.flops)
        for report in reports
        for formula, count in pairs_of(report)
        if formula.name.split("_")[1] not in FORMS_OF_TENSORFLOW
        and (formula.flops is None or count.flops != pytest.approx(formula.flops, rel=0.05, abs=1))
    ]
    assert sorted(name for name, _, _ in wrong) == OTHERWISE[backend], wrong


async def test_operations_by_hand(workers: LocalWorkers) -> None:
    report = await report_of(workers, text_of("operations"))
    twice = 2 * 8 * 8 * (2 * 8 + 1) + 64
    counts = {model.variable: model.flops for model in report.models}
    assert counts == {
        "loop": 5 * 64 * 2,
        "recurrent": 8 * (2 * 8 * 4 + 4 * (2 * 4 + 1) + 4),
        "function": 2 * 8 * 8 * 8,
        "either": 64 + 2 * 8 * 8 * 8,
        "each_one": 2 * 8 * 8 * 8,
        "inverse": None,
        "merged": 8 * 3 * (2 * 8 + 1),
        "twice": twice,
        "anonymous": 64,
        "operation": 2 * 8 * 8 * 8,
        "blocks": 3 * twice,
        "of_any_length": 4 * 3 * (2 * (4 + 3) + 2) + 4 * 3,
        "of_four": twice,
        "made_inside": 8 * 8 * (2 * 8 + 1) + 64,
    }
    rows = {model.variable: model.layers[-1] for model in report.models}
    assert (rows["inverse"].flops, rows["inverse"].uncounted) == (64, ["MatrixInverse"])
    assert [name for name, row in rows.items() if row.one_step] == ["of_any_length"]
    # What the `call` prints when it is counted, it has printed before.
    assert "".join(output.text for output in report.output) == "once\n"


@pytest.mark.parametrize(
    "backend",
    [
        "tensorflow",
        pytest.param("jax", marks=pytest.mark.long),
        pytest.param("torch", marks=pytest.mark.long),
    ],
)
async def test_lines_say_what_they_compute_beside_the_layers_that_they_call(
    backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if backend == "torch" and not TORCH.exists():
        pytest.skip("PyTorch is not installed (`make test-flavours`)")
    monkeypatch.setenv("KERAS_BACKEND", backend)
    text = text_of("lines")
    workers = LocalWorkers()
    try:
        report = await report_of(
            workers, text, str(TORCH) if backend == "torch" else sys.executable
        )
    finally:
        await workers.close()
    lines = text.splitlines()
    costs = {lines[cost.span.line - 1].strip(): cost for cost in report.line_costs}
    # The number of rounds is not in a program of JAX.
    (line,) = (line for line in costs if "while_loop" in line or "step + 1" in line)
    loop = costs.pop(line)
    assert (loop.flops, loop.uncounted) == (
        ([0], ["while"]) if backend == "jax" else ([5 * 16 * 64 * 2], [])
    )
    assert {line: cost.flops for line, cost in costs.items()} == {
        "scores = ops.matmul(query, ops.transpose(key, (0, 2, 1)))": [
            2 * 16 * 16 * 64, 2 * 16 * 16 * 32
        ],
        "scores = scores / 8.0": [16 * 16],
        "return ops.matmul(scores, value)": [2 * 16 * 16 * 64, 2 * 16 * 16 * 32],
        "x = self.query(x) + 1.0": [16 * 64, 16 * 32],
        "y = x + x": [16],
        "return ops.linalg.inv(y)": [0],
    }  # fmt: skip
    assert [cost.uncounted for cost in costs.values() if cost.uncounted] == [INVERSES[backend]]


INVERSES = {
    "tensorflow": ["MatrixInverse"],
    "jax": ["lu", "custom_linear_solve"],
    "torch": ["linalg_inv_ex"],
}


# What TensorFlow's profiler says of these for one sample, see `counted/profiled.py`. It knows no
# `Einsum`, as which Keras computes attention, and no steps of recurrent layers: those are added.
ATTENTION = 2 * 12 * 2 * 1024 * 1024 * 768
STEPS = {
    "lstm": 2 * 40 * (4 * 128 * (2 * (128 + 128) + 2) + 4 * 128),
    "gru": 2 * 40 * (3 * 64 * (2 * (256 + 64) + 3) + 5 * 64),
    "cell": 40 * (64 * (2 * 128 + 1) + 64 * 2 * 64 + 64),
    "tags": 40 * 17 * (2 * 64 + 1 + 3),
}
PROFILED = {
    "u_net": 18_398_347_776,
    "bert_base": 97_081_152_256,
    "gpt2_small": 254_332_215_296 + ATTENTION,
    "vision_transformer": 409_122_628,
    "lstm_tagger": sum(STEPS.values()),
    "diffusion_u_net": 1_170_910_278,
}
# PyTorch's `flop_counter` counts products alone, and no attention that is one operation.
BY_PYTORCH = {
    "u_net": 18_379_440_128,
    "bert_base": 96_637_943_808,
    "gpt2_small": 252_993_601_536 + ATTENTION,
    "vision_transformer": 402_121_216,
    "lstm_tagger": 31_896_576,
    "diffusion_u_net": 1_160_388_608,
}
# Of ViT, too, attention is computed by an `Einsum`.
OF_KERAS_HUB = {
    "hub_bert_base": 97_104_745_216,
    "hub_gpt2_small": 213_948_942_336,
    "hub_vit_base": 33_812_395_240 + 2 * 12 * 2 * 197 * 197 * 768,
}


@pytest.mark.parametrize("name", sampled(PROFILED))
async def test_whole_architectures_are_within_a_hundredth_of_the_profiler(
    name: str, workers: LocalWorkers
) -> None:
    model = await model_of_architecture(name, workers, sys.executable)
    assert model.flops == pytest.approx(PROFILED[name], rel=0.01)


async def model_of_architecture(name: str, workers: LocalWorkers, interpreter: str) -> Model:
    text = text_of(f"architectures/{name}")
    limits = {"timeout": 60.0, "total_timeout": 200.0}
    report = await reports.report_of(workers, HERE, text, interpreter=interpreter, **limits)
    assert report.status == "ok"
    assert [each.code for each in report.problems if each.severity != "information"] == []
    return report.models[-1]


@pytest.mark.long
@pytest.mark.parametrize("name", BY_PYTORCH)
async def test_on_pytorch_they_are_a_little_more_than_its_own_count_of_products(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not TORCH.exists():
        pytest.skip("PyTorch is not installed (`make test-flavours`)")
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    workers = LocalWorkers()
    try:
        model = await model_of_architecture(name, workers, str(TORCH))
    finally:
        await workers.close()
    assert model.flops is not None
    assert 1 < model.flops / BY_PYTORCH[name] < 1.02


@pytest.mark.long
@pytest.mark.parametrize("name", BY_PYTORCH)
async def test_of_the_products_alone_pytorch_counts_the_same(name: str) -> None:
    if not TORCH.exists():
        pytest.skip("PyTorch is not installed (`make test-flavours`)")
    profiled = await asyncio.to_thread(
        subprocess.run, [TORCH, "tests/worker/counted/profiled.py", name],
        cwd=ROOT, env={**os.environ, "KERAS_BACKEND": "torch", "PYTHONPATH": str(ROOT)},
        check=True, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    products = BY_PYTORCH[name] - (ATTENTION if name == "gpt2_small" else 0)
    assert profiled.stdout == f"{name} {products} {products}\n"


@pytest.mark.long
@pytest.mark.parametrize("backend", ["tensorflow", "jax"])
@pytest.mark.parametrize("name", OF_KERAS_HUB)
async def test_so_are_the_backbones_of_keras_hub(
    name: str, backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not TRUTH.exists():
        pytest.skip("keras_hub is not installed (`make test-flavours`)")
    monkeypatch.setenv("KERAS_BACKEND", backend)
    workers = LocalWorkers()
    try:
        model = await model_of_architecture(name, workers, str(TRUTH))
    finally:
        await workers.close()
    assert model.flops == pytest.approx(OF_KERAS_HUB[name], rel=0.01)


def of_block(steps: int) -> dict[str, int]:
    """What a `Block` of `of_any_size` takes for so many steps, part by part."""
    projections = 3 * steps * 64 * (2 * 64 + 1)
    scores = 2 * steps * (32 + steps * (2 * (32 + 32) + 3))
    return {
        "attention": projections + scores + steps * 64 * (2 * 64 + 1),
        "norm": steps * 64 * 9,
        "feed": steps * 64 * (2 * 64 + 1),
        "sums": 2 * steps * 64,
    }


async def test_a_nested_model_of_any_size_is_counted_on_the_sizes_of_its_call(
    workers: LocalWorkers,
) -> None:
    report = await report_of(workers, text_of("of_any_size"))
    models = {model.variable: model for model in report.models}
    block = sum(of_block(128).values())
    rows = [(row.class_name, row.flops, row.one_step) for row in models["classifier"].layers]
    inside = [
        ("Block", block, False),
        ("MultiHeadAttention", of_block(128)["attention"], False),
        ("LayerNormalization", of_block(128)["norm"], False),
        ("Dense", of_block(128)["feed"], False),
    ]
    assert rows == [
        ("InputLayer", 0, False),
        ("Functional", 2 * block, False),
        ("InputLayer", 0, False),
        ("Embedding", 0, False),
        *inside,
        *inside,
        ("Positions", 128 * 64, False),
        ("Embedding", 0, False),
        ("GetItem", 0, False),
        ("Dense", 2 * (2 * 64 + 1), False),
    ]
    assert models["classifier"].flops == 2 * block + 128 * 64 + 2 * (2 * 64 + 1)
    # By itself, for one step.
    assert models["encoder"].flops == 2 * sum(of_block(1).values())
    assert {row.one_step for row in models["encoder"].layers if row.class_name == "Block"} == {
        True
    }
    # Two calls on different sizes: each counts.
    called_twice = models["pair"].layers[1]
    assert (called_twice.class_name, called_twice.calls) == ("Functional", 2)
    assert called_twice.flops == 2 * (block + sum(of_block(64).values()))


async def test_so_are_pictures_and_calls_on_arrays(workers: LocalWorkers) -> None:
    report = await report_of(workers, text_of("of_any_size"))
    models = {model.variable: model for model in report.models}
    first = 30 * 30 * 8 * (2 * 9 * 3 + 1)
    second = 28 * 28 * 16 * (2 * 9 * 8 + 1)
    pooling = 28 * 28 * 16
    assert [row.flops for row in models["pictures"].layers] == [
        first + second + pooling,
        first,
        second,
        pooling,
        10 * (2 * 16 + 1),
    ]
    (on_arrays,) = [call for call in report.calls if call.input_shapes == [[2, 16]]]
    assert on_arrays.flops == 2 * sum(of_block(16).values())


async def test_a_call_of_a_block_tells_what_is_inside(workers: LocalWorkers) -> None:
    report = await report_of(workers, text_of("operations"))
    (model,) = [model for model in report.models if model.variable == "blocks"]
    assert [(row.path, row.calls) for row in model.layers][:4] == [
        (["twice_1"], 1),
        (["twice_1", "dense_3"], 2),
        (["twice_2"], 1),
        (["twice_2", "dense_4"], 2),
    ]
    inside = model.layers[1]
    assert (inside.inbound, inside.takes) == (["dense_3"], [0, None])
    assert inside.flops == 2 * 8 * 8 * (2 * 8 + 1)
    (recurrent,) = [model for model in report.models if model.variable == "recurrent"]
    assert [row.class_name for row in recurrent.layers] == ["InputLayer", "RNN"]
