"""KL201, KL202: what the program makes and does not use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_lsp.presentation.figures import shapes_text
from keras_lsp.report import Problem
from keras_lsp.rules.graph import layer_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp.report import Call, Model, Span
    from keras_lsp.rules.graph import Graph


def lost_tensors(graph: Graph) -> Iterator[Problem]:
    """KL201: the last of the calls on a model's input whose output reaches no output."""
    inputs = _inputs_of_models(graph)
    if not inputs or not _saw_all_uses(graph):
        return
    used = _reaching(graph, graph.outputs)
    # Keras knows of more ways than were seen as calls.
    listed = {layer.name for model in graph.report.models for layer in model.layers}
    by_span: dict[Span, list[Call]] = {}
    for call in graph.report.calls:
        by_span.setdefault(call.span, []).append(call)
    for calls in by_span.values():
        # A function that several models call may have use for its output in one of them only.
        if all(
            call.parent is None
            and not call.failed
            and None not in call.output_shapes
            and call.id not in used
            and call.name not in listed
            and not graph.users(call)
            for call in calls
        ):
            call = calls[-1]
            roots = _roots(graph, call)
            if call.kind in ("layer", "model") and roots and roots <= inputs.keys():
                model = inputs[min(roots)]
                yield Problem(
                    "KL201",
                    "warning",
                    f"The output of {layer_name(call)}, {shapes_text(call.output_shapes)}, is not "
                    f"used: no output of `{model.variable or model.name}` depends on it.",
                    call.span,
                    tags=["unnecessary"],
                )


def _inputs_of_models(graph: Graph) -> dict[int, Model]:
    """The calls of `Input` that models begin with, each with one of those models."""
    sites: dict[Span | None, Model] = {}
    for model in graph.report.models:
        for layer in model.layers:
            if len(layer.path) == 1:
                sites.setdefault(layer.span, model)
    return {
        call.id: sites[call.span]
        for call in graph.report.calls
        if call.kind == "input" and call.span in sites
    }


def _saw_all_uses(graph: Graph) -> bool:
    """Whether all uses of tensors were seen.

    In Keras 2 a loss may be added to a model; what a statement that raised would have used is
    not known.
    """
    keras = graph.report.keras
    raised = any(problem.code.startswith("KL6") for problem in graph.report.problems)
    return keras is not None and keras.flavour == "keras3" and not raised


def _reaching(graph: Graph, ends: set[int]) -> set[int]:
    """The calls that some of the ends depend on."""
    found: set[int] = set()
    waiting = list(ends)
    while waiting:
        number = waiting.pop()
        if number not in found and number in graph.calls:
            found.add(number)
            waiting += graph.calls[number].producers
    return found


def _roots(graph: Graph, call: Call) -> set[int]:
    """The inputs that a call depends on; empty if it depends on anything else."""
    roots = set()
    waiting, seen = [call.id], {call.id}
    while waiting:
        found = graph.calls.get(waiting.pop())
        if found is None or not found.direct or (not found.producers and found.kind != "input"):
            return set()
        if found.kind == "input":
            roots.add(found.id)
        new = set(found.producers) - seen
        seen |= new
        waiting += new
    return roots


def idle_layers(graph: Graph) -> Iterator[Problem]:
    """KL202: layers that are made and never used."""
    for layer in graph.report.idle:
        yield Problem(
            "KL202",
            "warning",
            f"`{layer.name}` ({layer.class_name}) is made here and never used.",
            layer.span,
            tags=["unnecessary"],
        )


RULES = (idle_layers,)
RULES_NEEDING_COMPLETE_DATA = (lost_tensors,)
