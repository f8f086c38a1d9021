"""What models of Keras 2 consist of, for the report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import tensorflow as tf

from keras_lsp.worker import costs, models
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
from keras_lsp.worker.tensors import shape_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from keras_lsp import report
    from keras_lsp.worker.trace import Trace


def names_of(namespace: dict[str, Any]) -> dict[int, str]:
    """See `Flavour`."""
    return {id(value): name for name, value in namespace.items() if isinstance(value, Model)}


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


def is_made(trace: Trace, cls: object) -> bool:
    """See `Keras`."""
    return any(type(model) is cls for model in trace.models)


def never_called(trace: Trace, namespace: dict[str, Any]) -> Iterator[tuple[str, report.Span]]:
    """See `Keras`."""
    for name, model in list(namespace.items()):
        site = trace.site_of(model) if isinstance(model, Model) else None
        if site is None or site.path != trace.sources.document or not _is_alive(model):
            continue
        called = model.built or trace.calls_of.get(id(model)) or id(model) in trace.errors
        if not called and not _is_graph(model) and _layers(model):
            yield name, site


def _layers(model: Any) -> list[Any]:
    """The layers of a model, if none of them is broken or unknown."""
    layers = list(model.layers)
    broken = any(isinstance(layer, UnknownLayer) for layer in layers) or is_poisoned(model)
    return [] if broken else layers


def describe_all(trace: Trace, names: dict[int, str]) -> Iterator[report.Model]:
    """See `Flavour`."""
    return _Describer(trace).describe_all(names)


def named_data(
    namespace: dict[str, Any], names: list[tuple[str, report.Span]]
) -> list[report.Data]:
    """See `Flavour`."""
    return models.named_data(namespace, names, tf.nest.flatten)


def _is_alive(model: Any) -> bool:
    """Whether `__init__` of the model ran to its end."""
    needed = ["_name", "_self_tracked_trackables", "built"]
    if isinstance(model, Functional) and not isinstance(model, Sequential):
        needed.append("_nodes_by_depth")
    return all(name in model.__dict__ for name in needed)


def _is_graph(model: Any) -> bool:
    """Whether the model has a graph of layers: not a subclassed one, nor one without input."""
    return bool(model.__dict__.get("_is_graph_network")) and bool(model.outputs)


class _Describer(models.Describer):
    def is_alive(self, model: Any) -> bool:
        return _is_alive(model)

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

    def is_built(self, model: Any) -> bool:
        missing = [
            layer
            for layer in model._flatten_layers(include_self=False)
            if not layer.built and not isinstance(layer, (Merge, InputLayer))
        ]
        if not isinstance(model, (Sequential, Functional)):
            # Layers that `call` does not use stay unbuilt for good.
            missing = [layer for layer in missing if id(layer) in self.trace.errors]
        return bool(model.built) and not missing

    def ends(self, model: Any) -> tuple[list[report.Shape | None], list[report.Shape | None]]:
        if _is_graph(model):
            return [shape_of(t) for t in model.inputs], [shape_of(t) for t in model.outputs]
        return self.called_ends(model)

    def given(self, model: Any) -> list[Any]:
        return list(model.outputs) if _is_graph(model) else []

    def total(self, model: Any) -> report.Weights | None:
        whole = isinstance(model, (Sequential, Functional)) or not model.layers
        if (model.built and whole) or any(
            getattr(layer, "built", False) for layer in model.layers
        ):
            return costs.count(_weights(model), model.non_trainable_weights)
        return None

    def parts(self, model: Any) -> Iterator[tuple[Any, report.Layer]]:
        if _is_graph(model):
            return self._graph(model)
        if isinstance(model, Sequential):
            return self._waiting(model)
        return self.subclassed(model)

    def _graph(self, model: Any) -> Iterator[tuple[Any, report.Layer]]:
        """The layers of a Sequential or Functional model, as its graph connects them."""
        used = {id(node) for nodes in model._nodes_by_depth.values() for node in nodes}
        for layer in model.layers:
            row = self.row(layer)
            nodes = [node for node in layer._inbound_nodes if id(node) in used]
            for node in nodes:
                if not node.is_input:
                    row.input_shapes += [shape_of(tensor) for tensor in node.keras_inputs]
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


def _weights(model: Any) -> list[Any]:
    """The weights of a model; one that is only partly built does not tell all of them itself."""
    return [*model.trainable_weights, *model.non_trainable_weights]
