"""Loads Keras and the third-party modules that programs will import.

Imports only: no op runs, no model is built. A process in which TensorFlow or JAX has run
an op cannot be forked any more.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import importlib.util
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any

from keras_lsp.programs.file_names import real_path
from keras_lsp.worker.source.sources import installed_roots

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

# Imported by a program's first steps, lazily, after Keras itself has been imported.
LAZY = {
    "tensorflow": (
        "tensorflow.python.framework.func_graph",
        "tensorflow.python.ops.resource_variable_ops",
    ),
    "jax": ("jax.numpy", "jax.export", "jax.experimental.sparse"),
}
# The package of each, in the order in which they stand in for one that is not installed.
BACK_ENDS = {"tensorflow": "tensorflow", "jax": "jax", "torch": "torch"}
# `tf.keras` of Keras 2 is a module of its own.
OF_KERAS_2 = ("api._v2.keras",)
OLDEST = (2, 13)


class NoKerasError(Exception):
    """This interpreter has no Keras that we know how to watch."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """Which Keras was loaded.

    Attributes:
        flavour: `keras3`, `keras2` or `tf_keras`.
        version: e.g. `3.15.0`.
        backend: on which it runs.
        wanted: the back end that is not installed, in whose place that one is, or `tf_keras`,
            in whose place Keras 3 is.
    """

    flavour: str
    version: str
    backend: str
    wanted: str = ""


def load_keras(workspace: Sequence[str]) -> Loaded:
    """Import the Keras that programs of this process use.

    Raises:
        NoKerasError: it is missing, broken or of a version that is not supported.
    """
    # Something that lies in the workspace must not pass for Keras.
    with _installed_only(workspace):
        name = "tf_keras" if legacy_is_wanted() else "keras"
        wanted = "" if name == "tf_keras" else _choose_back_end()
        lacks_keras_2 = name == "keras" and _wants_legacy()
        try:
            with _without_collection(), without_jax():
                keras = importlib.import_module(name)
        except ModuleNotFoundError as error:
            raise NoKerasError(_missing(error)) from None
        except Exception as error:
            message = (
                f"`import {name}` fails in {sys.executable}: {type(error).__name__}: {error}\n"
                f"Fix it with: {sys.executable} -m pip install --upgrade {name} — or choose "
                "another Python (setting `keras-lsp.interpreter`, option `--interpreter`)."
            )
            raise NoKerasError(message) from error
        version = str(getattr(keras, "__version__", "0"))
        flavour = name if name == "tf_keras" else _flavour_of(version)
        backend = str(keras.backend.backend())
        lazy = LAZY.get(backend, ())
        if flavour != "keras3":
            lazy = (*lazy, *(f"{name}.{module}" for module in OF_KERAS_2))
        for module in lazy:
            with contextlib.suppress(ImportError):
                importlib.import_module(module)
        if lacks_keras_2 and flavour == "keras3":
            _stand_in_for_keras_2(keras)
            wanted = "tf_keras"
    return Loaded(flavour, version, backend, wanted)


@contextlib.contextmanager
def _without_collection() -> Iterator[None]:
    """Look for no garbage while modules are made: a sixth of the time of loading TensorFlow."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


class _JaxLater(ModuleType):
    """Stands for JAX, and becomes it as soon as more is asked of it than is known here."""

    monitoring = SimpleNamespace(record_scalar=None)

    @staticmethod
    def jit(*args: Any, **options: Any) -> Any:
        """As that of JAX, which is imported now."""
        return importlib.import_module("jax").jit(*args, **options)

    def __getattr__(self, name: str) -> Any:
        # `from jax import …` asks for the path, too, but can do without.
        is_of_submodule = sys._getframe(1).f_code.co_filename.startswith("<frozen importlib")
        if name.startswith("__") and not (name == "__path__" and is_of_submodule):
            raise AttributeError(name)
        if sys.modules.get("jax") is self:
            del sys.modules["jax"]
        return getattr(importlib.import_module("jax"), name)


@contextlib.contextmanager
def without_jax() -> Iterator[None]:
    """Leave JAX alone while Keras is loaded on TensorFlow, for a seventh of the time.

    `tensorflow.lite` imports it for its function `jit`, which only a converter of JAX models
    calls, and Keras for a function that JAX has had for years.
    """
    if (
        "jax" in sys.modules
        or back_end_that_is_set() != "tensorflow"
        or importlib.util.find_spec("jax") is None
    ):
        yield
        return
    stand_in = sys.modules["jax"] = _JaxLater("jax")
    try:
        yield
    finally:
        if sys.modules.get("jax") is stand_in:
            del sys.modules["jax"]


