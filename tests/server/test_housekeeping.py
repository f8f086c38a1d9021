"""Garbage is collected when nobody is waiting."""

from __future__ import annotations

import asyncio
import gc
import sys
from io import BytesIO

import pytest

from keras_lsp.server import housekeeping
from keras_lsp.server.app import create_server
from keras_lsp.server.documents import Document
from keras_lsp.server.housekeeping import Collector
from tests.server.fake_server import FakeWorkers

DOCUMENT = Document("file:///w/a.py", "", 1)


@pytest.fixture
def collections(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """When garbage was collected."""
    found: list[float] = []
    monkeypatch.setattr(gc, "collect", lambda: found.append(asyncio.get_running_loop().time()))
    return found


async def test_a_collection_waits_for_a_pause(
    collections: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    collected = asyncio.Event()
    monkeypatch.setattr(housekeeping, "PAUSE", 0.02)
    monkeypatch.setattr(gc, "collect", collected.set)
    collector = Collector()
    collector.run_changed("started", DOCUMENT)
    collector.run_changed("ended", DOCUMENT)
    assert not collected.is_set()
    await asyncio.wait_for(collected.wait(), 10)


async def test_many_messages_are_a_reason_for_a_collection_in_the_next_pause(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    collected = asyncio.Event()
    monkeypatch.setattr(housekeeping, "PAUSE", 0.02)
    monkeypatch.setattr(gc, "collect", collected.set)
    collector = Collector()
    for _ in range(housekeeping.ENOUGH_MESSAGES):
        collector.message_came()
    assert not collected.is_set()
    await asyncio.wait_for(collected.wait(), 10)


async def test_what_the_server_refuses_counts_as_a_message(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    collected = asyncio.Event()
    server = create_server(FakeWorkers())
    server.protocol.set_writer(BytesIO())
    for name in ("freeze", "disable"):
        monkeypatch.setattr(gc, name, lambda: None)
    monkeypatch.setattr(sys, "setswitchinterval", lambda _seconds: None)
    monkeypatch.setattr(housekeeping, "PAUSE", 0.02)
    monkeypatch.setattr(gc, "collect", collected.set)
    housekeeping.begin(server.scheduler, server.protocol)
    for _ in range(housekeeping.ENOUGH_MESSAGES):
        server.protocol.receive(b"no JSON")
    await asyncio.wait_for(collected.wait(), 10)


async def test_a_message_makes_the_collection_wait_for_another_pause(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pause = 0.05
    loop = asyncio.get_running_loop()
    collected: asyncio.Future[float] = loop.create_future()
    messages: list[float] = []
    monkeypatch.setattr(housekeeping, "PAUSE", pause)
    monkeypatch.setattr(gc, "collect", lambda: collected.set_result(loop.time()))
    collector = Collector()

    def message() -> None:
        messages.append(loop.time())
        collector.message_came()

    collector.run_changed("ended", DOCUMENT)
    loop.call_later(pause / 2, message)
    assert await asyncio.wait_for(collected, 10) >= messages[0] + pause


async def test_without_a_pause_it_comes_after_many_messages(collections: list[float]) -> None:
    collector = Collector()
    for _ in range(2 * housekeeping.MOST_MESSAGES):
        collector.message_came()
    assert len(collections) == 2


async def test_without_a_pause_it_comes_after_many_runs(collections: list[float]) -> None:
    collector = Collector()
    for _ in range(2 * housekeeping.MOST_RUNS):
        collector.run_changed("started", DOCUMENT)
        collector.run_changed("ended", DOCUMENT)
    assert len(collections) == 2
