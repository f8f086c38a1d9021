"""What to change where the targets, the loss and the last layer do not match.

Each remedy is all that has to be changed: the program runs with it, and does what its author
can be taken to have meant. Where the data does not tell that, there is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from keras_lsp.report import number_of
from keras_lsp.report.losses import (
    BINARY,
    CATEGORICAL,
    CROSSENTROPIES,
    MANY_CLASSES,
    REGRESSION,
    SPARSE,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp.report import Array, Loss, Shape

# What comes out of an activation, at the least and at the most.
RANGES = {"sigmoid": (0.0, 1.0), "softmax": (0.0, 1.0), "tanh": (-1.0, 1.0)}
# What the last activation is for each loss.
_ACTIVATIONS = {
    SPARSE: "softmax",
    **dict.fromkeys(CATEGORICAL, "softmax"),
    **dict.fromkeys(BINARY, "sigmoid"),
}
_IF_CLASSES = " if each unit is a class"
_TWO = 2
_VECTOR = 2


@dataclass(frozen=True)
class Remedy:
    """One way to fix it.

    Attributes:
        loss: another loss; empty if it stays.
        units: another size of the last layer; None if it stays.
        activation: another one for the last layer, `linear` for none; empty if it stays.
        less: what to take from each target.
        when: in which case it is the right way, with a space before; empty if it always is.
        by_hand: something else to do, in words.
    """

    loss: str = ""
    units: int | None = None
    activation: str = ""
    less: int = 0
    when: str = ""
    by_hand: str = ""

    def __str__(self) -> str:
        parts = [self.by_hand] if self.by_hand else []
        if self.less:
            parts.append(f"subtract {self.less} from the targets")
        if self.loss:
            parts.append(f"use `{self.loss}`")
        if self.units is not None:
            word = "unit" if self.units == 1 else "units"
            parts.append(f"give the last layer {self.units} {word}")
        leaves_out = self.activation == "linear"
        if self.activation and not self.loss and self.units is None:
            parts.append("remove the activation" if leaves_out else f"use `{self.activation}`")
        elif self.activation:
            parts[-1] += " without an activation" if leaves_out else f" with `{self.activation}`"
        return " and ".join(parts) + self.when


def sentence(remedies: list[Remedy]) -> str:
    """The remedies in words; empty if there are none."""
    said = ", or ".join(map(str, remedies))
    return f"{said[0].upper()}{said[1:]}." if said else ""


@dataclass(frozen=True)
class Case:
    """The targets of one output, and what they are compared with.

    Attributes:
        target: the data.
        output: shape of the output.
        loss: of the output.
        last: the last activation; None if that is not known.
    """

    target: Array
    output: Shape
    loss: Loss
    last: str | None

    @property
    def units(self) -> int:
        """Size of the output's last axis; 0 if that is not known."""
        return (number_of(self.output[-1]) if self.output else None) or 0

    @property
    def columns(self) -> int:
        """How many numbers there are for each place of the output; 0 if that is not known."""
        return self.target.columns(self.output)

    @property
    def within(self) -> tuple[float, float] | None:
        """The least and the greatest target; None if those are not known."""
        low, high = self.target.minimum, self.target.maximum
        return None if low is None or high is None else (low, high)

    @property
    def is_whole(self) -> bool:
        """Whether they are integers: by their values, or by the dtype of unknown ones."""
        dtype = self.target.dtype or ""
        return self.target.whole or (
            self.within is None and dtype.startswith(("int", "uint", "bool"))
        )

    @property
    def are_shares(self) -> bool:
        """Whether they may be probabilities."""
        low, high = self.within or (0, 1)
        return low >= 0 and high <= 1

    def with_loss(self, loss: str, units: int | None = None, when: str = "") -> Remedy:
        """That loss, with the activation that it needs."""
        right = _ACTIVATIONS.get(loss, "linear")
        fits = self.last in (None, right) or (self.loss.from_logits and right != "linear")
        return Remedy(
            "" if loss == self.loss.name else loss,
            None if units == self.units else units,
            "" if fits else right,
            when=when,
        )

    def numbers(self, units: int) -> Remedy:
        """What is right for numbers that are no classes."""
        if self.loss.name not in REGRESSION:
            return self.with_loss("mean_squared_error", units)
        least, most = RANGES.get(self.last or "", self.within or (0, 0))
        low, high = self.within or (least, most)
        fits = least <= low and high <= most and not (self.last == "softmax" and units == 1)
        return Remedy(
            units=None if units == self.units else units, activation="" if fits else "linear"
        )


