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
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import programs
from client import Buffer, session

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from client import Client

HERE = Path(__file__).parent
MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Row:
    """A line of the table.

    Attributes:
        what: is measured.
        ours: its figure.
        rival: the other figure, and what it is; empty if there is none.
        ratio: ours to theirs, or what stands for it.
        bound: what it may be at most.
    """

    what: str
    ours: str
    rival: str
    ratio: str
    bound: str
    held: bool


def milliseconds(seconds: float) -> str:
    """Seconds, for people."""
    return f"{seconds:.1f} s" if seconds >= 1 else f"{1000 * seconds:.1f} ms"


def against(
    what: str, ours: list[float], theirs: list[float], rival: str, most: float | None
) -> Row:
    """A row of two medians; `most` is the greatest ratio that is allowed."""
    mine, other = statistics.median(ours), statistics.median(theirs)
    ratio = mine / other
    shown = f"1 : {1 / ratio:.0f}" if ratio < 1 / 20 else f"{ratio:.2f}"
    bound = "" if most is None else f"1 : {1 / most:.0f}" if most < 1 / 20 else f"{most:g}"
    return Row(
        what,
        milliseconds(mine),
        f"{milliseconds(other)} {rival}",
        shown,
        bound,
        most is None or ratio <= most,
    )


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
        self._loop_file = directory / "loop.json"
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

    def serve(self, *, watched: bool = False) -> contextlib.AbstractAsyncContextManager:
        """A session with the server."""
        command = [sys.executable, "-m", "keras_lsp"]
        if watched:
            command = [sys.executable, str(HERE / "watched.py"), str(self._loop_file)]
        return session(command, self.workspace, self.environment, {"timeout": 60})

    def open(self, client: Client, name: str, text: str) -> Buffer:
        """Open a document that is written to the workspace."""
        return Buffer(client, self.workspace / f"{name}.py", text)

    async def saves(
        self, client: Client, rows: list[tuple[str, str, str, float | None, float | None]]
    ) -> None:
        """A row or two for each program: saving it, beside its other ways.

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
                    buffer.type(last, 0, f"_ = {turn}\n")
                    ours.append(await buffer.save())
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
            watching = asyncio.create_task(peak_of_runs(client.process.pid))
            await asyncio.sleep(0)
            buffer.type(last, 0, f"_ = {turn}\n")
            ours.append(await buffer.save())
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

    async def latencies(self) -> None:
        """How soon requests are answered on a file of 1,000 layers, and what the loop does."""
        async with self.serve(watched=True) as (client, _):
            buffer = self.open(client, "chain", programs.chain(1000) + "\n")
            await buffer.opened
            place = {"line": 500, "character": 18}
            requests = {
                "hover": ("textDocument/hover", {"position": place}),
                "hints of a screen": (
                    "textDocument/inlayHint",
                    {"range": {"start": {"line": 480, "character": 0}, "end": {"line": 540, "character": 0}}},
                ),
                "hints of the file": (
                    "textDocument/inlayHint",
                    {"range": {"start": {"line": 0, "character": 0}, "end": {"line": 1010, "character": 0}}},
                ),
                "code lenses": ("textDocument/codeLens", {}),
            }  # fmt: skip

            async def ask(name: str) -> float:
                method, parameters = requests[name]
                started = time.perf_counter()
                await client.request(method, {"textDocument": buffer.identifier, **parameters})
                return time.perf_counter() - started

            for name in requests:
                await ask(name)
            idle = {name: [await ask(name) for _ in range(200)] for name in requests}
            busy: dict[str, list[float]] = {name: [] for name in requests}
            last = buffer.text.count("\n")
            while min(map(len, busy.values())) < 200:
                buffer.type(last, 0, "_ = 1\n")
                saving = asyncio.create_task(buffer.save())
                while not saving.done():
                    for name, found in busy.items():
                        found.append(await ask(name))
            for name in requests:
                for when, times in (("idle", idle[name]), ("during runs", busy[name])):
                    ordered = sorted(times)
                    half, most = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]
                    shown = f"p50 {milliseconds(half)}, p99 {milliseconds(most)}"
                    what = f"{name}, 1,000 layers, {when}"
                    self.add(Row(what, shown, "", "", "p99 10 ms", most <= 0.01))
        steps = json.loads(self._loop_file.read_text("utf-8"))
        worst, what = steps[0]
        self.add(
            Row("longest step on the event loop", milliseconds(worst), "", "", "5 ms", worst <= 0.005)
        )  # fmt: skip
        for seconds, step in steps[:5]:
            print(f"    {milliseconds(seconds)} {step[:150]}")

    async def memory(self) -> None:
        """What the processes hold while nothing happens."""
        async with session(
            [sys.executable, str(HERE / "bare.py")], self.workspace, self.environment
        ) as (client, _):
            bare = resident(client.process.pid)
        async with self.serve() as (client, _):
            own = resident(client.process.pid)
            what = "memory of the server, without worker"
            self.add(
                Row(what, f"{own / MEGABYTE:.0f} MB", f"{bare / MEGABYTE:.0f} MB bare pygls", "", "60 MB", own <= 60 * MEGABYTE)
            )  # fmt: skip
            buffer = self.open(client, "memory", programs.TUTORIAL)
            await buffer.opened
            buffer.type(0, 0, "#\n")
            await buffer.save()
            zygote, *runs = descendants(client.process.pid)
            for name, pid in (("zygote", zygote), ("run that waits, its own", runs[-1])):
                held = resident(pid) if pid == zygote else private(pid)
                what = f"memory of the {name}"
                self.add(Row(what, f"{held / MEGABYTE:.0f} MB", "", "", "", True))


def line(row: Row) -> str:
    """A row in Markdown."""
    bound = row.bound if row.held else f"**{row.bound}, missed**"
    return f"| {row.what} | {row.ours} | {row.rival} | {row.ratio} | {bound} |"


def table(rows: list[Row]) -> str:
    """All rows in Markdown."""
    head = "| | keras-lsp | beside | ratio | at most |\n| --- | --- | --- | --- | --- |"
    return "\n".join([head, *map(line, rows)])


# Processes.


def status(pid: int, name: str) -> int:
    """A figure of `/proc/PID/status`, in bytes."""
    for entry in Path(f"/proc/{pid}/status").read_text("ascii").splitlines():
        if entry.startswith(f"{name}:"):
            return int(entry.split()[1]) * 1024
    raise LookupError(name)


def resident(pid: int) -> int:
    """Bytes that a process has in memory."""
    return status(pid, "VmRSS")


def private(pid: int) -> int:
    """Bytes that it shares with no other."""
    entries = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    return sum(int(entry.split()[1]) * 1024 for entry in entries if entry.startswith("Private_"))


def descendants(pid: int) -> list[int]:
    """Processes below one, parents first."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(OSError):
            for child in map(int, (task / "children").read_text("ascii").split()):
                found += [child, *descendants(child)]
    return found


