"""Skips Python work that Keras 3 repeats for each layer and that no run needs.

Each shortcut leaves every report as it is; `worker.child.WorkerSettings.shortcuts` turns all of
them off, and the tests compare. What each saves is in `docs/performance.md`.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from keras.src import backend, initializers, metrics
from keras.src.backend import config
from keras.src.backend.common import global_state
from keras.src.layers.layer import Layer
from keras.src.ops import operation
from keras.src.saving import object_registration
from keras.src.utils.python_utils import is_default
from keras.src.utils.tracking import Tracker

if TYPE_CHECKING:
    from collections.abc import Callable

_CONTAINERS = (list, dict, set, tuple)

# The tracker itself, and Keras' own books, in which there are no layers and no variables.
_UNTRACKED = frozenset(
    (
        "_tracker", "_inbound_nodes", "_outbound_nodes", "_losses", "_loss_ids",
        "_losses_override", "call_signature_parameters", "_call_context_args",
        "_call_has_context_arg", "_build_shapes_dict", "_tracked",
    )
)  # fmt: skip

_set = object.__setattr__
_track_attribute = Tracker.track
_operation_new = operation.Operation.__new__
_is_tensor = backend.is_tensor
_get_initializer = initializers.get


def install() -> None:
    """Take the shortcuts from now on."""
    Tracker.track = _track
    operation.Operation.__new__ = _new
    # PyTorch, and JAX with Flax, keep attributes in places of their own.
    flax = getattr(config, "is_nnx_enabled", bool)
    if backend.backend() in ("tensorflow", "jax") and not flax():
        Layer.__setattr__ = _set_attribute
    remembering = _Inspect()
    for module in (operation, inspect.getmodule(Layer)):
        vars(module)["inspect"] = remembering
    if backend.backend() == "tensorflow":
        from keras.src.backend import tensorflow
        from keras.src.backend.tensorflow import core

        for module in (backend, tensorflow, core):
            vars(module)["is_tensor"] = _is_tensor_of_type
    initializers.get = _initializer


# Attributes.


def _set_attribute(self: Any, name: str, value: Any) -> None:
    """As Keras, which looks at each attribute for something to track, and TensorFlow again.

    What only TensorFlow would track is needed for its checkpoints, which no run writes.
    """
    if _tracked_types.get(type(value), True) and name not in _UNTRACKED:
        if "_tracker" not in self.__dict__:
            self._initialize_tracker()
        value = self._tracker.track(value)
    _set(self, name, value)


_tracked_types: dict[type, bool] = {}


def _may_be_tracked(value: Any) -> bool:
    kind = type(value)
    tracked = _tracked_types.get(kind)
    if tracked is None:
        tracked = _tracked_types[kind] = issubclass(
            kind,
            (
                backend.Variable,
                Layer,
                metrics.Metric,
                backend.random.SeedGenerator,
                *_CONTAINERS,
            ),
        )
    if tracked and kind is tuple:
        return any(map(_may_be_tracked, value))
    return tracked


def _track(self: Any, value: Any) -> Any:
    return _track_attribute(self, value) if _may_be_tracked(value) else value


# Construction.


def _new(cls: type[Any], *args: Any, **kwargs: Any) -> Any:
    """As Keras, which keeps the arguments; only the `get_config` of `Operation` reads them."""
    if is_default(cls.get_config):
        return _operation_new(cls, *args, **kwargs)
    made = object.__new__(cls)
    made.__dict__.update(_lock=True, _auto_config=None)
    return made


# Signatures.


class _Inspect:
    """The module `inspect`, which remembers what it has found out about a function."""

    def __init__(self) -> None:
        self._signatures: dict[tuple[object, bool], inspect.Signature] = {}
        self._arguments: dict[object, inspect.FullArgSpec] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(inspect, name)

    def signature(self, subject: Callable[..., Any]) -> inspect.Signature:
        wrapped = inspect.unwrap(subject, stop=_has_own)
        bound = inspect.ismethod(wrapped)
        key = (wrapped.__func__ if bound else wrapped, bound)
        if not inspect.isfunction(key[0]):
            return inspect.signature(subject)
        known = self._signatures.get(key)
        if known is None:
            known = self._signatures[key] = inspect.signature(subject)
        return known

    def getfullargspec(self, subject: Callable[..., Any]) -> inspect.FullArgSpec:
        if not inspect.isfunction(subject):
            return inspect.getfullargspec(subject)
        known = self._arguments.get(subject)
        if known is None:
            known = self._arguments[subject] = inspect.getfullargspec(subject)
        return known


def _has_own(function: Callable[..., Any]) -> bool:
    return hasattr(function, "__signature__")


# Tensors.

_tensor_types: dict[type, bool] = {}


def _is_tensor_of_type(value: object) -> bool:
    """As `tf.is_tensor`, which looks at all attributes of a protocol each time."""
    kind = type(value)
    known = _tensor_types.get(kind)
    if known is None:
        known = _tensor_types[kind] = bool(_is_tensor(value))
    return known


# Initializers.

_initializer_classes: dict[str, type | None] = {}


def _initializer(identifier: Any) -> Any:
    """As Keras; a name is looked up once, and gives a new initializer each time."""
    if (
        type(identifier) is not str
        or object_registration.GLOBAL_CUSTOM_OBJECTS
        or global_state.get_global_attribute("custom_objects_scope_dict")
    ):
        return _get_initializer(identifier)
    cls = _initializer_classes.get(identifier)
    if cls is not None:
        return cls()
    made = _get_initializer(identifier)
    if type(made).__module__.startswith("keras.src.initializers"):
        _initializer_classes[identifier] = type(made)
    return made
