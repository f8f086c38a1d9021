"""Keras 2 and tf_keras, as the worker asks them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import tensorflow as tf

from keras_lsp.worker.keras2 import (
    autograph,
    files,
    graphs,
    hooks,
    internals,
    sequential,
    speed,
    weightless,
)
from keras_lsp.worker.keras2.checks import Keras2Check
from keras_lsp.worker.keras2.models import Keras2Describer
from keras_lsp.worker.trace.adapter import Adapter
from keras_lsp.worker.training import metrics
from keras_lsp.worker.training.calls import TrainingCalls
from keras_lsp.worker.values.poison import U
from keras_lsp.worker.values.tensors import has_graph

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from keras_lsp.worker.trace.record import Open, Trace
    from keras_lsp.worker.values.poison import Dims, Guess


class GuessedShape(tuple[Any, ...]):
    """The shape of a poisoned tensor, with what programs ask of a `TensorShape`."""

    def as_list(self) -> list[Any]:
        """The dimensions."""
        return list(self)

    @property
    def rank(self) -> int:
        """How many dimensions there are."""
        return len(self)

    ndims = rank

    @property
    def dims(self) -> list[Any]:
        """The dimensions."""
        return list(self)

    def num_elements(self) -> Any:
        """Not known."""
        return U

    def is_fully_defined(self) -> bool:
        """It is not."""
        return False

    def __getitem__(self, index: Any) -> Any:
        item = super().__getitem__(index)
        return GuessedShape(item) if isinstance(index, slice) else item


class Keras2(Adapter):
    """Keras 2, and `tf_keras`."""

    package = internals.keras
    layer = internals.Layer
    input_layer = internals.InputLayer
    model = internals.Model
    sequential = internals.Sequential
    functional = internals.Functional
    variable = tf.Variable
    symbol = internals.KerasTensor
    check = Keras2Check
    describer = Keras2Describer
    learning_rate = "lr"
    own_file = weightless.__file__
    initialized = ("_name", "_self_tracked_trackables", "built")
    initialized_graph = "_nodes_by_depth"

    def install(self, *, shortcuts: bool) -> None:
        autograph.install()
        hooks.install()
        sequential.install()
        weightless.install()
        if shortcuts:
            speed.install()
        TrainingCalls(self).install()
        metrics.install(internals.Metric)
        files.install()
        graphs.install()

    def start(self, trace: Trace, *, lazy: bool) -> None:
        weightless.state.lazy = lazy
        hooks.start(trace)

    def broke(self, error: BaseException) -> bool:
        # A variable without a value was read.
        return super().broke(error) or isinstance(error, tf.errors.FailedPreconditionError)

    def after_statement(self) -> None:
        pass

    def flatten(self, structure: Any) -> list[Any]:
        return list(tf.nest.flatten(structure))

    def map_structure(self, function: Callable[..., Any], structure: Any) -> Any:
        return tf.nest.map_structure(function, structure)

    def is_executed(self, tensor: Any) -> bool:
        return has_graph(tensor) and not internals.is_scratch(tensor.graph)

    def placeholder(self, like: Any, shape: tuple[Any, ...], dtype: str) -> Any:
        return internals.placeholder(shape, dtype) if has_graph(like) else None

    def symbolic(
        self,
        subject: Any,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        shape: tuple[Any, ...],
        dtype: str,
    ) -> Any:
        tensor = internals.KerasTensor(tf.TensorSpec(shape, dtype))
        internals.node.Node(subject, call_args=args, call_kwargs=kwargs, outputs=tensor)
        return tensor

    def shape_of_guess(self, dims: Dims) -> Any:
        return GuessedShape(dims)

    def mark(self, tensor: Any, shape: Guess) -> None:
        # Ragged and sparse tensors are of classes of their own.
        if type(tensor) is internals.KerasTensor:
            super().mark(tensor, shape)

    def layers_in(self, model: Any) -> Iterable[Any]:
        layers: Iterable[Any] = model._flatten_layers(include_self=False)
        return layers

    def held_by(self, layer: Any) -> Iterable[Any]:
        layers: Iterable[Any] = layer._flatten_layers(include_self=False, recursive=False)
        return layers

    def waiting(self, model: Any) -> list[Any]:
        return [] if internals.is_graph(model) else list(model.layers)

    def connected(self, model: Any) -> Iterable[tuple[Any, list[Any]]]:
        for part in model._self_tracked_trackables:
            nodes = getattr(part, "_inbound_nodes", ())
            yield part, [tensor for node in nodes for tensor in self.flatten(node.outputs)]

    def is_operation(self, layer: Any) -> bool:
        return isinstance(layer, internals.OPERATIONS)

    def call(self, trace: Trace, opened: Open, inputs: Any, given: dict[str, Any]) -> Any:  # noqa: ARG002 - Keras 3 tells the trace of it
        return opened.subject(inputs, **given)


ADAPTER: Adapter = Keras2()
