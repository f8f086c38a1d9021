"""What models of Keras 2 consist of, for the report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import tensorflow as tf

from keras_lsp.worker.keras2.internals import InputLayer, Merge, Sequential, is_graph
from keras_lsp.worker.trace import models
from keras_lsp.worker.values.tensors import shape_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp import report


class Keras2Describer(models.Describer):
    """Describes models of Keras 2."""

    def is_unbuilt(self, layer: Any) -> bool:
        return not layer.built and not isinstance(layer, (Merge, InputLayer))

    def graph_ends(self, model: Any) -> tuple[list[Any], list[Any]] | None:
        return (list(model.inputs), list(model.outputs)) if is_graph(model) else None

    def weights(self, model: Any) -> list[Any]:
        # One that is only partly built does not tell all of them itself.
        return [*model.trainable_weights, *model.non_trainable_weights]

    def parts(self, model: Any) -> Iterator[tuple[Any, report.Layer]]:
        if is_graph(model):
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
