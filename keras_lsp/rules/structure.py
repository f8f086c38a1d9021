"""KL203 to KL210: layers in an order that defeats their purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_lsp.presentation.figures import shapes_text
from keras_lsp.report import Problem, numbers_of
from keras_lsp.rules.graph import activation, gives, is_activation, layer_name, sizes
from keras_lsp.rules.layer_classes import BETWEEN, CONVOLUTIONS, DROPOUTS, POOLINGS, RECURRENT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from keras_lsp.report import Call, Span
    from keras_lsp.rules.graph import Graph

    Rule = Callable[[Graph], Iterator[Problem]]

_DROPPING = DROPOUTS - {"ActivityRegularization"}
_QUIET = DROPOUTS | BETWEEN | {"Identity"}
_RECTIFIERS = ("relu", "relu6", "elu", "selu", "gelu", "silu", "leaky_relu", "prelu")
_SQUASHERS = ("softmax", "sigmoid", "tanh")
_NORMALIZED = ("softmax", "sigmoid", "log_softmax")
_IMAGE_RANK = 4


def _everywhere(rule: Rule) -> Rule:
    """The rule, where it holds for all calls of an expression: in every turn of a loop."""

    def strict(graph: Graph) -> Iterator[Problem]:
        found: dict[Span, list[Problem]] = {}
        for problem in rule(graph):
            found.setdefault(problem.span, []).append(problem)
        for span, problems in found.items():
            if len(problems) == graph.uses(span):
                yield problems[0]

    return strict


def dense_on_images(graph: Graph) -> Iterator[Problem]:
    """KL203: a chain of Dense from a convolution to the output, with nothing that flattens."""
    for call in graph.report.calls:
        shape = call.input_shapes[0] if call.input_shapes else None
        if call.class_name != "Dense" or shape is None or len(shape) < _IMAGE_RANK:
            continue
        before = graph.giver(call, _QUIET | {"Dense"})
        direct = graph.giver(call, _QUIET)
        if before is None or before is not direct or set(numbers_of(shape[1:-1])) <= {1, None}:
            continue
        if before.class_name not in CONVOLUTIONS | POOLINGS or "Transpose" in before.class_name:
            continue
        if _ends_in_dense(graph, call) and not _is_trained_like_that(graph, len(shape)):
            yield Problem(
                "KL203",
                "warning",
                f"{layer_name(call)} works only on the last axis of "
                f"{shapes_text(call.input_shapes)} and gives {shapes_text(call.output_shapes)}: "
                "one output per image position. For one output for the whole image, put Flatten "
                "or GlobalAveragePooling2D before it.",
                call.span,
                related=[gives(before)],
            )


def _ends_in_dense(graph: Graph, call: Call) -> bool:
    """Whether only Dense layers and such come between here and an output."""
    for _ in range(len(graph.calls)):
        if call.id in graph.outputs:
            return not graph.users(call)
        user = graph.only_user(call)
        if user is None or user.class_name not in _QUIET | {"Dense", "Softmax"}:
            return False
        call = user
    return False


def _is_trained_like_that(graph: Graph, rank: int) -> bool:
    """Whether a model is trained on targets of so many dimensions."""
    return any(
        target.shape is not None and len(target.shape) >= rank - 1
        for training in graph.report.trainings
        for target in training.targets
    )


def recurrent_on_one_step(graph: Graph) -> Iterator[Problem]:
    """KL204: a recurrent layer on the last state of another one, made a sequence again."""
    for call in graph.report.calls:
        if call.class_name not in RECURRENT:
            continue
        between = graph.giver(call)
        if between is None or between.class_name not in ("Reshape", "ExpandDims"):
            continue
        before = graph.giver(between, DROPOUTS)
        if before is not None and before.class_name in RECURRENT and _is_last_state(before):
            yield Problem(
                "KL204",
                "warning",
                f"{layer_name(call)} gets {shapes_text(call.input_shapes)}, which holds only the "
                f"last state of `{before.name}`. For the whole sequence, set "
                f"`return_sequences=True` in `{before.name}` and remove `{between.name}`.",
                call.span,
                related=[gives(before)],
            )


def _is_last_state(call: Call) -> bool:
    shape = call.output_shapes[0] if call.output_shapes else None
    return shape is not None and len(shape) == 2


def softmax_over_one(graph: Graph) -> Iterator[Problem]:
    """KL205: softmax along an axis of size 1, which gives 1 for whatever input."""
    for call in graph.report.calls:
        shape = call.output_shapes[0] if call.output_shapes else None
        if activation(call) != "softmax" or not shape or "data_format" in call.config:
            continue
        axis = sizes(call, "axis") or (-1,)
        if len(axis) == 1 and -len(shape) <= axis[0] < len(shape) and shape[axis[0]] == 1:
            where = "one unit" if axis[0] in (-1, len(shape) - 1) else f"axis {axis[0]} of size 1"
            yield Problem(
                "KL205",
                "warning",
                f"Softmax over {where} is always 1, whatever the input: {layer_name(call)} gives "
                f"{shapes_text(call.output_shapes)}. Use `sigmoid` for one probability, or one "
                "unit per class.",
                call.span,
            )


def activation_twice(graph: Graph) -> Iterator[Problem]:
    """KL206: an activation on an output whose own activation leaves it nothing to do."""
    for call in graph.report.calls:
        before = graph.giver(call, DROPOUTS) if is_activation(call) else None
        if before is None:
            continue
        first, second = activation(before), activation(call)
        if first is None or second is None or not _spoils(first, second):
            continue
        yield Problem(
            "KL206",
            "warning",
            f"{layer_name(call)} applies `{second}` to the output of `{before.name}`, which "
            f"already has `{first}`. Remove one of the two.",
            call.span,
            related=[gives(before)],
        )


def _spoils(first: str, second: str) -> bool:
    if first in _NORMALIZED:
        return second in (*_SQUASHERS, *_RECTIFIERS, "log_softmax")
    return first in _RECTIFIERS and second in (*_RECTIFIERS, "softmax", "sigmoid", "log_softmax")


def layer_behind_softmax(graph: Graph) -> Iterator[Problem]:
    """KL207: a layer with weights on probabilities of classes."""
    weighted = CONVOLUTIONS | RECURRENT | {"Dense"}
    for call in graph.report.calls:
        before = graph.giver(call, DROPOUTS) if call.class_name in weighted else None
        if before is None or activation(before) != "softmax" or "axis" in before.config:
            continue
        if before.kind == "op" or before.class_name == "Softmax" or before.failed:
            continue
        yield Problem(
            "KL207",
            "warning",
            f"{layer_name(call)} follows the softmax of `{before.name}`. Softmax belongs in an "
            f"output layer: inside a model, its gradients nearly vanish. Give `{before.name}` "
            "another activation, such as `relu`.",
            call.span,
            related=[gives(before)],
        )


def normalization_before_softmax(graph: Graph) -> Iterator[Problem]:
    """KL208: BatchNormalization between the last layer and its softmax."""
    for call in graph.report.calls:
        if not is_activation(call) or activation(call) != "softmax":
            continue
        norm = graph.giver(call, DROPOUTS)
        before = graph.giver(norm, DROPOUTS) if norm is not None else None
        if norm is None or norm.class_name != "BatchNormalization" or before is None:
            continue
        if before.class_name == "Dense":
            yield Problem(
                "KL208",
                "information",
                f"{layer_name(norm)} normalizes each class separately just before the softmax of "
                f"`{call.name}`, which hides how frequent each class is.",
                norm.span,
                related=[gives(before)],
            )


def dropout_behind_output(graph: Graph) -> Iterator[Problem]:
    """KL209: Dropout on a model's output."""
    trained = {each.model for each in graph.report.trainings if each.trains}
    for model in graph.report.models:
        for number in model.outputs:
            call = graph.calls.get(number)
            if call is None or call.class_name not in _DROPPING or model.nested:
                continue
            before = graph.giver(call, DROPOUTS)
            if before is None:
                continue
            if model.layer in trained or activation(before) in _NORMALIZED:
                yield Problem(
                    "KL209",
                    "warning",
                    f"{layer_name(call)} drops parts of the output of "
                    f"`{model.variable or model.name}` in training. Put it before "
                    f"`{before.name}`.",
                    call.span,
                    related=[gives(before)],
                )


def unread_input(graph: Graph) -> Iterator[Problem]:
    """KL210: strides that are larger than the window."""
    for call in graph.report.calls:
        if call.class_name in CONVOLUTIONS and "Transpose" not in call.class_name:
            window = sizes(call, "kernel_size")
            dilation = sizes(call, "dilation_rate")
            if any(step != 1 for step in dilation):
                continue
        elif call.class_name in POOLINGS:
            window = sizes(call, "pool_size")
        else:
            continue
        strides = sizes(call, "strides")
        if len(window) == len(strides) and any(
            step > width > 1 for step, width in zip(strides, window, strict=True)
        ):
            yield Problem(
                "KL210",
                "warning",
                f"{layer_name(call)} has strides {strides} and a window of {window}: values "
                "between two windows are never read.",
                call.span,
            )


RULES = (
    _everywhere(activation_twice),
    _everywhere(layer_behind_softmax),
    _everywhere(normalization_before_softmax),
    dropout_behind_output,
    _everywhere(unread_input),
)
RULES_NEEDING_COMPLETE_DATA = (
    _everywhere(dense_on_images),
    _everywhere(recurrent_on_one_step),
    _everywhere(softmax_over_one),
)
