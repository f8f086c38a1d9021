"""Reads a run's events into its report without blocking anything else."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from keras_lsp import report
from keras_lsp.presentation.wording import WORKER_SAYS
from keras_lsp.report import wire
from keras_lsp.runs import event_log
from keras_lsp.runs.event_filter import EventFilter
from keras_lsp.runs.processes import objects

if TYPE_CHECKING:
    from keras_lsp.report import Event, Report
    from keras_lsp.runs.processes import Run
    from keras_lsp.runs.stacks import Stack
    from keras_lsp.runs.workers import Job

# Bytes that are read at once where the editor is answered; more takes a thread of its own.
_AT_ONCE = 1 << 13
_YIELD_EVERY = 200


async def read_events(run: Run, job: Job, result: Report, stack: Stack) -> report.Done | None:
    """Read the run's events; returns the last one if the run ended by itself.

    The sender executed a stranger's program: malformed events and those about other files are
    dropped.
    """
    event_filter = EventFilter(job)
    while lines := await run.lines():
        if sum(map(len, lines)) <= _AT_ONCE:
            events = _events(lines)
        else:
            events = await asyncio.to_thread(_events, lines)
        stack.take(lines)
        event_log.tell_events(run.name, events)
        for count, event in enumerate(events, 1):
            if isinstance(event, str):
                if event_filter.has_room(result):
                    result.add(report.Output("stderr", event))
            elif event_filter.accepts(event):
                result.add(event)
                if isinstance(event, report.At):
                    job.progress.update(event, result)
                else:
                    job.progress.moved = time.monotonic()
                if isinstance(event, report.Done):
                    # The end of its process takes longer than the rest of a small run.
                    return event
            else:
                event_log.tell_refused(run.name, event)
            if count % _YIELD_EVERY == 0:
                await asyncio.sleep(0)
    return None


def _events(lines: list[bytes]) -> list[Event | str]:
    """The events among lines; what the worker says of itself as text."""
    found: list[Event | str] = []
    for value in objects(lines):
        if "event" not in value:
            found.append(f"{WORKER_SAYS}{value.get('failed')}\n")
            continue
        try:
            found.append(wire.from_wire(value))
        except wire.MalformedError:
            continue
    return found
