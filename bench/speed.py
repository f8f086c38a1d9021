"""What keras-lsp costs, beside what a person would do otherwise.

    python bench/speed.py [--short] [--write docs/performance.md]

Prints a table of medians and ratios. The rivals of a row take turns, so that a noisy machine
is noisy for all of them. Everything is measured from outside: a client that speaks the
protocol over pipes, and processes as a person starts them.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import programs
from checkpoints import checkpoints
from client import Buffer, session
from latency import latencies
from processes import MEGABYTE, descendants, peak_of_runs, private, resident
from table import Row, against, line, milliseconds, table

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from client import Client

HERE = Path(__file__).parent
# Seconds until the next run waits, as it does between two saves of a person.
SPARE = 0.3


class Bench:
    """One run of the benchmark.

    Args:
        directory: for the workspace and everything that is written.
        rounds: how often rivals take turns.
    """

    def __init__(self, directory: Path, rounds: int) -> None:
        self.workspace = directory / "workspace"
        self.workspace.mkdir()
        self.rounds = rounds
        self.rows: list[Row] = []
        self.loop_file = directory / "loop.json"
        self.environment = {
            **os.environ,
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "CUDA_VISIBLE_DEVICES": "",
            "KERAS_HOME": str(directory / "keras"),
            "XDG_CACHE_HOME": str(directory / "cache"),
        }
        # As an installed package, which finds its modules compiled.
        self.environment.pop("PYTHONDONTWRITEBYTECODE", None)

    # What people do otherwise.

    async def script(self, text: str) -> float:
        """Seconds of `python file.py`; what it would download is made up here, too."""
        path = self.workspace / "script.py"
        local = text.replace("keras.datasets.mnist.load_data()", programs.DATA)
        path.write_text(local, "utf-8")
        started = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(path),
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        assert await process.wait() == 0, text
        return time.perf_counter() - started

    @contextlib.asynccontextmanager
    async def warm(self) -> AsyncIterator[Callable[[str], Awaitable[float]]]:
        """A process that builds with plain Keras, and has already built something."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(HERE / "warm.py"),
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        stdin, stdout = process.stdin, process.stdout
        assert stdin is not None
        assert stdout is not None

        async def build(text: str) -> float:
            stdin.write(json.dumps(text).encode() + b"\n")
            return float(await stdout.readline())

        try:
            yield build
        finally:
            stdin.close()
            await process.wait()

    # What we do.

    def serve(
        self, *, watched: bool = False, run: str = "onSave"
    ) -> contextlib.AbstractAsyncContextManager:
        """A session with the server."""
        command = [sys.executable, "-m", "keras_lsp"]
        if watched:
            command = [sys.executable, str(HERE / "watched.py"), str(self.loop_file)]
        return session(command, self.workspace, self.environment, {"timeout": 60, "run": run})

    def open(self, client: Client, name: str, text: str) -> Buffer:
        """Open a document that is written to the workspace."""
        return Buffer(client, self.workspace / f"{name}.py", text)

    async def saves(
        self, client: Client, rows: list[tuple[str, str, str, float | None, float | None]]
    ) -> None:
        """A row or two for each program: saving it once more, beside its other ways.

        Args:
            client: a session.
            rows: name, program, what it is, and the bounds against the script and against a
                warm process; None for a rival that is not asked.
        """
        async with self.warm() as build:
            for name, text, what, script_most, warm_most in rows:
                buffer = self.open(client, name, f"{text}\n")
                await buffer.opened
                last = buffer.text.count("\n")
                ours: list[float] = []
                scripts: list[float] = []
                warms: list[float] = []
                for turn in range(self.rounds):
                    # The first after a while finds much of its memory elsewhere.
                    for again in range(2):
                        buffer.type(last, 0, f"_ = {turn, again}\n")
                        seconds = await buffer.save()
                        await asyncio.sleep(SPARE)
                    ours.append(seconds)
                    if warm_most is not None:
                        warms.append(await build(text))
                    if script_most is not None and turn < 3:
                        scripts.append(await self.script(text))
                if scripts:
                    self.add(against(what, ours, scripts, "`python file.py`", script_most))
                if warms:
                    self.add(against(what, ours, warms, "warm Keras", warm_most))
                buffer.close()

    def add(self, row: Row) -> None:
        """Take a row in, and show it."""
        self.rows.append(row)
        print(line(row), flush=True)

    async def giant(self, client: Client) -> None:
        """What nobody can build: time, and the peak of the run's memory."""
        buffer = self.open(client, "giant", programs.GIANT + "\n")
        await buffer.opened
        ours, peaks = [], []
        last = buffer.text.count("\n")
        for turn in range(self.rounds):
            await asyncio.sleep(SPARE)  # Until the next run waits.
            over = asyncio.Event()
            watching = asyncio.create_task(peak_of_runs(client.process.pid, over))
            buffer.type(last, 0, f"_ = {turn}\n")
            ours.append(await buffer.save())
            over.set()
            peaks.append(await watching)
        buffer.close()
        seconds, peak = statistics.median(ours), statistics.median(peaks)
        what = "save, a transformer of 44 billion parameters"
        self.add(Row(what, milliseconds(seconds), "", "", "0.4 s", seconds <= 0.4))
        shown = f"{peak / MEGABYTE:.0f} MB"
        what = "peak memory of that run"
        self.add(Row(what, shown, "", "", "600 MB", peak <= 600 * MEGABYTE))

    async def growth(self, client: Client) -> None:
        """Seconds for a layer, in models of very different sizes."""
        per_layer: dict[int, list[float]] = {100: [], 10_000: []}
        for turn in range(2):
            for count, found in per_layer.items():
                buffer = self.open(client, f"wide_{count}_{turn}", programs.wide(count))
                await buffer.opened
                buffer.type(buffer.text.count("\n"), 0, "_ = 1\n")
                found.append(await buffer.save() / count)
                buffer.close()
        few, many = (statistics.median(found) for found in per_layer.values())
        self.add(
            Row(
                "a layer of 10,000 side by side",
                milliseconds(many),
                f"{milliseconds(few)} a layer of 100",
                f"{many / few:.2f}",
                "1.5",
                many <= 1.5 * few,
            )
        )

    async def typing(self) -> None:
        """From the last key to the diagnostics, and what an edit costs that means nothing."""
        async with self.serve(run="onType") as (client, _):
            buffer = self.open(client, "typed", programs.TUTORIAL + "\n")
            await buffer.opened
            last = buffer.text.count("\n")
            typed = []
            for turn in range(4 * self.rounds):
                started = time.perf_counter()
                published = buffer.type(last, 0, f"_ = {turn}\n")
                typed.append(await asyncio.wait_for(published, 60) - started)
                await asyncio.sleep(SPARE)
            key = statistics.median(typed)
            what = "key to diagnostics with `run: onType`, 50 ms of it a pause"
            self.add(Row(what, milliseconds(key), "", "", "100 ms", key <= 0.1))
        async with self.serve() as (client, _):
            buffer = self.open(client, "chain", programs.chain(1000) + "\n")
            await buffer.opened
            changed, same = [], []
            for turn in range(self.rounds):
                buffer.type(500, 0, f"_ = {turn}\n")
                changed.append(await buffer.save())
                buffer.type(500, 0, "# Nothing.\n")
                same.append(await buffer.save())
        what = "save, a comment among 1,000 layers"
        self.add(against(what, same, changed, "a change", 0.2))

    async def start(self) -> None:
        """From the start of the process to the first answers."""
        ours, bare, first, floor = [], [], [], []
        for turn in range(self.rounds):
            async with session(
                [sys.executable, str(HERE / "bare.py")], self.workspace, self.environment
            ) as (_, seconds):
                bare.append(seconds)
            async with self.serve() as (client, seconds):
                ours.append(seconds)
                if turn < 3:
                    buffer = self.open(client, "first", programs.TUTORIAL)
                    await asyncio.wait_for(buffer.opened, 120)
                    assert await buffer.hints()
                    first.append(time.perf_counter() - client.started)
            if turn < 3:
                floor.append(await self.script("import keras"))
        self.add(against("start to `initialize`", ours, bare, "bare pygls", 1.2))
        self.add(against("start to first hints", first, floor, "`import keras`", None))

    async def memory(self) -> None:
        """What the processes hold while nothing happens."""
        async with session(
            [sys.executable, str(HERE / "bare.py")], self.workspace, self.environment
        ) as (client, _):
            bare = resident(client.process.pid)
        async with self.serve() as (client, _):
            own = resident(client.process.pid)
            what = "memory of the server, without worker"
            rival = f"{bare / MEGABYTE:.0f} MB bare pygls"
            held = own <= 60 * MEGABYTE
            self.add(Row(what, f"{own / MEGABYTE:.0f} MB", rival, "", "60 MB", held))
            buffer = self.open(client, "memory", programs.TUTORIAL)
            await buffer.opened
            buffer.type(0, 0, "#\n")
            await buffer.save()
            await asyncio.sleep(1)  # Until the next run waits.
            workers = {pid: resident(pid) for pid in descendants(client.process.pid)}
            zygote, *_, run = [pid for pid, held in workers.items() if held > 100 * MEGABYTE]
            for what, held in (
                ("memory of the zygote", workers[zygote]),
                ("memory of the run that waits, not shared", private(run)),
            ):
                self.add(Row(what, f"{held / MEGABYTE:.0f} MB", "", "", "", held=True))


