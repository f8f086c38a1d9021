"""Stands in for downloads and files that this machine does not have.

Files of `get_file` that are not cached are unknown; pretrained weights are left out, since
shapes do not depend on them; datasets made of directories have the form that the arguments
tell; a model that the program saved is the one that it loads.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from keras_lsp.report import Problem
from keras_lsp.worker.standins import saving
from keras_lsp.worker.standins.unknown_datasets import of_windows
from keras_lsp.worker.trace.layer_calls import current
from keras_lsp.worker.values.searching import contains_unknown
from keras_lsp.worker.values.unknown import TEXT, Unknown

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from keras_lsp.worker.problems.flow import Kind
    from keras_lsp.worker.source.sources import Sources

_saved: dict[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Places:
    """What the Keras at hand has for reading and writing.

    Attributes:
        model: the class of models.
        load_model, save_model, get_file: its functions.
        images, texts: its functions that make datasets of directories.
        windows: that which makes one of windows over a series.
        applications: the name of the package that gives pretrained models.
        data_format: gives the format of images.
        target: the file that `get_file` with such arguments would bring.
    """

    model: Any
    load_model: Callable[..., Any]
    save_model: Callable[..., Any]
    get_file: Callable[..., Any]
    images: Callable[..., Any]
    texts: Callable[..., Any]
    windows: Callable[..., Any]
    applications: str
    data_format: Callable[[], str]
    target: Callable[..., Path]


def install(places: Places) -> None:
    """Set the stand-ins."""
    model = places.model
    model.load_weights = _weights_loader(model.load_weights)
    model.save = _save_model
    model.save_weights = _note_saved
    replace(places.get_file, _file_getter(places))
    replace(places.load_model, _model_loader(places.load_model))
    replace(places.images, _from_directory(places.images, _image_batch(places.data_format)))
    replace(places.texts, _from_directory(places.texts, _text_batch))
    replace(places.windows, of_windows(places.windows))
    replace(places.save_model, _save_model)


_PACKAGES = ("keras.", "tf_keras.", "tensorflow.keras.")


def replace(original: Any, stand_in: Any) -> None:
    """Put `stand_in` in the place of a function wherever a module of Keras binds it."""
    for module in list(sys.modules.values()):
        if getattr(module, "__name__", "").startswith(_PACKAGES):
            for name, value in list(vars(module).items()):
                if value is original:
                    setattr(module, name, stand_in)


def say_missing(what: str, kind: Kind = "missing") -> Unknown:
    """Report at the user's line that something is not here; the unknown that it gives.

    Args:
        what: the message.
        kind: what is not known of what takes its place.
    """
    trace = current.trace
    if TEXT in what:
        # Of a name that is made of something that is not known either.
        return Unknown(what)
    user = trace.sources.user_frame(sys._getframe(2)) if trace is not None else None
    if trace is not None and user is not None:
        trace.problem(Problem("KL901", "information", what, trace.sources.span(user)), kind)
    return Unknown(what, source=_line(trace.sources, user) if trace and user else "")


def _line(sources: Sources, frame: FrameType) -> str:
    return sources.line(frame.f_code.co_filename, sources.line_of(frame)).strip()


# Downloads.


def _file_getter(places: Places) -> Callable[..., Any]:
    get_file = places.get_file

    @functools.wraps(get_file)
    def stand_in(*args: Any, **kwargs: Any) -> Any:
        if current.trace is None:
            return get_file(*args, **kwargs)
        if sys._getframe(1).f_globals.get("__name__", "").startswith(places.applications):
            return Unknown("pretrained weights")
        given = inspect.signature(get_file).bind(*args, **kwargs)
        given.apply_defaults()
        if contains_unknown(given.arguments) or not given.arguments["origin"]:
            return get_file(*args, **kwargs)
        target = places.target(**given.arguments)
        if target.exists() and not given.arguments.get("force_download"):
            return get_file(*args, **kwargs)
        return say_missing(
            f"`{target.name}` is not in Keras' cache, and nothing is downloaded here; run the "
            "program once to download it. What is made of it is not known here."
        )

    return stand_in


def _weights_loader(load_weights: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(load_weights)
    def stand_in(self: Any, filepath: Any, *args: Any, **kwargs: Any) -> Any:
        trace = current.trace
        if trace is None:
            return load_weights(self, filepath, *args, **kwargs)
        trace.loaded |= {id(layer) for layer in trace.adapter.layers_in(self)}
        if contains_unknown(filepath) or _path(filepath) in _saved:
            return None
        if isinstance(filepath, (str, Path)) and not Path(filepath).exists():
            say_missing(f"`{filepath}` does not exist; the weights stay as they are.", "values")
            return None
        return load_weights(self, filepath, *args, **kwargs)

    return stand_in


# What the program has saved itself.


def _path(value: Any) -> str:
    try:
        return str(os.path.abspath(os.fspath(value)))  # noqa: PTH100 - it need not exist
    except TypeError:
        return ""


def _note_saved(self: Any, filepath: Any = None, *_args: Any, **_kwargs: Any) -> None:
    """Write nothing, and remember what would stand in the file."""
    _saved[_path(filepath)] = self


def _save_model(model: Any, filepath: Any = None, *_args: Any, **_kwargs: Any) -> None:
    _note_saved(model, filepath)
    saving.note(current.trace, model, _path(filepath))
    if current.trace is not None:
        saving.check(current.trace, model, _path(filepath))


def _model_loader(load_model: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(load_model)
    def stand_in(filepath: Any, *args: Any, **kwargs: Any) -> Any:
        if current.trace is None:
            return load_model(filepath, *args, **kwargs)
        if contains_unknown(filepath):
            return filepath
        saved = _saved.get(_path(filepath))
        if saved is not None:
            return saved
        if not Path(filepath).exists():
            return say_missing(f"`{filepath}` does not exist; the model in it is not known here.")
        return load_model(filepath, *args, **kwargs)

    return stand_in


# Datasets made of directories.


def _from_directory(
    original: Callable[..., Any], batch: Callable[..., tuple[tuple[Any, ...], str]]
) -> Callable[..., Any]:
    @functools.wraps(original)
    def stand_in(*args: Any, **kwargs: Any) -> Any:
        if current.trace is None:
            return original(*args, **kwargs)
        try:
            given = inspect.signature(original).bind(*args, **kwargs)
        except TypeError:
            return original(*args, **kwargs)  # Keras says what is wrong.
        given.apply_defaults()
        directory = given.arguments.pop("directory")
        if directory is None:
            return original(*args, **kwargs)
        if not contains_unknown(directory):
            lacks = f"There is no directory `{directory}`"
            if Path(directory).is_dir():
                with contextlib.suppress(_NoFilesError):
                    return _read_directory(original, args, kwargs)
                lacks = f"There is nothing in `{directory}`"
            counted = given.arguments["label_mode"] == "categorical"
            say_missing(
                f"{lacks}; its dataset is empty here.",
                # Its form is known, but for the number of classes.
                "missing" if counted and not given.arguments["class_names"] else "values",
            )
        if contains_unknown(given.arguments):
            return Unknown("a dataset of unknown form")
        return _dataset(*batch(**given.arguments), **given.arguments)

    return stand_in


class _NoFilesError(Exception):
    """A directory has none, in a run to which something is missing that may have given them."""


def _read_directory(
    original: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Any:
    try:
        return original(*args, **kwargs)
    except ValueError as error:
        trace = current.trace
        if trace is None or not trace.missing or "found in directory" not in str(error):
            raise
        raise _NoFilesError from None


def _image_batch(default: Callable[[], str]) -> Callable[..., tuple[tuple[Any, ...], str]]:
    def batch(
        color_mode: str, image_size: tuple[int, int], data_format: str | None = None, **_: Any
    ) -> tuple[tuple[Any, ...], str]:
        """Shape and dtype of the elements, without the batch."""
        channels = {"grayscale": 1, "rgba": 4}.get(color_mode, 3)
        first = (data_format or default()) == "channels_first"
        return (channels, *image_size) if first else (*image_size, channels), "float32"

    return batch


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
