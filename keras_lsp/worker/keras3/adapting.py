"""Lookup layers whose vocabulary is not known, or comes from data that is missing here.

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
from keras_lsp.worker.values.searching import contains_unknown
from keras_lsp.worker.values.unknown import Derivation, Unknown
from keras_lsp.worker.values.unknown_sizes import MAX_NAME, number

if TYPE_CHECKING:
    from collections.abc import Callable

_LAYERS = [getattr(keras.layers, name) for name in sorted(VOCABULARIES)]
# They give a column for each word.
_WIDE = ("multi_hot", "count", "tf_idf", "one_hot")
_SIZE = ("max_tokens", "pad_to_max_tokens")
# What `vocabulary_size()` gives the program, of a layer whose vocabulary is not known.
_UNKNOWN_SIZE = "_keras_lsp_unknown_size"


def install() -> None:
    """Set the hooks."""
    for cls in _LAYERS:
        cls.adapt = _adapt(cls.adapt)
        for name in ("get_vocabulary", "vocabulary_size"):
            setattr(cls, name, _ask_layer(getattr(cls, name)))


def forget_vocabulary(layer: Any) -> None:
    """Let the layer go on without its vocabulary, which is not known."""
    named = f"{layer.name}.vocabulary_size()"
    name = named if len(named) <= MAX_NAME else "vocabulary_size()"
    size = Unknown("a vocabulary whose data is not here", Derivation(name, ()))
    layer.__dict__[_UNKNOWN_SIZE] = size
    lookup = getattr(layer, "_lookup_layer", layer)
    lookup._frozen_vocab_size = number(size, ())


def has_unknown_output(layer: Any, inputs: list[Any]) -> bool:
    """Whether there is no output because the vocabulary is missing here.

    That of a symbolic tensor has its shape, in which one size may be unknown.
    """
    trace = current.trace
    if _UNKNOWN_SIZE not in layer.__dict__ or trace is None:
        return False
    if all(map(trace.adapter.is_symbolic, inputs)):
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
        trace.flow.note("missing", caller)
        if not contains_unknown(data):
            with contextlib.suppress(Exception):  # There is little to learn from.
                original(self, data, *args, **kwargs)
        forget_vocabulary(self)
        return None

    return adapt


def _ask_layer(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def ask(self: Any, *args: Any, **kwargs: Any) -> Any:
        trace = current.trace
        size = self.__dict__.get(_UNKNOWN_SIZE)
        caller = sys._getframe(1).f_code.co_filename
        if trace is None or size is None or not trace.sources.is_user(caller):
            return original(self, *args, **kwargs)
        is_size = original.__name__ == "vocabulary_size"
        return size if is_size else Unknown("a vocabulary whose data is not here")

    return ask
