"""Lookup layers whose vocabulary comes from data that is missing here.

Sizes that depend on such a vocabulary are not known.
"""

from __future__ import annotations

import contextlib
import functools
import sys
from typing import TYPE_CHECKING, Any

import keras

from keras_lsp.rules.layer_classes import VOCABULARIES
from keras_lsp.worker.trace.layer_calls import current
from keras_lsp.worker.values.unknown import Unknown, contains_unknown

if TYPE_CHECKING:
    from collections.abc import Callable

_LAYERS = [getattr(keras.layers, name) for name in sorted(VOCABULARIES)]
# They give a column for each word.
_WIDE = ("multi_hot", "count", "tf_idf", "one_hot")
_SIZE = ("max_tokens", "pad_to_max_tokens")
_UNADAPTED = "_keras_lsp_unadapted"


def install() -> None:
    """Set the hooks."""
    for cls in _LAYERS:
        cls.adapt = _adapt(cls.adapt)
        for name in ("get_vocabulary", "vocabulary_size"):
            setattr(cls, name, _ask_layer(getattr(cls, name)))


def has_unknown_output(layer: Any) -> bool:
    """Whether the output's shape depends on a vocabulary that is missing here."""
    if _UNADAPTED not in layer.__dict__:
        return False
    mode, most, pads = (_constructor_argument(layer, name) for name in ("output_mode", *_SIZE))
    return mode == "tf_idf" or (mode in _WIDE and not (most and pads))


def _constructor_argument(layer: Any, name: str) -> Any:
    """What the layer was told; some keep it to themselves."""
    return getattr(layer, name, getattr(layer, f"_{name}", None))


def _adapt(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def adapt(self: Any, data: Any, *args: Any, **kwargs: Any) -> Any:
        trace = current.trace
        if trace is None:
            return original(self, data, *args, **kwargs)
        caller = sys._getframe(1)
        if not contains_unknown(data) and not trace.flow.behind_frame(caller):
            return original(self, data, *args, **kwargs)
        self.__dict__[_UNADAPTED] = True
        trace.flow.note("missing", caller)
        if not contains_unknown(data):
            with contextlib.suppress(Exception):  # There is little to learn from.
                original(self, data, *args, **kwargs)
        return None

    return adapt


def _ask_layer(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def ask(self: Any, *args: Any, **kwargs: Any) -> Any:
        trace = current.trace
        caller = sys._getframe(1).f_code.co_filename
        if trace is not None and _UNADAPTED in self.__dict__ and trace.sources.is_user(caller):
            return Unknown("a vocabulary whose data is not here")
        return original(self, *args, **kwargs)

    return ask
