"""Sequential, made so that each layer is called once: when it is added.

Keras calls all layers again at each `add`, which takes quadratic time and tells nothing
new; and it makes a Functional each time, which is made here when somebody needs it.
"""

from __future__ import annotations

import functools
import sys
from typing import Any

from keras.src.backend.common import standardize_shape
from keras.src.layers.core.input_layer import InputLayer
from keras.src.models.functional import Functional
from keras.src.models.sequential import Sequential
from keras.src.utils.naming import auto_name

from keras_lsp.worker.source.sequential_sites import ADD_SITE, site_in
from keras_lsp.worker.trace import missing_layers
from keras_lsp.worker.trace.layer_calls import current
from keras_lsp.worker.values.unknown import Unknown

_sequential_add = Sequential.add


def install() -> None:
    """Set the hooks."""
    Sequential.add = functools.wraps(_sequential_add)(_add)
    Sequential.build = _build_sequential
    Sequential._functional = _LazyFunctional()


class _LazyFunctional:
    """`Sequential._functional`, made when somebody needs it and not at each `add`."""

    def __get__(self, model: Any, owner: type | None = None) -> Any:
        if model is None:
            return self
        values = model.__dict__
        functional = values.get("_keras_lsp_functional")
        ends = values.get("_keras_lsp_ends")
        if functional is None and ends is not None:
            trace, current.trace = current.trace, None
            try:
                functional = Functional(inputs=ends[0], outputs=ends[1], name=ends[2])
            finally:
                current.trace = trace
            values["_keras_lsp_functional"] = functional
        return functional

    def __set__(self, model: Any, functional: Any) -> None:
        model.__dict__["_keras_lsp_functional"] = functional
        model.__dict__["_keras_lsp_ends"] = None


# What a layer was told as `batch_input_shape`, which Keras 3 no longer takes.
BATCH_SHAPE = "_keras_lsp_batch_shape"


def chain_of(model: Any) -> list[tuple[Any, Any]]:
    """The layers of a Sequential that have been called so far, each with its output."""
    chain: list[tuple[Any, Any]] = model.__dict__.setdefault("_keras_lsp_chain", [])
    return chain


def _add(self: Any, layer: Any, rebuild: bool = True) -> None:
    frame = sys._getframe(1)
    trace = current.trace
    if trace is not None and isinstance(layer, Unknown):
        layer = missing_layers.layer_for(trace, layer)
    if trace is not None and trace.sources.is_user(frame.f_code.co_filename):
        self.__dict__[ADD_SITE] = trace.sources.span(frame)
    try:
        batch_shape = getattr(layer, BATCH_SHAPE, None)
        if batch_shape and not self._layers:
            _sequential_add(self, InputLayer(batch_shape=batch_shape), rebuild)
        _sequential_add(self, layer, rebuild)
    finally:
        self.__dict__.pop(ADD_SITE, None)


def _build_sequential(self: Any, input_shape: Any = None) -> None:
    """Call the layers that have not been called yet, from the output of the last that has."""
    try:
        shape = standardize_shape(input_shape)
    except (ValueError, TypeError):
        return  # Several inputs: Keras leaves such a model unbuilt until it is called.
    if not self._layers:
        raise ValueError(
            f"Sequential model {self.name} cannot be built because it has no layers. "
            "Call `model.add(layer)`."
        )
    _begin_with_input(self, shape)
    inputs = self._layers[0].output
    chain = _chain_so_far(self, inputs)
    tensor = chain[-1][1] if chain else inputs
    for layer in self._layers[len(chain) + 1 :]:
        try:
            current.site = site_in(current.trace, self, layer) if current.trace else None
            tensor = layer(tensor)
        except NotImplementedError:
            return  # Keras: shapes that cannot be inferred leave the model unbuilt.
        finally:
            current.site = None
        if isinstance(tensor, Unknown) and current.trace is not None:
            tensor = current.trace.adapter.unranked(layer, (inputs,), {}, "float32")
        chain.append((layer, tensor))
    self._functional = None
    # Keras makes a Functional here; the names of later models count it.
    self.__dict__["_keras_lsp_ends"] = (inputs, tensor, auto_name("Functional"))


def _begin_with_input(self: Any, shape: Any) -> None:
    """Let the first layer be an input of this shape.

    Raises:
        ValueError: it is one of another shape.
    """
    first = self._layers[0]
    if not isinstance(first, InputLayer):
        inputs = InputLayer(batch_shape=shape, dtype=first.compute_dtype)
        self._layers = [inputs, *self._layers]
    elif first.batch_shape != shape:
        raise ValueError(
            f"Sequential model '{self.name}' has already been configured to use input shape "
            f"{first.batch_shape}. You cannot build it with input_shape {shape}"
        )


def _chain_so_far(self: Any, inputs: Any) -> list[tuple[Any, Any]]:
    """The chain, as far as it still holds: from the same input through the same layers."""
    chain = chain_of(self)
    if self.__dict__.get("_keras_lsp_start") is not inputs:
        chain.clear()
        self.__dict__["_keras_lsp_start"] = inputs
    layers = self._layers
    while chain and (len(chain) >= len(layers) or chain[-1][0] is not layers[len(chain)]):
        chain.pop()
    return chain
