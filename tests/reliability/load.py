"""Many documents that are saved at once, and a mouse that moves over one of them meanwhile."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bench.client import Buffer, session

if TYPE_CHECKING:
    from pathlib import Path

    from bench.client import Client

DOCUMENTS = 50
VISIBLE = 36
# So many runs go on side by side: when one is answered, no more of those before it can be waiting,
# however long one of them takes.
SIDE_BY_SIDE = 2
# Before the last save is read, so many runs may have been answered.
AHEAD = 6

PROGRAM = """\
import keras
model = keras.Sequential([keras.Input((28, 28, 1))])
model.add(keras.layers.Conv2D(32, 3, activation="relu"))
model.add(keras.layers.MaxPooling2D())
model.add(keras.layers.Conv2D(64, 3, activation="relu"))
model.add(keras.layers.Flatten())
model.add(keras.layers.Dense({units}))
"""
HOVER = {"line": 2, "character": 18}


@dataclass
class Found:
    """How a load was carried.

    Attributes:
        order: documents, numbered in the order of their saves, in the order of the answers.
        seconds: from the first save to the last answer.
        first: until the visible one was answered.
        hovers: seconds that each hover took, while runs went on.
    """

    order: list[int] = field(default_factory=list)
    seconds: float = 0.0
    first: float = 0.0
    hovers: list[float] = field(default_factory=list)

    def early(self, visible: int) -> int:
        """By how many places an answer came before its turn, at most; `visible` left out."""
        others = [number for number in self.order if number != visible]
        return max(number - place for number, place in zip(others, sorted(others), strict=True))

    def percentile(self, part: float) -> float:
        """Of the hovers."""
        return sorted(self.hovers)[int(len(self.hovers) * part)]


async def load(directory: Path, documents: int = DOCUMENTS, visible: int = VISIBLE) -> Found:
    """Open documents, look at one, change and save all of them at once, and hover meanwhile."""
    workspace = directory / "workspace"
    workspace.mkdir()
    environment = {
        **os.environ,
        "KERAS_HOME": str(directory / "keras"),
        "XDG_CACHE_HOME": str(directory / "cache"),
    }
    command = [sys.executable, "-m", "keras_lsp"]
    async with session(command, workspace, environment, {"timeout": 60}) as (client, _):
        files = [
            Buffer(client, workspace / f"program_{number}.py", PROGRAM.format(units=number + 1))
            for number in range(documents)
        ]
        await asyncio.wait_for(asyncio.gather(*(file.opened for file in files)), 120)
        return await _saved(client, files, visible)


async def _saved(client: Client, files: list[Buffer], visible: int) -> Found:
    found = Found()
    for file in files:
        file.type(0, 0, "print()\n")
        file.path.write_text(file.text, "utf-8")
    await files[visible].hints()
    started = time.perf_counter()
    answers = []
    for file in files:
        answers.append(client.published(file.uri, file.version))
        client.notify("textDocument/didSave", {"textDocument": file.identifier})
    everything = asyncio.gather(*answers)
    while not everything.done():
        found.hovers.append(await _hover(files[visible]))
    came = await everything
    found.order = sorted(range(len(files)), key=lambda number: came[number])
    found.seconds = max(came) - started
    found.first = came[visible] - started
    return found


async def _hover(file: Buffer) -> float:
    started = time.perf_counter()
    asked = {"textDocument": file.identifier, "position": HOVER}
    answer = await file.client.request("textDocument/hover", asked)
    assert answer is not None
    return time.perf_counter() - started
