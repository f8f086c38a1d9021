"""Calls for which no formula says what they take: it is counted when the program has ended."""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby
from typing import TYPE_CHECKING, Any

from keras_lsp import report
from keras_lsp.report import numbers_of
from keras_lsp.worker.values.tensors import shape_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from keras_lsp.worker.counting.count import Count, Place
    from keras_lsp.worker.counting.counter import Counter
    from keras_lsp.worker.source.sources import Sources
    from keras_lsp.worker.trace.adapter import Adapter


def is_open(inputs: Iterable[Any]) -> bool:
    """Whether one of a model's inputs may have any size, beside the batch."""
    return any(None in numbers_of(shape_of(tensor) or [])[1:] for tensor in inputs)


class Uncounted:
    """Those of one run.

    Args:
        adapter: knows the Keras of this process.
        sources: of the program.

    Attributes:
        counter: what counts; None until the program has ended, and where nothing does.
        models: the `id`s of models that were described without FLOPs.
    """

    def __init__(self, adapter: Adapter, sources: Sources) -> None:
        self._adapter = adapter
        self._sources = sources
        self._calls: dict[Hashable, tuple[Any, Any]] = {}
        self.counter: Counter | None = None
        self.models: set[int] = set()

    def note(self, call: report.Call, subject: Any, arguments: Any) -> None:
        """Remember a call of the program's, with its arguments, if it has to be counted."""
        if call.flops is not None or call.parent is not None or call.failed:
            return
        key = id(subject), str(call.input_shapes)
        if key not in self._calls:
            self._calls[key] = subject, self._adapter.without_values(arguments)

    def _has_rows_that_say_it(self, subject: Any) -> bool:
        """Whether it is a model whose layers say what it takes, whatever it is called on."""
        is_graph = self._adapter.is_model(subject) and not self._adapter.is_subclassed(subject)
        return is_graph and not is_open(getattr(subject, "inputs", None) or ())

    def count(self, calls: Iterable[tuple[Any, report.Call]]) -> report.Counted:
        """What calls take that have no formula.

        Args:
            calls: all of the run in their order, each with what was called.
        """
        counted = report.Counted({})
        if self.counter is None or not self._calls:
            return counted
        for subject, (args, kwargs) in self._calls.values():
            if not self._has_rows_that_say_it(subject):
                self.counter.of(subject, args, kwargs)
        lines: dict[Place, list[Count]] = defaultdict(list)
        for subject, call in calls:
            known = call.flops is not None or call.failed or self._has_rows_that_say_it(subject)
            found = None if known else self.counter.of_call(subject, call)
            if found is not None:
                number = str(call.id)
                counted.flops[number] = found.flops
                if found.uncounted:
                    counted.uncounted[number] = [*found.uncounted]
                if found.one_step:
                    counted.one_step.append(number)
                for place, count in found.lines:
                    lines[place].append(count)
        counted.lines = [self._cost(*line) for line in sorted(lines.items())]
        return counted

    def _cost(self, place: Place, counts: list[Count]) -> report.LineCost:
        flops = [number for number, _ in groupby(count.flops for count in counts)]
        names = dict.fromkeys(name for count in counts for name in count.uncounted)
        one_step = any(count.one_step for count in counts)
        return report.LineCost(self._sources.line_span(*place), flops, [*names], one_step)