def back_end_that_is_set() -> str:
    """The name of the back end that Keras will take; empty where its settings cannot be read."""
    from_environment = os.environ.get("KERAS_BACKEND")
    if from_environment:
        return from_environment
    home = Path.home() if os.access(Path.home(), os.W_OK) else Path("/tmp")  # noqa: S108 - as Keras
    settings = Path(os.environ.get("KERAS_HOME", home / ".keras"), "keras.json").expanduser()
    try:
        return str(json.loads(settings.read_bytes()).get("backend", "tensorflow"))
    except FileNotFoundError:
        return "tensorflow"
    except (OSError, ValueError, AttributeError):
        return ""


def _stand_in_for_keras_2(keras: ModuleType) -> None:
    """Let a program that asks for `tf_keras`, which is not installed, have Keras 3 instead."""
    # Else TensorFlow would look for it, and for ever.
    os.environ["TF_USE_LEGACY_KERAS"] = "0"
    tensorflow = sys.modules.get("tensorflow")
    if tensorflow is not None:
        _ = tensorflow.keras.layers
    sys.modules["tf_keras"] = keras
    for name, value in [*vars(keras).items()]:
        if isinstance(value, ModuleType):
            sys.modules[f"tf_keras.{name}"] = value


def _choose_back_end() -> str:
    """Have Keras take a back end that is installed; the one that was wanted, if that is not."""
    wanted = os.environ.get("KERAS_BACKEND", "")
    if wanted not in BACK_ENDS or importlib.util.find_spec(BACK_ENDS[wanted]) is not None:
        return ""
    for name, package in BACK_ENDS.items():
        if importlib.util.find_spec(package) is not None:
            os.environ["KERAS_BACKEND"] = name
            return wanted
    return ""


def legacy_is_wanted() -> bool:
    """Whether `tf.keras` is the package `tf_keras` here; TensorFlow reads the variable so."""
    return _wants_legacy() and importlib.util.find_spec("tf_keras") is not None


def _wants_legacy() -> bool:
    return os.environ.get("TF_USE_LEGACY_KERAS") in ("true", "True", "1")


def _flavour_of(version: str) -> str:
    """The flavour of the package `keras` of that version.

    Raises:
        NoKerasError: there is none.
    """
    major, minor = (int(part) if part.isdigit() else 0 for part in f"{version}.0".split(".")[:2])
    if (major, minor) >= OLDEST:
        return f"keras{major}"
    raise NoKerasError(
        f"Keras {version} in {sys.executable} is not supported; keras-lsp needs Keras 2.13 or "
        f"newer. Install it with: {sys.executable} -m pip install 'keras>=3.15' "
        "'tensorflow>=2.21'"
    )


def _missing(error: ModuleNotFoundError) -> str:
    if error.name == "keras":
        return (
            f"{sys.executable} has no Keras. Install it with: {sys.executable} -m pip install "
            "keras tensorflow — or choose the Python that has it (setting "
            "`keras-lsp.interpreter`, option `--interpreter`)."
        )
    return (
        f"Keras in {sys.executable} needs the module {error.name!r}, which is not installed. "
        f"Install it with: {sys.executable} -m pip install {error.name}"
    )


@contextlib.contextmanager
def _installed_only(workspace: Sequence[str]) -> Iterator[None]:
    """Import nothing from the current directory or the workspace, unless it is installed there."""
    before = list(sys.path)
    roots = installed_roots()
    foreign = tuple(f"{real_path(folder)}{os.sep}" for folder in (*workspace, "."))

    def is_trusted(entry: str) -> bool:
        real = real_path(entry) + os.sep
        return bool(entry) and (real.startswith(roots) or not real.startswith(foreign))

    sys.path[:] = [entry for entry in before if is_trusted(entry)]
    try:
        yield
    finally:
        sys.path[:] = before


def load_installed(names: list[str], workspace: Sequence[str]) -> None:
    """Import those of the top-level modules that are installed packages; others are left alone."""
    roots = installed_roots()
    for name in names:
        if name in sys.modules or not name.isidentifier():
            continue
        with contextlib.suppress(Exception), _installed_only(workspace), _without_collection():
            spec = importlib.util.find_spec(name)
            origin = getattr(spec, "origin", None)
            if origin and real_path(origin).startswith(roots):
                importlib.import_module(name)


def files(names: Iterable[str]) -> list[str]:
    """The files of these top-level modules, as far as they are imported and have one."""
    modules = [sys.modules.get(name) for name in names]
    found = [getattr(module, "__file__", None) for module in modules]
    return [os.path.abspath(file) for file in found if file]  # noqa: PTH100 - links stay


def threads() -> int:
    """Number of threads of this process; 1 where the system does not say."""
    tasks = Path("/proc/self/task")
    return len(list(tasks.iterdir())) if tasks.exists() else 1
