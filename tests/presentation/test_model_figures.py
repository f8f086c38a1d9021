"""The figures of a model, and how they change."""

from __future__ import annotations

from keras_lsp.presentation.model_figures import FIGURES
from keras_lsp.report import Layer, Model, Span, Weights

PARAMS, FLOPS, OUTPUTS = FIGURES
SPAN = Span("/a.py", 1, 1, 1, 2)


def model(count: int, flops: int | None = 10, *, at_least: bool = False) -> Model:
    layer = Layer(
        "dense", "Dense", ["dense"], output_shapes=[[None, count]], dtype="float32", flops=flops
    )
    weights = Weights(count, count, 0, 4 * count, at_least=at_least)
    return Model("m", "m", "Sequential", SPAN, weights=weights, layers=[layer])


def test_the_figures_of_one_model() -> None:
    assert [figure.text(model(2000)) for figure in FIGURES] == ["2,000", "10", "250.00 KB"]
    assert [figure.text(model(5, None)) for figure in FIGURES[:2]] == ["5", "unknown (Dense)"]
    assert PARAMS.text(model(5, at_least=True)) == "at least 5 (others unknown)"


def test_a_model_without_shapes_has_no_costs() -> None:
    bare = Model("m", "m", "Sequential", SPAN)
    assert [figure.text(bare) for figure in FIGURES] == ["", "", ""]


def test_a_change() -> None:
    assert PARAMS.change(model(2000), model(1500)) == "2,000 → 1,500 (−500)"
    assert PARAMS.change(model(2), model(2)) == "2"
    assert FLOPS.change(model(2), model(2, None)) == "10 → unknown (Dense)"
    assert FLOPS.change(Model("m", "m", "Sequential", SPAN), model(2)) == "10"
    assert OUTPUTS.change(model(2), model(4)) == "256.00 B → 512.00 B (+256.00 B)"
