"""Skips traces of `call` that would tell nothing new.

A layer of the user's without `build` is traced to make its weights, and then once more for its
output; in a model of layers of layers that doubles at each level. And within a trace, many
layers of Keras' own have outputs whose shapes can be computed without a single operation.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import keras
from keras.src import backend, tree
from keras.src.backend import KerasTensor
from keras.src.layers.layer import Layer
from keras.src.ops.operation import Operation
from keras.src.utils.python_utils import is_default

from keras_lsp.worker.keras3.symbolic import in_trace, is_scratch, placeholder
from keras_lsp.worker.trace.layer_calls import current

if TYPE_CHECKING:
    from collections.abc import Callable

    from keras_lsp.worker.trace.record import Trace

_OUTPUT = "_keras_lsp_output"
# They have one tensor as input, and what `call` would refuse, `compute_output_shape` and the
# input's specification refuse, too.
_COMPUTED = (
    keras.layers.Dense,
    keras.layers.Embedding,
    keras.layers.BatchNormalization,
    keras.layers.LayerNormalization,
    keras.layers.Conv1D,
    keras.layers.Conv2D,
    keras.layers.DepthwiseConv2D,
    keras.layers.MaxPooling1D,
    keras.layers.MaxPooling2D,
    keras.layers.AveragePooling2D,
    keras.layers.GlobalAveragePooling1D,
    keras.layers.GlobalAveragePooling2D,
    keras.layers.Flatten,
    keras.layers.Dropout,
)


def install() -> None:
    """Make no more such traces. To come after the hooks, which see what is left."""
    backend.compute_output_spec = _remember(backend.compute_output_spec)
    Layer._maybe_build = _build(Layer._maybe_build)
    Operation.__call__ = _call(Operation.__call__)
    if backend.backend() == "tensorflow":
        for cls in _COMPUTED:
            cls.call = _by_shape(cls.call, cls.compute_output_shape)
        keras.layers.EinsumDense.call = _by_shape(keras.layers.EinsumDense.call, _einsum_shape)


# What building a layer tells of its output.


class _Building:
    """A layer that is being built by a trace of its `call`.

    Attributes:
        arguments: those of `call`, by name.
        output: what the trace gave, as symbolic tensors.
        givers: ids of the calls that gave it.
        known: `output` is all that calling the layer would tell.
    """

    current: _Building | None = None

    def __init__(self, layer: Any, arguments: dict[str, Any], trace: Trace) -> None:
        self._layer = layer
        self.arguments = arguments
        self.output: Any = None
        self.givers: list[int] = []
        self.known = False
        self._trace = trace
        self._before = self._events()

    def _events(self) -> tuple[int, int, int]:
        """What is not the same in a second trace: errors, and layers that `call` makes."""
        trace, around = self._trace, self._trace.inside()
        return trace.made, len(trace.errors), len(around.poisoned) if around else 0

    def is_traced_by(self, fn: Any) -> bool:
        return bool(fn == self._layer.call)

    def begins(self, first: Any) -> None:
        """The trace begins; its first argument stands for what the layer is called on."""
        around = self._trace.inside()
        if around is not None and around.subject is self._layer:
            around.given = tree.flatten(first)

    def traced(self, output: Any, tensors: list[Any]) -> None:
        self.output = output
        around = self._trace.inside()
        self.givers = self._trace.givers_in(around, tensors) if around is not None else []
        self.give()
        self.known = self._before == self._events() and not any(
            getattr(tensor, "_keras_mask", None) is not None or getattr(tensor, "sparse", False)
            for tensor in (*tensors, *tree.flatten(output))
        )

    def give(self) -> None:
        """The layer's call gives what building it gave."""
        around = self._trace.inside()
        if around is not None and around.subject is self._layer:
            around.givers = self.givers

    def is_for(self, arguments: dict[str, Any]) -> bool:
        mine = self.arguments
        return mine.keys() == arguments.keys() and all(
            _same(mine[name], value) for name, value in arguments.items()
        )


def _same(one: Any, other: Any) -> bool:
    if one is other:
        return True
    if not isinstance(one, (list, tuple)) or type(one) is not type(other):
        return False
    return len(one) == len(other) and all(map(_same, one, other))


