"""Models as the report has them: a row for each layer, with its edges.

What a model consists of is asked of the Keras at hand, in a class derived from `Describer`.
"""

from __future__ import annotations

import abc
import dataclasses
import functools
from typing import TYPE_CHECKING, Any

from keras_lsp import report
from keras_lsp.worker.trace import layer_properties
from keras_lsp.worker.trace.flops import flops
from keras_lsp.worker.trace.row_counts import RowCounts, total
from keras_lsp.worker.values.poison import is_missing_layer, is_unknown_layer
from keras_lsp.worker.values.tensors import dtype_of, shape_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp.worker.trace.record import Trace

MAX_DEPTH = 8
# Why a model is not shown.
_LACKING = (
    "lacks something that Keras needs. Call `super().__init__()` first, and give no attribute a "
    "name that Keras uses itself."
)
_ENDLESS = "holds itself, so that Keras comes to no end."


class Describer(abc.ABC):
    """Describes the models of one run.

    Args:
        trace: the run.

    Attributes:
        counts: puts into rows what their layers take.
    """

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.adapter = trace.adapter
        self.counts = RowCounts(trace, self)

    # What the Keras at hand says.

    @abc.abstractmethod
    def is_unbuilt(self, layer: Any) -> bool:
        """Whether a layer still lacks weights, or what else it makes when it is built."""

    @abc.abstractmethod
    def graph_ends(self, model: Any) -> tuple[list[Any], list[Any]] | None:
        """The input and output tensors of a model that is a graph; None for any other."""

    @abc.abstractmethod
    def parts(self, model: Any) -> Iterator[tuple[Any, report.Layer]]:
        """The layers that `model.summary()` lists, each with its row, which has no path yet."""

    def inputs_of(self, model: Any, args: Any, kwargs: Any) -> list[tuple[Any, Any]]:
        """Each input tensor of a model that is a graph, with the tensor that a call gives for it.

        Empty where nothing counts.
        """
        del model, args, kwargs
        return []

    def weights(self, model: Any) -> list[Any]:
        """The weights of a model: of a partly built one, of those layers that are built."""
        return list(model.weights)

    # What follows from it.

    def describe_all(self, names: dict[int, str]) -> Iterator[report.Model]:
        """Every model that the program made, in the order in which it made them.

        Those that are as they were when they were described last are left out.

        Args:
            names: the program's names for its models, by `id`.
        """
        models = [model for model in self.trace.models if self.adapter.is_alive(model)]
        layers = [self._whole(model) for model in models]
        inner = {id(layer) for parts in layers for layer in parts if self.adapter.is_model(layer)}
        used: dict[str, int] = {}
        for model, parts in zip(models, layers, strict=True):
            count = used[model.name] = used.get(model.name, 0) + 1
            name, nested = names.get(id(model), ""), id(model) in inner
            state = name, nested, [self._state(layer) for layer in (model, *parts)]
            if self.trace.described.get(id(model)) == state:
                continue
            self.trace.described[id(model)] = state
            described = self._described(model)
            if described is None:
                continue
            if described.flops is None:
                self.trace.uncounted.models.add(id(model))
            described.variable = name
            described.nested = nested
            described.id = model.name if count == 1 else f"{model.name}#{count}"
            yield described

    def _whole(self, model: Any) -> list[Any]:
        """The initialized layers of a model; none if one of them cannot be asked."""
        try:
            return [layer for layer in self.adapter.layers_in(model) if is_whole(layer)]
        except AttributeError:
            return []

    def _state(self, layer: Any) -> tuple[object, ...]:
        """What a layer's row depends on, besides what never changes."""
        calls = self.trace.calls_of.get(id(layer), ())
        failed = id(layer) in self.trace.errors
        weights = layer_properties.weights_now(layer)
        loaded = id(layer) in self.trace.loaded
        return id(layer), layer.built, layer.trainable, len(calls), failed, weights, loaded

    def _described(self, model: Any) -> report.Model | None:
        """The model; None if the program has put something of its own in the place of Keras'.

        The program's output says so then.
        """
        try:
            return self.describe(model)
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            self._miss(model, error, _LACKING)
        except RecursionError as error:
            self._miss(model, error, _ENDLESS)
        return None

    def _miss(self, model: Any, error: Exception, why: str) -> None:
        if id(model) in self.trace.missed:
            return
        self.trace.missed.add(id(model))
        text = (
            f"A model of the class {type(model).__name__} is not shown: it, or one of its layers, "
            f"{why} ({type(error).__name__}: {error})\n"
        )
        self.trace.send(report.Output("stderr", text))

    def describe(self, model: Any) -> report.Model:
        """One model with all its rows."""
        site = self.trace.site_of(model)
        assert site is not None  # noqa: S101 - only models with a site are kept
        layers = list(self._rows(model, [], 0))
        inputs, outputs = self._ends(model)
        built = self._is_built(model)
        described = report.Model(
            id="",
            name=model.name,
            class_name=type(model).__name__,
            span=site,
            built=built,
            weights=self._total(model, built=built),
            input_shapes=inputs,
            output_shapes=outputs,
            layers=layers,
            layer=id(model),
            outputs=self._givers(model),
            unfinished=id(model) in self.trace.unfinished,
        )
        described.flops = total(
            None if layer.flops is None or layer.uncounted else times * layer.flops
            for layer, times in described.computing()
        )
        return described

    def _is_built(self, model: Any) -> bool:
        """Whether every layer that is needed has its weights."""
        missing = [layer for layer in self._needed_layers(model) if self.is_unbuilt(layer)]
        if self.adapter.is_subclassed(model):
            # Layers that `call` does not use stay unbuilt for good.
            missing = [layer for layer in missing if id(layer) in self.trace.errors]
        return bool(model.built) and not missing

    def _needed_layers(self, model: Any) -> Iterator[Any]:
        """The layers inside a model but for those that a layer holds and gets by without."""
        unneeded: set[int] = set()
        for layer in self.adapter.layers_in(model):
            if self.trace.calls_of.get(id(layer)) and not self.adapter.is_model(layer):
                unneeded.update(map(id, self.adapter.layers_in(layer)))
        for layer in self.adapter.layers_in(model):
            if id(layer) not in unneeded or id(layer) in self.trace.errors:
                yield layer

    def _total(self, model: Any, *, built: bool) -> report.Weights | None:
        whole = model.built and not (self.adapter.is_subclassed(model) and model.layers)
        parts = model.layers
        if id(model) in self.trace.starving.followed:
            parts = self.adapter.layers_in(model)
        if whole or any(getattr(layer, "built", False) for layer in parts):
            count = layer_properties.count(self.weights(model), model.non_trainable_weights)
            layers = list(self.adapter.layers_in(model))
            partly = not built and bool(count.total or model.built)
            if id(model) in self.trace.unfinished or self._has_more(layers, partly=partly):
                count = dataclasses.replace(count, at_least=True)
            return count if count.total or count.at_least or model.built else None
        return None

    def _has_more(self, layers: list[Any], *, partly: bool) -> bool:
        """Whether weights of a model are not counted, for something that is missing.

        Args:
            layers: of the model.
            partly: some of them are built, and some are not.
        """
        if any(is_missing_layer(layer) or id(layer) in self.trace.repeating for layer in layers):
            return True
        # What takes the place of a layer may do so for an error, or for what is missing.
        replaced = any(map(is_unknown_layer, layers))
        if replaced and self.trace.missing:
            return True
        wrong = replaced or any(id(layer) in self.trace.errors for layer in layers)
        return partly and not wrong

    def _givers(self, model: Any) -> list[int]:
        ends = self.graph_ends(model)
        if ends is not None and ends[1]:
            return self.trace.givers_of(ends[1])
        calls = self.trace.calls_of.get(id(model))
        return calls[0].returns if calls else []

    def _rows(self, model: Any, path: list[str], depth: int) -> Iterator[report.Layer]:
        """The rows of a model, or of a layer that uses others, each followed by its own."""
        used: dict[str, int] = {}
        parts = self.parts(model) if self.adapter.is_model(model) else self.inside(model)
        for layer, row in parts:
            count = used[row.name] = used.get(row.name, 0) + 1
            row.path = [*path, row.name if count == 1 else f"{row.name}#{count}"]
            yield row
            if depth < MAX_DEPTH:
                with self.counts.inside(row):
                    yield from self._rows(layer, row.path, depth + 1)

    def _ends(self, model: Any) -> tuple[list[report.Shape | None], list[report.Shape | None]]:
        """The shapes of a model's inputs and outputs; of a subclassed one, of its first call."""
        ends = self.graph_ends(model)
        if ends is not None:
            return [shape_of(tensor) for tensor in ends[0]], [shape_of(t) for t in ends[1]]
        calls = self.trace.calls_of.get(id(model))
        return (calls[0].input_shapes, calls[0].output_shapes) if calls else ([], [])

    def subclassed(self, model: Any) -> Iterator[tuple[Any, report.Layer]]:
        """The parts of a subclassed model, as its `call` used them."""
        layers = [layer for layer in model.layers if is_whole(layer)]
        followed = id(model) in self.trace.starving.followed
        model_called = bool(self.trace.calls_of.get(id(model))) and not followed
        for layer, row, calls in self._as_called(model, layers):
            if calls or model_called:
                self.counts.put_called(row, layer, calls)
            yield layer, row

    def inside(self, layer: Any) -> Iterator[tuple[Any, report.Layer]]:
        """The parts of a layer whose own `call` uses others: these in their order, the idle last.

        None for any other layer.
        """
        called = self.trace.called_inside(layer)
        if not called:
            return
        # A model that is made there calls its layers when it is made.
        models = (each for each in called if self.adapter.is_model(each))
        graphs = [each for each in models if not self.adapter.is_subclassed(each)]
        held = {id(part) for graph in graphs for part in self.adapter.layers_in(graph)}
        called = [each for each in called if id(each) not in held]
        known = set(map(id, called))
        idle = [part for part in self.adapter.held_by(layer) if id(part) not in known]
        for part, row, calls in self._as_called(layer, [*called, *filter(is_whole, idle)]):
            self.counts.put_called(row, part, calls)
            row.takes = [
                place for call in calls for place in call.takes or [None] * len(call.input_shapes)
            ]
            yield part, row

    def _as_called(
        self, around: Any, layers: list[Any]
    ) -> Iterator[tuple[Any, report.Layer, list[report.Call]]]:
        """Layers with their rows and calls, as the `call` of what is around them used them."""
        names = {id(layer): layer.name for layer in layers}
        for layer in layers:
            row = self.row(layer)
            inner = [call for call in self.trace.calls_of.get(id(layer), ()) if call.parent]
            calls = [call for call in inner if self.trace.is_inside(call, around)]
            # What only another layer calls is shown and counted there, too.
            for call in calls or inner:
                row.input_shapes += call.input_shapes
                row.output_shapes += call.output_shapes
                row.dtype = row.dtype or call.dtype
                row.inbound += self._inbound(call, names)
                row.call_span = call.span
            row.calls = max(len(calls or inner), 1)
            if not inner:
                row.built = row.built and row.weights is not None
            yield layer, row, calls

    def _inbound(self, call: report.Call, names: dict[int, str]) -> list[str]:
        """Names of the model's layers that the call's inputs come from."""
        found = []
        for producer in call.producers:
            made = self.trace.call_by_id(producer)
            if made is not None and made.layer in names:
                found.append(names[made.layer])
        return found

    def row(self, layer: Any) -> report.Layer:
        """A layer's row, without its shapes."""
        kind = self.adapter.kind_of(layer)
        site = self.trace.site_of(layer)
        calls = self.trace.calls_of.get(id(layer), [])
        call_span = calls[0].span if calls else None
        return report.Layer(
            name=layer.name,
            class_name=type(layer).__name__,
            path=[],
            kind=kind,
            span=site or call_span,
            call_span=call_span if call_span != site else None,
            dtype=None,
            weights=layer_properties.weights(layer) if kind != "op" else None,
            trainable=bool(getattr(layer, "trainable", True)),
            built=bool(getattr(layer, "built", True)),
            activation=layer_properties.activation_name(layer),
            config=calls[0].config if calls else layer_properties.config(layer),
            error=self.trace.errors.get(id(layer)),
            role="input" if kind == "input" else layer_properties.role(layer),
            facts=layer_properties.facts(layer),
            loaded=id(layer) in self.trace.loaded,
        )

    def put_output(self, row: report.Layer, layer: Any, tensors: list[Any]) -> None:
        """Add to a row what its layer gives."""
        row.output_shapes = [shape_of(tensor) for tensor in tensors]
        row.dtype = dtype_of(tensors[0]) if tensors else None
        if row.error is None:
            taken = _each(row.input_shapes, row.calls)
            given = _each(row.output_shapes, row.calls)
            row.flops = total(map(functools.partial(flops, layer), taken, given))

    def put_call(self, row: report.Layer, layer: Any) -> None:
        """Add to a row what its layer gave in its first call, of which no tensor was kept."""
        for call in self.trace.calls_of.get(id(layer), [])[:1]:
            row.input_shapes, row.output_shapes = call.input_shapes, call.output_shapes
            row.dtype = call.dtype


def give_up(trace: Trace, error: BaseException) -> None:
    """A function that was making models has ended early, for something that is missing."""
    for place in trace.sources.user_tracebacks(error.__traceback__):
        if place.tb_frame.f_code.co_name != "<module>":
            made = filter(trace.adapter.is_model, place.tb_frame.f_locals.values())
            trace.unfinished.update(map(id, made))


def is_whole(layer: Any) -> bool:
    """Whether the layer was initialized; `__init__` may raise, or forget Keras' own."""
    return hasattr(layer, "built") and hasattr(layer, "name")


def _each(shapes: list[report.Shape | None], calls: int) -> list[list[report.Shape | None]]:
    """The shapes of each call, which stand one after another."""
    size = len(shapes) // calls if calls else 0
    return [shapes[size * call : size * (call + 1)] for call in range(calls)]
