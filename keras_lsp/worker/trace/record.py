"""The record of a run: which expression used which layer on which tensors.

Knows frames, shapes and the order of things; which methods of Keras lead here is known
to the packages `keras3` and `keras2` alone.
"""

from __future__ import annotations

import contextlib
import inspect
import itertools
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from keras_lsp import report
from keras_lsp.report import number_of
from keras_lsp.worker.problems.log import ProblemLog
from keras_lsp.worker.trace import layer_properties
from keras_lsp.worker.trace.flops import flops
from keras_lsp.worker.trace.starving import Starving
from keras_lsp.worker.trace.uncounted import Uncounted
from keras_lsp.worker.trace.updates import Updates
from keras_lsp.worker.values.poison import Guess, U
from keras_lsp.worker.values.tensors import ancestors, dtype_of, has_graph, shape_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator
    from types import FrameType

    from keras_lsp.report import Call, CallKind, Span
    from keras_lsp.worker.channel import Events
    from keras_lsp.worker.counting.counter import Counter
    from keras_lsp.worker.source.sources import Sources
    from keras_lsp.worker.trace.adapter import Adapter


@dataclass(slots=True)
class Open:
    """A call that has begun and not ended.

    Attributes:
        subject: the layer or operation.
        inputs: the tensors that went in.
        ordinals: how many calls each layer has had inside this one, in its latest tracing.
        children: calls inside this one by what makes them the same in every tracing.
        poisoned: tensors inside this call that come from a failed layer.
        healed: tensors that were computed from such, but are certain again.
        givers: ids of the calls that gave the output, where it is no tensor of theirs.
        given: what its `call` got as the first argument, where those are not the `inputs`.
    """

    id: int
    subject: Any
    span: Span
    inputs: list[Any]
    ordinals: dict[Hashable, int] = field(default_factory=dict)
    children: dict[Hashable, Call] = field(default_factory=dict)
    poisoned: list[Any] = field(default_factory=list)
    healed: list[Any] = field(default_factory=list)
    givers: list[int] = field(default_factory=list)
    given: list[Any] = field(default_factory=list)

    def positions(self, tensors: list[Any]) -> list[int | None]:
        """For each tensor its place among the inputs, None if it is no input; all or nothing."""
        places = {
            id(tensor): place
            for known in (self.inputs, self.given)
            for place, tensor in enumerate(t for t in known if hasattr(t, "shape"))
        }
        found = [places.get(id(tensor)) for tensor in tensors]
        return found if any(place is not None for place in found) else []


