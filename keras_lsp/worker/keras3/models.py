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

from keras_lsp.worker import costs, models
from keras_lsp.worker.keras3.hooks import UnknownLayer, is_poisoned
from keras_lsp.worker.keras3.sequential import chain_of
from keras_lsp.worker.tensors import shape_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from keras_lsp import report
    from keras_lsp.worker.trace import Trace


def names_of(namespace: dict[str, Any]) -> dict[int, str]:
    """The names that a program gave its models, by the models' identity."""
    return {id(value): name for name, value in namespace.items() if isinstance(value, Model)}


def package() -> ModuleType:
    """The module `keras`."""
    module: ModuleType = keras
    return module


def is_model(value: object) -> bool:
    """Whether it is a model."""
    return isinstance(value, Model)


def makes_model(value: object) -> bool:
    """Whether it is a class of models, or a function of `keras.applications`."""
    if isinstance(value, type):
        return issubclass(value, Model)
    return str(getattr(value, "__module__", "")).startswith("keras.src.applications.")


def is_made(trace: Trace, cls: object) -> bool:
    """Whether the program made a model of the class."""
    return any(type(model) is cls for model in trace.models)


def never_called(trace: Trace, namespace: dict[str, Any]) -> Iterator[tuple[str, report.Span]]:
    """Models of which nothing is known for lack of an input; where they were made."""
    for name, model in list(namespace.items()):
        site = trace.site_of(model) if isinstance(model, Model) else None
        if site is None or site.path != trace.sources.document or not _is_alive(model):
            continue
        called = model.built or trace.calls_of.get(id(model)) or id(model) in trace.errors
        if not called and not isinstance(model, Functional) and _parts(model):
            yield name, site


def _parts(model: Any) -> list[Any]:
    """The layers of a model, if none of them is broken or unknown."""
    layers = list(model._layers)
    broken = any(isinstance(layer, UnknownLayer) for layer in layers) or is_poisoned(model)
    return [] if broken else layers


def describe_all(trace: Trace, names: dict[int, str]) -> Iterator[report.Model]:
    """See `Flavour`."""
    return _Describer(trace).describe_all(names)


def named_data(
    namespace: dict[str, Any], names: list[tuple[str, report.Span]]
) -> list[report.Data]:
    """See `Flavour`."""
    return models.named_data(namespace, names, tree.flatten)


def _is_alive(model: Any) -> bool:
    """Whether `__init__` of the model ran to its end."""
    needed = ["name", "_tracker", "_layers", "built"]
    if isinstance(model, Functional):
        needed.append("_operations")
    return all(name in model.__dict__ for name in needed)


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
        if isinstance(layer, Layer):
            return "model" if isinstance(layer, Model) else "layer"
        return "op"

    def is_built(self, model: Any) -> bool:
        missing = [
            layer
            for layer in model._flatten_layers(include_self=False)
            if not getattr(layer, "built", True) and not isinstance(layer, Merge)
        ]
        if not isinstance(model, (Sequential, Functional)):
            # Layers that `call` does not use stay unbuilt for good.
            missing = [layer for layer in missing if id(layer) in self.trace.errors]
        return bool(model.built) and not missing

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

    def total(self, model: Any) -> report.Weights | None:
        whole = isinstance(model, (Sequential, Functional)) or not model.layers
        if (model.built and whole) or any(
            getattr(layer, "built", False) for layer in model.layers
        ):
            return costs.count(model.weights, model.non_trainable_weights)
        return None

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
        for layer in model.layers:
            row = self.row(layer)
            row.inbound = [before.name] if before is not None else []
            output = outputs.get(id(layer))
            if output is not None:
                row.input_shapes = [shape_of(tensor)]
                self.put_output(row, layer, [output])
            else:
                row.built = row.built and row.weights is not None
            yield layer, row
            before, tensor = layer, output

    def _functional(self, model: Any) -> Iterator[tuple[Any, report.Layer]]:
        for operation in model._operations:
            row = self.row(operation)
            nodes = [
                node
                for index, node in enumerate(operation._inbound_nodes)
                if make_node_key(operation, index) in model._nodes
            ]
            for node in nodes:
                row.input_shapes += [shape_of(tensor) for tensor in node.input_tensors]
                row.inbound += [
                    tensor._keras_history.operation.name
                    for tensor in node.input_tensors
                    if tensor._keras_history.operation is not None
                ]
            row.calls = len(nodes)
            self.put_output(row, operation, [t for node in nodes for t in node.output_tensors])
            yield operation, row
