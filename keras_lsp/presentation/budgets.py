"""KL701: what a project's models may cost at most, and which of them cost more.

The limits are in `[tool.keras-lsp.budgets]` of a pyproject.toml, for all models or for those whose
name fits a pattern.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from keras_lsp.presentation.model_figures import FIGURES, Measured
from keras_lsp.report import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from keras_lsp.presentation.costs import Amount
    from keras_lsp.presentation.model_figures import Figure
    from keras_lsp.report import Model, Report

_CODE = "KL701"
_ALL = "*"
_PREFIX = "max-"
_SIZE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([KMGTB]?)(i?B)?\s*", re.IGNORECASE)
_POWERS = {"": 0, "K": 1, "M": 2, "G": 3, "B": 3, "T": 4}
_WHERE = "pyproject.toml: tool.keras-lsp.budgets"


@dataclass(frozen=True)
class Budget:
    """A limit.

    Attributes:
        pattern: of the models' names, `*` for all.
        figure: what is limited.
        most: how much of it there may be.
    """

    pattern: str
    figure: Figure
    most: int

    @property
    def setting(self) -> str:
        """Its name in the project's table."""
        return f"{_PREFIX}{self.figure.key}"

    @property
    def text(self) -> str:
        """The limit, for people."""
        return self.figure.write(self.most)


def read(table: object) -> tuple[list[Budget], list[str]]:
    """The budgets of a project, and what is wrong with them.

    Args:
        table: `[tool.keras-lsp.budgets]`: limits, and a table of limits by pattern. Of several
            limits for a model the last one holds, those for all models coming first.
    """
    if table is None:
        return [], []
    if not isinstance(table, dict):
        return [], [f"{_WHERE}: expected a table of limits, not {table!r}"]
    warnings: list[str] = []
    limits = {key: value for key, value in table.items() if not isinstance(value, dict)}
    budgets = [*_limits(_ALL, limits, _WHERE, warnings)]
    for pattern, inner in table.items():
        if isinstance(inner, dict):
            budgets += _limits(pattern, inner, f'{_WHERE}."{pattern}"', warnings)
    return budgets, warnings


def _limits(
    pattern: str, limits: Mapping[str, object], where: str, warnings: list[str]
) -> Iterator[Budget]:
    figures = {f"{_PREFIX}{figure.key}": figure for figure in FIGURES}
    for key, value in limits.items():
        figure = figures.get(key)
        if figure is None:
            warnings.append(f"{where}.{key} is ignored; there are {', '.join(figures)}")
            continue
        most = _amount(value, figure)
        if most is None:
            example = '"512 MB"' if figure.in_bytes else '1_000_000 or "1.5M"'
            warnings.append(f"{where}.{key}: expected {example}, not {value!r}; it is ignored")
        else:
            yield Budget(pattern, figure, most)


def _amount(value: object, figure: Figure) -> int | None:
    """A number, or one with a unit; None if it is neither."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    if not isinstance(value, str):
        return int(value) if value >= 0 else None
    match = _SIZE.fullmatch(value)
    if match is None or (match[3] and not figure.in_bytes):
        return None
    unit = match[2].upper()
    if figure.in_bytes:
        return int(float(match[1]) * 1024 ** (0 if unit == "B" else _POWERS[unit]))
    return int(float(match[1]) * 1000 ** _POWERS[unit])


def of_model(model: Model, budgets: Sequence[Budget]) -> list[Budget]:
    """The limits that hold for a model, one for each figure at most."""
    names = {model.name, model.variable}
    found = {
        budget.figure.key: budget
        for budget in budgets
        if any(fnmatchcase(name, budget.pattern) for name in names)
    }
    return [*found.values()]


def spent(measured: Measured, budgets: Sequence[Budget]) -> Iterator[tuple[Budget, Amount]]:
    """The limits for a model whose figures are known, each with what it comes to."""
    for budget in of_model(measured.model, budgets):
        amount = budget.figure.of(measured)
        # What is known of a sum may be more than it may come to already.
        if amount is not None and (amount.exact is not None or amount.known > budget.most):
            yield budget, amount


def shares(measured: Measured, budgets: Sequence[Budget]) -> Iterator[str]:
    """How much of its limits a model takes, as far as known: `params 13,610 of 20,000 (68%)`."""
    for budget in of_model(measured.model, budgets):
        figure, amount = budget.figure, budget.figure.of(measured)
        if amount is None or not (amount.known or amount.exact is not None):
            continue
        if amount.exact is None:
            yield f"{figure.key} {amount.text(figure.write)} of {budget.text}"
        else:
            part = f" ({100 * amount.exact / budget.most:.0f}%)" if budget.most else ""
            yield f"{figure.key} {figure.write(amount.exact)} of {budget.text}{part}"


def apply(report: Report, budgets: Sequence[Budget]) -> None:
    """Add a problem at each model that costs more than it may, to a report with or without."""
    found = [problem for problem in report.problems if problem.code != _CODE]
    report.problems = [*found, *_problems(report, budgets)]


def _problems(report: Report, budgets: Sequence[Budget]) -> Iterator[Problem]:
    """Those of the outermost models; nested ones are parts of others."""
    for model in report.models if budgets else ():
        if model.nested:
            continue
        for budget, amount in spent(Measured(model, report), budgets):
            if amount.known > budget.most:
                yield Problem(_CODE, "error", _message(model, budget, amount), model.span)


def _message(model: Model, budget: Budget, amount: Amount) -> str:
    figure = budget.figure
    least = "at least " if amount.exact is None else ""
    more = figure.write(amount.known - budget.most)
    return (
        f"`{model.variable or model.name}` {figure.verb} {amount.text(figure.write)} "
        f"{figure.unit}, {least}{more} more than its budget of {budget.text} "
        f"(`{budget.setting}` for `{budget.pattern}` in pyproject.toml)."
    )
