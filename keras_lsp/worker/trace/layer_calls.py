"""One use of a layer, whichever Keras: made, watched, and replaced if it fails.

Knows the trace, poison and unknowns; what a symbolic tensor is and which models are broken
is asked of the trace's adapter.
"""

from __future__ import annotations

import contextlib
import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from keras_lsp.worker.problems import callers, causes, exceptions
from keras_lsp.worker.silence import without_warnings
from keras_lsp.worker.values.poison import (
    GUESS,
    KEEPS_SHAPE,
    Guess,
    U,
    guess,
    is_poison,
    is_unknown_layer,
    rank_for,
)
from keras_lsp.worker.values.sizes import sizes
from keras_lsp.worker.values.tensors import dims_of, dtype_of, shape_of
from keras_lsp.worker.values.unknown import Unknown, UnknownValueError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from keras_lsp import report
    from keras_lsp.worker.counting.counter import Counter
    from keras_lsp.worker.trace.record import Open, Trace


class Current:
    """The trace of this run, and the site of a layer that Keras is about to call for the user.

    Once the program has ended, what counts operations takes the trace's place for a while.
    """

    trace: Trace | None = None
    counter: Counter | None = None
    site: report.Span | None = None


current = Current()


@contextlib.contextmanager
def silently(trace: Trace) -> Iterator[None]:
    """What happens meanwhile is none of the program's: what it makes, prints and raises."""
    nowhere = io.StringIO()
    before, current.trace = current.trace, None
    try:
        with (
            trace.quietly(), without_warnings(),
            contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere),
        ):  # fmt: skip
            yield
    finally:
        current.trace = before