class Trace(ProblemLog):
    """Collects the calls of one run, as a `ProblemLog` does its problems, and sends them on.

    Args:
        sources, events: as of `ProblemLog`.
        adapter: knows the Keras of this process.

    Attributes:
        adapter: see above.
        models: what the program made of that kind, in order.
        made: how many layers and models the program made, other than to build a layer.
        changes: counts up with every layer that is made or called.
        rehearsals: how often a training call was checked.
        restored: variables would have values that the program has written elsewhere.
        tried: the `id`s of models of which `fit` or another such method was called.
        unfinished: the `id`s of models whose making was given up, for something that is missing.
        loaded: the `id`s of layers whose weights the program loads.
        starving: layers and models that were called or trained on what is not known.
        described: what of each model was sent last, by its `id`.
        missed: the `id`s of models that cannot be described.
        held: keys of the logs, and what was said, by model and form of data without a fault.
        updates: what is used in loops that train a model by hand.
        repeating: the `id`s of layers that were called in a loop of unknown many rounds.
        uncounted: calls for which no formula says what they take.
        namespace: of the program, by name.
        bindings: where each of its names was bound last.
    """

    def __init__(self, sources: Sources, events: Events, adapter: Adapter) -> None:
        super().__init__(sources, events, adapter.broke)
        self.adapter = adapter
        self._ids = itertools.count(1)
        self._stack: list[Open] = []
        self._producers: dict[int, tuple[Call, Any]] = {}
        self._sites: dict[int, tuple[Any, Span]] = {}
        self._made_inside: set[int] = set()
        self._inner: dict[Hashable, Call] = {}
        self._by_id: dict[int, Call] = {}
        # What was called inside the calls of each layer and model, all by their `id`s.
        self._parts: dict[int, dict[int, None]] = {}
        self._subjects: dict[int, Any] = {}
        self.calls_of: dict[int, list[Call]] = {}
        self.models: list[Any] = []
        self.described: dict[int, object] = {}
        self.missed: set[int] = set()
        self.held: dict[Hashable, tuple[tuple[str, ...], report.Training]] = {}
        self.made = 0
        self.changes = 0
        self.rehearsals = 0
        self.tried: set[int] = set()
        self.unfinished: set[int] = set()
        self.loaded: set[int] = set()
        self.starving = Starving()
        # A call is tried that comes again in earnest.
        self._trying = False
        # Tensors that layers give in a loop of unknown many rounds, None outside of such.
        self._made_again: list[Any] | None = None
        self.repeating: set[int] = set()
        self.uncounted = Uncounted(adapter, sources)
        self.restored = False
        self.saved: dict[int, Any] = {}
        self.updates = Updates()
        self.namespace: dict[str, Any] = {}
        self.bindings: dict[str, Span] = {}

    def is_unbuilt_here(self, layer: Any) -> bool:
        """Whether a layer has no weights here, for want of the data that it was used on."""
        if getattr(layer, "built", True):
            return False
        models = (model for model in self.models if model in self.starving)
        return layer in self.starving or any(
            inner is layer for model in models for inner in self.adapter.layers_in(model)
        )

    # Where things are made.

    def where_made(self, value: object) -> tuple[str, Span] | None:
        """The program's name for a value, and where it was bound; None if it has none."""
        for name, span in self.bindings.items():
            if self.namespace.get(name) is value:
                return name, span
        return None

    def created(self, subject: Any, frame: FrameType) -> None:
        """Note that the user's innermost expression around `frame` made a layer or model."""
        user = self.sources.user_frame(frame)
        self.made += 1
        self.changes += 1
        self.progressed = time.monotonic()
        if user is not None:
            self._sites[id(subject)] = (subject, self.sources.span(user))
            if self._stack:
                self._made_inside.add(id(subject))
            if self.adapter.is_model(subject):
                self.models.append(subject)

    def site_of(self, subject: Any) -> Span | None:
        """The expression that made `subject`, if one of the user's did."""
        made = self._sites.get(id(subject))
        return made[1] if made is not None else None

    def uncalled(self) -> Iterator[tuple[Any, Span]]:
        """What the user's expressions made and nothing called, but for models."""
        models = {id(model) for model in self.models}
        for number, (subject, span) in self._sites.items():
            if number not in self.calls_of and number not in models:
                yield subject, span

    # Calls.

    def inside(self) -> Open | None:
        """The innermost call under way."""
        return self._stack[-1] if self._stack else None

    def is_tainted(self, tensors: Iterable[Any]) -> bool:
        """Whether a tensor comes from a layer that failed within the calls around this one."""
        poisoned = {id(tensor) for level in self._stack[:-1] for tensor in level.poisoned}
        if not poisoned:
            return False
        healed = {id(tensor) for level in self._stack[:-1] for tensor in level.healed}
        for tensor in tensors:
            if not has_graph(tensor):
                # The backend cannot say where it comes from.
                if id(tensor) not in healed:
                    return True
            elif any(
                id(found) in poisoned
                for found in ancestors(tensor, lambda t: id(t) in healed, limit=4096)
            ):
                return True
        return False

    def begin(self, subject: Any, span: Span, inputs: list[Any]) -> Open:
        """A call starts; `end` or `abandon` must follow."""
        opened = Open(next(self._ids), subject, span, inputs)
        self._stack.append(opened)
        return opened

    def restart(self, subject: Any) -> None:
        """The call of `subject` under way is traced once more, from its start."""
        if self._stack and self._stack[-1].subject is subject:
            self._stack[-1].ordinals.clear()

    @contextlib.contextmanager
    def trial(self) -> Iterator[None]:
        """What fails meanwhile is no problem: the same comes again in earnest."""
        around = self.inside()
        poisoned = [*around.poisoned] if around is not None else []
        before, self._trying = self._trying, True
        try:
            with self.quietly():
                yield
        finally:
            self._trying = before
            if around is not None:
                around.poisoned = poisoned

    def end(
        self,
        opened: Open,
        outputs: list[Any],
        kind: CallKind,
        *,
        failed: bool = False,
        guessed: list[report.Shape | None] | None = None,
    ) -> Call:
        """The call gave `outputs`; `guessed` are their shapes where it failed."""
        self._stack.pop()
        self.changes += 1
        subject = opened.subject
        constructor = self.site_of(subject)
        input_shapes = [shape_of(tensor) for tensor in opened.inputs]
        output_shapes = guessed if guessed is not None else [shape_of(t) for t in outputs]
        call = report.Call(
            id=opened.id,
            kind=kind,
            name=str(getattr(subject, "name", "")),
            class_name=type(subject).__name__,
            span=opened.span,
            constructor=constructor if constructor != opened.span else None,
            input_shapes=input_shapes,
            output_shapes=output_shapes,
            dtype=dtype_of(outputs[0]) if outputs else None,
            weights=None if kind in ("op", "input") else layer_properties.weights(subject),
            config=layer_properties.config(subject),
            producers=self.producers_of(opened.inputs),
            layer=None if kind == "op" else id(subject),
            failed=failed,
            flops=None if failed else flops(subject, input_shapes, output_shapes),
            direct=all(id(tensor) in self._producers for tensor in opened.inputs),
            returns=opened.givers or self.givers_in(opened, outputs),
            takes=self._stack[-1].positions(opened.inputs) if self._stack else [],
        )
        call = self._keep(call)
        self._by_id[call.id] = call
        for tensor in outputs:
            self._producers[id(tensor)] = (call, tensor)
            if self._made_again is not None and kind != "input":
                self._made_again.append(tensor)
                self.repeating.add(id(subject))
        if kind == "input":
            return call
        self.updates.called(call, inside=bool(self._stack))
        self._subjects[id(subject)] = subject
        calls = self.calls_of.setdefault(id(subject), [])
        if call not in calls:
            calls.append(call)
        return call

    def call_by_id(self, number: int) -> Call | None:
        """The call of that id."""
        return self._by_id.get(number)

    def called_inside(self, subject: Any) -> list[Any]:
        """The layers and models that the `call` of a layer or model called, in their order."""
        return [self._subjects[number] for number in self._parts.get(id(subject), ())]

    def is_inside(self, call: Call, subject: Any) -> bool:
        """Whether a call happened in the very `call` of that layer or model."""
        around = self._by_id.get(call.parent or 0)
        return call.layer in self._parts.get(id(subject), ()) and (
            around is None or around.layer == id(subject)
        )

    def count(self, counter: Counter | None) -> None:
        """The program has ended: say what the calls take that have no formula."""
        self.uncounted.counter = counter
        for number in self.uncounted.models:
            self.described.pop(number, None)
        calls = [
            (self._subjects[number], call)
            for number, calls in self.calls_of.items()
            for call in calls
        ]
        counted = self.uncounted.count(sorted(calls, key=lambda pair: pair[1].id))
        if counted.flops:
            self.send(counted)

    def reweigh(self) -> None:
        """Say what the layers hold now, where a call has told otherwise."""
        changed = {}
        for number, calls in self.calls_of.items():
            told = [call.weights for call in calls if call.weights is not None]
            now = layer_properties.weights_now(self._subjects[number]) if told else None
            if now is not None and any(weights != now for weights in told):
                changed[str(number)] = now
        if changed:
            self.send(report.Reweighed(changed))

    def abandon(self) -> None:
        """The call under way raised, and the program will see it."""
        self._stack.pop()

    @contextlib.contextmanager
    def repeated(self) -> Iterator[None]:
        """What layers give meanwhile is not known afterwards: they come again and again."""
        before, self._made_again = self._made_again, []
        try:
            yield
        finally:
            made, self._made_again = self._made_again, before
            for tensor in made:
                batch, *rest = shape_of(tensor) or [None, None]
                self.adapter.mark(
                    tensor, Guess((number_of(batch), *(U for _ in rest)), missing=True)
                )
                if before is not None:
                    before.append(tensor)

    def tell_rank(self, tensor: Any, by: str) -> None:
        """The rank of a tensor is known now, from a layer of such a class."""
        made, shape = self._producers.get(id(tensor)), shape_of(tensor)
        if made is not None and shape is not None and len(made[0].output_shapes) == 1:
            made[0].output_shapes, made[0].rank_from = [shape], by
            self.send(report.Ranked(made[0].id, shape, by))

    def unwind(self) -> None:
        """No call is under way any more: what made them was stopped."""
        self._stack.clear()

    def _keep(self, call: Call) -> Call:
        parent = self.inside()
        if call.failed and self._trying:
            return call
        if parent is None:
            self.send(call)
            return call
        # The same use of the same layer, each time Keras traces the model that holds it. A
        # layer that `call` itself makes is another one each time.
        made_inside = call.layer in self._made_inside
        ordinal_key = (call.class_name if made_inside else call.layer, call.span)
        ordinal = parent.ordinals.get(ordinal_key, 0)
        parent.ordinals[ordinal_key] = ordinal + 1
        key = (id(parent.subject), *ordinal_key, ordinal)
        known = self._inner.get(key)
        if known is not None and (not known.failed or call.failed):
            return known
        call.parent = parent.id
        self._inner[key] = call
        if call.layer is not None and call.kind != "input":
            self._parts.setdefault(id(parent.subject), {})[call.layer] = None
        self.send(call)
        return call

    # Tensors.

    def producers_of(self, tensors: Iterable[Any]) -> list[int]:
        """Ids of the calls that gave the tensors, or the nearest before them in a graph."""
        return list(dict.fromkeys(c.id for tensor in tensors for c in self._producing(tensor)))

    def givers_of(self, tensors: Iterable[Any]) -> list[int]:
        """Ids of the calls that gave these very tensors; empty if that is not known of each."""
        made = [self._producers.get(id(tensor)) for tensor in tensors]
        return [found[0].id for found in made if found] if all(made) else []

    def givers_in(self, opened: Open, tensors: Iterable[Any]) -> list[int]:
        """The same, of tensors that a call under way gives, if any calls were made inside it."""
        return self.givers_of(tensors) if opened.ordinals else []

    def observed(self, function: Callable[..., Any], around: Open) -> Callable[..., Any]:
        """The function, what it gets and gives being noted as that of the call around it."""
        first = next(iter(inspect.signature(function).parameters), "")
        flatten = self.adapter.flatten

        def noting(*args: Any, **kwargs: Any) -> Any:
            around.given = flatten(args[0] if args else kwargs.get(first))
            output = function(*args, **kwargs)
            around.givers = self.givers_in(around, flatten(output)) or around.givers
            return output

        return noting

    def producer(self, tensor: Any) -> Call | None:
        """The first of the calls that the tensor comes from, also from outside a `call`."""
        found = next(self._producing(tensor), None)
        for level in reversed(self._stack[:-1]):
            for outer in level.inputs:
                found = found or next(self._producing(outer), None)
        return found

    def _producing(self, tensor: Any) -> Iterator[Call]:
        """Calls that gave the tensor, or those next before it among backend operations."""
        for candidate in ancestors(tensor, lambda t: id(t) in self._producers):
            made = self._producers.get(id(candidate))
            if made is not None:
                yield made[0]
