"""Keras' old `Tokenizer` on texts that are not here: it would find no word in them."""

from __future__ import annotations

import functools
import sys
from typing import TYPE_CHECKING, Any

from keras_lsp.worker.trace.layer_calls import current
from keras_lsp.worker.values.searching import contains_unknown
from keras_lsp.worker.values.unknown import Unknown, with_shape

if TYPE_CHECKING:
    from collections.abc import Callable

_MODULES = ("keras.src.legacy.preprocessing.text", "keras.src.preprocessing.text")
_GIVING = (
    "texts_to_sequences", "texts_to_matrix", "sequences_to_texts", "sequences_to_matrix",
)  # fmt: skip
_MARK = "_keras_lsp_stands_in"
# Of a tokenizer: it was fitted on texts that are not known.
_UNKNOWN = "_keras_lsp_unknown_texts"


def install() -> None:
    """Set the stand-ins, where a Keras that has it is imported."""
    for name in _MODULES:
        tokenizer: Any = getattr(sys.modules.get(name), "Tokenizer", None)
        if tokenizer is None or hasattr(tokenizer, _MARK):
            continue
        setattr(tokenizer, _MARK, True)
        for method in ("fit_on_texts", "fit_on_sequences"):
            setattr(tokenizer, method, _fit(getattr(tokenizer, method)))
        for method in _GIVING:
            setattr(tokenizer, method, _give(getattr(tokenizer, method)))


def _fit(original: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(original)
    def fit(self: Any, *args: Any, **kwargs: Any) -> None:
        if current.trace is not None and contains_unknown((args, kwargs)):
            self.__dict__[_UNKNOWN] = True
            self.word_index = self.index_word = Unknown("the words of texts that are not here")
            return
        original(self, *args, **kwargs)

    return fit


def _give(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def give(self: Any, *args: Any, **kwargs: Any) -> Any:
        if current.trace is None or not (
            _UNKNOWN in self.__dict__ or contains_unknown((args, kwargs))
        ):
            return original(self, *args, **kwargs)
        found = Unknown("what a Tokenizer makes of texts that are not here")
        if original.__name__.endswith("_matrix") and isinstance(self.num_words, int):
            return with_shape(found, (-1, self.num_words))
        return found

    return give
