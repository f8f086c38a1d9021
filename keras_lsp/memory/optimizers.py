"""What an optimizer holds and needs, as multiples of the weights that are trained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keras_lsp.report import Optimizer

# Numbers that are held for each weight, and those that PyTorch needs meanwhile: lists of tensors,
# as many as a line of `keras.src.backend.torch.optimizers` makes at a time.
_OF_EACH = {
    "Adam": (2, 3), "AdamW": (2, 3), "Nadam": (2, 4), "Adamax": (2, 3), "RMSprop": (1, 3),
    "SGD": (0, 0), "Adagrad": (1, 3), "Adadelta": (2, 4), "Lion": (1, 3), "Lamb": (2, 3),
    "Ftrl": (2, 3),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Multiples:
    """Of the bytes of the weights that are trained.

    Attributes:
        held: between steps.
        meanwhile: in the step itself.
        name: of an optimizer of which neither is known.
    """

    held: int
    meanwhile: int
    name: str = ""


def multiples(optimizer: Optimizer) -> Multiples:
    """What an optimizer of Keras holds and needs."""
    held, meanwhile = _OF_EACH.get(optimizer.name, (2, 3))
    config = optimizer.config
    if optimizer.name in ("SGD", "RMSprop") and config.get("momentum"):
        held += 1
    held += sum(1 for name in ("amsgrad", "centered", "use_ema") if config.get(name))
    held += 1 if config.get("gradient_accumulation_steps") else 0
    meanwhile += 1 if optimizer.scales_loss else 0
    return Multiples(held, meanwhile, "" if optimizer.name in _OF_EACH else optimizer.name)
