"""Counts what layers of the program's own compute: their `call` is traced once more, by itself.

The sizes are known this time: one sample, or the batch that the program gave, and one step of
what may have any length. Within such a trace each layer that is called is counted by itself, and
a tensor without values stands for what it gives; so a trace holds only the operations that stand
between the layers. Layers of Keras' own have formulas (`trace/flops.py`) and are not traced.

What a back end does is in a class derived from `Counter`.
"""

from __future__ import annotations

import abc
import contextlib
import dataclasses
import inspect
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from keras_lsp.report import numbers_of
from keras_lsp.worker.counting.count import Count, total
from keras_lsp.worker.trace import layer_calls
from keras_lsp.worker.trace.flops import flops, has_formula
from keras_lsp.worker.values.poison import is_poison
from keras_lsp.worker.values.sizes import sizes
from keras_lsp.worker.values.tensors import shape_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator

    from keras_lsp.report import Call
    from keras_lsp.worker.counting.count import Place
    from keras_lsp.worker.counting.signatures import Signatures
    from keras_lsp.worker.trace.record import Trace

# Of tensors without values: a size that may be any was taken to be one.
_ONE_STEP = "_keras_lsp_one_step"
# Seconds of the processor's time after which no more is counted, or as many as the program took.
_ENOUGH = 1.0


class _NotKnownError(Exception):
    """Too little is known of a tensor, or of what is called."""


class _TooLongError(Exception):
    """Counting has taken so long that no more is counted."""


@dataclass(slots=True)
class CountedCall:
    """What one call takes.

    Attributes:
        count: of the call, for all samples that it was given.
        outputs: what it gave, as tensors without values.
        kind: equal for layers that compute the same on inputs of the same shapes.
        shapes: of the inputs.
        parts: the calls of other layers in it.
    """

    count: Count
    outputs: Any
    kind: Hashable = None
    shapes: tuple[tuple[int, ...], ...] = ()
    parts: list[CountedCall] = field(default_factory=list)

    @property
    def for_one(self) -> Count:
        """What it takes for each sample."""
        batch = next((shape[0] for shape in self.shapes if shape), 1)
        return self.count.for_each(batch or 1)


@dataclass(frozen=True, slots=True)
class Inner:
    """A layer that is called in a `call` that is being traced.

    Attributes:
        call: what it takes.
        given: the tensors that it gets.
        outputs: what stands for those that it gives.
    """

    call: CountedCall
    given: list[Any]
    outputs: list[Any]

    @property
    def count(self) -> Count:
        """What it takes, which stands on no line of the `call` around it."""
        return self.call.count.elsewhere


@dataclass(slots=True)
class Frame:
    """A `call` that is being traced.

    Attributes:
        place: what tells the operations of the `call` itself from those of its loops.
        inner: the layers that it calls.
    """

    place: Any = None
    inner: list[Inner] = field(default_factory=list)


