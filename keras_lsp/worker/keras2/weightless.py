"""Variables of Keras 2 that cost nothing until someone reads them.

Its value is made when its handle is first used outside the graphs in which Keras only looks
for shapes.
"""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any

import tensorflow as tf
from tensorflow.python.framework import ops
from tensorflow.python.ops.resource_variable_ops import (
    BaseResourceVariable,
    UninitializedVariable,
)

from keras_lsp.worker.keras2.internals import NAME, base_layer_utils, is_scratch, placeholder
from keras_lsp.worker.values.initializers import can_wait

if TYPE_CHECKING:
    from collections.abc import Callable

_HANDLE = "_keras_lsp_handle"
_MAKE = "_keras_lsp_make"

_make_variable = base_layer_utils.make_variable


class _State:
    """Whether variables are lazy; off for a program that does not run with such."""

    lazy = True


state = _State()


def install() -> None:
    """Make every variable of a layer lazy from now on."""
    base_layer_utils.make_variable = _make


class LazyVariable(BaseResourceVariable):  # type: ignore[misc]
    """A variable whose value is made when somebody reads it, and its handle even later.

    Args:
        make: gives the value.
        name, kwargs: as any variable has them.
    """

    def __init__(self, make: Callable[[], Any], name: str | None, **kwargs: Any) -> None:
        self.__dict__[_MAKE] = make
        with tf.init_scope(), ops.name_scope(name, "Variable", skip_on_eager=False) as scope:
            handle_name = ops.name_from_scope_name(scope)
        unique = f"{handle_name}_{ops.uid()}"
        super().__init__(handle_name=handle_name, unique_id=unique, in_graph_mode=False, **kwargs)

    @property
    def _handle(self) -> Any:
        handle = self.__dict__.get(_HANDLE)
        if handle is None:
            name = self._handle_name.removesuffix(":0")
            handle = UninitializedVariable(name=name, shape=self.shape, dtype=self.dtype).handle
            handle._parent_trackable = weakref.ref(self)
            self.__dict__[_HANDLE] = handle
        return handle

    @_handle.setter
    def _handle(self, handle: Any) -> None:
        self.__dict__[_HANDLE] = handle

    @property
    def handle(self) -> Any:
        """The handle by which the variable is read and written."""
        make = self.__dict__.get(_MAKE)
        if make is not None and not _is_only_looking():
            self.__dict__[_MAKE] = None
            with tf.init_scope():
                self.assign(make())
        return self._handle

    def _read_variable_op(self, *args: Any, **kwargs: Any) -> Any:
        if self.__dict__.get(_MAKE) is not None and _is_only_looking():
            return placeholder(self.shape, self.dtype)
        return super()._read_variable_op(*args, **kwargs)


def _is_only_looking() -> bool:
    """Whether what is computed now is for its shape only."""
    return not tf.executing_eagerly() and is_scratch(tf.compat.v1.get_default_graph())


def _make(
    name: str,
    shape: Any = None,
    dtype: Any = tf.float32,
    initializer: Any = None,
    *args: Any,
    **kwargs: Any,
) -> Any:
    shape = tf.TensorShape(shape)
    lazy = (
        state.lazy
        and not args
        and callable(initializer)
        and shape.is_fully_defined()
        and kwargs.get("layout") is None
        and kwargs.get("partitioner") is None
    )
    if lazy and isinstance(initializer, type):
        initializer = initializer()
    if not lazy or not can_wait(initializer, shape, NAME):
        return _make_variable(name, shape, dtype, initializer, *args, **kwargs)
    dtype = tf.as_dtype(dtype).base_dtype
    return LazyVariable(
        lambda: initializer(shape, dtype=dtype),
        name=name,
        shape=shape,
        dtype=dtype,
        trainable=kwargs.get("trainable"),
        constraint=kwargs.get("constraint"),
        synchronization=kwargs.get("synchronization", tf.VariableSynchronization.AUTO),
        aggregation=kwargs.get("aggregation", tf.VariableAggregation.NONE),
        distribute_strategy=tf.distribute.get_strategy() if tf.distribute.has_strategy() else None,
    )
