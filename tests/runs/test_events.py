"""What a run says arrives whole, however it is cut; what is no word of ours is passed over."""

from __future__ import annotations

import asyncio

import pytest

from keras_lsp.runs import processes
from keras_lsp.runs.processes import LineReader, objects


def voice(*pieces: bytes) -> LineReader:
    """Of a stream that has ended."""
    stream = asyncio.StreamReader()
    for piece in pieces:
        stream.feed_data(piece)
    stream.feed_eof()
    return LineReader(stream)


async def all_lines(said: LineReader) -> list[bytes]:
    found: list[bytes] = []
    while lines := await said.lines():
        found += lines
    return found


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
async def test_lines_are_whole_however_they_come(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "_READ", size)
    assert await all_lines(voice(b'{"a":1}\n\n{"b":2}\nrest')) == [b'{"a":1}', b"", b'{"b":2}']


async def test_the_first_words_leave_the_others() -> None:
    said = voice(b'hello\n{"ready":{}}\n{"event":"Done"}\n')
    assert await said.first() == {"ready": {}}
    assert await all_lines(said) == [b'{"event":"Done"}']


async def test_silence_has_no_first_words() -> None:
    assert await voice(b"Traceback\n").first() is None


async def test_a_line_without_end_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "LINE_LIMIT", 10)
    monkeypatch.setattr(processes, "_READ", 4)
    assert await all_lines(voice(b"ab\n" + b"x" * 100 + b"\ncd\n")) == [b"ab"]


def test_only_objects_are_objects() -> None:
    assert objects([b'{"a": 1}', b"[1]", b"{", b"", b"[" * 100_000]) == [{"a": 1}]