class Counter(abc.ABC):
    """Counts for one run, once its program has ended.

    Args:
        trace: the run.
        signatures: which layers compute the same.
    """

    def __init__(self, trace: Trace, signatures: Signatures) -> None:
        self._trace = trace
        self._adapter = trace.adapter
        self._signatures = signatures
        self._frames: list[Frame] = []
        self._known: dict[Hashable, CountedCall] = {}
        # Each with the tensor that it stands for, whose `id` is the key.
        self._resolved_before: dict[int, tuple[Any, Any]] = {}
        self._by_shapes: dict[Hashable, set[Count]] = defaultdict(set)
        spent = time.process_time()
        self._until = spent + max(spent, _ENOUGH)

    # What a back end does.

    @abc.abstractmethod
    def symbol(self, shape: tuple[int, ...], dtype: str) -> Any:
        """A tensor without values that is in no trace."""

    @abc.abstractmethod
    def maker(self, tensor: Any) -> tuple[Any, Any, Any, int] | None:
        """What gave a symbol of the program's: of what layer, with what arguments, as which.

        None where that is not known.
        """

    @abc.abstractmethod
    def stand_in(self, symbol: Any) -> Any:
        """A tensor of the trace under way in the place of a symbol."""

    @abc.abstractmethod
    def outputs_of(self, layer: Any, args: Any, kwargs: Any) -> Any:
        """What a layer of Keras' own gives for symbols, as symbols."""

    @abc.abstractmethod
    def trace(
        self, function: Callable[..., Any], frame: Frame, args: Any, kwargs: Any
    ) -> CountedCall:
        """Trace a function on symbols: what it takes and gives, the layers that it calls included.

        `is_within` must be able to tell the frame by its `place` meanwhile.
        """

    @abc.abstractmethod
    def is_within(self, frame: Frame, tensors: list[Any]) -> bool:
        """Whether a layer is called by the frame's `call` itself, not in the body of a loop."""

    @abc.abstractmethod
    def call(self, layer: Any, args: Any, kwargs: Any) -> Any:
        """Call a layer as Keras does, seen by no hook."""

    # What follows from it.

    def place(self, frames: Iterable[tuple[str, int]]) -> Place | None:
        """The line of the program on which an operation stands.

        Args:
            frames: files and line numbers of the calls that led to it, the innermost first.
        """
        sources = self._trace.sources
        for path, number in frames:
            if sources.is_user(path):
                return path, sources.line_at(path, number)
        return None

    def of(self, subject: Any, args: Any, kwargs: Any) -> CountedCall | None:
        """What a call of a layer, model or operation takes.

        Args:
            subject: what is called.
            args: of the call; of tensors only shapes and dtypes matter.
            kwargs: likewise, by name.

        Returns:
            None where it cannot be traced like this.
        """
        with self._silently():
            try:
                given = self._symbols((args, kwargs))
                has_batch = _batch(self._adapter.tensors_in(*given)) is not None
                return self._counted(subject, *given) if has_batch else None
            except Exception:  # noqa: BLE001 - whatever the program's `call` does this time
                return None

    @contextlib.contextmanager
    def on_sizes(self, inputs: list[tuple[Any, Any]]) -> Iterator[None]:
        """Meanwhile the sizes in a model's own graph are those of one call of it.

        Args:
            inputs: each of the graph's inputs with the tensor that the call gives for it.
        """
        with self._silently():
            try:
                given = [(own, self._symbol(tensor)) for own, tensor in inputs]
            except Exception:  # noqa: BLE001 - as in `of`
                given = []
        before = self._resolved_before
        self._resolved_before = {id(own): (symbol, own) for own, symbol in given}
        try:
            yield
        finally:
            self._resolved_before = before

    def part(self, around: CountedCall, layer: Any, call: Call) -> CountedCall | None:
        """What a layer takes in a call inside a counted one.

        Args:
            around: the counted call.
            layer: what is called in it.
            call: the same call, as the program made it on sizes that may be any.
        """
        kind = self._signatures.of(layer)
        alike = [
            part for part in around.parts if part.kind == kind and _is_one_of(part.shapes, call)
        ]
        return alike[0] if len({part.count for part in alike}) == 1 else None

    def of_call(self, subject: Any, call: Call) -> Count | None:
        """The same, of a call that was made inside one that has been counted."""
        shapes = tuple(
            tuple(1 if size is None else size for size in numbers_of(shape))
            for shape in call.input_shapes
            if shape is not None
        )
        found = self._by_shapes.get((self._signatures.of(subject), shapes), set())
        return next(iter(found)) if len(found) == 1 else None

    def called(self, layer: Any, args: Any, kwargs: Any) -> Any:
        """A layer is called meanwhile.

        Returns:
            What it gives, or stands for it.
        """
        frame = self._frames[-1] if self._frames else None
        tensors = self._adapter.tensors_in(args, kwargs)
        if frame is None or not self.is_within(frame, tensors):
            return self.call(layer, args, kwargs)
        found = self._counted(layer, *self._symbols((args, kwargs)))
        outputs = self._adapter.map_structure(self._stand_in, found.outputs)
        given = self._adapter.tensors_in((outputs,), {})
        frame.inner.append(Inner(found, tensors, given))
        return outputs

    def _stand_in(self, value: Any) -> Any:
        return self.stand_in(value) if self._adapter.is_symbolic(value) else value

    def _symbols(self, structure: Any) -> Any:
        """The same structure, with tensors without values in it whose sizes are known."""
        return self._adapter.map_structure(self._symbol, structure)

    def _symbol(self, value: Any) -> Any:
        if not self._adapter.tensors_in((value,), {}):
            return value
        shape = shape_of(value)
        if shape is None or is_poison(value) or any(isinstance(size, str) for size in shape):
            raise _NotKnownError
        known = numbers_of(shape)
        if None in known[1:]:
            return self._resolved(value, known)
        return self.symbol(tuple(1 if size is None else size for size in known), _dtype(value))

    def _resolved(self, tensor: Any, known: list[int | None]) -> Any:
        """Of a tensor with sizes that may be any, beside the batch."""
        if id(tensor) in self._resolved_before:
            return self._resolved_before[id(tensor)][0]
        made, found = self.maker(tensor), None
        if made is not None:
            operation, args, kwargs, place = made
            given = self._counted(operation, *self._symbols((args, kwargs)))
            found = self._adapter.flatten(given.outputs)[place]
        # What a layer gives may have any size whatever it is called on, as words of a text.
        if found is None or None in found.shape:
            found = self.symbol(tuple(size or 1 for size in known), _dtype(tensor))
            setattr(found, _ONE_STEP, True)
        self._resolved_before[id(tensor)] = found, tensor
        return found

    def _counted(self, subject: Any, args: Any, kwargs: Any) -> CountedCall:
        signature = self._signatures.of(subject)
        key = signature, self._frozen((args, _told(subject, kwargs)))
        found = self._known.get(key)
        if found is None:
            tensors = self._adapter.tensors_in(args, kwargs)
            found = self._count(subject, args, kwargs)
            if any(hasattr(tensor, _ONE_STEP) for tensor in tensors):
                found.count = dataclasses.replace(found.count, one_step=True)
                for tensor in self._adapter.tensors_in((found.outputs,), {}):
                    setattr(tensor, _ONE_STEP, True)
            self._known[key] = found
            found.kind = signature
            found.shapes = tuple(tuple(tensor.shape) for tensor in tensors)
            self._by_shapes[signature, found.shapes].add(found.for_one)
        return found

    def _count(self, subject: Any, args: Any, kwargs: Any) -> CountedCall:
        if time.process_time() > self._until:
            raise _TooLongError
        if not all(sizes.is_known(weight.shape) for weight in getattr(subject, "weights", ())):
            raise _NotKnownError
        tensors = self._adapter.tensors_in(args, kwargs)
        if has_formula(subject):
            outputs = self.outputs_of(subject, args, kwargs)
            given = [shape_of(tensor) for tensor in self._adapter.tensors_in((outputs,), {})]
            number = flops(subject, [shape_of(tensor) for tensor in tensors], given)
            # Some layers of Keras' give sizes only as they were told them.
            if number is not None and all(None not in (shape or [None]) for shape in given):
                # The formulas are of one sample.
                return CountedCall(Count(number * (_batch(tensors) or 1)), outputs)
        if not getattr(subject, "built", True):
            raise _NotKnownError  # To call it would build the program's own layer.
        frame = Frame()
        self._frames.append(frame)
        try:
            found = self.trace(lambda *a, **k: self.call(subject, a, k), frame, args, kwargs)
        finally:
            self._frames.pop()
        found.parts = [inner.call for inner in frame.inner]
        return found

    def _frozen(self, structure: Any) -> Hashable:
        def frozen(value: Any) -> Hashable:
            if self._adapter.is_symbolic(value):
                return tuple(value.shape), str(value.dtype), hasattr(value, _ONE_STEP)
            return value if isinstance(value, (bool, int, float, str, type(None))) else id(value)

        return repr(self._adapter.map_structure(frozen, structure))

    @contextlib.contextmanager
    def _silently(self) -> Iterator[None]:
        """What the program prints meanwhile it has printed before, and what fails has not."""
        layer_calls.current.counter = self
        try:
            with layer_calls.silently(self._trace):
                yield
        finally:
            layer_calls.current.counter = None