def _build(original: Callable[..., None]) -> Callable[..., None]:
    def build(self: Any, call_spec: Any) -> None:
        self.__dict__.pop(_OUTPUT, None)
        trace = current.trace
        if self.built or trace is None or not _is_symbolic(call_spec):
            original(self, call_spec)
            return
        if not is_default(self.build):
            made = trace.made
            original(self, call_spec)
            trace.made = made  # What `build` makes is not made in a second trace.
            return
        outer = _Building.current
        building = _Building.current = _Building(self, {**call_spec.arguments_dict}, trace)
        try:
            original(self, call_spec)
        finally:
            _Building.current = outer
        if building.known:
            self.__dict__[_OUTPUT] = building

    return build


def _is_symbolic(call_spec: Any) -> bool:
    tensors = tree.flatten(call_spec.tensor_arguments_dict)
    return all(
        tensor is None or isinstance(tensor, KerasTensor) or in_trace(tensor) for tensor in tensors
    )


def _remember(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def compute_output_spec(fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        building = _Building.current
        if building is None or not building.is_traced_by(fn):
            return original(fn, *args, **kwargs)
        _Building.current = None
        tensors: list[Any] = []

        def watched(*args: Any, **kwargs: Any) -> Any:
            building.begins(args[0] if args else next(iter(kwargs.values()), None))
            output = fn(*args, **kwargs)
            tensors[:] = tree.flatten(output)
            return output

        output = original(watched, *args, **kwargs)
        building.traced(output, tensors)
        return output

    return compute_output_spec


def _call(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        building = self.__dict__.pop(_OUTPUT, None)
        if building is None:
            return original(self, *args, **kwargs)
        bound = self._call_signature.bind(*args, **kwargs)
        bound.apply_defaults()
        if not building.is_for(bound.arguments):
            return original(self, *args, **kwargs)
        tensors = [t for t in tree.flatten((args, kwargs)) if backend.is_tensor(t)]
        if tensors and (
            backend.backend() != "tensorflow" or not all(is_scratch(t.graph) for t in tensors)
        ):
            return original(self, *args, **kwargs)
        building.give()
        if not tensors:
            return building.output
        return tree.map_structure(_in_graph, building.output)

    return call


def _in_graph(output: Any) -> Any:
    return placeholder(output.shape, output.dtype) if isinstance(output, KerasTensor) else output


# Shapes that need no operation.


def _by_shape(
    original: Callable[..., Any], compute_output_shape: Callable[..., Any]
) -> Callable[..., Any]:
    @functools.wraps(original)
    def call(self: Any, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        if not _is_computed(self, inputs):
            return original(self, inputs, *args, **kwargs)
        try:
            shape = compute_output_shape(self, tuple(inputs.shape))
        except (KeyError, TypeError, ValueError):
            return original(self, inputs, *args, **kwargs)
        return placeholder(shape, self.compute_dtype)

    return call


def _einsum_shape(layer: Any, shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
    """The output's shape by the equation, e.g. `abc,cd->abd`.

    The layer's own `compute_output_shape` gives None for what it was told as None.

    Raises:
        ValueError: the equation does not say it.
    """
    operands, _, result = layer.equation.partition("->")
    first, _, second = operands.partition(",")
    kernel = tuple(layer.kernel.shape)
    if len(first) != len(shape) or len(second) != len(kernel):
        raise ValueError(layer.equation)
    sizes = {**dict(zip(second, kernel, strict=True)), **dict(zip(first, shape, strict=True))}
    return tuple(sizes[label] for label in result)


def _is_computed(layer: Any, inputs: Any) -> bool:
    trace = current.trace
    if trace is None or type(inputs).__name__ != "SymbolicTensor" or inputs.shape.rank is None:
        return False
    if not is_scratch(inputs.graph):
        return False
    activation = getattr(layer, "activation", None)
    if activation is not None and not activation.__module__.startswith("keras.src.activations"):
        return False
    around = trace.inside()
    return around is None or not (around.poisoned or trace.errors)
