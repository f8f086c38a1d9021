"""Runs and zygotes that are killed at any moment, and the save that comes next."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.e2e.editor import PATIENCE, Desk, ended, kill
from tests.e2e.test_survival import LOOP
from tests.e2e.test_tutorial import MODEL
from tests.reliability.leavings import leavings

if TYPE_CHECKING:
    from tests.e2e.editor import Buffer, Editor, Process

# Starting Keras anew takes seconds: zygotes are killed less often than runs.
TARGETS = (*["run"] * 4, "zygote", "both")
# Seconds after a save; a run of this program takes 10 to 20 ms, the next one is made meanwhile.
MOMENTS = (0, 0.001, 0.01, 0.05, 0.2)
MISTAKE = (
    "7:11-7:38 error KL101: `{name}` (LSTM) needs an input with 3 dimensions, but gets 2: "
    "(None, 1) from `dense_1`."
)


@dataclass
class Killed:
    """What came of it.

    Attributes:
        count: how often something was killed.
        zygotes: how often a zygote was among them.
        failures: of each save that was not answered as it must be, and of what stayed behind.
        slowest: most seconds until the next save was answered by a run of the same zygote.
        loaded: as `slowest`, where Keras had to be loaded for that.
    """

    count: int = 0
    zygotes: int = 0
    failures: list[str] = field(default_factory=list)
    slowest: float = 0.0
    loaded: float = 0.0
    seconds: float = 0.0


async def kills(editor: Editor, seed: int, count: int) -> Killed:
    """Save, kill at a random moment, save again, and look at what is shown then.

    Args:
        editor: with a server that nobody else uses.
        seed: of all that is random.
        count: how often, unless something fails.
    """
    chance = random.Random(seed)
    found = Killed()
    started = time.perf_counter()
    file = await Desk(editor, editor.workspace).opened("model.py", MODEL)
    while found.count < count and not found.failures:
        target = chance.choice(TARGETS)
        file.write(LOOP if chance.random() < 0.5 else _model(chance))
        file.save()
        await asyncio.sleep(chance.choice(MOMENTS) * chance.random())
        before = editor.zygotes()
        killed = _victims(editor, target, chance)
        kill(process.pid for process in killed)
        found.count += 1
        found.zygotes += target != "run"
        asked = time.perf_counter()
        found.failures += [
            f"{target}: {said}" for said in await _next_save(file, chance, found.count)
        ]
        taken = time.perf_counter() - asked
        if editor.zygotes() == before:
            found.slowest = max(found.slowest, taken)
        else:
            found.loaded = max(found.loaded, taken)
        await ended(killed, 5)
        if len(editor.zygotes()) > 1:
            found.failures.append(f"{target}: zygotes {editor.zygotes()}")
    # A run can outlive its zygote for long enough to answer; the save after it needs another.
    found.failures += await _next_save(file, chance, found.count + 1)
    found.failures += await leavings(editor)
    found.seconds = time.perf_counter() - started
    return found


async def _next_save(file: Buffer, chance: random.Random, number: int) -> list[str]:
    """Save a program with one mistake; what is not shown as it must be after a while.

    What the save before has found may be shown first: its run may end just before this save.
    """
    units = chance.randint(1, 99)
    wrong = f"model.add(layers.LSTM(2, name='{number:04}'))\n"
    file.write(f"from keras import layers\n{_model(chance, units)}{wrong}")
    file.save()
    expected = MISTAKE.format(name=f"{number:04}")
    shown = file.editor.problems_in
    try:
        await file.editor.until(lambda: shown(file.path) == [expected], PATIENCE)
    except asyncio.TimeoutError:
        return [f"not answered; there is {shown(file.path)}"]
    hint = (await file.hints()).get(5)
    return [] if hint == f"→ (None, {units}) · {2 * units}" else [f"{hint} with {units} units"]


def _model(chance: random.Random, units: int | None = None) -> str:
    return MODEL.replace("Dense(2,", f"Dense({units or chance.randint(1, 99)},")


def _victims(editor: Editor, target: str, chance: random.Random) -> list[Process]:
    runs = editor.runs()
    zygote = chance.choice([editor.zygotes(), editor.isolated()])
    return {"run": runs, "zygote": zygote, "both": [*runs, *zygote]}[target]
