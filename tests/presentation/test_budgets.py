"""Budgets: which limits hold for a model, and what is said where one is exceeded."""

from __future__ import annotations

import pytest

from keras_lsp.presentation import budgets
from keras_lsp.report import Layer, Model, Report, Span, Weights

SPAN = Span("/a.py", 4, 1, 4, 9)


def model(variable: str, count: int, *, nested: bool = False, at_least: bool = False) -> Model:
    layer = Layer(
        "dense", "Dense", ["dense"], output_shapes=[[None, 4]], dtype="float32", flops=2 * count
    )
    weights = Weights(count, count, 0, 4 * count, at_least=at_least)
    return Model(
        variable, "net", "Functional", SPAN, variable, weights=weights, layers=[layer],
        nested=nested,
    )  # fmt: skip


def told(table: object, *models: Model) -> list[str]:
    limits, warnings = budgets.read(table)
    assert warnings == []
    report = Report("/a.py", models=list(models))
    budgets.apply(report, limits)
    budgets.apply(report, limits)
    assert {(each.code, each.severity, each.span) for each in report.problems} <= {
        ("KL701", "error", SPAN)
    }
    return [problem.message for problem in report.problems]


def test_what_is_within_its_budget_is_right() -> None:
    assert told({"max-params": 100, "max-flops": 200, "max-outputs": 512}, model("m", 100)) == []
    assert told(None, model("m", 10**9)) == []


def test_what_is_beyond_says_by_how_much_and_whose_limit_it_is() -> None:
    assert told({"max-params": "1K", "max-flops": 4000}, model("m", 1500)) == [
        (
            "`m` has 1,500 parameters, 500 more than its budget of 1,000 (`max-params` for `*` in "
            "pyproject.toml)."
        )
    ]
    assert told({"max-flops": 100}, model("m", 60)) == [
        (
            "`m` has 120 FLOPs for one sample, 20 more than its budget of 100 (`max-flops` for "
            "`*` in pyproject.toml)."
        )
    ]
    assert told({"max-outputs": "0.25 KB"}, model("m", 1)) == [
        (
            "`m` has 512.00 B for the outputs, 256.00 B more than its budget of 256.00 B "
            "(`max-outputs` for `*` in pyproject.toml)."
        )
    ]


def test_the_last_limit_that_fits_the_name_holds() -> None:
    table = {"teach*": {"max-params": 500}, "max-params": 100, "nothing": {"max-params": 1}}
    assert len(told(table, model("teacher", 400))) == 0
    assert len(told(table, model("student", 400))) == 1
    assert "`net`" in told({"net": {"max-params": 1}}, model("m", 2))[0]  # By its name in Keras.


def test_nested_models_are_parts_of_others() -> None:
    assert told({"max-params": 1}, model("m", 2, nested=True)) == []


def test_what_is_not_known_is_not_told_unless_it_is_too_much_already() -> None:
    assert told({"max-params": 100}, model("m", 50, at_least=True)) == []
    assert len(told({"max-params": 100}, model("m", 150, at_least=True))) == 1


@pytest.mark.parametrize(
    ("table", "warning"),
    [
        (3, "pyproject.toml: tool.keras-lsp.budgets: expected a table of limits, not 3"),
        (
            {"max-parameters": 1},
            (
                "pyproject.toml: tool.keras-lsp.budgets.max-parameters is ignored; there are "
                "max-params, max-flops, max-outputs"
            ),
        ),
        (
            {"a*": {"max-params": "5 MB"}},
            (
                'pyproject.toml: tool.keras-lsp.budgets."a*".max-params: expected 1_000_000 or '
                "\"1.5M\", not '5 MB'; it is ignored"
            ),
        ),
        (
            {"max-outputs": True},
            (
                'pyproject.toml: tool.keras-lsp.budgets.max-outputs: expected "512 MB", not True; '
                "it is ignored"
            ),
        ),
        ({"max-flops": -1}, "pyproject.toml: tool.keras-lsp.budgets.max-flops: expected 1_000_0"),
    ],
)
def test_what_is_wrong_with_them_is_told(table: object, warning: str) -> None:
    limits, warnings = budgets.read(table)
    assert limits == []
    assert len(warnings) == 1
    assert warnings[0].startswith(warning)


@pytest.mark.parametrize(
    ("text", "amount"),
    [("1.5M", 1_500_000), (" 2 g ", 2 * 10**9), (7, 7), ("3", 3), ("1B", 10**9)],
)
def test_counts(text: object, amount: int) -> None:
    assert budgets.read({"max-params": text})[0][0].most == amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [("1.5 MB", 3 << 19), ("2GiB", 2 << 30), ("64 B", 64), ("1K", 1024), (9, 9)],
)
def test_memory(text: object, amount: int) -> None:
    assert budgets.read({"max-outputs": text})[0][0].most == amount
