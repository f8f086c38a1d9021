"""One batch of training data, as symbolic tensors: read as Keras' own adapters read it."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import keras
from keras.src import backend, tree
from keras.src.trainers import data_adapters
from keras.src.trainers.data_adapters import array_slicing, data_adapter_utils

from keras_lsp import report
from keras_lsp.worker.training.feeds import Batch
from keras_lsp.worker.values.tensors import shape_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from keras_lsp.worker.training.feeds import Feed

USUAL_SIZE = 32
_ONE_TO_ONE = {
    "_PrefetchDataset", "_MapDataset", "_ParallelMapDataset", "_OptionsDataset", "CacheDataset",
}  # fmt: skip
# Of NumPy's dtypes: objects, which are texts in arrays, and texts and bytes of a width.
_OBJECTS = ("O",)
_TEXTS = (*_OBJECTS, "U", "S")
_BATCHING = {"_BatchDataset", "_ParallelBatchDataset"}


def read_batch(feed: Feed, *, sized: bool) -> Batch:
    """The first batch of what goes into `fit`, `evaluate` or `predict`.

    A `sized` batch has as many samples as `feed` says, any other an unknown number.

    Raises:
        ValueError: what Keras says of data that it cannot read.
    """
    adapter = _adapter(feed)
    data, samples, steps = _form(adapter, feed, sized=sized)
    parts = data_adapter_utils.unpack_x_y_sample_weight(data)
    return Batch(parts[0], parts[1], parts[2], samples, steps, _step_size(adapter, samples, feed))


def form(feed: Feed, *, sized: bool, exact: bool = False) -> tuple[Any, int | None, int | None]:
    """A batch as Keras hands it to a step; the numbers of samples and of batches.

    Args:
        feed: the data.
        sized: the batch has as many samples as `feed` says; else an unknown number.
        exact: it has as many as each batch of a dataset has, if the dataset says so.

    Raises:
        ValueError: what Keras says of data that it cannot read.
    """
    return _form(_adapter(feed), feed, sized=sized, exact=exact)


def _adapter(feed: Feed) -> Any:
    """What Keras reads the data with."""
    x, y, weight = feed.x, feed.y, feed.weight
    if feed.validation_split:
        (x, y, weight), _ = array_slicing.train_validation_split(
            (x, y, weight), validation_split=feed.validation_split
        )
    return data_adapters.get_data_adapter(
        x, y, sample_weight=weight, class_weight=feed.class_weight, batch_size=_size(feed)
    )


def _form(
    adapter: Any, feed: Feed, *, sized: bool, exact: bool = False
) -> tuple[Any, int | None, int | None]:
    size = _size(feed)
    batch, samples = _first(adapter, _TEXTS if feed.is_batch else _OBJECTS)
    counts = _counts(adapter, samples, size) if sized else None

    def symbolic(value: Any) -> Any:
        first = None
        if samples is None and (sized or exact):
            first = report.number_of((shape_of(value) or [None])[0])
        if first is None and counts is not None:
            first = counts.of(last=feed.last)
        return _symbolic(value, first)

    data = tree.map_structure(symbolic, batch, none_is_leaf=False)
    return data, samples, adapter.num_batches


@dataclass(frozen=True)
class Counts:
    """How many samples there are, and in how large batches."""

    samples: int
    size: int

    def of(self, *, last: bool) -> int:
        """The samples of the first batch, or of the last."""
        return (self.samples % self.size if last else 0) or min(self.size, self.samples)


def rest(feed: Feed) -> Counts | None:
    """How the data is cut, if its last batch has fewer samples than the others; else None."""
    adapter = data_adapters.get_data_adapter(
        feed.x, feed.y, sample_weight=feed.weight, batch_size=_size(feed)
    )
    counts = _counts(adapter, getattr(adapter, "_num_samples", None), _size(feed))
    if counts is None or counts.samples < counts.size or counts.samples % counts.size == 0:
        return None
    return counts


def _size(feed: Feed) -> int:
    return feed.batch_size if isinstance(feed.batch_size, int) else USUAL_SIZE


def _step_size(adapter: Any, samples: int | None, feed: Feed) -> int | None:
    """How many samples the first batch has; None if that is not known."""
    if samples is not None:
        return samples if feed.is_batch else min(_size(feed), samples)
    dataset: Any = getattr(adapter, "_dataset", None)
    while type(dataset).__name__ in _ONE_TO_ONE:
        dataset = dataset._input_dataset
    if type(dataset).__name__ in _BATCHING:
        import tensorflow as tf

        size = tf.get_static_value(dataset._batch_size)
        return None if size is None else int(size)
    first, _ = _first(adapter, _OBJECTS)
    leaves = [leaf for leaf in tree.flatten(first) if shape_of(leaf)]
    size = (shape_of(leaves[0]) or [None])[0] if leaves else None
    return report.number_of(size)


def _counts(adapter: Any, samples: int | None, size: int) -> Counts | None:
    if samples is not None:
        return Counts(samples, size)
    dataset: Any = getattr(adapter, "_dataset", None)
    # These have as many elements as what they are made of.
    while type(dataset).__name__ in _ONE_TO_ONE:
        dataset = dataset._input_dataset
    if type(dataset).__name__ not in _BATCHING:
        return None
    import tensorflow as tf

    total = int(dataset._input_dataset.cardinality())
    size = tf.get_static_value(dataset._batch_size)
    if total <= 0 or size is None or tf.get_static_value(dataset._drop_remainder):
        return None
    return Counts(total, int(size))


def _first(adapter: Any, texts: Collection[str]) -> tuple[Any, int | None]:
    """Something of the structure, shapes and dtypes of one batch, and the number of samples.

    Raises:
        ValueError: an array has texts that are not among the kinds that may stand in it.
    """
    arrays = getattr(adapter, "_inputs", None)
    if arrays is not None:
        cast = functools.partial(_in_floatx, texts=texts)
        return tree.map_structure(cast, arrays, none_is_leaf=False), adapter._num_samples
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


def _in_floatx(array: Any, texts: Collection[str]) -> Any:
    """Numbers of arrays are cast as the adapter does it; those of datasets are not."""
    if hasattr(array, "to_numpy"):  # Columns of pandas, each of a dtype of its own.
        array = array.to_numpy()
    dtype = getattr(array, "dtype", None)
    if (
        dtype is None
        or getattr(dtype, "kind", "") in texts
        or not backend.is_float_dtype(backend.standardize_dtype(dtype))
    ):
        return array
    return keras.KerasTensor(tuple(shape_of(array) or ()), backend.floatx())


def _symbolic(value: Any, first: int | None) -> Any:
    """A symbolic tensor like `value`, of `first` samples; of any number if that is None."""
    shape = shape_of(value)
    if shape is None:
        return value
    return keras.KerasTensor((first, *shape[1:]), dtype_in_tensors(value))


def dtype_in_tensors(value: Any) -> str:
    """The dtype that tensors of such values have; in arrays texts are objects, or of a width."""
    kind = getattr(value.dtype, "kind", "")
    return "string" if kind in _TEXTS else str(backend.standardize_dtype(value.dtype))
