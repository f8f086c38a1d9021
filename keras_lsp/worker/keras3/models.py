"""Models of Keras 3 as the report has them: a row for each layer, with its edges."""

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

from keras_lsp import report
from keras_lsp.worker import costs
from keras_lsp.worker.keras3.hooks import UnknownLayer, is_poisoned
from keras_lsp.worker.keras3.sequential import chain_of
from keras_lsp.worker.trace import dtype_of, shape_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from keras_lsp.worker.trace import Trace

MAX_DEPTH = 8


def names_of(namespace: dict[str, Any]) -> dict[int, str]:
    """The names that a program gave its models, by the models' identity."""
    return {id(value): name for name, value in namespace.items() if isinstance(value, Model)}


def package() -> object:
    """The module `keras`."""
    return keras


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
    """Every model that the program made, in the order in which it made them.

    Args:
        trace: the run.
        names: what `names_of` the program gives.
    """
    models = [model for model in trace.models if _is_alive(model)]
    inner = {id(layer) for model in models for layer in _descendants(model)}
    used: dict[str, int] = {}
    for model in models:
        described = _Describer(trace).describe(model)
        described.variable = names.get(id(model), "")
        described.nested = id(model) in inner
        count = used[model.name] = used.get(model.name, 0) + 1
        described.id = model.name if count == 1 else f"{model.name}#{count}"
        yield described


def _is_alive(model: Any) -> bool:
    """Whether `__init__` of the model ran to its end."""
    needed = ["name", "_tracker", "_layers", "built"]
    if isinstance(model, Functional):
        needed.append("_operations")
    return all(name in model.__dict__ for name in needed)


def _descendants(model: Any) -> Iterator[Any]:
    for layer in model._flatten_layers(include_self=False, recursive=True):
        if isinstance(layer, Model):
            yield layer


