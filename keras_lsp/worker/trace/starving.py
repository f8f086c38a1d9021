"""Layers and models that a program calls, or trains, on what is not known."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from keras_lsp.report import Span


@dataclass(frozen=True, slots=True)
class Starved:
    """The first such call of a layer or model.

    Attributes:
        subject: the layer or model.
        site: the expression of the call.
        args: gives those of the call.
        kwargs: of the call.
        step: `train_step` or another method of the program's own, in which it would be called.
    """

    subject: Any
    site: Span
    args: Callable[[], tuple[Any, ...]]
    kwargs: dict[str, Any] = field(default_factory=dict)
    step: str = ""


class Starving:
    """Those of one run.

    Attributes:
        supposes: the program has ended, and they are called all the same.
        followed: the `id`s of what was called like this, layer by layer.
    """

    def __init__(self) -> None:
        self._found: dict[int, Starved] = {}
        self.supposes = False
        self.followed: set[int] = set()

    def note(self, starved: Starved) -> None:
        """Take a call in; the first of each counts."""
        self._found.setdefault(id(starved.subject), starved)

    def __contains__(self, subject: object) -> bool:
        return id(subject) in self._found

    def __iter__(self) -> Iterator[Starved]:
        return iter([*self._found.values()])

    def __bool__(self) -> bool:
        return bool(self._found)

    @contextlib.contextmanager
    def supposing(self) -> Iterator[None]:
        """Let layers be called on what is not known meanwhile."""
        self.supposes = True
        try:
            yield
        finally:
            self.supposes = False
