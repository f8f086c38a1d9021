"""`keras.datasets`: arrays of the true shapes and dtypes where the files are not cached.

Shapes and counts of classes are those that the documentation of Keras gives; the package
itself is told.
"""

from __future__ import annotations

import functools
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_lsp.worker.standins.missing import replace
from keras_lsp.worker.trace.layer_calls import current

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

_WORDS = 60
# In so many images some points are white: the values go from 0 to 255.
_BRIGHT = 64


def install(package: ModuleType, home: Callable[[], str]) -> None:
    """Set the stand-ins.

    Args:
        package: `keras` or `tf_keras`.
        home: gives the directory in which it keeps what it downloads.
    """
    for name, (file, make) in _stand_ins(package.backend.image_data_format).items():
        module = getattr(package.datasets, name, None)
        if module is not None:
            replace(module.load_data, _stand_in(module.load_data, home, file, make))


def _stand_in(
    original: Callable[..., Any], home: Callable[[], str], file: str, make: Callable[..., Any]
) -> Callable[..., Any]:
    @functools.wraps(original)
    def load_data(*args: Any, **kwargs: Any) -> Any:
        if (Path(home()) / "datasets" / file).exists():
            return original(*args, **kwargs)
        if current.trace is not None:
            current.trace.flow.note("values", sys._getframe(1))
        return make(*args, **kwargs)

    return load_data


def _labels(count: int, classes: int, *shape: int) -> Any:
    """Labels among which each class occurs."""
    return (np.arange(count) % classes).astype("uint8").reshape(count, *shape)


def _images(size: tuple[int, ...], train: int, classes: int, label: tuple[int, ...] = ()) -> Any:
    def make(*_args: Any, **_kwargs: Any) -> Any:
        parts = []
        for count in (train, 10_000):
            images: Any = np.zeros((count, *size), "uint8")
            images[:_BRIGHT, 0] = 255
            parts.append((images, _labels(count, classes, *label)))
        return tuple(parts)

    return make


def _cifar(data_format: Callable[[], str], classes: int | None = None) -> Any:
    def make(label_mode: str = "fine") -> Any:
        size = (3, 32, 32) if data_format() == "channels_first" else (32, 32, 3)
        count = classes or (20 if label_mode == "coarse" else 100)
        return _images(size, 50_000, count, (1,))()

    return make


def _texts(train: int, test: int, classes: int) -> Any:
    def make(*_args: Any, num_words: int | None = None, **_kwargs: Any) -> Any:
        top = min(num_words or _WORDS + 1, _WORDS + 1)
        text = list(range(1, top))
        parts = []
        for count in (train, test):
            texts: Any = np.empty(count, dtype=object)
            texts[:] = [text] * count
            parts.append((texts, _labels(count, classes).astype("int64")))
        return tuple(parts)

    return make


def _table(columns: int, dtype: str) -> Any:
    def make(rows: int, test_split: float) -> Any:
        train = int(rows * (1 - test_split))
        return tuple(
            (np.zeros((count, columns), dtype), np.zeros((count,), dtype))
            for count in (train, rows - train)
        )

    return make


def _boston(path: str = "", test_split: float = 0.2, **_kwargs: Any) -> Any:  # noqa: ARG001 - as in Keras
    return _table(13, "float64")(506, test_split)


def _california(
    version: str = "large",
    path: str = "",  # noqa: ARG001 - as in Keras
    test_split: float = 0.2,
    **_kwargs: Any,
) -> Any:
    return _table(8, "float32")(600 if version == "small" else 20_640, test_split)


def _stand_ins(data_format: Callable[[], str]) -> dict[str, tuple[str, Callable[..., Any]]]:
    """For each dataset the file that is in the cache once it is there, and what to give else."""
    fashion = "fashion-mnist/t10k-images-idx3-ubyte.gz"
    return {
        "mnist": ("mnist.npz", _images((28, 28), 60_000, 10)),
        "fashion_mnist": (fashion, _images((28, 28), 60_000, 10)),
        "cifar10": ("cifar-10-batches-py-target", _cifar(data_format, 10)),
        "cifar100": ("cifar-100-python-target", _cifar(data_format)),
        "imdb": ("imdb.npz", _texts(25_000, 25_000, 2)),
        "reuters": ("reuters.npz", _texts(8_982, 2_246, 46)),
        "boston_housing": ("boston_housing.npz", _boston),
        "california_housing": ("california_housing.npz", _california),
    }
