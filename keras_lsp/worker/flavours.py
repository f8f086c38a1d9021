"""The adapter that knows the Keras of this process; everything else asks it through `Flavour`."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Protocol, cast

from keras_lsp.worker.execution.afterwards import Keras

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp import report
    from keras_lsp.worker.trace.record import Trace


class Flavour(Keras, Protocol):
    """What the adapters `keras3` and `keras2` do for a run."""

    def install(self, *, shortcuts: bool) -> None:
        """Set the hooks, once, in a process that has run no op; they do nothing yet.

        Args:
            shortcuts: leave out what Keras does and no report needs.
        """

    def start(self, trace: Trace, *, lazy: bool) -> None:
        """Let the hooks report to a run from now on.

        Args:
            trace: the run.
            lazy: variables need no values.
        """

    def broke(self, error: BaseException) -> bool:
        """Whether an exception is one of the worker's making, not of the program's."""

    def after_statement(self) -> None:
        """Called after each top-level statement of the program."""

    def named_data(
        self, namespace: dict[str, Any], names: list[tuple[str, report.Span]]
    ) -> list[report.Data]:
        """Those of the names that are bound to arrays and datasets, with their shapes."""

    def describe_all(self, trace: Trace, names: dict[int, str]) -> Iterator[report.Model]:
        """Every model that the program made; the hooks are silent meanwhile."""


_ADAPTERS = {"keras3": "keras3", "keras2": "keras2", "tf_keras": "keras2"}


def adapter(flavour: str) -> Flavour:
    """The adapter of a flavour; `keras` 2 and `tf_keras` share theirs."""
    return cast("Flavour", importlib.import_module(f"keras_lsp.worker.{_ADAPTERS[flavour]}"))
