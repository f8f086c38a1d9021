"""What models of Keras 3 consist of, for the report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from keras.src.layers.core.input_layer import InputLayer
from keras.src.layers.merging.base_merge import Merge
from keras.src.models.functional import Functional
from keras.src.models.sequential import Sequential
from keras.src.ops.function import make_node_key

from keras_lsp.worker.keras3.sequential import chain_of
from keras_lsp.worker.trace import models
from keras_lsp.worker.values.tensors import shape_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp import report


class Keras3Describer(models.Describer):
    """Describes models of Keras 3."""

    def is_unbuilt(self, layer: Any) -> bool:
        return not getattr(layer, "built", True) and not isinstance(layer, Merge)

    def graph_ends(self, model: Any) -> tuple[list[Any], list[Any]] | None:
        if isinstance(model, Sequential):
            chain = chain_of(model)
            return ([model._layers[0].output], [chain[-1][1]]) if chain else ([], [])
        if isinstance(model, Functional):
            return list(model.inputs), list(model.outputs)
        return None

    def inputs_of(self, model: Any, args: Any, kwargs: Any) -> list[tuple[Any, Any]]:
        graph = model._functional if isinstance(model, Sequential) else model
        given = args[0] if args else kwargs.get("inputs")
        if isinstance(given, dict) and not isinstance(graph.input, dict):
            given = [given.get(tensor.name) for tensor in graph.inputs]
        tensors = self.adapter.tensors_in((given,), {})
        return (
            list(zip(graph.inputs, tensors, strict=True))
            if len(tensors) == len(graph.inputs)
            else []
        )

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
                self.counts.put(row, layer, [((tensor,), {})])
            else:
                row.built = row.built and row.weights is not None
                if id(model) in self.trace.starving.followed:
                    self.put_call(row, layer)
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
            given = [(node.arguments.args, node.arguments.kwargs) for node in nodes]
            self.counts.put(row, operation, given)
            yield operation, row
