"""How soon requests are answered on a file of 1,000 layers, and what holds the event loop up."""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING, Any

import programs
from table import Row, milliseconds

if TYPE_CHECKING:
    from client import Buffer
    from speed import Bench

LAYERS = 1000
TIMES = 200
MOST = 0.01
MOST_OF_LOOP = 0.005


def _lines(first: int, last: int) -> dict[str, Any]:
    ends = {"start": {"line": first, "character": 0}, "end": {"line": last, "character": 0}}
    return {"range": ends}


_REQUESTS = {
    "hover": ("textDocument/hover", {"position": {"line": 500, "character": 18}}),
    "hints of a screen": ("textDocument/inlayHint", _lines(480, 540)),
    "hints of the file": ("textDocument/inlayHint", _lines(0, LAYERS + 10)),
    "code lenses": ("textDocument/codeLens", {}),
}


async def _ask(buffer: Buffer, name: str) -> float:
    method, parameters = _REQUESTS[name]
    started = time.perf_counter()
    await buffer.client.request(method, {"textDocument": buffer.identifier, **parameters})
    return time.perf_counter() - started


async def latencies(bench: Bench) -> None:
    """Add the rows."""
    async with bench.serve(watched=True) as (client, _):
        buffer = bench.open(client, "chain", programs.chain(LAYERS) + "\n")
        await buffer.opened
        for name in _REQUESTS:
            await _ask(buffer, name)
        idle = {name: [await _ask(buffer, name) for _ in range(TIMES)] for name in _REQUESTS}
        busy: dict[str, list[float]] = {name: [] for name in _REQUESTS}
        last = buffer.text.count("\n")
        while min(map(len, busy.values())) < TIMES:
            buffer.type(last, 0, "_ = 1\n")
            saving = asyncio.create_task(buffer.checked())
            while not saving.done():
                for name, found in busy.items():
                    found.append(await _ask(buffer, name))
        for name in _REQUESTS:
            for when, times in (("idle", idle[name]), ("during runs", busy[name])):
                bench.add(_row(f"{name}, 1,000 layers, {when}", sorted(times)))
    steps = json.loads(bench.loop_file.read_text("utf-8"))
    worst = steps[0][0]
    what, bound = "longest step on the event loop, processor time", milliseconds(MOST_OF_LOOP)
    bench.add(Row(what, milliseconds(worst), "", "", bound, worst <= MOST_OF_LOOP))
    for seconds, step in steps[:5]:
        print(f"    {milliseconds(seconds)} {step[:150]}")


def _row(what: str, ordered: list[float]) -> Row:
    half, most = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]
    shown = f"p50 {milliseconds(half)}, p99 {milliseconds(most)}"
    return Row(what, shown, "", "", f"p99 {milliseconds(MOST)}", most <= MOST)
