"""KL411 to KL413: the last activation, the loss and the targets contradict each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from keras_lsp.figures import shape_text
from keras_lsp.report import Problem, Related, Severity
from keras_lsp.rules.graph import activation, called, gives

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp.report import Array, Call, Loss, Shape, Training
    from keras_lsp.rules.graph import Graph

SPARSE = "sparse_categorical_crossentropy"
CATEGORICAL = ("categorical_crossentropy", "categorical_focal_crossentropy")
BINARY = ("binary_crossentropy", "binary_focal_crossentropy")
CROSSENTROPIES = (SPARSE, *CATEGORICAL, *BINARY)
REGRESSION = (
    "mean_squared_error", "mean_absolute_error", "mean_absolute_percentage_error",
    "mean_squared_logarithmic_error", "huber", "log_cosh",
)  # fmt: skip
# What comes out of an activation, at the least and at the most.
_RANGES = {"sigmoid": (0.0, 1.0), "softmax": (0.0, 1.0), "tanh": (-1.0, 1.0)}
_NO_PROBABILITIES = (
    "relu", "relu6", "tanh", "elu", "selu", "gelu", "silu", "leaky_relu", "softplus", "softsign",
)  # fmt: skip
_TWO = 2


@dataclass(frozen=True)
class Head:
    """One output of a model in training: who gives it, its loss, its targets.

    Attributes:
        training: the call of `fit`.
        call: what computes the output; None if that is not known.
        shape: of the output.
        loss: of the output.
        target: None if there are none.
    """

    training: Training
    call: Call | None
    shape: Shape
    loss: Loss
    target: Array | None

    @property
    def activation(self) -> str | None:
        """The last activation; None if it is not known."""
        return activation(self.call) if self.call is not None else None

    @property
    def units(self) -> int | None:
        """The size of the last axis."""
        return self.shape[-1] if self.shape else None

    def related(self) -> list[Related]:
        """The places that explain what is said of it."""
        notes = [gives(self.call)] if self.call is not None else []
        if self.training.compiled is not None:
            notes.append(Related(self.training.compiled, f"The loss is `{self.loss.name}`"))
        if self.target is not None and self.target.span is not None:
            form = shape_text(self.target.shape)
            notes.append(Related(self.target.span, f"`{self.target.name}` is made here: {form}"))
        return notes


def heads(graph: Graph) -> Iterator[Head]:
    """The outputs that are trained on the program's own data, not those that are only checked."""
    for training in graph.report.trainings:
        model = graph.models.get(training.model)
        if training.failed or training.validation or model is None:
            continue
        final = graph.final(model)
        if len(final) != len(training.outputs):
            final = [None] * len(training.outputs)
        targets: list[Array | None] = [*training.targets]
        if len(targets) != len(training.outputs):
            targets = [None] * len(training.outputs)
        if len(training.losses) != len(training.outputs):
            continue
        for call, shape, loss, target in zip(
            final, training.outputs, training.losses, targets, strict=True
        ):
            if shape:
                yield Head(training, call, shape, loss, target)


def activation_against_loss(graph: Graph) -> Iterator[Problem]:
    """KL411: what the loss makes of the output is not what the last activation gives."""
    for head in heads(graph):
        verdict = _against(head) if head.loss.name in CROSSENTROPIES else None
        if verdict is not None and head.call is not None:
            yield Problem(
                "KL411",
                "warning",
                verdict.message,
                head.call.span,
                related=head.related()[1:],
                data={"right": verdict.right},
            )


class Verdict(NamedTuple):
    """What is wrong, how bad it is, and what would be right instead, if that is known."""

    message: str
    right: str = ""
    severity: Severity = "warning"


