"""What a `tf.function` that trains need not do in a run: gradients, updates, compilation.

It is translated, traced and executed as it stands; but gradients of variables are zeros, and
an optimizer changes nothing, which takes most of the time and most of the graph. Each step
counts as one more rehearsal of the same thing, so that a loop of steps ends soon.

Knows TensorFlow; nothing of Keras.
"""

from __future__ import annotations

import contextlib
import functools
from typing import TYPE_CHECKING, Any

import tensorflow as tf
from tensorflow.python.eager.polymorphic_function.polymorphic_function import Function

from keras_lsp.worker.standins import checkpoints, lookups
from keras_lsp.worker.trace.layer_calls import current

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_CALLED = "_keras_lsp_called"
_ONLY_FIRST = (
    "tf.function only supports singleton tf.Variables created on the first call. Make sure the "
    "tf.Variable is only created once or created outside tf.function. See "
    "https://www.tensorflow.org/guide/function#creating_tfvariables for more information."
)
_TRAINS = "_keras_lsp_trains"

_gradient = tf.GradientTape.gradient
_call_function = Function.__call__


class _Graphs:
    """Which graphs are only looked at; whether a function is under way that was called before."""

    is_scratch: Callable[[Any], bool]
    again = False


def install(is_scratch: Callable[[Any], bool]) -> None:
    """Set the stand-ins.

    Args:
        is_scratch: whether nobody will ever compute what is in a graph.
    """
    _Graphs.is_scratch = staticmethod(is_scratch)
    tf.GradientTape.gradient = functools.wraps(_gradient)(_take_gradient)
    tf.GradientTape.jacobian = _take_jacobian(tf.GradientTape.jacobian, 0)
    tf.GradientTape.batch_jacobian = _take_jacobian(tf.GradientTape.batch_jacobian, 1)
    lookups.install_tensorflow(tf)
    checkpoints.install(tf)
    Function.__call__ = functools.wraps(_call_function)(_call)
    # Who called whom is asked of the traceback.
    tf.debugging.disable_traceback_filtering()
    # A graph is computed a few times at the most: to make a better one takes longer.
    tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": True})


def refuse_variables() -> None:
    """Raise as TensorFlow does where a function makes variables that was called before.

    It does not notice those of Keras here, which have no values yet.

    Raises:
        ValueError: see above.
    """
    if _Graphs.again:
        raise ValueError(_ONLY_FIRST)


def in_graph() -> bool:
    """Whether what the program computes now becomes a part of a graph."""
    return current.trace is not None and not tf.executing_eagerly()


def _is_only_looked_at() -> bool:
    return _Graphs.is_scratch(tf.compat.v1.get_default_graph())


def _take_gradient(self: Any, target: Any, sources: Any, *args: Any, **kwargs: Any) -> Any:
    if current.trace is not None:
        current.trace.rehearsals += 1
    if target is None or not in_graph():
        return _gradient(self, target, sources, *args, **kwargs)
    if not _is_only_looked_at() and not _are_watched(self, sources):
        return _gradient(self, target, sources, *args, **kwargs)
    # What the tape itself refuses, it refuses.
    _gradient(self, tf.constant(0.0), [], *args, **kwargs)
    return tf.nest.map_structure(_no_change, sources)


def _take_jacobian(original: Callable[..., Any], skipped: int) -> Callable[..., Any]:
    """`jacobian`, or `batch_jacobian`, which leaves the first axis of the source out."""

    @functools.wraps(original)
    def take(self: Any, target: Any, sources: Any, *args: Any, **kwargs: Any) -> Any:
        if not in_graph() or not _is_only_looked_at():
            return original(self, target, sources, *args, **kwargs)
        _gradient(self, tf.constant(0.0), [])

        def form(source: Any) -> Any:
            shape = target.shape.concatenate(tf.TensorShape(source.shape)[skipped:])
            return tf.compat.v1.placeholder(target.dtype, shape)

        return tf.nest.map_structure(form, sources)

    return take


def _are_watched(tape: Any, sources: Any) -> bool:
    """Whether the sources are variables that were read while the tape recorded."""
    watched = {id(variable) for variable in tape.watched_variables()}
    flat = tf.nest.flatten(sources)
    return bool(flat) and all(id(_variable(source)) in watched for source in flat)


def _variable(source: Any) -> Any:
    """TensorFlow's variable, also of one of Keras'."""
    return source if isinstance(source, tf.Variable) else getattr(source, "value", None)


def _no_change(source: Any) -> Any:
    """A gradient of the source's form."""
    if tf.TensorShape(source.shape).is_fully_defined():
        return tf.zeros(source.shape, source.dtype)
    return tf.zeros_like(source)


def _call(self: Any, *args: Any, **kwargs: Any) -> Any:
    trace = current.trace
    if trace is None:
        return _call_function(self, *args, **kwargs)
    if not tf.executing_eagerly():
        with _without_xla(self):
            return _call_function(self, *args, **kwargs)
    before, outer = trace.rehearsals, _Graphs.again
    _Graphs.again = hasattr(self, _CALLED)
    try:
        with _without_xla(self):
            result = _call_function(self, *args, **kwargs)
    finally:
        _Graphs.again = outer
    setattr(self, _CALLED, True)
    if trace.rehearsals > before:
        setattr(self, _TRAINS, True)
    elif hasattr(self, _TRAINS):
        trace.rehearsals += 1
    return result


@contextlib.contextmanager
def _without_xla(function: Any) -> Iterator[None]:
    """Leave XLA out: it takes seconds, and what it computes is the same."""
    compiles, function._jit_compile = function._jit_compile, None
    try:
        yield
    finally:
        function._jit_compile = compiles
