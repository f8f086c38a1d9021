"""KL411 to KL413: the last activation, the loss and the targets contradict each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from keras_lsp.presentation.figures import shape_text
from keras_lsp.report import Problem, Related, Severity, number_of
from keras_lsp.report.hints import LastActivation, Right
from keras_lsp.report.losses import BINARY, CATEGORICAL, CROSSENTROPIES, REGRESSION, SPARSE
from keras_lsp.rules.graph import activation, gives, layer_name
from keras_lsp.rules.targets import RANGES, Case, remedies, sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp.report import Array, Call, Loss, Shape, Training
    from keras_lsp.rules.graph import Graph

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
        return number_of(self.shape[-1]) if self.shape else None

    @property
    def case(self) -> Case | None:
        """The targets and what they are compared with; None without targets."""
        if self.target is None:
            return None
        return Case(self.target, self.shape, self.loss, self.activation)

    @property
    def fix(self) -> str:
        """What to change about the targets, the loss or the units; empty if that is not known."""
        return sentence(remedies(self.case)) if self.case is not None else ""

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
    """KL411: the loss expects another output than the last activation gives."""
    for head in heads(graph):
        verdict = _against(head) if head.loss.name in CROSSENTROPIES else None
        if verdict is not None and head.call is not None:
            yield Problem(
                "KL411",
                "warning",
                verdict.message,
                head.call.span,
                related=head.related()[1:],
                data=LastActivation(verdict.right) if verdict.right is not None else None,
            )


class Verdict(NamedTuple):
    """What is wrong, how bad it is, and what would be right instead, if that is known."""

    message: str
    right: Right | None = None
    severity: Severity = "warning"


def _against(head: Head) -> Verdict | None:
    """What is wrong with the last activation."""
    loss, last, units = head.loss.name, head.activation, head.units
    if last is None or head.call is None or _is_of_another_sort(head):
        return None
    who = layer_name(head.call)
    right: Right = "sigmoid" if loss in BINARY else "softmax"
    if head.loss.from_logits:
        if last not in ("softmax", "sigmoid"):
            return None
        out = "one of the two" if last == right else "the activation"
        return Verdict(
            f"{who} ends in `{last}`, but `{loss}` has `from_logits=True` and applies `{right}` "
            f"itself. Remove {out}.",
            "from_logits=False" if last == right else "linear",
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
            '`sigmoid` does not give. Use `activation="softmax"`'
            + (
                "."
                if loss == SPARSE
                else ", or `binary_crossentropy` if a sample can have several classes."
            ),
            "softmax",
        )
    if last == "softmax" and loss in BINARY and units and units > _TWO:
        return Verdict(
            f"`{loss}` treats the {units} outputs as independent probabilities, but `softmax` "
            "makes them add up to 1. Use `categorical_crossentropy` for one class per sample, or "
            '`activation="sigmoid"` for several.',
            "categorical_crossentropy",
        )
    if last in _NO_PROBABILITIES:
        return Verdict(
            f"{who} ends in `{last}`, but `{loss}` expects probabilities. Use "
            f'`activation="{right}"`.',
            right,
        )
    return None


def _is_of_another_sort(head: Head) -> bool:
    """Whether the loss is not the one that is meant, so that no activation would be right."""
    if head.loss.name not in BINARY:
        return head.units == 1
    return head.case is not None and not head.case.are_shares


def targets_against_loss(graph: Graph) -> Iterator[Problem]:
    """KL412: target values outside the loss's domain."""
    for head in heads(graph):
        verdict = _of_targets(graph, head)
        if verdict is not None:
            yield Problem(
                "KL412",
                verdict.severity,
                f"`model.{head.training.method}`: {verdict.message}",
                head.training.span,
                related=head.related(),
            )


def _of_targets(graph: Graph, head: Head) -> Verdict | None:
    """What is wrong with the values of the targets, or with one unit for all classes."""
    loss, units, target = head.loss.name, head.units, head.target
    if loss in CATEGORICAL and units == 1:
        return _with_advice(head, f"`{loss}` over one unit is always 0: nothing is learnt.")
    if target is None or units is None:
        return None
    if target.minimum is None or target.maximum is None:
        if loss == SPARSE and units == 1:
            return _with_advice(head, f"`{loss}` over one unit knows only class 0.")
        return None
    low, high = target.minimum, target.maximum
    if loss == SPARSE:
        return _of_classes(graph, head, low, high, units)
    if loss in BINARY and (low < 0 or high > 1):
        return _with_advice(
            head, f"the targets go from {low:g} to {high:g}, but `{loss}` expects 0 to 1."
        )
    least, most = RANGES.get(head.activation or "", (low, high))
    if head.case is not None and head.case.columns not in (0, units):
        return None  # What they are compared with is not what is meant.
    if loss in REGRESSION and (low < least or high > most):
        return Verdict(
            f"the targets go from {low:g} to {high:g}, which `{head.activation}` in the last "
            f"layer never reaches: it gives {least:g} to {most:g}. Remove the activation, or "
            "scale the targets."
        )
    return None


def _of_classes(graph: Graph, head: Head, low: float, high: float, units: int) -> Verdict | None:
    """What is wrong with targets that the loss takes for numbers of classes."""
    whole = head.target is not None and head.target.whole
    # TensorFlow leaves out what is behind the point.
    outside = int(high) >= units or int(low) < 0
    if whole and not outside:
        return None
    what = f"integers {low:.0f} to {high:.0f}" if whole else f"non-integers {low:g} to {high:g}"
    classes = f"classes 0 to {units - 1}" if units > 1 else "class 0"
    unit = "unit" if units == 1 else "units"
    verdict = _with_advice(
        head, f"the targets are {what}, but the output has {units} {unit}, for {classes}."
    )
    raises = outside and graph.on_tensorflow
    return verdict._replace(severity="error") if raises else verdict


def _with_advice(head: Head, message: str) -> Verdict:
    """The message, and what to do, if that is known."""
    return Verdict(f"{message} {head.fix}".rstrip())


def broadcasting_loss(graph: Graph) -> Iterator[Problem]:
    """KL413: the loss broadcasts one column of targets over several outputs, or vice versa."""
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
            # Where the number of samples is known, the call has been found to do one of these.
            unsure = len(target) == 1 and target[0] is None and graph.on_keras_3
            broadcasts = "fails or broadcasts" if unsure else "broadcasts"
            advice = head.fix or "Give both the same shape."
            yield Problem(
                "KL413",
                "warning",
                f"`model.{head.training.method}`: `{head.loss.name}` compares targets of shape "
                f"{shape_text(target)} with the output {shape_text(head.shape)}, and {broadcasts} "
                f"the smaller one. {advice}",
                head.training.span,
                related=head.related(),
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
RULES_NEEDING_COMPLETE_DATA = (targets_against_loss, broadcasting_loss)