def _against(head: Head) -> Verdict | None:
    """What is wrong with the last activation."""
    loss, last, units = head.loss.name, head.activation, head.units
    if last is None or head.call is None:
        return None
    who, right = called(head.call), "sigmoid" if loss in BINARY else "softmax"
    if head.loss.from_logits:
        if last not in ("softmax", "sigmoid"):
            return None
        return Verdict(
            f"{who} ends in `{last}`, but `{loss}` was told `from_logits=True` and applies "
            f"`{right}` itself. Leave one of the two out.",
            "from_logits=False",
        )
    if last == "linear":
        return Verdict(
            f"{who} has no activation, but `{loss}` expects probabilities. Use "
            f'`activation="{right}"`, or the loss with `from_logits=True`.',
            right,
        )
    if last == "sigmoid" and loss not in BINARY and units and units > 1:
        return Verdict(
            f"`{loss}` expects probabilities that add up to 1 over the {units} classes, which "
            f'`sigmoid` does not give. Use `activation="softmax"`, or `binary_crossentropy` if '
            "several classes may be true at once.",
            "softmax",
        )
    if last == "softmax" and loss in BINARY and units and units > _TWO:
        return Verdict(
            f"`{loss}` takes the {units} outputs for independent probabilities, but `softmax` "
            "makes them add up to 1. Use `categorical_crossentropy` for one class of many, or "
            '`activation="sigmoid"` if several may be true at once.',
            "categorical_crossentropy",
        )
    if last in _NO_PROBABILITIES:
        return Verdict(
            f"{who} ends in `{last}`, but `{loss}` expects probabilities. Use "
            f'`activation="{right}"`.',
            right,
        )
    return None


def targets_against_loss(graph: Graph) -> Iterator[Problem]:
    """KL412: the values of the targets are none that the loss has a meaning for."""
    for head in heads(graph):
        verdict = _of_targets(graph, head)
        if verdict is not None:
            yield Problem(
                "KL412",
                verdict.severity,
                f"`model.{head.training.method}`: {verdict.message}",
                head.training.span,
                related=head.related(),
                data={"units": verdict.right} if verdict.right else {},
            )


def _of_targets(graph: Graph, head: Head) -> Verdict | None:
    """What is wrong with the values; `right` is the number of units that would be."""
    loss, units, target = head.loss.name, head.units, head.target
    if loss in CATEGORICAL and units == 1:
        return Verdict(
            f"`{loss}` over one unit is always 0, so that nothing is learnt. Use "
            "`binary_crossentropy` with one unit, or one unit for each class."
        )
    if target is None or target.minimum is None or target.maximum is None or units is None:
        return None
    low, high = target.minimum, target.maximum
    if loss == SPARSE and target.whole and (high >= units or low < 0):
        return Verdict(
            f"the targets are integers {low:.0f} to {high:.0f}, but the output has {units} "
            f"units, for classes 0 to {units - 1}."
            + (f" Use {high + 1:.0f} units." if low >= 0 else ""),
            f"{high + 1:.0f}" if low >= 0 else "",
            "error" if graph.on_tensorflow else "warning",
        )
    if loss in BINARY and (low < 0 or high > 1):
        return Verdict(f"the targets go from {low:g} to {high:g}, but `{loss}` expects 0 to 1.")
    least, most = _RANGES.get(head.activation or "", (low, high))
    if loss in REGRESSION and (low < least or high > most):
        return Verdict(
            f"the targets go from {low:g} to {high:g}, which `{head.activation}` in the last "
            f"layer never reaches: it gives {least:g} to {most:g}. Leave the activation out, "
            "or scale the targets."
        )
    return None


def broadcasting_loss(graph: Graph) -> Iterator[Problem]:
    """KL413: targets of one column are compared with each of several outputs, and vice versa."""
    for head in heads(graph):
        target = head.target.shape if head.target is not None else None
        if head.loss.name not in REGRESSION or target is None:
            continue
        one, other = _as_compared(target, head.shape)
        axes = [
            (mine, theirs)
            for mine, theirs in zip(one[1:], other[1:], strict=True)
            if mine is not None and theirs is not None and mine != theirs and 1 in (mine, theirs)
        ]
        if axes:
            size = head.target.shape[-1] if head.target and head.target.shape else None
            yield Problem(
                "KL413",
                "warning",
                f"`model.{head.training.method}`: `{head.loss.name}` compares targets of shape "
                f"{shape_text(target)} with the output {shape_text(head.shape)}, and repeats the "
                "smaller one to make them fit. Give both the same shape.",
                head.training.span,
                related=head.related(),
                data={"units": str(size if len(target) > 1 else 1)},
            )


def _as_compared(target: Shape, output: Shape) -> tuple[Shape, Shape]:
    """Both shapes as Keras compares them: with an axis of size 1 more or less at the end."""
    if len(target) == 1:
        target = [*target, 1]  # As losses do.
    if len(target) == len(output) + 1 and target[-1] == 1:
        target = target[:-1]
    elif len(output) == len(target) + 1 and output[-1] == 1:
        output = output[:-1]
    if len(target) != len(output):
        return [], []
    return target, output


RULES = (activation_against_loss,)
RULES_OF_ALL = (targets_against_loss, broadcasting_loss)
