"""What a save costs where each run loads Keras itself, beside where runs are forked.

    python bench/lifetimes.py [--rounds 3] [--backend tensorflow] [--backend jax]

The lifetimes take turns, a session each; every save changes the model. A rhythm says how long
nothing is saved after the result of the last save has been shown; `every second` counts from the
save itself. Prints p50 and p95 of all rounds together, and their ratios.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from client import PATIENCE, Buffer, session
from table import milliseconds

if TYPE_CHECKING:
    from client import Client

LIFETIMES = {"forked": "linux", "one process each": "darwin"}
"""What `KERAS_LSP_LIKE` is set to for each: no question is asked where macOS is meant."""

PROGRAM = Path(__file__).parents[1] / "examples" / "digits.py"
WRONG = """\
import keras
from keras import layers

model = keras.Sequential()
model.add(keras.Input((28, 28)))
model.add(layers.LSTM({}))
model.add(layers.LSTM(4))
"""
# Longer than all processes that wait take to load Keras on two cores.
QUIET = 6.0


@dataclass(frozen=True)
class Rhythm:
    """How saves follow one another.

    Attributes:
        pause: seconds.
        of_saves: the pause is from save to save, not from result to save.
        saves: how many there are in a round.
    """

    name: str
    pause: float
    of_saves: bool
    saves: int


RHYTHMS = (
    Rhythm("0.2 s after the last result", 0.2, of_saves=False, saves=8),
    Rhythm("every second", 1.0, of_saves=True, saves=12),
    Rhythm("every second, the first three", 1.0, of_saves=True, saves=3),
    Rhythm("2 s after the last result", 2.0, of_saves=False, saves=5),
    Rhythm("6 s after the last result", 6.0, of_saves=False, saves=2),
)
FIXES = "first quick fix"


async def saves(buffer: Buffer, rhythm: Rhythm) -> list[float]:
    """Seconds of each save, the first of which comes after a quiet time."""
    found = []
    await asyncio.sleep(QUIET)
    for _ in range(rhythm.saves):
        line = buffer.text.count("\n")
        buffer.type(line, 0, f"model.add(layers.Dense({100 + line}))\n")
        took = await buffer.save()
        found.append(took)
        await asyncio.sleep(max(0.0, rhythm.pause - took) if rhythm.of_saves else rhythm.pause)
    return found


async def fixes(client: Client, directory: Path, times: int = 2) -> list[float]:
    """Seconds until a file that was just saved has its quick fix."""
    found = []
    buffer = Buffer(client, directory / "wrong.py", WRONG.format(1))
    await buffer.opened
    for number in range(times):
        await asyncio.sleep(QUIET)
        buffer.type(5, len("model.add(layers.LSTM("), str(number + 1))
        await buffer.checked()
        started = time.perf_counter()
        ends = {"line": 6, "character": 12}
        asked = {
            "textDocument": buffer.identifier,
            "range": {"start": ends, "end": ends},
            "context": {"diagnostics": [], "only": ["quickfix"]},
        }
        titles: list[str] = []
        while not titles and time.perf_counter() - started < PATIENCE:
            actions = await client.request("textDocument/codeAction", asked)
            titles = [each["title"] for each in actions if not each["title"].startswith("Ignore")]
        found.append(time.perf_counter() - started)
    buffer.close()
    return found


async def measure(lifetime: str, backend: str, directory: Path) -> dict[str, list[float]]:
    """One session: seconds of saves and fixes by what they are called."""
    environment = {
        **os.environ,
        "KERAS_LSP_LIKE": LIFETIMES[lifetime],
        "KERAS_BACKEND": backend,
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "KERAS_HOME": str(directory / "keras"),
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    workspace = directory / f"{lifetime}-{backend}".replace(" ", "-")
    workspace.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "keras_lsp"]
    settings = {"run": "onSave", "changes": {"head": False}}
    found = {}
    async with session(command, workspace, environment, settings) as (client, _):
        head = PROGRAM.read_text("utf-8").partition("\nimage =")[0]
        buffer = Buffer(client, workspace / "digits.py", f"{head}\n")
        started = time.perf_counter()
        await buffer.opened
        found["first open"] = [time.perf_counter() - started]
        for rhythm in RHYTHMS:
            found[rhythm.name] = await saves(buffer, rhythm)
        found[FIXES] = await fixes(client, workspace)
    return found


def quantile(seconds: list[float], share: float) -> float:
    """The value that this share of them does not exceed."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


async def main(rounds: int, backends: list[str]) -> None:
    """Measure and print."""
    print(f"{os.cpu_count()} cores\n")
    print("| | " + " | ".join((*LIFETIMES, "ratio")) + " |\n|" + " --- |" * (len(LIFETIMES) + 2))
    for backend in backends:
        every: dict[str, dict[str, list[float]]] = {lifetime: {} for lifetime in LIFETIMES}
        with tempfile.TemporaryDirectory() as directory:
            for _ in range(rounds):
                for lifetime in LIFETIMES:
                    found = await measure(lifetime, backend, Path(directory))
                    for name, seconds in found.items():
                        every[lifetime].setdefault(name, []).extend(seconds)
        for name in next(iter(every.values())):
            each = [every[lifetime][name] for lifetime in LIFETIMES]
            texts = [
                f"p50 {milliseconds(quantile(one, 0.5))}, p95 {milliseconds(quantile(one, 0.95))}"
                for one in each
            ]
            forked, single = each
            ratios = (
                statistics.median(single) / statistics.median(forked),
                quantile(single, 0.95) / quantile(forked, 0.95),
            )
            told = " / ".join(f"{ratio:.1f}" for ratio in ratios)
            print(f"| {backend}: {name} | {' | '.join(texts)} | {told} |", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--backend", action="append")
    options = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main(options.rounds, options.backend or ["tensorflow", "jax"]))