async def peak_of_runs(server: int) -> int:
    """The most memory that the run which waits now has had when it ends, in bytes."""
    run = descendants(server)[-1]
    peak = 0
    with contextlib.suppress(OSError, LookupError):
        while True:
            peak = max(peak, status(run, "VmHWM"))
            await asyncio.sleep(0.002)
    return peak


# All of it.

QUICK = [
    ("tutorial", programs.TUTORIAL, "save, tutorial model", 1 / 300, 0.5),
    ("summary", programs.SUMMARY, "the same with `model.summary()`", 1 / 200, None),
    ("resnet", programs.RESNET, "save, ResNet50 by hand", None, 0.12),
]
THOROUGH = [
    ("digits", programs.DIGITS, "save, MNIST CNN with data and training", 1 / 100, None),
    ("encoder", programs.ENCODER, "save, encoder like BERT by hand", None, 0.2),
    ("efficientnet", programs.EFFICIENTNET, "save, EfficientNetV2L", None, 0.08),
    ("many", programs.many(50, 3000), "save, 3,000 lines with 50 models", 1 / 20, 0.2),
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
        await bench.latencies()
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
    parser.add_argument("--write", type=Path, help="put the table into this page")
    options = parser.parse_args()
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="keras-lsp-bench-") as directory:
        bench = Bench(Path(directory), 5)
        asyncio.run(measure(bench, short=options.short))
    minutes = (time.perf_counter() - started) / 60
    print(f"{machine()}; {minutes:.1f} minutes")
    if options.write:
        begin, end = "<!-- table -->\n", "<!-- end of table -->\n"
        before, rest = options.write.read_text("utf-8").split(begin)
        after = rest.split(end)[1]
        text = f"{machine()}.\n\n{table(bench.rows)}\n"
        options.write.write_text(f"{before}{begin}{text}{end}{after}", "utf-8")
    return 0 if all(row.held for row in bench.rows) else 1


if __name__ == "__main__":
    sys.exit(main())
