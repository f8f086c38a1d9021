"""What is set back after a run, as far as a run usually changes it: as in a fresh process."""

from __future__ import annotations

import functools
import importlib
import linecache
import logging
import os
import pkgutil
import sys
import types
import warnings
from typing import TYPE_CHECKING, Any, Protocol

from keras_lsp.worker import silence
from keras_lsp.worker.execution.execute import builtins_of_users
from keras_lsp.worker.left_behind.heap import changed_keys

if TYPE_CHECKING:
    from collections.abc import Iterator

_OURS = "keras_lsp"
# Nothing reads them but what is being loaded, or nothing at all.
_VARIABLES = {
    "KERAS_BACKEND", "TF_CPP_MIN_LOG_LEVEL", "TF_ENABLE_ONEDNN_OPTS", "CUDA_VISIBLE_DEVICES",
    "PYTHONHASHSEED", "TF_USE_LEGACY_KERAS", "TF_CPP_MIN_VLOG_LEVEL", "CUDA_DEVICE_ORDER",
}  # fmt: skip
# Keras' own, by module and name.
_OF_KERAS = (
    ("src.backend.common.global_state", "GLOBAL_STATE_TRACKER"),
    ("src.backend.common.global_state", "GLOBAL_SETTINGS_TRACKER"),
    ("src.saving.object_registration", "GLOBAL_CUSTOM_OBJECTS"),
    ("src.saving.object_registration", "GLOBAL_CUSTOM_NAMES"),
)
_OF_TENSORFLOW = (("python.framework.ops", "gradient_registry._registry"),)


class Restorer(Protocol):
    """Something that can be set back."""

    def restore(self) -> None:
        """Set it back."""


class Dictionary:
    """A dictionary, or those of its entries that are named.

    Args:
        subject: the dictionary.
        keys: of the entries; None for all.
    """

    def __init__(self, subject: dict[Any, Any], keys: tuple[Any, ...] | None = None) -> None:
        self._subject = subject
        self._was = dict(subject)
        self._keys = keys

    def restore(self) -> None:
        """Set its entries back."""
        for key in changed_keys(self._was, self._subject):
            if self._keys is not None and key not in self._keys:
                continue
            if key in self._was:
                self._subject[key] = self._was[key]
            elif not is_module_of_ours(self._subject[key]):
                del self._subject[key]


def is_module_of_ours(value: object) -> bool:
    """Whether it is a module of this package, which was imported when it was needed first."""
    return isinstance(value, types.ModuleType) and value.__name__.startswith(f"{_OURS}.")


class Items:
    """A list, or a set of what can be hashed."""

    def __init__(self, subject: list[Any] | set[Any]) -> None:
        self._subject = subject
        self._was = [*subject]

    def restore(self) -> None:
        """Set its items back."""
        if [*map(id, self._subject)] == [*map(id, self._was)]:
            return
        self._subject.clear()
        if isinstance(self._subject, set):
            self._subject.update(self._was)
        else:
            self._subject.extend(self._was)


class _Class:
    """The attributes of a class of ours."""

    def __init__(self, subject: type) -> None:
        self._subject = subject
        self._was = dict(vars(subject))

    def restore(self) -> None:
        for name in changed_keys(self._was, dict(vars(self._subject))):
            if name in self._was:
                setattr(self._subject, name, self._was[name])
            else:
                delattr(self._subject, name)


class _Texts:
    """What was found out of the latest texts, which are no longer anybody's business."""

    def __init__(self, cache: Any) -> None:
        self._cache = cache

    def restore(self) -> None:
        self._cache.cache_clear()


class _Environment:
    """Variables of the environment that no compiled code reads again."""

    def __init__(self) -> None:
        self._was = {name: os.environ.get(name) for name in _VARIABLES}
        keys = tuple(map(os.environ.encodekey, _VARIABLES))
        self._entries = Dictionary(os.environ._data, keys)  # type: ignore[attr-defined]

    def restore(self) -> None:
        for name, value in self._was.items():
            if os.environ.get(name) == value:
                continue
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
        self._entries.restore()


class _Warnings:
    """Which warnings are shown, and which were shown already."""

    def __init__(self) -> None:
        self._filters = [*warnings.filters]

    def restore(self) -> None:
        silence.show_anew(self._filters)


