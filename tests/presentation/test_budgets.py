"""Budgets: which limits hold for a model, and what is said where one is exceeded."""

from __future__ import annotations

import pytest

from keras_lsp.presentation import budgets
from keras_lsp.presentation.model_figures import Measured
from keras_lsp.report import Layer, Model, Report, Span, Weights
from tests.memory.rows import report_of, row, weights

SPAN = Span("/a.py", 4, 1, 4, 9)


def model(variable: str, count: int, *, nested: bool = False, at_least: bool = False) -> Model:
    layer = Layer(
        "dense", "Dense", ["dense"], output_shapes=[[None, 4]], dtype="float32", flops=2 * count
    )
    held = Weights(count, count, 0, 4 * count, at_least=at_least)
    return Model(
        variable, "net", "Functional", SPAN, variable, weights=held, layers=[layer],
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
            "`m` takes 120 FLOPs for one sample, 20 more than its budget of 100 (`max-flops` for "
            "`*` in pyproject.toml)."
        )
    ]
    assert told({"max-outputs": "0.25 KB"}, model("m", 1)) == [
        (
            "`m` takes 512.00 B for the outputs, 256.00 B more than its budget of 256.00 B "
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
    assert told({"max-params": 100}, model("m", 150, at_least=True)) == [
        (
            "`m` has at least 150 (others unknown) parameters, at least 50 more than its budget "
            "of 100 (`max-params` for `*` in pyproject.toml)."
        )
    ]


def of_memory(backend: str, most: str, batch: int | None = 8192) -> tuple[list[str], list[str]]:
    """The messages for a model that `fit` trains, and its shares; 1,021 MB on PyTorch."""
    layer = row("Dense", [None, 784], [None, 4096], role="dense", weights=weights(785 * 4096))
    report, _ = report_of([layer], [[None, 784]], [[None, 4096]], backend=backend, batch=batch)
    limits, _ = budgets.read({"max-memory": most})
    budgets.apply(report, limits)
    shares = [*budgets.shares(Measured(report.models[0], report), limits)]
    return [problem.message for problem in report.problems], shares


def test_memory_to_train_is_held_to_the_figure_of_pytorch() -> None:
    assert of_memory("torch", "2 GB") == ([], ["memory 1 GB of 2 GB (50%)"])
    assert of_memory("torch", "600 MB") == (
        [
            (
                "`net` takes 1 GB at batch 8,192 to train on a GPU, 421 MB more than its budget "
                "of 600 MB (`max-memory` for `*` in pyproject.toml)."
            )
        ],
        ["memory 1 GB of 600 MB (170%)"],
    )


def test_and_elsewhere_to_the_least_that_it_may_be() -> None:
    least = ["memory at least 202 MB at batch 8,192 of 400 MB"]
    assert of_memory("jax", "400 MB") == ([], least)
    between = "about 202 MB–1.1 GB at batch 8,192"
    assert of_memory("tensorflow", "400 MB") == ([], [f"memory {between} of 400 MB"])
    assert of_memory("tensorflow", "180 MB")[0] == [
        (
            f"`net` takes {between} to train on a GPU, at least 22 MB more than its budget of "
            "180 MB (`max-memory` for `*` in pyproject.toml)."
        )
    ]
    assert of_memory("torch", "1 MB", None) == of_memory("numpy", "1 MB") == ([], [])


@pytest.mark.parametrize(
    ("table", "warning"),
    [
        (3, "pyproject.toml: tool.keras-lsp.budgets: expected a table of limits, not 3"),
        (
            {"max-parameters": 1},
            (
                "pyproject.toml: tool.keras-lsp.budgets.max-parameters is ignored; there are "
                "max-params, max-flops, max-outputs, max-memory"
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
