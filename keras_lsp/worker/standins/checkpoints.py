"""TensorFlow's own files of models: nothing is written, and what is read is not known.

What a run leaves out for speed is what these files would need.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any

from keras_lsp.worker.standins.missing import say_missing
from keras_lsp.worker.trace.layer_calls import current
from keras_lsp.worker.values.searching import contains_unknown
from keras_lsp.worker.values.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Callable

_written: set[str] = set()


def install(tf: Any) -> None:
    """Set the stand-ins.

    Args:
        tf: the package `tensorflow`.
    """
    tf.saved_model.save = _note(tf.saved_model.save)
    tf.saved_model.load = _know_nothing(tf.saved_model.load)
    for cls in (tf.train.Checkpoint, tf.train.CheckpointManager):
        for name in ("save", "write"):
            if hasattr(cls, name):
                setattr(cls, name, _note(getattr(cls, name)))
        for name in ("restore", "read", "restore_or_initialize"):
            if hasattr(cls, name):
                setattr(cls, name, _restore(getattr(cls, name)))
    for name in ("load_checkpoint", "load_variable", "list_variables"):
        setattr(tf.train, name, _know_nothing(getattr(tf.train, name)))


def _note(original: Callable[..., Any]) -> Callable[..., Any]:
    """Write nothing; the path, which the program may print or read from later."""

    @functools.wraps(original)
    def stand_in(*args: Any, **kwargs: Any) -> Any:
        if current.trace is None:
            return original(*args, **kwargs)
        path = str(args[1]) if len(args) > 1 else "checkpoint"
        _written.add(path)
        return path

    return stand_in


def _restore(original: Callable[..., Any]) -> Callable[..., Any]:
    """Leave values as they are; what is said of them is not known."""

    @functools.wraps(original)
    def stand_in(*args: Any, **kwargs: Any) -> Any:
        if current.trace is None:
            return original(*args, **kwargs)
        current.trace.restored = True
        return Unknown("what was restored of a checkpoint")

    return stand_in


def _know_nothing(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def stand_in(path: Any, *args: Any, **kwargs: Any) -> Any:
        if current.trace is None:
            return original(path, *args, **kwargs)
        if contains_unknown(path) or str(path) in _written:
            return Unknown("what the program itself has written")
        if not Path(str(path)).exists() and not Path(f"{path}.index").exists():
            return say_missing(f"`{path}` does not exist; what is in it is not known here.")
        return original(path, *args, **kwargs)

    return stand_in