def with_inner(own: Count, frame: Frame, outputs: Any) -> CountedCall:
    """A call whose own operations take that, with the layers that it calls."""
    return CountedCall(total([own, *(inner.count for inner in frame.inner)]), outputs)


def _told(subject: Any, kwargs: dict[str, Any]) -> dict[str, Any]:
    """The arguments without those that have their default: Keras adds what was left out."""
    parameters = inspect.signature(subject.call).parameters
    defaults = {name: parameter.default for name, parameter in parameters.items()}
    return {
        name: value
        for name, value in kwargs.items()
        if value is not None and value is not defaults.get(name)
    }


def _is_one_of(shapes: tuple[tuple[int, ...], ...], call: Call) -> bool:
    """Whether a call's inputs, whose sizes may be any, can have had these shapes."""
    if len(shapes) != len(call.input_shapes):
        return False
    for shape, given in zip(shapes, call.input_shapes, strict=True):
        if given is None or len(shape) != len(given):
            return False
        sides = zip(shape[1:], numbers_of(given)[1:], strict=True)
        if any(size not in (None, own) for own, size in sides):
            return False
    return True


def _batch(tensors: list[Any]) -> int | None:
    """How many samples there are; None if there is no tensor that says it."""
    found = [tensor.shape[0] for tensor in tensors if len(tensor.shape)]
    return (found[0] or None) if found else None


def _dtype(value: Any) -> str:
    return str(getattr(value.dtype, "name", value.dtype)).removeprefix("torch.")
