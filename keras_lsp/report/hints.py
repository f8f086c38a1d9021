"""What a problem tells its quick fix beside the place: one class for each kind of problem.

`Problem.data` is one of them. On the wire and in a diagnostic's `data` it is an object of texts,
and no two kinds have the same names.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Literal

# What goes with a loss: a last activation, an argument of the loss, or another loss.
Right = Literal["softmax", "sigmoid", "linear", "from_logits=False", "categorical_crossentropy"]


@dataclass(frozen=True, slots=True)
class FailedCall:
    """Of a call that raised.

    Attributes:
        layer: the class of the layer, model or operation.
        ndim: the number of dimensions that it says it needs; empty if it says none.
    """

    layer: str
    ndim: str = ""


@dataclass(frozen=True, slots=True)
class LastActivation:
    """Of a last activation that does not go with the loss.

    Attributes:
        right: what would.
    """

    right: Right


@dataclass(frozen=True, slots=True)
class RawInput:
    """Of data that goes unscaled into a model.

    Attributes:
        first: the name of the first layer that gets it.
    """

    first: str


@dataclass(frozen=True, slots=True)
class TooFewRows:
    """Of an embedding with fewer rows than the data has integers.

    Attributes:
        layer: its name.
        rows: how many it needs.
    """

    layer: str
    rows: str


@dataclass(frozen=True, slots=True)
class TooLargeBatch:
    """Of a training that does not fit into a GPU's memory.

    Attributes:
        batch: the largest that does.
    """

    batch: str


Hint = FailedCall | LastActivation | RawInput | TooFewRows | TooLargeBatch


def texts_of(hint: Hint) -> dict[str, str]:
    """The attributes of a hint that are known, by name."""
    named = ((field.name, getattr(hint, field.name)) for field in dataclasses.fields(hint))
    return {name: text for name, text in named if text}
