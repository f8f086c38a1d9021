"""What a program prints."""

from __future__ import annotations

import contextlib
import io
import sys
from typing import TYPE_CHECKING, Any

from keras_lsp import report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp.worker import channel

# Characters; what is printed beyond is left out.
MAX_OUTPUT = 256 * 1024


class _Captured(io.TextIOBase):
    """A text stream whose text becomes events, up to a limit."""

    def __init__(self, events: channel.Events, name: Any, budget: list[int]) -> None:
        self._events = events
        self._name = name
        self._budget = budget

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return "utf-8"

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return 1 if self._name == "stdout" else 2

    def write(self, text: str) -> int:
        left = self._budget[0]
        if left > 0 and text:
            self._budget[0] = left - len(text)
            shown = text if len(text) <= left else text[:left] + "\n… (the rest is left out)\n"
            self._events.send(report.Output(self._name, shown))
        return len(text)


@contextlib.contextmanager
def captured(events: channel.Events) -> Iterator[None]:
    """Send what the block prints as events, up to a limit."""
    budget = [MAX_OUTPUT]
    before = sys.stdout, sys.stderr
    sys.stdout = _Captured(events, "stdout", budget)
    sys.stderr = _Captured(events, "stderr", budget)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before
