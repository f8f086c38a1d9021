"""Damaged messages to a server, which must answer each request among them once."""

from __future__ import annotations

import asyncio
import json
import random
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.reliability.mutation import damaged
from tests.reliability.wire import DOCUMENT, Wire, notification, wired

if TYPE_CHECKING:
    from pathlib import Path

INTERNAL_ERROR = -32603
BATCH = 100


@dataclass
class Sent:
    """What came of them.

    Attributes:
        requests: how many of the messages asked for an answer.
        failures: of each batch that was answered otherwise than it must be.
    """

    count: int = 0
    requests: int = 0
    failures: list[str] = field(default_factory=list)
    seconds: float = 0.0


async def send_damaged(home: Path, seed: int, count: int) -> Sent:
    """Send so many messages, in batches, unless one fails."""
    chance = random.Random(seed)
    found = Sent()
    started = time.perf_counter()
    async with wired(home) as wire:
        while found.count < count and not found.failures:
            sent = [damaged(chance, f"{found.count + number}") for number in range(BATCH)]
            await wire.send(*sent)
            asked = [item["id"] for item in sent if "id" in item]
            faults = await _faults(wire, asked)
            found.failures += [f"from message {found.count}: {fault}" for fault in faults]
            found.count += BATCH
            found.requests += len(asked)
    found.seconds = time.perf_counter() - started
    return found


async def _faults(wire: Wire, asked: list[str]) -> list[str]:
    """What is wrong with the answers to these requests."""
    try:
        for number in asked:
            await wire.answer(number)
    except asyncio.TimeoutError:
        return [f"{number} is not answered"]
    await wire.send(notification("textDocument/didClose", {"textDocument": DOCUMENT}))
    heard = await wire.probe()
    answered = sorted(item["id"] for item in heard if "method" not in item)
    faults = [] if answered == sorted(asked) else [f"{sorted(asked)} asked, {answered} answered"]
    broken = [item for item in heard if item.get("error", {}).get("code") == INTERNAL_ERROR]
    shown = [item for item in heard if "Error in server" in json.dumps(item)]
    return faults + [f"{item}" for item in broken + shown]
