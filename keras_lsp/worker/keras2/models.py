"""What models of Keras 2 consist of, for the report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import tensorflow as tf

from keras_lsp.worker.keras2.hooks import UnknownLayer, is_poisoned
from keras_lsp.worker.keras2.internals import (
    NAME,
    OPERATIONS,
    Functional,
    InputLayer,
    Merge,
    Model,
    Sequential,
    keras,
)
from keras_lsp.worker.trace import models
from keras_lsp.worker.values.tensors import shape_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from keras_lsp import report
    from keras_lsp.worker.trace.record import Trace


def package() -> ModuleType:
    """See `Keras`."""
    module: ModuleType = keras
    return module


def is_model(value: object) -> bool:
    """See `Keras`."""
    return isinstance(value, Model)


def makes_model(value: object) -> bool:
    """See `Keras`."""
    if isinstance(value, type):
        return issubclass(value, Model)
    return str(getattr(value, "__module__", "")).startswith(f"{NAME}.src.applications.")


def lacks_input(model: Any) -> bool:
    """See `Keras`."""
    if _is_graph(model):
        return False
    layers = list(model.layers)
    return bool(layers) and not (
        any(isinstance(layer, UnknownLayer) for layer in layers) or is_poisoned(model)
    )


def describe_all(trace: Trace, names: dict[int, str]) -> Iterator[report.Model]:
    """See `Flavour`."""
    return _Describer(trace).describe_all(names)


def named_data(
    namespace: dict[str, Any], names: list[tuple[str, report.Span]]
) -> list[report.Data]:
    """See `Flavour`."""
    return models.named_data(namespace, names, tf.nest.flatten)


def is_alive(model: Any) -> bool:
    """See `Keras`."""
    needed = ["_name", "_self_tracked_trackables", "built"]
    if isinstance(model, Functional) and not isinstance(model, Sequential):
        needed.append("_nodes_by_depth")
    return all(name in model.__dict__ for name in needed)


def _is_graph(model: Any) -> bool:
    """Whether the model has a graph of layers: not a subclassed one, nor one without input."""
    return bool(model.__dict__.get("_is_graph_network")) and bool(model.outputs)


class _Describer(models.Describer):
    def is_alive(self, model: Any) -> bool:
        return is_alive(model)

    def is_model(self, layer: Any) -> bool:
        return isinstance(layer, Model)

    def flat(self, model: Any) -> Iterator[Any]:
        layers: Iterator[Any] = model._flatten_layers(include_self=False, recursive=True)
        return layers

    def kind_of(self, layer: Any) -> report.CallKind:
        if isinstance(layer, InputLayer):
            return "input"
        if isinstance(layer, OPERATIONS):
            return "op"
        return "model" if isinstance(layer, Model) else "layer"

    def is_subclassed(self, model: Any) -> bool:
        return not isinstance(model, (Sequential, Functional))

    def is_unbuilt(self, layer: Any) -> bool:
        return not layer.built and not isinstance(layer, (Merge, InputLayer))

    def ends(self, model: Any) -> tuple[list[report.Shape | None], list[report.Shape | None]]:
        if _is_graph(model):
            return [shape_of(t) for t in model.inputs], [shape_of(t) for t in model.outputs]
        return self.called_ends(model)

    def given(self, model: Any) -> list[Any]:
        return list(model.outputs) if _is_graph(model) else []

    def weights(self, model: Any) -> list[Any]:
        # One that is only partly built does not tell all of them itself.
        return [*model.trainable_weights, *model.non_trainable_weights]

    def parts(self, model: Any) -> Iterator[tuple[Any, report.Layer]]:
        if _is_graph(model):
            return self._graph(model)
        if isinstance(model, Sequential):
            return self._waiting(model)
        return self.subclassed(model)

    def _graph(self, model: Any) -> Iterator[tuple[Any, report.Layer]]:
        """The layers of a Sequential or Functional model, as its graph connects them."""
        places = {id(tensor): place for place, tensor in enumerate(model.inputs)}
        used = {id(node) for nodes in model._nodes_by_depth.values() for node in nodes}
        for layer in model.layers:
            row = self.row(layer)
            nodes = [node for node in layer._inbound_nodes if id(node) in used]
            for node in nodes:
                if not node.is_input:
                    row.input_shapes += [shape_of(tensor) for tensor in node.keras_inputs]
                    row.takes += [places.get(id(tensor)) for tensor in node.keras_inputs]
                    row.inbound += [t._keras_history.layer.name for t in node.keras_inputs]
            row.calls = max(len(nodes), 1)
            outputs = [tensor for node in nodes for tensor in tf.nest.flatten(node.outputs)]
            self.put_output(row, layer, outputs)
            yield layer, row

    def _waiting(self, model: Any) -> Iterator[tuple[Any, report.Layer]]:
        """The layers of a Sequential that has no input yet."""
        before: Any = None
        for layer in model.layers:
            row = self.row(layer)
            row.inbound = [before.name] if before is not None else []
            row.built = row.built and row.weights is not None
            yield layer, row
            before = layer
