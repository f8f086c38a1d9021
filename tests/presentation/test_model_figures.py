"""The figures of a model, and how they change."""

from __future__ import annotations

from dataclasses import replace

from keras_lsp.presentation.model_figures import FIGURES, Measured
from keras_lsp.report import Layer, Model, Report, Span, Weights
from tests.memory.rows import report_of, row, weights

PARAMS, FLOPS, OUTPUTS, MEMORY = FIGURES
SPAN = Span("/a.py", 1, 1, 1, 2)


def model(count: int, flops: int | None = 10, *, at_least: bool = False) -> Measured:
    layer = Layer(
        "dense", "Dense", ["dense"], output_shapes=[[None, count]], dtype="float32", flops=flops
    )
    held = Weights(count, count, 0, 4 * count, at_least=at_least)
    return measured(Model("m", "m", "Sequential", SPAN, weights=held, layers=[layer]))


def measured(alone: Model) -> Measured:
    return Measured(alone, Report("/a.py", models=[alone]))


def trained(backend: str, *batches: int | None, units: int = 4096) -> Measured:
    """A model of 784 numbers that a `fit` for each batch trains."""
    layer = row("Dense", [None, 784], [None, units], role="dense", weights=weights(785 * units))
    report, fit = report_of([layer], [[None, 784]], [[None, units]], backend=backend)
    report.trainings = [replace(fit, batch=batch) for batch in batches]
    return Measured(report.models[0], report)


def test_the_figures_of_one_model() -> None:
    assert [figure.text(model(2000)) for figure in FIGURES] == ["2,000", "10", "250.00 KB", ""]
    assert [figure.text(model(5, None)) for figure in FIGURES[:2]] == ["5", "unknown (Dense)"]
    assert PARAMS.text(model(5, at_least=True)) == "at least 5 (others unknown)"


def test_a_model_without_shapes_has_no_costs() -> None:
    bare = measured(Model("m", "m", "Sequential", SPAN))
    assert [figure.text(bare) for figure in FIGURES] == ["", "", "", ""]


def test_what_training_takes_is_that_of_the_call_that_takes_most() -> None:
    assert MEMORY.text(trained("torch", 8, 8192, 64)) == "1 GB at batch 8,192"
    assert MEMORY.text(trained("jax", 8)) == "at least 49 MB at batch 8"
    assert MEMORY.text(trained("tensorflow", 8)) == "about 49–165 MB at batch 8"
    known = [MEMORY.of(trained(backend, 8)) for backend in ("torch", "jax", "tensorflow")]
    assert [amount.exact is not None for amount in known if amount is not None] == [
        True, False, False,
    ]  # fmt: skip


def test_of_a_model_that_is_not_trained_or_whose_batch_is_not_known_nothing_is_told() -> None:
    assert MEMORY.of(trained("torch")) is None
    assert MEMORY.of(trained("torch", None)) is None
    other = trained("torch", 8)
    other.report.trainings[0].model = 99
    assert MEMORY.of(other) is None


def test_a_change() -> None:
    assert PARAMS.change(model(2000), model(1500)) == "2,000 → 1,500 (−500)"
    assert PARAMS.change(model(2), model(2)) == "2"
    assert FLOPS.change(model(2), model(2, None)) == "10 → unknown (Dense)"
    assert FLOPS.change(measured(Model("m", "m", "Sequential", SPAN)), model(2)) == (
        "unknown → 10"
    )
    assert OUTPUTS.change(model(2), model(4)) == "256.00 B → 512.00 B (+256.00 B)"
    assert MEMORY.change(trained("torch", 8), trained("torch", 8192)) == (
        "150 MB at batch 8 → 1 GB at batch 8,192 (+871 MB)"
    )
    assert MEMORY.change(trained("jax", 8), trained("jax", 8, units=8)) == (
        "at least 49 MB at batch 8 → at least 1 MB at batch 8"
    )
