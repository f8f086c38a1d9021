"""What a program uses between two updates of a model that it trains in a loop of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from keras_lsp.report import number_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from keras_lsp.report import Call


@dataclass
class Updates:
    """The steps of a program's own loops.

    Attributes:
        used: calls of models and layers with data, outside of all others, since the last update.
        told: where what was trained in which batches, once that was said.
        forms: the shapes of the variables of each model that was trained or checked.
    """

    used: list[Call] = field(default_factory=list)
    told: set[Hashable] = field(default_factory=set)
    forms: set[Hashable] = field(default_factory=set)

    def note_trained(self, variables: Iterable[Any]) -> bool:
        """Note that a model was trained; whether it is the first with such variables."""
        before = len(self.forms)
        self.forms.add(tuple(tuple(variable.shape) for variable in variables))
        return len(self.forms) > before

    def called(self, call: Call, *, inside: bool) -> None:
        """A call has ended, inside of another or not."""
        if not inside and call.kind in ("layer", "model") and batch_of(call) is not None:
            self.used.append(call)


def batch_of(call: Call) -> int | None:
    """Of how many samples the data of a call was; None if that is not known, or differs."""
    sizes = {number_of(shape[0]) if shape else None for shape in call.input_shapes}
    return sizes.pop() if len(sizes) == 1 else None
