"""One batch of training data, as symbolic tensors: read as Keras' own adapters read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import keras
from keras.src import backend, tree
from keras.src.trainers import data_adapters
from keras.src.trainers.data_adapters import array_slicing, data_adapter_utils

from keras_lsp.worker.checks import Batch
from keras_lsp.worker.tensors import shape_of

if TYPE_CHECKING:
    from keras_lsp.worker.checks import Feed

USUAL_SIZE = 32


def read(feed: Feed, *, sized: bool) -> Batch:
    """The first batch of what goes into `fit`, `evaluate` or `predict`.

    A `sized` batch has as many samples as `feed` says, any other an unknown number.

    Raises:
        ValueError: what Keras says of data that it cannot read.
    """
    x, y, weight = feed.x, feed.y, feed.weight
    if feed.validation_split:
        (x, y, weight), _ = array_slicing.train_validation_split(
            (x, y, weight), validation_split=feed.validation_split
        )
    size = feed.batch_size if isinstance(feed.batch_size, int) else USUAL_SIZE
    adapter = data_adapters.get_data_adapter(
        x, y, sample_weight=weight, class_weight=feed.class_weight, batch_size=size
    )
    batch, samples = _first(adapter)

    def symbolic(value: Any) -> Any:
        first = None
        if sized:
            first = (shape_of(value) or [None])[0] if samples is None else min(size, samples)
        return _symbolic(value, first)

    parts = data_adapter_utils.unpack_x_y_sample_weight(
        tree.map_structure(symbolic, batch, none_is_leaf=False)
    )
    return Batch(parts[0], parts[1], parts[2], samples, adapter.num_batches)


def _first(adapter: Any) -> tuple[Any, int | None]:
    """Something of the structure, shapes and dtypes of one batch, and the number of samples."""
    arrays = getattr(adapter, "_inputs", None)
    if arrays is not None:
        return tree.map_structure(_in_floatx, arrays, none_is_leaf=False), adapter._num_samples
    dataset = getattr(adapter, "_dataset", None)
    if dataset is not None and hasattr(dataset, "element_spec"):
        return dataset.element_spec, None
    batches = getattr(adapter, "_first_batches", None)
    if batches:
        return batches[0], None
    sequence = getattr(adapter, "py_dataset", None)
    if sequence is not None:
        return sequence[0], None
    for batch in adapter.get_numpy_iterator():
        return batch, None
    raise ValueError("The data has no batch.")


def _in_floatx(array: Any) -> Any:
    """Numbers of arrays are cast as the adapter does it; those of datasets are not."""
    if hasattr(array, "to_numpy"):  # Columns of pandas, each of a dtype of its own.
        array = array.to_numpy()
    dtype = getattr(array, "dtype", None)
    if dtype is None or not backend.is_float_dtype(backend.standardize_dtype(dtype)):
        return array
    return keras.KerasTensor(tuple(shape_of(array) or ()), backend.floatx())


def _symbolic(value: Any, first: int | None) -> Any:
    """A symbolic tensor like `value`, of `first` samples; of any number if that is None."""
    shape = shape_of(value)
    if shape is None:
        return value
    return keras.KerasTensor((first, *shape[1:]), backend.standardize_dtype(value.dtype))
