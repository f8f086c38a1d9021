"""What nobody reads is dropped, and counted for who reads again."""

from __future__ import annotations

import logging
import os
import sys
import time
from typing import TYPE_CHECKING

import pytest

from keras_lsp.runs import event_log
from keras_lsp.server import standard_error

if TYPE_CHECKING:
    from collections.abc import Iterator

LINE = b"x" * 4095 + b"\n"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a pipe holds 64 KiB on Linux")


@pytest.fixture
def pipe() -> Iterator[tuple[int, standard_error.Impatient]]:
    reader, writer = os.pipe()
    yield reader, standard_error.Impatient(writer)
    os.close(reader)
    os.close(writer)


def test_what_a_full_pipe_does_not_take_is_counted(
    pipe: tuple[int, standard_error.Impatient],
) -> None:
    reader, stream = pipe
    for _ in range(16 + 100):
        assert stream.write(LINE) == 4096
    assert os.read(reader, 1 << 20) == LINE * 16
    stream.write(b"again\n")
    stream.write(b"and again\n")
    assert os.read(reader, 1 << 20) == (
        b"\nkeras-lsp: 100 lines were dropped here: nobody read them\nagain\nand again\n"
    )


def test_it_waits_for_room_once(
    pipe: tuple[int, standard_error.Impatient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standard_error, "PATIENCE", 0.2)
    started = time.monotonic()
    for _ in range(16 + 1000):
        pipe[1].write(LINE)
    assert 0.2 <= time.monotonic() - started < 2


def test_what_is_traced_goes_there_too(
    pipe: tuple[int, standard_error.Impatient], monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, stream = pipe
    monkeypatch.setattr(event_log, "log", logging.Logger("traced"))
    event_log.follow()
    with os.fdopen(os.dup(stream.fileno()), "w") as before:
        monkeypatch.setattr(sys, "stderr", before)
        standard_error.never_wait()
        event_log.tell("zygote 1", "ready", "…")
        _, *told = os.read(reader, 1 << 20).decode().split()  # Behind the milliseconds.
        assert told == ["zygote", "1", "ready", "…"]
        assert sys.stderr.line_buffering  # type: ignore[attr-defined]
        assert isinstance(sys.stderr.buffer, standard_error.Impatient)
