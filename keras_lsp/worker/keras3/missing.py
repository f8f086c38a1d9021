"""What a program would download or read and this machine does not have.

Files of `get_file` that are not cached are unknown; pretrained weights are left out, since
shapes do not depend on them; datasets made of directories have the form that the arguments
tell; a model that the program saved is the one that it loads.
"""

from __future__ import annotations

import functools
import inspect
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import keras
from keras.src.backend.config import keras_home
from keras.src.models.model import Model
from keras.src.utils import file_utils, image_dataset_utils, text_dataset_utils

from keras_lsp.report import Problem
from keras_lsp.worker.unknown import Unknown, contains_unknown
from keras_lsp.worker.uses import state

if TYPE_CHECKING:
    from collections.abc import Callable

_get_file = file_utils.get_file
_load_weights = Model.load_weights
_load_model = keras.models.load_model
_images = image_dataset_utils.image_dataset_from_directory
_texts = text_dataset_utils.text_dataset_from_directory

_saved: dict[str, Any] = {}


def install() -> None:
    """Set the stand-ins."""
    Model.load_weights = _stand_in_load_weights
    Model.save = _note_saved
    Model.save_weights = _note_saved
    replace(_get_file, _stand_in_get_file)
    replace(_load_model, _stand_in_load_model)
    replace(_images, _from_directory(_images, _image_batch))
    replace(_texts, _from_directory(_texts, _text_batch))
    replace(keras.models.save_model, _save_model)


def replace(original: Any, stand_in: Any) -> None:
    """Put `stand_in` in the place of a function wherever a module of Keras binds it."""
    for module in list(sys.modules.values()):
        if getattr(module, "__name__", "").startswith("keras."):
            for name, value in list(vars(module).items()):
                if value is original:
                    setattr(module, name, stand_in)


def _say_missing(what: str) -> Unknown:
    """Report at the user's line that something is not here; the unknown that it gives."""
    trace = state.trace
    user = trace.sources.user_frame(sys._getframe(2)) if trace is not None else None
    if trace is not None and user is not None:
        trace.problem(Problem("KL901", "information", what, trace.sources.span(user)))
    return Unknown(what)


# Downloads.


@functools.wraps(_get_file)
def _stand_in_get_file(*args: Any, **kwargs: Any) -> Any:
    if state.trace is None:
        return _get_file(*args, **kwargs)
    if sys._getframe(1).f_globals.get("__name__", "").startswith("keras.src.applications"):
        return Unknown("pretrained weights")
    given = inspect.signature(_get_file).bind(*args, **kwargs)
    given.apply_defaults()
    if contains_unknown(given.arguments) or not given.arguments["origin"]:
        return _get_file(*args, **kwargs)
    target = _download_target(**given.arguments)
    if target.exists() and not given.arguments["force_download"]:
        return _get_file(*args, **kwargs)
    return _say_missing(
        f"`{target.name}` is not in Keras' cache, and nothing is downloaded here; it will be "
        "there when the program has been run once. What is made of it is not known here."
    )


def _download_target(
    fname: Any,
    origin: str,
    cache_dir: Any,
    cache_subdir: str,
    *,
    extract: bool,
    untar: bool,
    **_: Any,
) -> Path:
    """Where Keras keeps the file that is downloaded."""
    home = Path(cache_dir or keras_home()).expanduser() / cache_subdir
    name = os.fspath(fname) if fname else Path(origin.split("?")[0]).name
    archive = (extract or untar) and not (fname and "." in name)
    return home / (f"{name}_archive" if archive else name)


@functools.wraps(_load_weights)
def _stand_in_load_weights(self: Any, filepath: Any, *args: Any, **kwargs: Any) -> Any:
    if state.trace is not None and (contains_unknown(filepath) or _path(filepath) in _saved):
        return None
    if (
        state.trace is not None
        and isinstance(filepath, (str, Path))
        and not Path(filepath).exists()
    ):
        _say_missing(f"`{filepath}` does not exist; the weights stay as they are.")
        return None
    return _load_weights(self, filepath, *args, **kwargs)


