"""Steps of training that a program writes out itself: a model is called, an optimizer applied.

What is called between two updates is noted by the trace. Where that is one model, and the update
changes all that this model trains, it is known what the step takes.
"""

from __future__ import annotations

import contextlib
import functools
import sys
import time
from typing import TYPE_CHECKING, Any

from keras_lsp import report
from keras_lsp.worker.trace.layer_calls import current
from keras_lsp.worker.trace.updates import batch_of
from keras_lsp.worker.training import optimizers, own_steps

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from keras_lsp.worker.trace.record import Trace


def install(optimizer: Any, *, counts: bool, is_apart: Callable[[], bool]) -> None:
    """Watch an optimizer.

    Args:
        optimizer: the class that all are subclasses of.
        counts: each update is one more rehearsal, so that a loop of steps ends soon.
        is_apart: whether what is executed now is only looked at.
    """
    original = optimizer.apply

    @functools.wraps(original)
    def apply(self: Any, grads: Any, trainable_variables: Any = None) -> Any:
        result = original(self, grads, trainable_variables)
        trace = current.trace
        if trace is not None and not is_apart():
            trace.rehearsals += counts
            variables = [*(trainable_variables or self._trainable_variables)]
            with contextlib.suppress(Exception):  # A model of the program's may raise when asked.
                if trace.updates.note_trained(variables):
                    trace.progressed = time.monotonic()
                _note(trace, self, variables, sys._getframe(1))
        return result

    optimizer.apply = apply


def _note(trace: Trace, optimizer: Any, variables: list[Any], frame: FrameType) -> None:
    """Say what the step has trained, the first time that it is known at this place."""
    calls, trace.updates.used = trace.updates.used, []
    user = trace.sources.user_frame(frame)
    if user is None or len(calls) != 1 or own_steps.uses_unusual(user.f_code.co_names):
        return
    (call,) = calls
    model = next((each for each in trace.models if id(each) == call.layer), None)
    span = trace.sources.span(user)
    batch = batch_of(call)
    changed = {id(variable) for variable in variables}
    if model is None or batch is None or (span, id(model), batch) in trace.updates.told:
        return
    if not changed or changed != {id(each) for each in model.trainable_variables}:
        return
    trace.updates.told.add((span, id(model), batch))
    trace.send(
        report.Training(
            "apply",
            span,
            id(model),
            [report.Array([*(shape or [])], call.dtype) for shape in call.input_shapes],
            outputs=call.output_shapes,
            own_step=True,
            **optimizers.facts(trace.adapter, model, batch, optimizer),
        )
    )
