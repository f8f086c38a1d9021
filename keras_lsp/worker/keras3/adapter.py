"""Keras 3, as the worker asks it."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import keras
from keras.src import backend, tree
from keras.src.backend import KerasTensor
from keras.src.backend.common.symbolic_scope import in_symbolic_scope
from keras.src.layers.core.input_layer import InputLayer
from keras.src.layers.layer import Layer
from keras.src.metrics.metric import Metric
from keras.src.models.functional import Functional
from keras.src.models.model import Model
from keras.src.models.sequential import Sequential
from keras.src.ops.node import Node
from keras.src.optimizers.base_optimizer import BaseOptimizer

from keras_lsp.report import number_of
from keras_lsp.worker.keras3 import (
    adapting,
    counting,
    files,
    hooks,
    removed,
    sequential,
    sized,
    speed,
    suppositions,
    symbolic,
    traces,
    training,
    weightless,
)
from keras_lsp.worker.keras3.batches import dtype_in_tensors
from keras_lsp.worker.keras3.checks import Keras3Check
from keras_lsp.worker.keras3.models import Keras3Describer
from keras_lsp.worker.trace.adapter import Adapter
from keras_lsp.worker.trace.layer_calls import silently
from keras_lsp.worker.training import metrics, updates
from keras_lsp.worker.training.calls import TrainingCalls
from keras_lsp.worker.values.poison import is_apart, is_poison
from keras_lsp.worker.values.tensors import has_graph, shape_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from keras_lsp import report
    from keras_lsp.worker.counting.counter import Counter
    from keras_lsp.worker.trace.record import Open, Trace


class Keras3(Adapter):
    """Keras 3."""

    package = keras
    layer = Layer
    input_layer = InputLayer
    model = Model
    sequential = Sequential
    functional = Functional
    variable = keras.Variable
    symbol = KerasTensor
    check = Keras3Check
    describer = Keras3Describer
    learning_rate = "learning_rate"
    own_file = weightless.__file__
    initialized = ("name", "_tracker", "_layers", "built")
    initialized_graph = "_operations"

    def install(self, *, shortcuts: bool) -> None:
        if shortcuts:
            speed.install()
        counting.install()
        hooks.install()
        symbolic.install()
        sequential.install()
        weightless.install()
        training.install()
        TrainingCalls(self).install()
        metrics.install(Metric)
        # What takes gradients on TensorFlow counts already.
        updates.install(
            BaseOptimizer,
            counts=backend.backend() != "tensorflow",
            is_apart=in_symbolic_scope,
        )
        adapting.install()
        files.install()
        removed.install()
        if shortcuts:
            traces.install()
        if backend.backend() == "tensorflow":
            from keras_lsp.worker.keras3 import graphs

            graphs.install()

    def start(self, trace: Trace, *, lazy: bool) -> None:
        weightless.state.lazy = lazy
        hooks.start(trace)
        removed.start(trace)

    def after_statement(self) -> None:
        removed.forget()

    def suppose(self, trace: Trace) -> None:
        suppositions.perform(trace)

    def sized(self, trace: Trace, model: Any, x: Any) -> list[report.Sized]:
        # The check has called the model with such data: what fails here is not the program.
        with silently(trace), contextlib.suppress(Exception):
            return sized.shapes_for(model, x)
        return []

    def counter(self, trace: Trace) -> Counter | None:
        return counting.counter(trace)

    def without_values(self, structure: Any) -> Any:
        def symbol(value: Any) -> Any:
            if self.is_symbolic(value) or not self._is_tensor(value):
                return value
            try:
                dtype = dtype_in_tensors(value)
            except (TypeError, ValueError):
                return value  # Of a kind that symbols do not have.
            return KerasTensor([number_of(size) for size in shape_of(value) or []], dtype)

        return tree.map_structure(symbol, structure)

    def flatten(self, structure: Any) -> list[Any]:
        return list(tree.flatten(structure))

    def map_structure(self, function: Callable[..., Any], structure: Any) -> Any:
        return tree.map_structure(function, structure)

    def is_executed(self, tensor: Any) -> bool:
        return has_graph(tensor) and not symbolic.is_scratch(tensor.graph)

    def cannot_trace(self, error: Exception) -> bool:
        return symbolic.cannot_trace(error)

    def placeholder(self, like: Any, shape: tuple[Any, ...], dtype: str) -> Any:
        if not symbolic.in_trace(like) or (None in shape and not symbolic.can_stand_for_none()):
            return None
        return symbolic.placeholder(shape, dtype)

    def symbolic(
        self,
        subject: Any,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        shape: tuple[Any, ...],
        dtype: str,
    ) -> Any:
        tensor = KerasTensor(shape, dtype=dtype)
        args = self.map_structure(lambda value: None if is_apart(value) else value, args)
        Node(subject, args, kwargs, tensor)
        return tensor

    def layers_in(self, model: Any) -> Iterable[Any]:
        layers: list[Any] = model._flatten_layers(include_self=False)
        return layers

    def held_by(self, layer: Any) -> Iterable[Any]:
        layers: list[Any] = layer._flatten_layers(include_self=False, recursive=False)
        return layers

    def waiting(self, model: Any) -> list[Any]:
        return [] if isinstance(model, Functional) else list(model._layers)

    def connected(self, model: Any) -> Iterable[tuple[Any, list[Any]]]:
        for operation in model.__dict__["_operations"]:
            nodes = operation._inbound_nodes
            yield operation, [tensor for node in nodes for tensor in node.output_tensors]

    def is_poisoned(self, model: Any, errors: dict[int, str]) -> bool:
        if isinstance(model, Sequential):
            chain = sequential.chain_of(model)
            return any(id(layer) in errors or is_poison(tensor) for layer, tensor in chain)
        return super().is_poisoned(model, errors)

    def is_operation(self, layer: Any) -> bool:
        return not isinstance(layer, Layer)

    def call(self, trace: Trace, opened: Open, inputs: Any, given: dict[str, Any]) -> Any:
        model = opened.subject
        return backend.compute_output_spec(
            trace.observed(lambda x: model(x, **given), opened), inputs
        )

    def watched_in(self, structure: Any) -> list[Any]:
        # An output that is None is shown, too, as one of unknown shape.
        return self.flatten(structure)


ADAPTER: Adapter = Keras3()
