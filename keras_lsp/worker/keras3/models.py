"""What models of Keras 3 consist of, for the report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import keras
from keras.src import tree
from keras.src.layers.core.input_layer import InputLayer
from keras.src.layers.layer import Layer
from keras.src.layers.merging.base_merge import Merge
from keras.src.models.functional import Functional
from keras.src.models.model import Model
from keras.src.models.sequential import Sequential
from keras.src.ops.function import make_node_key

from keras_lsp.worker.keras3.hooks import UnknownLayer, is_poisoned
from keras_lsp.worker.keras3.sequential import chain_of
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
    return str(getattr(value, "__module__", "")).startswith("keras.src.applications.")


def lacks_input(model: Any) -> bool:
    """See `Keras`."""
    if isinstance(model, Functional):
        return False
    layers = list(model._layers)
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
    return models.named_data(namespace, names, tree.flatten)


def is_alive(model: Any) -> bool:
    """See `Keras`."""
    needed = ["name", "_tracker", "_layers", "built"]
    if isinstance(model, Functional):
        needed.append("_operations")
    return all(name in model.__dict__ for name in needed)


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
        if isinstance(layer, Layer):
            return "model" if isinstance(layer, Model) else "layer"
        return "op"

    def is_subclassed(self, model: Any) -> bool:
        return not isinstance(model, (Sequential, Functional))

    def is_unbuilt(self, layer: Any) -> bool:
        return not getattr(layer, "built", True) and not isinstance(layer, Merge)

    def ends(self, model: Any) -> tuple[list[report.Shape | None], list[report.Shape | None]]:
        if isinstance(model, Sequential):
            chain = chain_of(model)
            if not chain:
                return [], []
            return [shape_of(model._layers[0].output)], [shape_of(chain[-1][1])]
        if isinstance(model, Functional):
            return [shape_of(t) for t in model.inputs], [shape_of(t) for t in model.outputs]
        return self.called_ends(model)

    def given(self, model: Any) -> list[Any]:
        if isinstance(model, Sequential):
            return [tensor for _, tensor in chain_of(model)[-1:]]
        return list(model.outputs) if isinstance(model, Functional) else []

    def weights(self, model: Any) -> list[Any]:
        return list(model.weights)

    def parts(self, model: Any) -> Iterator[tuple[Any, report.Layer]]:
        if isinstance(model, Sequential):
            return self._sequential(model)
        if isinstance(model, Functional):
            return self._functional(model)
        return self.subclassed(model)

    def _sequential(self, model: Any) -> Iterator[tuple[Any, report.Layer]]:
        outputs = {id(layer): tensor for layer, tensor in chain_of(model)}
        layers = model._layers
        before = layers[0] if layers and isinstance(layers[0], InputLayer) else None
        tensor = before.output if before is not None else None
        for index, layer in enumerate(model.layers):
            row = self.row(layer)
            row.inbound = [before.name] if before is not None else []
            output = outputs.get(id(layer))
            if output is not None:
                row.input_shapes = [shape_of(tensor)]
                row.takes = [None if index else 0]
                self.put_output(row, layer, [output])
            else:
                row.built = row.built and row.weights is not None
            yield layer, row
            before, tensor = layer, output

    def _functional(self, model: Any) -> Iterator[tuple[Any, report.Layer]]:
        places = {id(tensor): place for place, tensor in enumerate(model.inputs)}
        for operation in model._operations:
            row = self.row(operation)
            nodes = [
                node
                for index, node in enumerate(operation._inbound_nodes)
                if make_node_key(operation, index) in model._nodes
            ]
            for node in nodes:
                row.input_shapes += [shape_of(tensor) for tensor in node.input_tensors]
                row.takes += [places.get(id(tensor)) for tensor in node.input_tensors]
                row.inbound += [
                    tensor._keras_history.operation.name
                    for tensor in node.input_tensors
                    if tensor._keras_history.operation is not None
                ]
            row.calls = len(nodes)
            self.put_output(row, operation, [t for node in nodes for t in node.output_tensors])
            yield operation, row
