"""How the back ends of Keras 3 find shapes out: tensors without values, and what stands for None.

TensorFlow and JAX have symbolic dimensions. PyTorch has none: Keras computes on its `meta`
device, twice, with two numbers in the place of None, and on the processor where an operation
knows no `meta`. Here the first number is one that no model has as a size, and only the first
computation is seen, so that each layer is seen once, with None in its shapes.
"""

from __future__ import annotations

import contextlib
import functools
import re
from typing import TYPE_CHECKING, Any

import keras
from keras.src import backend, tree
from keras.src.backend import KerasTensor
from keras.src.backend.common.stateless_scope import StatelessScope
from keras.src.backend.common.symbolic_scope import SymbolicScope

from keras_lsp.worker.trace import layer_calls
from keras_lsp.worker.values.placeholders import PRIMES, StandIn, stand_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Computation = Callable[[str, StandIn], Any]

_META = (StandIn(PRIMES), StandIn((1_000_033, 7927)))
# Where there is data: as small as Keras' own.
_DATA = (StandIn((83, 89), exact=True), StandIn((89, 97), exact=True))
# How Keras names the graphs that it makes to find a shape out.
SCRATCH = "scratch_graph"
_NO_META = re.compile(r"[Mm]eta tensor|'Meta' backend|KerasTensor is symbolic")


def install() -> None:
    """Let PyTorch's shapes be found out in the way described above."""
    if keras.backend.backend() != "torch":
        return
    from keras.src.layers.preprocessing.image_preprocessing import base_image_preprocessing_layer

    backend.compute_output_spec = _compute_output_spec
    # It makes arrays of the whole batch to find a shape out.
    backend.nn.max_pool = _in_trace_like(backend.nn.max_pool, backend.nn.average_pool)
    layer = base_image_preprocessing_layer.BaseImagePreprocessingLayer
    layer.call = _in_trace_by_shape(layer.call)


def is_scratch(graph: Any) -> bool:
    """Whether nobody will ever compute what is in the graph: Keras looks at shapes only.

    Only TensorFlow has others: those of the program's own `tf.function`.
    """
    while graph is not None:
        if SCRATCH in str(getattr(graph, "name", "")):
            return True
        graph = getattr(graph, "outer_graph", None)
    return False


def in_trace(tensor: Any) -> bool:
    """Whether the tensor is one of the backend's own that has no value yet."""
    if type(tensor).__name__ in {"SymbolicTensor", "DynamicJaxprTracer", "JVPTracer", "Tracer"}:
        return True
    return getattr(getattr(tensor, "device", None), "type", "") == "meta"


def cannot_trace(error: BaseException) -> bool:
    """Whether an operation failed for want of values, which a program would give it."""
    return isinstance(error, NotImplementedError) or (
        keras.backend.backend() == "torch" and _NO_META.search(str(error)) is not None
    )


def can_stand_for_none() -> bool:
    """Whether a tensor that is made in a trace can have unknown dimensions."""
    return bool(keras.backend.backend() != "jax")


def placeholder(shape: tuple[int | None, ...] | None, dtype: str) -> Any:
    """A tensor of the backend for the trace under way, of which only the shape matters.

    TensorFlow's may have any rank.
    """
    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        return tf.compat.v1.placeholder(dtype, shape)
    return keras.ops.zeros(_fill_dims(shape or (), stand_in()), dtype)


def _fill_dims(shape: Iterable[int | None], standing: StandIn) -> tuple[int, ...]:
    batch, other = standing.sizes or (2, 2)
    return tuple(
        (other if axis else batch) if dim is None else dim for axis, dim in enumerate(shape)
    )


