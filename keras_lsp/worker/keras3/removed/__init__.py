"""What Keras 3 no longer has: modules, names, arguments, methods.

Each use of the program's is a problem that says what to use instead, and the run goes on
as if that had been written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_lsp.worker.keras3.removed import arguments, methods, modules, names
from keras_lsp.worker.keras3.removed.reporter import reporter

if TYPE_CHECKING:
    from keras_lsp.worker.trace.record import Trace

forget = modules.forget


def install() -> None:
    """Set the stand-ins, after all other hooks; they do nothing until `start`."""
    names.install()
    arguments.install()
    methods.install()
    modules.install()


def start(trace: Trace) -> None:
    """Report to this run from now on."""
    reporter.start(trace)
    modules.divert(trace)