class LayerCall:
    """One use of a layer, model or operation.

    Args:
        trace: the run.
        subject: what is used.
        kind: `layer`, `model` or `op`.
        site: the expression of the call.
        args, kwargs: of the call.
    """

    def __init__(
        self,
        trace: Trace,
        subject: Any,
        kind: report.CallKind,
        site: report.Span,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> None:
        self.trace = trace
        self.subject = subject
        self.kind = kind
        self.site = site
        self.args = args
        self.kwargs = kwargs
        self._adapter = trace.adapter
        self.inputs = self._adapter.tensors_in(args, kwargs)

    @contextlib.contextmanager
    def plain(self, tensors: list[Any]) -> Iterator[None]:
        """Let poisoned tensors pass for ordinary ones whose guessed dimensions are None.

        The very same objects: Keras finds its way through a graph by their identity.
        """
        poisoned = [tensor for tensor in tensors if is_poison(tensor)]
        for tensor in poisoned:
            tensor.__class__ = self._adapter.symbol
        try:
            yield
        finally:
            for tensor in poisoned:
                tensor.__class__ = self._adapter.poisoned

    def make(self, original: Callable[..., Any], frame: FrameType) -> Any:
        """Call the original; give its result, or what can be known of it."""
        opened = self.trace.begin(self.subject, self.site, self.inputs)
        if is_unknown_layer(self.subject):
            return self._fail(opened)
        if any(map(is_poison, self.inputs)) or self._is_of_poison():
            return self._on_poison(opened, original)
        tainted = self.trace.is_tainted(self.inputs)
        try:
            outputs = original(*self.args, **self.kwargs)
        except Exception as error:
            if (
                self.trace.sources.guarded(frame)
                or self._adapter.cannot_trace(error)
                or causes.is_said(error)
            ):
                self.trace.abandon()
                raise
            follows = (
                opened.poisoned
                or causes.follows_from_unknown(error)
                or tainted
                or self._has_unknown_size()
                or self.trace.flow.is_missing_behind(frame)
                or self.trace.starving.supposes
            )
            if self.trace.is_strict and not follows:
                self.trace.abandon()
                raise
            fault = exceptions.problem_of_machine(self.trace, error, self.site)
            if fault is not None:
                self.trace.problem(fault)
                follows = True
            is_executed = any(map(self._adapter.is_executed, self.inputs))
            if not follows:
                problem = causes.call_failed(
                    error, self.subject, self.site, self.inputs, self.trace
                )
                callers.add_of_frame(problem, self.trace.sources, frame)
                self.trace.call_problem(self.subject, problem)
            missing = isinstance(error, UnknownValueError) or (
                follows and (self._has_unknown_size() or self.trace.starving.supposes)
            )
            output = self._fail(opened, raised=not follows, missing=missing)
            if is_executed:
                # Nothing can take the place of a value in a graph that is computed.
                causes.say(error)
                raise
            return output
        if opened.poisoned or tainted or self._is_of_poison():
            return self._taint(opened, outputs)
        given = self._adapter.tensors_in((outputs,), {})
        call = self.trace.end(opened, given, self.kind)
        self.trace.uncounted.note(call, self.subject, (self.args, self.kwargs))
        if self.trace.inside() is None and self._depends_on_training(given):
            self.trace.flow.note("values", frame)
        return outputs

    def _is_of_poison(self) -> bool:
        """Whether a model has a layer that failed; one without an input gets it in its call."""
        return self.kind == "model" and self._adapter.is_poisoned(self.subject, self.trace.errors)

    def _has_unknown_size(self) -> bool:
        """Whether a size that is not known goes into the call, or into what is called."""
        weights = getattr(self.subject, "weights", None)
        made_of = [*self.inputs, *(weights if isinstance(weights, list) else ())]
        shapes = [getattr(tensor, "shape", None) for tensor in made_of]
        known = (sizes.is_known(shape) for shape in shapes if isinstance(shape, (tuple, list)))
        return not all(known) or not all(
            sizes.is_known(value if isinstance(value, (tuple, list)) else (value,))
            for value in vars(self.subject).values()
        )

    def _depends_on_training(self, outputs: list[Any]) -> bool:
        """Whether the outputs are numbers that training would change."""
        if not outputs or self.kind == "op" or any(map(self._adapter.is_symbolic, outputs)):
            return False
        return bool(getattr(self.subject, "weights", None))

    def _on_poison(self, opened: Open, original: Callable[..., Any]) -> Any:
        if self.kind == "layer" and len(self.inputs) == 1:
            self._tell_rank(self.inputs[0])
        guesses = [guess_of(tensor) for tensor in self.inputs]
        if all(shape.ranked and not shape.apart for shape in guesses):
            try:
                with self.plain(self.inputs), without_warnings():
                    outputs = original(*self.args, **self.kwargs)
            except Exception:  # noqa: BLE001 - it follows from an error that is reported
                return self._fail(opened)
            return self._taint(opened, outputs)
        return self._fail(opened)

    def _tell_rank(self, tensor: Any) -> None:
        """Give a tensor that is missing the one rank that the layer takes."""
        given, rank = guess_of(tensor), rank_for(self.subject)
        if is_poison(tensor) and given.missing and not given.ranked and rank is not None:
            dims = (given.dims[0], *(U for _ in range(rank - 1)))
            self._adapter.mark(tensor, Guess(dims, missing=True))
            self.trace.tell_rank(tensor, type(self.subject).__name__)

    def _taint(self, opened: Open, outputs: Any) -> Any:
        """Turn outputs that were computed from guesses into guesses, where they depend on them."""
        flat = self._adapter.tensors_in((outputs,), {})
        failed, certain = False, True
        missing = self._is_missing()
        # What a model gives is made after its own outputs, of which some may be guesses.
        made_after = list(getattr(self.subject, "outputs", None) or ()) if flat else []
        for place, tensor in enumerate(flat):
            batch, *rest = dims_of(tensor) or [None, None]
            known = (U if dim is None else dim for dim in rest)
            shape = Guess((batch, *known), missing=missing)
            if self.kind == "model" and place < len(made_after) and is_poison(made_after[place]):
                shape = guess_of(made_after[place])
            certain = certain and shape.certain
            failed = failed or not (shape.certain or shape.missing)
            self._adapter.mark(tensor, shape)
        self.trace.end(opened, flat, self.kind, failed=failed)
        self._spread(flat, certain=certain)
        return outputs

    def _spread(self, outputs: list[Any], *, certain: bool) -> None:
        """Tell the call around this one which of its tensors are guesses."""
        outer = self.trace.inside()
        if outer is not None:
            inner = [tensor for tensor in outputs if not self._adapter.is_symbolic(tensor)]
            (outer.healed if certain else outer.poisoned).extend(inner)

    def _is_missing(self, *, of_model: bool = False) -> bool:
        """Whether all that is not known of the call hangs on something that is missing.

        Args:
            of_model: what is called is a model, the output of which does so in itself.
        """
        guesses = [guess_of(tensor) for tensor in self.inputs if is_poison(tensor)]
        return (of_model or bool(guesses)) and all(shape.missing for shape in guesses)

    def _fail(self, opened: Open, *, raised: bool = False, missing: bool = False) -> Any:
        guessed = self._guess()
        missing = missing or is_unknown_layer(self.subject)
        if not raised:
            missing = missing or self._is_missing(
                of_model=self.kind == "model" and guessed.missing
            )
        shape = replace(guessed, missing=missing)
        output = self._stand_in(shape)
        shown: list[report.Shape | None] = (
            [shape_of(output)] if not isinstance(output, Unknown) else [None]
        )
        failed = (not shape.certain or isinstance(output, Unknown)) and not shape.missing
        outputs = [] if isinstance(output, Unknown) else [output]
        self.trace.end(opened, outputs, self.kind, failed=failed or raised, guessed=shown)
        self._spread(outputs, certain=shape.certain)
        return output

    def _guess(self) -> Guess:
        if is_unknown_layer(self.subject) and not hasattr(self.subject, KEEPS_SHAPE):
            return Guess((None, U), ranked=False)
        inputs = [guess_of(tensor) for tensor in self.inputs]
        if is_unknown_layer(self.subject):
            return inputs[0]
        if self.kind == "layer":
            return guess(self.subject, inputs)
        first = inputs[0] if inputs else Guess((None, U), ranked=False)
        if self.kind == "model":
            outputs = self.subject.__dict__.get("_outputs") or getattr(
                self.subject, "outputs", None
            )
            if outputs:
                return guess_of(outputs[0])
            return Guess((first.dims[0] if first.dims else None, U), ranked=False)
        return Guess((*first.dims[:1], *(U for _ in first.dims[1:])), ranked=False)

    def _stand_in(self, shape: Guess) -> Any:
        """A tensor of the guessed shape, of the same sort as the inputs."""
        if getattr(self.subject, "return_state", False):
            return Unknown(f"the outputs of {type(self.subject).__name__}")
        dtype = getattr(self.subject, "compute_dtype", None) or (
            dtype_of(self.inputs[0]) if self.inputs else "float32"
        )
        if self.inputs and all(map(self._adapter.is_symbolic, self.inputs)):
            tensor = self._adapter.symbolic(
                self.subject, self.args, self.kwargs, shape.plain, dtype or "float32"
            )
            self._adapter.mark(tensor, shape)
            return tensor
        if self.inputs and self.trace.inside() is not None:
            inner = self._adapter.placeholder(self.inputs[0], shape.plain, dtype or "float32")
            if inner is not None:
                return inner
        return Unknown(f"the output of {type(self.subject).__name__}, which failed")


def guess_of(tensor: Any) -> Guess:
    """What is known of a tensor's shape."""
    guessed = getattr(tensor, GUESS, None)
    if isinstance(guessed, Guess):
        return guessed
    dims = dims_of(tensor)
    return Guess((None, U), ranked=False) if dims is None else Guess(dims)
