"""One piece of work at a time for each document."""

from __future__ import annotations

import asyncio

from keras_lsp.server.documents import Document
from keras_lsp.server.tasks import Tasks


def a_document(name: str = "a") -> Document:
    return Document(f"file:///w/{name}.py", "", 1)


class Bench:
    def __init__(self) -> None:
        self.said: list[str] = []
        self.gate = asyncio.Event()
        self.tasks = Tasks(lambda document, error: self.said.append(f"{document.path} {error}"))

    async def work(self, name: str) -> None:
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.said.append(f"{name} cancelled")
            raise
        self.said.append(name)

    async def fail(self) -> None:
        raise ValueError("a fault")


async def test_a_newer_piece_of_work_takes_the_place_of_the_one_before() -> None:
    bench, document = Bench(), a_document()
    bench.tasks.start(document, bench.work("old"))
    await asyncio.sleep(0)
    bench.tasks.start(document, bench.work("new"))
    bench.gate.set()
    await bench.tasks.wait_idle(document)
    assert bench.said == ["old cancelled", "new"]
    assert list(bench.tasks) == []


async def test_documents_are_not_in_each_others_way() -> None:
    bench, one, other = Bench(), a_document("one"), a_document("other")
    bench.tasks.start(one, bench.work("one"))
    bench.tasks.start(other, bench.work("other"))
    await asyncio.sleep(0)
    bench.tasks.cancel(one)
    assert list(bench.tasks) == [other]
    bench.gate.set()
    await bench.tasks.wait_idle(other)
    assert bench.said == ["one cancelled", "other"]


async def test_who_waits_for_a_document_waits_for_what_is_begun_meanwhile() -> None:
    bench, document = Bench(), a_document()
    bench.tasks.start(document, bench.work("old"))
    waiting = asyncio.create_task(bench.tasks.wait_idle(document))
    await asyncio.sleep(0)
    bench.tasks.start(document, bench.work("new"))
    for _ in range(5):
        await asyncio.sleep(0)
    assert not waiting.done()
    bench.gate.set()
    await waiting
    assert bench.said == ["old cancelled", "new"]


async def test_an_error_is_told_and_a_cancellation_is_not() -> None:
    bench, document = Bench(), a_document()
    bench.tasks.start(document, bench.fail())
    await bench.tasks.wait_idle(document)
    bench.tasks.start(document, bench.work("work"))
    bench.tasks.cancel(document)
    await bench.tasks.wait_idle(document)
    await asyncio.sleep(0)
    assert bench.said == ["/w/a.py a fault"]