class _Loggers:
    """Which loggers there are, what they tell, and to whom."""

    def __init__(self) -> None:
        self._manager = logging.Logger.manager
        self._manager._clear_cache()  # type: ignore[attr-defined]
        self._known = Dictionary(self._manager.loggerDict)
        found = [each for each in self._all() if isinstance(each, logging.Logger)]
        self._levels = [(each, each.level, each.propagate, each.disabled) for each in found]
        self._lists = [Items(items) for each in found for items in (each.handlers, each.filters)]
        self._lists.append(Items(logging._handlerList))  # type: ignore[attr-defined]

    def _all(self) -> Iterator[Any]:
        yield logging.root
        yield from self._manager.loggerDict.values()

    def restore(self) -> None:
        self._known.restore()
        for logger, level, propagate, disabled in self._levels:
            logger.level, logger.propagate, logger.disabled = level, propagate, disabled
        for items in self._lists:
            items.restore()
        self._manager._clear_cache()  # type: ignore[attr-defined]


class _Compiled:
    """What JAX has traced and compiled."""

    def __init__(self) -> None:
        self._jax = importlib.import_module("jax")
        # What `clear_caches` leaves: which of the forms of a function is which.
        self._forms = getattr(sys.modules.get("jax._src.pjit"), "_seen_qdds", {})
        self.restore()

    def restore(self) -> None:
        self._jax.clear_caches()
        self._forms.clear()


def restorers() -> list[Restorer]:
    """What can be set back in this process, as it is now."""
    found: list[Restorer] = [
        *_of_ours(),
        Dictionary(builtins_of_users()),
        Dictionary(linecache.cache),
        Dictionary(vars(linecache), ("updatecache",)),
        Dictionary(vars(sys.modules["inspect"]), ("findsource",)),
        Dictionary(sys.path_importer_cache),
        _Environment(),
        _Warnings(),
        _Loggers(),
    ]
    inspected = getattr(sys.modules.get("keras.src.ops.operation"), "inspect", None)
    found += _restorers_of(inspected)
    for package in ("keras", "tf_keras"):
        found += _of_library(package, _OF_KERAS)
    if "tensorflow" in sys.modules:
        _load_operations()
        found += _of_library("tensorflow", _OF_TENSORFLOW)
        # The graph of what is in none: with a new one no names are in use.
        stack = importlib.import_module("tensorflow.python.framework.ops")._default_graph_stack
        stack._global_default_graph = None
        found.append(Dictionary(vars(stack)))
        # AutoGraph's note of where it is, which each thread has.
        importlib.import_module("tensorflow.python.autograph.core.ag_ctx").control_status_ctx()
        context = importlib.import_module("tensorflow.python.eager.context").context()
        context.ensure_initialized()
        found.append(Dictionary(vars(context), ("_seed", "_rng")))
    if "jax" in sys.modules:
        found.append(_Compiled())
    return found


def _load_operations() -> None:
    """Import what TensorFlow imports when a dataset is used so first."""
    package = importlib.import_module("tensorflow.python.data.ops")
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        if module.name.endswith("_op"):
            importlib.import_module(module.name)


def _of_ours() -> Iterator[Restorer]:
    """All that this package keeps in its modules, their classes and objects."""
    for name, module in [*sys.modules.items()]:
        if name != _OURS and not name.startswith(f"{_OURS}."):
            continue
        if name.startswith(__package__):
            continue
        yield Dictionary(vars(module))
        for key, value in [*vars(module).items()]:
            if key != "__builtins__":
                yield from _restorers_of(value)


def _restorers_of(value: Any, *, deep: bool = True) -> Iterator[Restorer]:
    if type(value) is dict:
        yield Dictionary(value)
    elif isinstance(value, functools._lru_cache_wrapper) and value.cache_parameters()["maxsize"]:
        yield _Texts(value)
    elif type(value) in (list, set):
        yield Items(value)
    elif isinstance(value, type):
        if value.__module__.startswith(_OURS):
            yield _Class(value)
    elif type(value).__module__.startswith(_OURS) and hasattr(value, "__dict__") and deep:
        yield Dictionary(vars(value))
        for inner in [*vars(value).values()]:
            yield from _restorers_of(inner, deep=False)


def _of_library(package: str, places: tuple[tuple[str, str], ...]) -> Iterator[Restorer]:
    for module, path in places:
        owner: Any = sys.modules.get(f"{package}.{module}")
        if owner is None:
            continue
        for name in path.split("."):
            owner = getattr(owner, name)
        entries = owner if isinstance(owner, dict) else vars(owner)
        yield Dictionary(entries)
        # Variables that a layer has begun to make, and failed before they had values.
        yield from (Items(value) for value in entries.values() if type(value) is list)