class _Describer:
    def __init__(self, trace: Trace) -> None:
        self._trace = trace

    def describe(self, model: Any) -> report.Model:
        site = self._trace.site_of(model)
        assert site is not None  # noqa: S101 - only models with a site are kept
        layers = list(self._rows(model, [], 0))
        inputs, outputs = self._ends(model)
        return report.Model(
            id="",
            name=model.name,
            class_name=type(model).__name__,
            span=site,
            built=self._is_built(model),
            weights=_total(model),
            input_shapes=inputs,
            output_shapes=outputs,
            layers=layers,
            flops=_sum(row.flops for row in layers if row.kind not in ("input", "model")),
        )

    def _is_built(self, model: Any) -> bool:
        """Whether every layer that is needed has its weights."""
        missing = [
            layer
            for layer in model._flatten_layers(include_self=False)
            if not layer.built and not isinstance(layer, Merge)
        ]
        if not isinstance(model, (Sequential, Functional)):
            # Layers that `call` does not use stay unbuilt for good.
            missing = [layer for layer in missing if id(layer) in self._trace.errors]
        return bool(model.built) and not missing

    def _ends(self, model: Any) -> tuple[list[report.Shape | None], list[report.Shape | None]]:
        if isinstance(model, Sequential):
            chain = chain_of(model)
            if not chain:
                return [], []
            return [shape_of(model._layers[0].output)], [shape_of(chain[-1][1])]
        if isinstance(model, Functional):
            return [shape_of(t) for t in model.inputs], [shape_of(t) for t in model.outputs]
        calls = self._trace.calls_of.get(id(model))
        return (calls[0].input_shapes, calls[0].output_shapes) if calls else ([], [])

    def _rows(self, model: Any, path: list[str], depth: int) -> Iterator[report.Layer]:
        if isinstance(model, Sequential):
            rows = self._sequential(model)
        elif isinstance(model, Functional):
            rows = self._functional(model)
        else:
            rows = self._subclassed(model)
        used: dict[str, int] = {}
        for layer, row in rows:
            count = used[row.name] = used.get(row.name, 0) + 1
            row.path = [*path, row.name if count == 1 else f"{row.name}#{count}"]
            yield row
            if isinstance(layer, Model) and depth < MAX_DEPTH:
                yield from self._rows(layer, row.path, depth + 1)

    # One kind of model each.

    def _sequential(self, model: Any) -> Iterator[tuple[Any, report.Layer]]:
        outputs = {id(layer): tensor for layer, tensor in chain_of(model)}
        layers = model._layers
        before = layers[0] if layers and isinstance(layers[0], InputLayer) else None
        tensor = before.output if before is not None else None
        for layer in model.layers:
            row = self._row(layer)
            row.inbound = [before.name] if before is not None else []
            output = outputs.get(id(layer))
            if output is not None:
                row.input_shapes = [shape_of(tensor)]
                self._put_output(row, layer, [output])
            else:
                row.built = row.built and row.weights is not None
            yield layer, row
            before, tensor = layer, output

    def _functional(self, model: Any) -> Iterator[tuple[Any, report.Layer]]:
        for operation in model._operations:
            row = self._row(operation)
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
            self._put_output(row, operation, [t for node in nodes for t in node.output_tensors])
            yield operation, row

    def _subclassed(self, model: Any) -> Iterator[tuple[Any, report.Layer]]:
        layers = model.layers
        names = {id(layer): layer.name for layer in layers}
        for layer in layers:
            row = self._row(layer)
            calls = [call for call in self._trace.calls_of.get(id(layer), ()) if call.parent]
            row.calls = max(len(calls), 1)
            for call in calls:
                row.input_shapes += call.input_shapes
                row.output_shapes += call.output_shapes
                row.dtype = row.dtype or call.dtype
                row.flops = call.flops
                row.inbound += self._inbound(call, names)
                row.call_span = call.span
            if not calls:
                row.built = row.built and row.weights is not None
            yield layer, row

    def _inbound(self, call: report.Call, names: dict[int, str]) -> list[str]:
        """Names of the model's layers that the call's inputs come from."""
        found = []
        for producer in call.producers:
            made = self._trace.call_by_id(producer)
            if made is not None and made.layer in names:
                found.append(names[made.layer])
        return found

    # A row.

    def _row(self, layer: Any) -> report.Layer:
        is_layer = isinstance(layer, Layer)
        kind: report.CallKind = "op"
        if isinstance(layer, InputLayer):
            kind = "input"
        elif is_layer:
            kind = "model" if isinstance(layer, Model) else "layer"
        site = self._trace.site_of(layer)
        calls = self._trace.calls_of.get(id(layer), [])
        call_span = calls[0].span if calls else None
        return report.Layer(
            name=layer.name,
            class_name=type(layer).__name__,
            path=[],
            kind=kind,
            span=site or call_span,
            call_span=call_span if call_span != site else None,
            dtype=None,
            weights=costs.weights(layer) if is_layer else None,
            trainable=bool(getattr(layer, "trainable", True)),
            built=bool(getattr(layer, "built", True)),
            activation=costs.activation_name(layer),
            config=costs.config(layer),
            error=self._trace.errors.get(id(layer)),
        )

    def _put_output(self, row: report.Layer, layer: Any, tensors: list[Any]) -> None:
        row.output_shapes = [shape_of(tensor) for tensor in tensors]
        row.dtype = dtype_of(tensors[0]) if tensors else None
        if row.error is None:
            row.flops = costs.flops(layer, row.input_shapes, row.output_shapes)


def _sum(counts: Iterable[int | None]) -> int | None:
    known = list(counts)
    return None if None in known else sum(count or 0 for count in known)


def _total(model: Any) -> report.Weights | None:
    """Weights of a model: of a partly built one, of those layers that are built."""
    whole = isinstance(model, (Sequential, Functional)) or not model.layers
    if (model.built and whole) or any(layer.built for layer in model.layers):
        return costs.count(model.weights, model.non_trainable_weights)
    return None


def named_data(
    namespace: dict[str, Any], names: list[tuple[str, report.Span]]
) -> list[report.Data]:
    """Those of the names that are bound to arrays and datasets, with their shapes."""
    found = []
    for name, span in names:
        value = namespace.get(name)
        kind = type(value).__name__
        if kind in {"ndarray", "EagerTensor", "ArrayImpl", "DataFrame", "Series"}:
            found.append(report.Data(name, "array", span, shape_of(value), dtype_of(value)))
        elif value is not None and kind.endswith("Dataset") and hasattr(value, "element_spec"):
            spec = tree.flatten(value.element_spec)
            first = spec[0] if spec else None
            found.append(report.Data(name, "dataset", span, shape_of(first), dtype_of(first)))
    return found