def _compute_output_spec(fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """As Keras' own: what `fn` gives for symbolic tensors, as symbolic tensors."""

    def compute(device: str, standing: StandIn) -> Any:
        return _trace(fn, args, kwargs, device, standing)

    try:
        return _spec_of(compute, "meta", _META, args, kwargs)
    except Exception as error:
        if not cannot_trace(error):
            raise
    return _spec_of(compute, "cpu", _DATA, args, kwargs)


def _spec_of(
    compute: Computation, device: str, standing: tuple[StandIn, StandIn], args: Any, kwargs: Any
) -> Any:
    first = compute(device, standing[0])
    is_open = any(
        isinstance(tensor, KerasTensor) and None in tensor.shape
        for tensor in tree.flatten((args, kwargs))
    )
    if not is_open:
        return tree.map_structure(lambda tensor: _spec(tensor, tensor), first)
    if _has_failed():
        # It would fail in earnest if nobody watched.
        return tree.map_structure(functools.partial(_spec_by_number, standing[0]), first)
    with _unseen():
        return tree.map_structure(_spec, first, compute(device, standing[1]))


def _trace(fn: Callable[..., Any], args: Any, kwargs: Any, device: str, standing: StandIn) -> Any:
    import torch
    from keras.src.backend.torch.core import device_scope

    def filled(value: Any) -> Any:
        if not isinstance(value, KerasTensor):
            return value
        ones = torch.ones(_fill_dims(value.shape, standing), device=device)
        return backend.convert_to_tensor(ones, dtype=value.dtype)

    with (
        StatelessScope(), SymbolicScope(), torch.no_grad(), device_scope(device),
        stand_in.replaced(standing), _noted_operands(device),
    ):  # fmt: skip
        args, kwargs = tree.map_structure(filled, (args, kwargs))
        return fn(*args, **kwargs)


def _noted_operands(device: str) -> contextlib.AbstractContextManager[object]:
    """Tensors know what they come from inside a layer or model of the program's own."""
    trace = layer_calls.current.trace
    call = trace.inside() if trace is not None else None
    if device != "meta" or call is None or type(call.subject).__module__.startswith("keras."):
        return contextlib.nullcontext()
    from keras_lsp.worker.keras3.torch_operands import NotedOperands

    return NotedOperands()


def _spec(one: Any, other: Any) -> Any:
    if not backend.is_tensor(one):
        return one
    shape = [
        size if size == second else None
        for size, second in zip(one.shape, other.shape, strict=True)
    ]
    return KerasTensor(shape, backend.standardize_dtype(one.dtype))


def _spec_by_number(standing: StandIn, tensor: Any) -> Any:
    if not backend.is_tensor(tensor):
        return tensor
    shape = [None if standing.stands_for(size) else size for size in tensor.shape]
    return KerasTensor(shape, backend.standardize_dtype(tensor.dtype))


def _has_failed() -> bool:
    """Whether a layer failed within the call under way."""
    call = layer_calls.current.trace.inside() if layer_calls.current.trace is not None else None
    return call is not None and bool(call.poisoned)


@contextlib.contextmanager
def _unseen() -> Iterator[None]:
    trace = layer_calls.current.trace
    layer_calls.current.trace = None
    try:
        yield
    finally:
        layer_calls.current.trace = trace


def _in_trace_like(original: Callable[..., Any], other: Callable[..., Any]) -> Callable[..., Any]:
    """The original function; for tensors without values another one of the same shapes."""

    @functools.wraps(original)
    def function(inputs: Any, *args: Any, **kwargs: Any) -> Any:
        return (other if in_trace(inputs) else original)(inputs, *args, **kwargs)

    return function


def _in_trace_by_shape(call: Callable[..., Any]) -> Callable[..., Any]:
    """The original `call`; for tensors without values it is asked for the shape alone."""

    @functools.wraps(call)
    def shaped(self: Any, data: Any, *args: Any, **kwargs: Any) -> Any:
        if not in_trace(data):
            return call(self, data, *args, **kwargs)
        shape = self.compute_output_shape(tuple(data.shape))
        return placeholder(shape, self.compute_dtype)

    return shaped
