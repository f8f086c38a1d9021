"""Variables of Keras 3 that cost nothing until someone reads them.

A variable knows its shape and dtype from the start; its value is made when it is first
read. Within shape inference it answers with a placeholder.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
from keras.src import backend
from keras.src.backend.common.stateless_scope import get_stateless_scope, in_stateless_scope
from keras.src.backend.common.symbolic_scope import in_symbolic_scope
from keras.src.backend.common.variables import Variable as KerasVariable

from keras_lsp.worker.keras3.symbolic import placeholder
from keras_lsp.worker.values.initializers import PURE, can_wait
from keras_lsp.worker.values.placeholders import stand_in
from keras_lsp.worker.values.sizes import sizes
from keras_lsp.worker.values.tensors import MAX_SIZE, shape_of
from keras_lsp.worker.values.unknown import UnknownValueError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_VALUE = "_keras_lsp_value"
_MAKE = "_keras_lsp_make"
# The priority of the creator by which a `tf.function` notices variables.
_OF_FUNCTIONS = 50
# What Keras says where the back end has symbolic dimensions.
_UNDEFINED = "Shapes used to initialize variables must be fully-defined. Received: shape={}"

_variable_init = KerasVariable.__init__
_initialize_with_initializer = backend.Variable._initialize_with_initializer
_deferred_initialize = backend.Variable._deferred_initialize
_direct_assign = backend.Variable._direct_assign


def install() -> None:
    """Make every variable of this process lazy from now on."""
    KerasVariable.__init__ = _init
    backend.Variable._value = _LazyValue()
    backend.Variable._initialize_with_initializer = _initialize_later
    backend.Variable._deferred_initialize = _deferred_later
    backend.Variable._direct_assign = _assign
    KerasVariable.value = property(_read, doc=KerasVariable.value.__doc__)


# The `id` of Keras' variable by the number of the one of TensorFlow that has its value.
owners: dict[str, int] = {}


class _LazyValue:
    """`Variable._value`: what was stored, or made now."""

    def __get__(self, variable: Any, owner: type | None = None) -> Any:
        if variable is None:
            return self
        values = variable.__dict__
        make = values.get(_MAKE)
        if make is not None:
            _assert_known(variable)
            values[_MAKE] = None
            make()
        return values.get(_VALUE)

    def __set__(self, variable: Any, value: Any) -> None:
        variable.__dict__[_VALUE] = value
        variable.__dict__[_MAKE] = None
        number = getattr(value, "_unique_id", None)
        if number is not None:
            owners[number] = id(variable)


def _init(
    self: Any, initializer: Any, shape: Any = None, dtype: Any = None, **kwargs: Any
) -> None:
    """Let numbers and small arrays be lazy too: a tensor made of one starts the backend."""
    if shape is None and isinstance(initializer, (bool, int, float, np.ndarray, np.generic)):
        value = initializer
        array = np.asarray(value)
        if array.dtype != object:
            shape = array.shape
            dtype = dtype or _dtype_of(value, array)

            def constant(shape: Any, dtype: Any = None) -> Any:  # noqa: ARG001 - as Keras calls it
                return backend.convert_to_tensor(value, dtype=dtype)

            setattr(constant, PURE, True)
            initializer = constant
    elif isinstance(shape, (tuple, list)) and any(map(stand_in().stands_for, shape)):
        raise ValueError(_UNDEFINED.format(shape_of(keras.KerasTensor(shape))))
    _variable_init(self, initializer, shape=shape, dtype=dtype, **kwargs)


def _dtype_of(value: object, array: np.ndarray[Any, Any]) -> str:
    if isinstance(value, (np.ndarray, np.generic)):
        return str(array.dtype)
    if isinstance(value, bool):
        return "bool"
    return "int32" if isinstance(value, int) else keras.config.floatx()


class _State:
    """How variables are made.

    Attributes:
        lazy: off for a program that does not run with such.
        refuse: raises where no variable may be made.
    """

    lazy = True
    refuse: Callable[[], None] = staticmethod(lambda: None)


state = _State()


def _assert_known(variable: Any) -> None:
    """A variable of a size that is not known here has no value; its number would take gigabytes.

    Raises:
        UnknownValueError: it is one.
    """
    if not sizes.is_known(variable._shape):
        raise UnknownValueError(f"the value of {variable.path}, whose size is not known")


def _initialize_later(self: Any, initializer: Any) -> None:
    state.refuse()
    if not sizes.is_known(self._shape):
        self._value = None
        self.__dict__[_MAKE] = _maker(self, initializer)
        return
    if not state.lazy or _is_distributed():
        _initialize_with_initializer(self, initializer)
        return
    impossible = any(size > MAX_SIZE for size in self._shape)
    if impossible or not can_wait(initializer, self._shape, "keras"):
        _initialize_with_initializer(self, initializer)
        return
    self._value = None
    self.__dict__[_MAKE] = _maker(self, initializer)


def _is_distributed() -> bool:
    """Whether a strategy of TensorFlow has to see the variable made."""
    if keras.backend.backend() != "tensorflow":
        return False
    import tensorflow as tf

    return bool(tf.distribute.has_strategy())


def _maker(variable: Any, initializer: Any) -> Callable[[], None]:
    def make() -> None:
        if keras.backend.backend() == "tensorflow":
            import tensorflow as tf

            with tf.init_scope(), _hidden_from_functions(tf.compat.v1.get_default_graph()):
                _initialize_with_initializer(variable, initializer)
        else:
            _initialize_with_initializer(variable, initializer)

    return make


@contextlib.contextmanager
def _hidden_from_functions(graph: Any) -> Iterator[None]:
    """Let no `tf.function` notice a variable: it would be traced again for it, or refuse it.

    The program may have made the variable long before.
    """
    creators = graph._variable_creator_stack
    graph._variable_creator_stack = [c for c in creators if c[0] != _OF_FUNCTIONS]
    try:
        yield
    finally:
        graph._variable_creator_stack = creators


def _deferred_later(self: Any) -> None:
    if in_stateless_scope() or self.__dict__.get(_VALUE) is not None:
        _deferred_initialize(self)
        return
    initializer = self._initializer
    self._initialize_with_initializer(initializer)
    self._initializer = None


def _assign(self: Any, value: Any) -> None:
    values = self.__dict__
    if values.get(_MAKE) is not None:
        # Never read: what it would have been does not matter any more.
        values[_MAKE] = None
        self._initialize(backend.cast(value, self._dtype))
        return
    _direct_assign(self, value)


def _read(self: Any) -> Any:
    if in_stateless_scope():
        value = get_stateless_scope().get_current_value(self)
        if value is not None:
            return self._maybe_autocast(value)
    values = self.__dict__
    if values.get(_VALUE) is None and in_symbolic_scope():
        return self._maybe_autocast(placeholder(tuple(self._shape), self._dtype))
    value = self._value
    if value is None:
        _assert_known(self)
        value = self._initializer(self._shape, dtype=self._dtype)
    return self._maybe_autocast(value)
