"""The data of a training call: what makes batches, and what one batch looks like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Feed:
    """What Keras makes batches of: those arguments of `fit` that say so.

    Attributes:
        last: the last of the batches is meant, not the first.
        is_batch: the data is one batch, which a step gets as it is.
    """

    x: Any
    y: Any = None
    weight: Any = None
    class_weight: Any = None
    batch_size: Any = None
    validation_split: Any = 0.0
    last: bool = False
    is_batch: bool = False


@dataclass
class Batch:
    """What one batch of the data looks like.

    Attributes:
        x, y, weight: symbolic tensors, in the structure of the data.
        samples: how many there are in all; None if the data does not say.
        steps: how many batches; None likewise.
        size: samples of the first batch; None likewise.
    """

    x: Any
    y: Any
    weight: Any
    samples: int | None
    steps: int | None
    size: int | None = None
