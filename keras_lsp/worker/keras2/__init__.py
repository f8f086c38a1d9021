"""The adapter for Keras 2 and tf_keras, the only package that knows their internals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_lsp.worker.keras2 import (
    autograph,
    files,
    graphs,
    hooks,
    sequential,
    speed,
    training,
    weightless,
)
from keras_lsp.worker.keras2.models import (
    describe_all,
    is_alive,
    is_model,
    lacks_input,
    makes_model,
    named_data,
    package,
)
from keras_lsp.worker.keras2.weightless import broke

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
    autograph.install()
    hooks.install()
    sequential.install()
    weightless.install()
    if shortcuts:
        speed.install()
    training.install()
    files.install()
    graphs.install()


def start(trace: Trace, *, lazy: bool) -> None:
    """See `Flavour`."""
    weightless.state.lazy = lazy
    hooks.start(trace)


def after_statement() -> None:
    """See `Flavour`."""
