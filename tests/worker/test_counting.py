"""What layers of the program's own compute, counted from the operations of the back end."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from keras_lsp.report import RunConfig
from keras_lsp.runs.local_workers import LocalWorkers
from keras_lsp.runs.workers import Job
from tests.expectations.jobs import VENV
from tests.sampling import sampled

if TYPE_CHECKING:
    from keras_lsp.report import Model, Report

pytestmark = pytest.mark.asyncio(loop_scope="session")

HERE = Path(__file__).parent / "counted"
TORCH = VENV / "torch" / "bin" / "python"
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
    config = RunConfig((str(HERE),), interpreter, timeout=60.0, total_timeout=200.0)
    report = await workers.run(Job(str(HERE / "m.py"), text, config, preload=("keras",)))
    assert (report.status, report.problems) == ("ok", [])
    return report


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


@pytest.mark.parametrize(
    "backend", [pytest.param("jax"), pytest.param("torch", marks=pytest.mark.long)]
)
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


@pytest.mark.parametrize("name", sampled(PROFILED))
async def test_whole_architectures_are_within_a_hundredth_of_the_profiler(
    name: str, workers: LocalWorkers
) -> None:
    config = RunConfig((str(HERE),), timeout=60.0, total_timeout=200.0)
    text = text_of(f"architectures/{name}")
    report = await workers.run(Job(str(HERE / "m.py"), text, config, preload=("keras",)))
    assert report.status == "ok"
    assert [each.code for each in report.problems if each.severity != "information"] == []
    assert report.models[-1].flops == pytest.approx(PROFILED[name], rel=0.01)


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
