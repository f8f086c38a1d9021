"""One batch of training data, as tensors of a graph: read as Keras' own adapters read it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import tensorflow as tf

from keras_lsp.worker.keras2.internals import (
    KerasTensor,
    backend,
    data_adapter,
    keras_tensor,
    placeholder,
)
from keras_lsp.worker.training.feeds import Batch
from keras_lsp.worker.values.tensors import shape_of

if TYPE_CHECKING:
    from keras_lsp.worker.training.feeds import Feed

_USUAL_SIZE = 32


def read(feed: Feed) -> Batch:
    """The first batch of what goes into `fit`, `evaluate` or `predict`.

    Raises:
        ValueError: what Keras says of data that it cannot read.
    """
    data, samples, steps = form(feed)
    x, y, weight = data_adapter.unpack_x_y_sample_weight(data)
    return Batch(x, y, weight, samples, steps)


def form(feed: Feed) -> tuple[Any, int | None, int | None]:
    """A batch as Keras hands it to a step; the numbers of samples and of batches.

    Raises:
        ValueError: what Keras says of data that it cannot read.
    """
    x, y, weight = feed.x, feed.y, feed.weight
    if feed.validation_split:
        (x, y, weight), _ = data_adapter.train_validation_split(
            (x, y, weight), validation_split=feed.validation_split
        )
    adapter = data_adapter.select_data_adapter(x, y)
    samples = steps = None
    if issubclass(adapter, data_adapter.DatasetAdapter):
        with tf.init_scope():
            adapter(x, y, sample_weights=weight)  # It refuses targets beside a dataset.
        batch = x.element_spec
    elif issubclass(adapter, data_adapter.GeneratorDataAdapter):
        batch, steps = _peek(adapter, x, y, weight)
    elif issubclass(adapter, data_adapter.DatasetCreatorAdapter):
        raise ValueError("The data of a DatasetCreator is not known before the training.")
    else:
        parts = tf.nest.map_structure(_as_array, (x, y, weight))
        batch = data_adapter.pack_x_y_sample_weight(*parts)
        batch = (batch,) if isinstance(batch, list) else batch
        listed = batch if isinstance(batch, tuple) else (batch,)
        data_adapter._check_data_cardinality(_without_none(listed))
        samples = int(tf.nest.flatten(batch)[0].shape[0])
        size = feed.batch_size if isinstance(feed.batch_size, int) else _USUAL_SIZE
        steps = math.ceil(samples / size)
    return tf.nest.map_structure(_symbolic, batch), samples, steps


def _peek(adapter: Any, x: Any, y: Any, weight: Any) -> tuple[Any, int | None]:
    """The first batch of a generator or a `Sequence`, and the number of batches."""
    for name, given in (("y", y), ("sample_weight", weight)):
        if not data_adapter.is_none_or_empty(given):
            raise ValueError(f"`{name}` argument is not supported with data that gives batches.")
    steps = None
    if issubclass(adapter, data_adapter.KerasSequenceAdapter):
        first, steps = x[0], len(x)
    else:
        first = next(iter(x), None)
        if first is None:
            raise ValueError("The data has no batch.")
    return adapter._standardize_batch(adapter, first), steps


def _without_none(parts: tuple[Any, ...]) -> tuple[Any, ...]:
    """The parts that are given, targets of some outputs left out."""
    return tuple([v for v in tf.nest.flatten(part) if v is not None] for part in parts)


def _as_array(value: Any) -> Any:
    if value is None or hasattr(value, "shape"):
        return value
    return np.asarray(value)


def _symbolic(value: Any) -> Any:
    """A tensor of the graph like `value`, for any number of samples; floats as Keras has them."""
    if value is None:
        return None
    if isinstance(value, tf.TypeSpec) and not isinstance(value, tf.TensorSpec):
        return keras_tensor.keras_tensor_to_placeholder(KerasTensor.from_type_spec(value))
    shape = shape_of(value)
    dtype = tf.as_dtype(getattr(value, "dtype", backend.floatx()))
    if dtype.is_floating and not isinstance(value, tf.TensorSpec):
        dtype = tf.as_dtype(backend.floatx())
    if shape is None:
        return placeholder(None, dtype)
    return placeholder((None, *shape[1:]), dtype)
