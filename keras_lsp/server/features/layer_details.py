"""All that is known of one layer of a model, in rows: for an editor that shows it at length."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from keras_lsp.presentation import cards

if TYPE_CHECKING:
    from keras_lsp.report import Layer, Model, Problem, Report, Span


def details(report: Report, model: Model, layer: Layer) -> dict[str, Any]:
    """What is told of a layer, but for its problems.

    Args:
        report: of the run.
        model: one of its models.
        layer: one of the model's layers.
    """
    from keras_lsp import plot

    card = cards.layer_card(report, model, layer)
    givers, takers = plot.neighbours(model, layer)
    return {
        "path": layer.path,
        "name": layer.name,
        "class": layer.class_name,
        "markdown": cards.as_markdown(replace(card, page=None)),
        "rows": [[key, value] for key, value in card.rows if key != cards.CONFIG],
        "page": card.page,
        "config": [[key, value] for key, value in layer.config.items()],
        "inbound": [each.path for each in givers],
        "outbound": [each.path for each in takers],
    }


def problems_of(
    model: Model, problems: list[Problem]
) -> list[list[tuple[dict[str, Any], Span | None]]]:
    """For each of the model's layers what is wrong with it, and where that stands.

    Why its call failed is the first of it, unless one of the problems says so.

    Args:
        model: the model.
        problems: those of the run that are shown.
    """
    found: dict[int, list[Problem]] = {id(layer): [] for layer in model.layers}
    for problem in problems:
        for layer in _blamed(model, problem):
            found[id(layer)].append(problem)
    return [_told(layer, found[id(layer)]) for layer in model.layers]


def _told(layer: Layer, own: list[Problem]) -> list[tuple[dict[str, Any], Span | None]]:
    told: list[tuple[dict[str, Any], Span | None]] = [
        ({"severity": each.severity, "code": each.code, "message": each.message}, each.span)
        for each in own
    ]
    if layer.error is not None and not any(layer.error in each.message for each in own):
        told.insert(0, ({"severity": "error", "code": None, "message": layer.error}, None))
    return told


def _blamed(model: Model, problem: Problem) -> list[Layer]:
    """The layers at a problem; an error on a line of several layers is of those that fail."""
    around = [
        (each, span)
        for each in model.layers
        for span in (each.span, each.call_span)
        if span is not None and span.contains(problem.span)
    ]
    innermost = [
        each
        for each, span in around
        if not any(other != span and span.contains(other) for _, other in around)
    ]
    failing = [each for each in innermost if each.error is not None]
    blamed = failing if problem.severity == "error" and failing else innermost
    return [*{id(each): each for each in blamed}.values()]
