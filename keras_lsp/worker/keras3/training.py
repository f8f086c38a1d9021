"""Losses that layers add, and the one that Functional models of Keras 3 refuse."""

from __future__ import annotations

import functools
from typing import Any

from keras.src.layers.layer import Layer
from keras.src.models.functional import Functional

from keras_lsp.worker.training import calls

_add_loss = Functional.add_loss
_layer_add_loss = Layer.add_loss
_ADDS_LOSSES = "_keras_lsp_adds_losses"

_NO_LOSS = (
    "a Functional model cannot use `add_loss` in Keras 3. Call `self.add_loss` in a "
    "custom layer, or subclass `keras.Model` and define `compute_loss`."
)


def install() -> None:
    """Set the stand-ins."""
    Layer.add_loss = functools.wraps(_layer_add_loss)(_note_loss)
    Functional.add_loss = _stand_in_add_loss


def _stand_in_add_loss(self: Any, loss: Any) -> None:
    """Say what Keras leaves out when it refuses; how the model is trained is not known then."""
    try:
        _add_loss(self, loss)
    except NotImplementedError as error:
        self.__dict__[calls.UNKNOWN] = "add_loss"
        raise NotImplementedError(_NO_LOSS) from error


def _note_loss(self: Any, loss: Any) -> None:
    self.__dict__[_ADDS_LOSSES] = True
    _layer_add_loss(self, loss)


def adds_losses(layer: Any) -> bool:
    """Whether a layer has called `add_loss`, for its activity regularizer, too."""
    return _ADDS_LOSSES in layer.__dict__
