"""What a signal's handler says gets between no two pieces of a line."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from keras_lsp.report import At, File
from keras_lsp.worker import channel

if TYPE_CHECKING:
    import pytest


def test_a_pulse_comes_at_once_behind_what_is_queued() -> None:
    read, write = os.pipe()
    events = channel.Events(write)
    events.send(File("/w/a.py"))
    events.pulse(At("/w/a.py", 4))
    lines = os.read(read, 1 << 16).splitlines()
    assert [json.loads(line)["event"] for line in lines] == ["File", "At"]
    assert events.record.files == ["/w/a.py"]


def test_a_pulse_in_the_middle_of_a_line_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    events = channel.Events(-1)
    written = []

    def write(_fd: int, data: memoryview) -> int:
        written.append(bytes(data[:10]))
        events.pulse(At("/w/a.py", 4))
        return len(written[-1])

    monkeypatch.setattr(os, "write", write)
    events.send(File("/w/a.py"))
    events.flush()
    assert json.loads(b"".join(written)) == {"event": "File", "path": "/w/a.py"}
