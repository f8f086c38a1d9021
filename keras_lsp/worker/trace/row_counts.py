"""What the layers of a model take, for their rows."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from keras_lsp.worker.trace.uncounted import is_open

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from keras_lsp import report
    from keras_lsp.worker.counting.count import Count
    from keras_lsp.worker.counting.counter import CountedCall, Counter
    from keras_lsp.worker.trace.models import Describer
    from keras_lsp.worker.trace.record import Trace


@dataclass(frozen=True, slots=True)
class _Counted:
    """A row's layer with what its calls take, each as much as the others.

    Attributes:
        arguments: of one of the calls; None if they are not known.
    """

    layer: Any
    call: CountedCall
    arguments: tuple[Any, Any] | None


class RowCounts:
    """Puts FLOPs into rows, once the program has ended, where no formula has put them.

    A nested model whose inputs may have any size is counted on the sizes that its call gives
    it, and so are the rows inside it.

    Args:
        trace: the run.
        describer: makes the rows.
    """

    def __init__(self, trace: Trace, describer: Describer) -> None:
        self._trace = trace
        self._describer = describer
        # By the `id` of a row, from when it is made until what is inside it has been described.
        self._counted: dict[int, _Counted] = {}
        self._is_in_open_model = False
        # The call of the layer whose parts are described, if the trace's own calls do not say it.
        self._around: CountedCall | None = None

    @property
    def _counter(self) -> Counter | None:
        return self._trace.uncounted.counter

    def put(self, row: report.Layer, layer: Any, arguments: Sequence[tuple[Any, Any]]) -> None:
        """Count the calls of a layer of a graph.

        Args:
            row: of the layer.
            layer: a layer, nested model or operation.
            arguments: of each of its calls, positional ones and those with names.
        """
        counter = self._counter
        if counter is None or row.flops is not None or row.error or row.kind == "input":
            return
        if row.kind == "model":
            ends = self._describer.graph_ends(layer)
            if ends is None or not is_open(ends[0]):
                return
        calls = [counter.of(layer, args, kwargs) for args, kwargs in arguments]
        self._put(row, layer, calls, arguments[0] if arguments else None)

    def put_called(self, row: report.Layer, layer: Any, calls: list[report.Call]) -> None:
        """Say what a layer takes in the calls that the `call` of what is around it made."""
        counter = self._counter
        if counter is not None and self._around is not None:
            around = self._around
            self._put(row, layer, [counter.part(around, layer, call) for call in calls], None)
            return
        row.flops = total(call.flops for call in calls)
        _put_rest(row, calls)

    @contextlib.contextmanager
    def inside(self, row: report.Layer) -> Iterator[None]:
        """Meanwhile what is described is inside the layer of that row."""
        counted, counter = self._counted.pop(id(row), None), self._counter
        before = self._around, self._is_in_open_model
        sizes: contextlib.AbstractContextManager[None] = contextlib.nullcontext()
        self._around = None
        if counted is not None and counter is not None:
            if row.kind != "model":
                self._around = counted.call if self._is_in_open_model else None
            elif counted.arguments is not None:
                self._is_in_open_model = True
                inputs = self._describer.inputs_of(counted.layer, *counted.arguments)
                sizes = counter.on_sizes(inputs)
        try:
            with sizes:
                yield
        finally:
            self._around, self._is_in_open_model = before

    def _put(
        self,
        row: report.Layer,
        layer: Any,
        calls: list[CountedCall | None],
        arguments: tuple[Any, Any] | None,
    ) -> None:
        found = [call for call in calls if call is not None]
        counts = [call.for_one for call in found]
        whole = len(found) == len(calls)
        row.flops = sum(count.flops for count in counts) if whole else None
        _put_rest(row, counts)
        if found and whole and len({(call.kind, call.shapes) for call in found}) == 1:
            self._counted[id(row)] = _Counted(layer, found[0], arguments)


def total(counts: Iterable[int | None]) -> int | None:
    """Their sum; None if one is not known."""
    known = list(counts)
    return None if None in known else sum(count or 0 for count in known)


def _put_rest(row: report.Layer, counts: Sequence[Count | report.Call]) -> None:
    row.uncounted = list(dict.fromkeys(name for count in counts for name in count.uncounted))
    row.one_step = any(count.one_step for count in counts)
