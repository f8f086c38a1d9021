"""TensorFlow Datasets that are not prepared on this machine: of their true form, without data.

The package knows the features of each dataset; nothing is downloaded. Knows no Keras.
"""

from __future__ import annotations

import functools
import sys
from pathlib import Path
from typing import Any

from keras_lsp.worker.trace.layer_calls import current
from keras_lsp.worker.values.unknown import Unknown, with_shape

_MARK = "_keras_lsp_stands_in"
_USUAL_SPLITS = ("train", "validation", "test")
# In the place of dimensions that differ from element to element.
_SOME_SIZE = 32


def install() -> None:
    """Set the stand-ins, if the package has been imported and has none yet."""
    tfds: Any = sys.modules.get("tensorflow_datasets")
    if tfds is None or hasattr(tfds, _MARK) or not hasattr(tfds, "core"):
        return
    setattr(tfds, _MARK, True)
    # `tfds.load` is made of these two.
    builder = tfds.core.DatasetBuilder
    builder.download_and_prepare = _download(builder.download_and_prepare)
    builder.as_dataset = _as_dataset(builder.as_dataset)


def _download(original: Any) -> Any:
    @functools.wraps(original)
    def download_and_prepare(self: Any, *args: Any, **kwargs: Any) -> Any:
        return original(self, *args, **kwargs) if current.trace is None else None

    return download_and_prepare


def _as_dataset(original: Any) -> Any:
    @functools.wraps(original)
    def as_dataset(
        self: Any,
        split: Any = None,
        *,
        batch_size: int | None = None,
        as_supervised: bool = False,
        **kwargs: Any,
    ) -> Any:
        if current.trace is None or Path(self.data_path).exists():
            return original(
                self, split, batch_size=batch_size, as_supervised=as_supervised, **kwargs
            )
        return _of_splits(self, split, batch_size, as_supervised)

    return as_dataset


def _of_splits(builder: Any, split: Any, batch_size: int | None, supervised: bool) -> Any:
    """A dataset for each split, in the structure in which they were asked for."""
    if split is None:
        split = {name: name for name in builder.info.splits or _USUAL_SPLITS}
    if isinstance(split, dict):
        return {name: _of_splits(builder, s, batch_size, supervised) for name, s in split.items()}
    if isinstance(split, (list, tuple)):
        return type(split)(_of_splits(builder, s, batch_size, supervised) for s in split)
    form = builder.info.features.get_tensor_spec()
    if supervised:
        keys = builder.info.supervised_keys
        if keys is None:
            raise ValueError(
                f"as_supervised=True but {builder.name} does not support a supervised structure."
            )
        form = tuple(_part(form, key) for key in keys)
    if current.trace is not None:
        current.trace.missing = True  # Numbers of examples, for instance.
        current.trace.flow.note("values" if _is_known(form) else "missing", sys._getframe(1))
    return _empty(form, batch_size)


def _is_known(form: Any) -> bool:
    """Whether each element of a dataset has the same form, and no text."""
    import tensorflow as tf

    return all(
        None not in tuple(spec.shape) and spec.dtype != tf.string for spec in tf.nest.flatten(form)
    )


def _part(form: Any, key: Any) -> Any:
    if isinstance(key, (list, tuple)):
        return tuple(_part(form, inner) for inner in key)
    for name in key.split("/") if key not in form else [key]:
        form = form[name]
    return form


def _empty(form: Any, batch_size: int | None) -> Any:
    """A dataset of one element of the form: zeros and empty strings; all at once for size -1."""
    import tensorflow as tf

    def whole(spec: Any) -> Unknown:
        shape = tuple(-1 if dim is None else dim for dim in spec.shape)
        return with_shape(Unknown("a dataset that has not been downloaded"), (-1, *shape))

    if batch_size == -1:
        return tf.nest.map_structure(whole, form)

    def batched(spec: Any) -> Any:
        return tf.TensorSpec((None, *spec.shape), spec.dtype)

    def zeros(spec: Any) -> Any:
        size = [_SOME_SIZE if dim is None else dim for dim in spec.shape]
        size = size if batch_size is None else [batch_size, *size[1:]]
        return tf.fill(size, "") if spec.dtype == tf.string else tf.zeros(size, spec.dtype)

    if batch_size is not None:
        form = tf.nest.map_structure(batched, form)

    def generate() -> Any:
        yield tf.nest.map_structure(zeros, form)

    return tf.data.Dataset.from_generator(generate, output_signature=form)
