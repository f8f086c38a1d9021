"""The adapter for Keras 3, the only package that knows its internals. It implements `Flavour`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_lsp.worker.keras3 import (
    adapting,
    files,
    hooks,
    removed,
    sequential,
    speed,
    symbolic,
    traces,
    training,
    weightless,
)
from keras_lsp.worker.keras3.models import (
    describe_all,
    is_alive,
    is_model,
    lacks_input,
    makes_model,
    named_data,
    package,
)
from keras_lsp.worker.keras3.removed import forget as after_statement
from keras_lsp.worker.keras3.weightless import broke

if TYPE_CHECKING:
    from keras_lsp.worker.trace.record import Trace

__all__ = [
    "after_statement",
    "broke",
    "describe_all",
    "install",
    "is_alive",
    "is_model",
    "lacks_input",
    "makes_model",
    "named_data",
    "package",
    "start",
]


def install(*, shortcuts: bool) -> None:
    """See `Flavour`."""
    if shortcuts:
        speed.install()
    hooks.install()
    symbolic.install()
    sequential.install()
    weightless.install()
    training.install()
    adapting.install()
    files.install()
    removed.install()
    if shortcuts:
        traces.install()
    if package().backend.backend() == "tensorflow":
        from keras_lsp.worker.keras3 import graphs

        graphs.install()


def start(trace: Trace, *, lazy: bool) -> None:
    """See `Flavour`."""
    weightless.state.lazy = lazy
    hooks.start(trace)
    removed.start(trace)
