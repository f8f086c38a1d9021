"""Sequential of Keras 2: what is added to it, and a graph that is made when it is needed.

Keras makes the graph again at each `add`, which takes quadratic time.
"""

from __future__ import annotations

import functools
import sys
from typing import Any

from keras_lsp.worker.keras2.internals import Sequential
from keras_lsp.worker.source.sequential_sites import ADD_SITE
from keras_lsp.worker.trace.layer_calls import current
from keras_lsp.worker.values.unknown import Unknown

_sequential_add = Sequential.add


def install() -> None:
    """Set the hooks."""
    Sequential.add = functools.wraps(_sequential_add)(_add)


def _add(self: Any, layer: Any) -> None:
    trace = current.trace
    if trace is None:
        _sequential_add(self, layer)
        return
    if isinstance(layer, Unknown):
        layer = trace.adapter.unknown_layer()
    frame = sys._getframe(1)
    if trace.sources.is_user(frame.f_code.co_filename):
        self.__dict__[ADD_SITE] = trace.sources.span(frame)
    try:
        _sequential_add(self, layer)
    finally:
        self.__dict__.pop(ADD_SITE, None)