def remedies(case: Case) -> list[Remedy]:
    """The ways to fix it, the best first."""
    if case.loss.name not in (*CROSSENTROPIES, *REGRESSION) or not case.units:
        return []
    if case.columns == 1:
        return list(_of_a_column(case))
    return list(_of_columns(case)) if case.columns else []


def _of_a_column(case: Case) -> Iterator[Remedy]:
    """One number for each sample."""
    if case.loss.name in REGRESSION:
        if case.last == "softmax" and case.units > 1 and _are_classes(case):
            yield case.with_loss(SPARSE)
        else:
            yield case.numbers(1)
    elif case.is_whole:
        yield from _of_integers(case)
    elif case.within is None:
        yield from _of_unknown_floats(case)
    elif case.are_shares:
        yield case.with_loss(BINARY[0], 1)
    elif len(case.output) == _VECTOR:
        yield case.numbers(1)


def _are_classes(case: Case) -> bool:
    """Whether each target may be the number of a unit."""
    low, high = case.within or (0, 0)
    return case.is_whole and low >= 0 and high < case.units


def _of_unknown_floats(case: Case) -> Iterator[Remedy]:
    """Numbers for true and false, or of classes: the loss says that they are one of these."""
    if case.units == 1:
        if case.loss.name not in BINARY:
            yield case.with_loss(BINARY[0])
    elif case.loss.name in CATEGORICAL:
        yield case.with_loss(SPARSE, when=" if they are class indices")
    elif case.loss.name in BINARY:
        yield from _of_either(case)


def _of_either(case: Case) -> Iterator[Remedy]:
    """Of targets for true and false, and several units under the loss for those."""
    one, each = case.with_loss(BINARY[0], 1), case.with_loss(SPARSE, when=_IF_CLASSES)
    yield from (each, one) if case.last == "softmax" else (one, each)


def _of_integers(case: Case) -> Iterator[Remedy]:
    """Under a loss of probabilities: what is meant are classes, or true and false."""
    name, units = case.loss.name, case.units
    low, high = map(int, case.within or (0, 0))
    known = case.within is not None
    if low < 0 or high > MANY_CLASSES:
        return
    if high <= 1 and (known or case.target.dtype == "bool"):
        if units == 1:
            yield case.with_loss(BINARY[0])
        elif name in BINARY and case.last != "softmax":
            yield from _of_either(case)
        else:
            yield case.with_loss(SPARSE)
    elif not known and units == 1:
        yield case.with_loss(BINARY[0], when=" if they are 0 and 1")
        yield Remedy(by_hand=f"use `{SPARSE}` with one unit per class and `softmax`")
    elif not known and name in BINARY and case.last != "softmax":
        yield from _of_either(case)
    elif high < units:
        yield case.with_loss(SPARSE)
    elif low == 1 and high == max(units, _TWO):
        one = case.with_loss(BINARY[0]) if units == 1 else case.with_loss(SPARSE)
        yield Remedy(one.loss, one.units, one.activation, less=1)
    elif len(case.output) == _VECTOR:
        yield case.with_loss(SPARSE, high + 1)
    if name in CATEGORICAL and units == high + 1 > 1:
        yield Remedy(by_hand="one-hot the targets (`keras.utils.to_categorical`)")


def _of_columns(case: Case) -> Iterator[Remedy]:
    """Several numbers for each sample."""
    name, columns = case.loss.name, case.columns
    if name in REGRESSION or not case.are_shares:
        yield case.numbers(columns)
    elif name == SPARSE:
        if case.last == "sigmoid":
            yield case.with_loss(BINARY[0], columns, " if a sample can have several classes")
        yield case.with_loss(CATEGORICAL[0], columns)
        if columns == case.units and case.last != "sigmoid":
            yield Remedy(by_hand="give the classes as integers")
    elif name in BINARY:
        softmax = case.last == "softmax" and case.units > 1
        yield Remedy(units=columns) if softmax else case.with_loss(name, columns)
    else:
        yield case.with_loss(name, columns)