# What the program has saved itself.


def _path(value: Any) -> str:
    try:
        return str(os.path.abspath(os.fspath(value)))  # noqa: PTH100 - it need not exist
    except TypeError:
        return ""


def _note_saved(self: Any, filepath: Any = None, *_args: Any, **_kwargs: Any) -> None:
    """Write nothing, and remember what would stand in the file."""
    _saved[_path(filepath)] = self


def _save_model(model: Any, filepath: Any, *_args: Any, **_kwargs: Any) -> None:
    _note_saved(model, filepath)


@functools.wraps(_load_model)
def _stand_in_load_model(filepath: Any, *args: Any, **kwargs: Any) -> Any:
    if state.trace is None:
        return _load_model(filepath, *args, **kwargs)
    if contains_unknown(filepath):
        return filepath
    saved = _saved.get(_path(filepath))
    if saved is not None:
        return saved
    if not Path(filepath).exists():
        return _say_missing(f"`{filepath}` does not exist; the model in it is not known here.")
    return _load_model(filepath, *args, **kwargs)


# Datasets made of directories.


def _from_directory(
    original: Callable[..., Any], batch: Callable[..., tuple[tuple[Any, ...], str]]
) -> Callable[..., Any]:
    @functools.wraps(original)
    def stand_in(*args: Any, **kwargs: Any) -> Any:
        if state.trace is None:
            return original(*args, **kwargs)
        given = inspect.signature(original).bind(*args, **kwargs)
        given.apply_defaults()
        directory = given.arguments.pop("directory")
        if not contains_unknown(directory):
            if Path(directory).is_dir():
                return original(*args, **kwargs)
            _say_missing(f"There is no directory `{directory}`; its dataset is empty here.")
        if contains_unknown(given.arguments):
            return Unknown("a dataset of unknown form")
        return _dataset(*batch(**given.arguments), **given.arguments)

    return stand_in


def _image_batch(
    color_mode: str, image_size: tuple[int, int], data_format: str | None = None, **_: Any
) -> tuple[tuple[Any, ...], str]:
    """Shape and dtype of the elements, without the batch."""
    channels = {"grayscale": 1, "rgba": 4}.get(color_mode, 3)
    first = (data_format or keras.config.image_data_format()) == "channels_first"
    shape = (channels, *image_size) if first else (*image_size, channels)
    return shape, "float32"


def _text_batch(**_: Any) -> tuple[tuple[Any, ...], str]:
    return (), "string"


def _dataset(
    shape: tuple[Any, ...],
    dtype: str,
    *,
    labels: Any,
    label_mode: str | None,
    class_names: Any,
    batch_size: int | None,
    subset: str | None = None,
    **_: Any,
) -> Any:
    """A dataset of the form that the function would give, of one batch of zeros."""
    import tensorflow as tf

    batch = () if batch_size is None else (None,)
    size = () if batch_size is None else (batch_size,)
    classes = len(class_names) if class_names else None
    forms = {
        "int": ((), "int32"),
        "binary": ((1,), "float32"),
        "categorical": ((classes,), "float32"),
    }
    elements = [(shape, dtype)]
    if labels is not None and label_mode in forms:
        elements.append(forms[label_mode])
    specs = tuple(tf.TensorSpec((*batch, *dims), kind) for dims, kind in elements)
    zeros = tuple(
        tf.zeros((*size, *(dim or 2 for dim in dims)), kind)
        if kind != "string"
        else tf.fill(size, "")
        for dims, kind in elements
    )
    form, content = (specs, zeros) if len(elements) > 1 else (specs[0], zeros[0])

    def generate() -> Any:
        yield content

    def make() -> Any:
        dataset = tf.data.Dataset.from_generator(generate, output_signature=form)
        dataset.class_names = class_names or Unknown("names of directories")
        return dataset

    return (make(), make()) if subset == "both" else make()
