"""All that is known of one layer of a model, in rows: for an editor that shows it at length."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from keras_lsp.server.features import hover

if TYPE_CHECKING:
    from keras_lsp.report import Layer, Model, Problem, Report, Span


def details(
    report: Report, model: Model, layer: Layer, problems: list[Problem]
) -> tuple[dict[str, Any], list[Span | None]]:
    """What is told of a layer, and where each of its problems stands.

    Args:
        report: of the run.
        model: one of its models.
        layer: one of the model's layers.
        problems: those of the run that are shown.
    """
    from keras_lsp import plot

    card = hover.layer_card(report, model, layer)
    own = _problems_of(model, layer, problems)
    givers, takers = plot.neighbours(model, layer)
    told: list[dict[str, Any]] = [
        {"severity": each.severity, "code": each.code, "message": each.message} for each in own
    ]
    spans: list[Span | None] = [each.span for each in own]
    if layer.error is not None and not any(layer.error in each.message for each in own):
        told.insert(0, {"severity": "error", "code": None, "message": layer.error})
        spans.insert(0, None)
    return {
        "path": layer.path,
        "name": layer.name,
        "class": layer.class_name,
        "markdown": hover.as_markdown(card),
        "rows": [[key, value] for key, value in card.rows if key != hover.CONFIG],
        "config": [[key, value] for key, value in layer.config.items()],
        "problems": told,
        "inbound": [each.path for each in givers],
        "outbound": [each.path for each in takers],
    }, spans


def _problems_of(model: Model, layer: Layer, problems: list[Problem]) -> list[Problem]:
    """The problems at the layer; an error on a line of several layers is of those that fail."""
    found = []
    for problem in problems:
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
        if any(each is layer for each in blamed):
            found.append(problem)
    return found
