"""The program's own code stays where it is: nothing of it is translated, unless it must be.

Autograph would execute a copy in another file, where no position is the user's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import tensorflow as tf

from keras_lsp.worker.keras2.internals import base_layer
from keras_lsp.worker.uses import state

if TYPE_CHECKING:
    from collections.abc import Callable

_autograph = base_layer.tf.__internal__.autograph
_convert = _autograph.tf_convert


def install() -> None:
    """Put the stand-in in the place of the translation."""
    _autograph.tf_convert = _stand_in


def _stand_in(function: Callable[..., Any], *context: Any, **how: Any) -> Callable[..., Any]:
    if state.trace is None:
        converted: Callable[..., Any] = _convert(function, *context, **how)
        return converted

    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except tf.errors.OperatorNotAllowedInGraphError:
            # An `if` or `for` on a tensor, which only the translation can do.
            if state.trace is not None:
                state.trace.restart(getattr(function, "__self__", None))
            return _convert(function, *context, **how)(*args, **kwargs)

    return call
