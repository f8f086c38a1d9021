"""The adapter that knows the Keras of this process; everything else asks it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keras_lsp.worker.trace.adapter import Adapter


def adapter(flavour: str) -> Adapter:
    """The adapter of a flavour; `keras` 2 and `tf_keras` share theirs."""
    if flavour == "keras3":
        from keras_lsp.worker.keras3.adapter import ADAPTER
    else:
        from keras_lsp.worker.keras2.adapter import ADAPTER
    return ADAPTER