# All of it.

QUICK = [
    ("tutorial", programs.TUTORIAL, "save, tutorial model", 1 / 300, 1.0),
    ("summary", programs.SUMMARY, "the same with `model.summary()`", 1 / 200, None),
    ("resnet", programs.RESNET, "save, ResNet50 by hand", None, 0.12),
]
THOROUGH = [
    ("digits", programs.DIGITS, "save, MNIST CNN with data and training", 1 / 100, None),
    ("encoder", programs.ENCODER, "save, encoder like BERT by hand", None, 0.2),
    ("efficientnet", programs.EFFICIENTNET, "save, EfficientNetV2L", None, 0.08),
    ("many", programs.many(50, 3000), "save, 3,000 lines with 50 models", 1 / 15, 0.25),
]


async def measure(bench: Bench, *, short: bool) -> None:
    """Make all rows."""
    await bench.start()
    async with bench.serve() as (client, _):
        await bench.saves(client, QUICK)
        if not short:
            await bench.saves(client, THOROUGH)
            await bench.giant(client)
            await bench.growth(client)
    if not short:
        await bench.typing()
        await checkpoints(bench)
        await latencies(bench)
        await bench.memory()


def machine() -> str:
    """Where this was measured."""
    names = ("keras", "tensorflow", "pygls")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {versions}"


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="the rows that take seconds")
    parser.add_argument("--checkpoints", action="store_true", help="these rows only")
    parser.add_argument("--write", type=Path, help="put the table into this page")
    options = parser.parse_args()
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="keras-lsp-bench-") as directory:
        bench = Bench(Path(directory), 5)
        asyncio.run(
            checkpoints(bench) if options.checkpoints else measure(bench, short=options.short)
        )
    minutes = (time.perf_counter() - started) / 60
    print(f"{machine()}; {minutes:.1f} minutes")
    if options.write:
        begin, end = "<!-- table -->\n", "<!-- end of table -->\n"
        before, rest = options.write.read_text("utf-8").split(begin)
        after = rest.split(end)[1]
        text = f"{machine()}.\n\n{table(bench.rows)}\n"
        options.write.write_text(f"{before}{begin}{text}{end}{after}", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
