"""KL301, KL302: one layer has most of the parameters, and another form would need fewer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_lsp.presentation.figures import count_text, shapes_text
from keras_lsp.report import Problem, number_of
from keras_lsp.rules.graph import gives, layer_name
from keras_lsp.rules.layer_classes import DROPOUTS, GLOBAL_POOLING_BY_RANK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp.report import Call, Model
    from keras_lsp.rules.graph import Graph

_SHARE = 0.8
_MANY = 1_000_000
_SEQUENCE_RANK = 3


def most_in_one_dense(graph: Graph) -> Iterator[Problem]:
    """KL301 behind a flattened image, KL302 behind a flattened sequence."""
    calls = {call.layer: call for call in graph.report.calls if call.class_name == "Dense"}
    for model in graph.report.models:
        if model.known_weights is None or model.weights is None or model.nested:
            continue
        for call in (calls[number] for number in _layers_of(graph, model) if number in calls):
            flat = graph.giver(call, DROPOUTS)
            if flat is None or flat.class_name != "Flatten" or call.weights is None:
                continue
            share = call.weights.total / max(model.weights.total, 1)
            if call.weights.total >= _MANY and share >= _SHARE:
                yield _problem(model, call, flat, share)


def _layers_of(graph: Graph, model: Model) -> list[int | None]:
    """The numbers of the layers that the model's outputs depend on."""
    found: dict[int, int | None] = {}
    waiting = list(model.outputs)
    while waiting:
        number = waiting.pop()
        call = graph.calls.get(number)
        if call is not None and number not in found:
            found[number] = call.layer
            waiting += call.producers
    return list(found.values())


def _problem(model: Model, call: Call, flat: Call, share: float) -> Problem:
    shape = (flat.input_shapes[0] if flat.input_shapes else None) or []
    units = number_of((call.output_shapes[0] or [None])[-1])
    channels = number_of(shape[-1]) if shape else None
    assert call.weights is not None  # noqa: S101 - asked before
    message = (
        f"{layer_name(call)} has {share:.0%} of the parameters of "
        f"`{model.variable or model.name}`: {count_text(call.weights.total)}."
    )
    pooling = GLOBAL_POOLING_BY_RANK.get(len(shape))
    if pooling and units and channels:
        other = count_text(channels * units + units)
        message += f" After {pooling} instead of `{flat.name}` it would have {other}."
    if len(shape) == _SEQUENCE_RANK:
        message += " To apply it to each step, use Dense (or TimeDistributed) without flattening."
    code = "KL302" if len(shape) == _SEQUENCE_RANK else "KL301"
    note = gives(flat)
    note.message += f" of {shapes_text(flat.input_shapes)}"
    return Problem(code, "information", message, call.span, related=[note])


RULES_NEEDING_COMPLETE_DATA = (most_in_one_dense,)
