"""How far the answers of the MCP server alone lead: faulty programs, mended by a scripted client.

python bench/agents.py [FOLDER_OR_FILE …] [--count 30]

The client knows nothing of Keras. It checks a program; for the first problem that has fixes it
tries each of them, keeps the one that leaves the fewest errors, and goes on until there is none
left, or nothing helps. Without arguments it takes the programs of `tests/programs` that have one
error, and the examples of what is reported in the pages of the rules; folders are added to these.
For each program: mended or not, how many calls, how many bytes of answers, which fixes.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import statistics
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
sys.path.insert(0, str(REPOSITORY))

from keras_lsp.presentation import pages  # noqa: E402
from keras_lsp.tools.edits import replaced  # noqa: E402
from tests.mcp.agent import Agent, connected  # noqa: E402

_ROUNDS = 5
_REPORTED = re.compile(r"## Reported\n\n```python\n(.*?)```", re.DOTALL)
_COUNTS = re.compile(r"(\d+) (error|warning)")
_EDITS = re.compile(r"^  fix (\d+).*?: (.*)\n  edits: (.*)$", re.MULTILINE)


@dataclass
class Row:
    """What became of one program.

    Attributes:
        name: of the program.
        before: how many errors and warnings it had.
        after: how many it has in the end.
        calls: how many tools were called.
        answered: bytes of the answers.
        seconds: of each call.
        fixes: titles of what was done.
    """

    name: str
    before: Counter[str] = field(default_factory=Counter)
    after: Counter[str] = field(default_factory=Counter)
    calls: int = 0
    answered: int = 0
    seconds: list[float] = field(default_factory=list)
    fixes: list[str] = field(default_factory=list)

    @property
    def mended(self) -> bool:
        """Whether what was wrong is right."""
        return self.after["error"] == 0 and (
            self.before["error"] > 0 or self.after["warning"] < self.before["warning"]
        )


class Client:
    """Calls tools, and counts."""

    def __init__(self, agent: Agent, row: Row) -> None:
        self._agent = agent
        self._row = row

    async def call(self, tool: str, **arguments: object) -> str:
        """The answer of a tool."""
        started = time.perf_counter()
        answer = await self._agent.call(tool, **arguments)
        self._row.seconds.append(time.perf_counter() - started)
        self._row.calls += 1
        self._row.answered += len(answer.encode("utf-8"))
        return answer


def counts(answer: str, line: int = 0) -> Counter[str]:
    """The errors and warnings that a line of an answer tells."""
    found = _COUNTS.findall(answer.splitlines()[line])
    return Counter({severity: int(number) for number, severity in found})


async def mend(agent: Agent, name: str, text: str) -> Row:
    """Mend a program with the tools' answers alone."""
    row = Row(name)
    client = Client(agent, row)
    path = agent.write(name, text).name
    told = await client.call("check", path=path, shapes=False)
    row.before = row.after = counts(told)
    for _ in range(_ROUNDS):
        if not sum(row.after.values()):
            break
        best: tuple[tuple[int, int], str, list[dict[str, str]]] | None = None
        for _, title, edits in _EDITS.findall(await client.call("fixes", path=path)):
            replacements = json.loads(edits)
            tried = await client.call("try_edit", path=path, edits=replacements)
            left = counts(tried, 1)
            key = (left["error"], left["warning"])
            if best is None or key < best[0]:
                best = (key, title, replacements)
            if not sum(key):
                break
        now = (row.after["error"], row.after["warning"])
        if best is None or best[0] >= now:
            break
        text = replaced(text, best[2])
        agent.write(name, text)
        row.fixes.append(best[1])
        row.after = Counter(error=best[0][0], warning=best[0][1])
    return row


def reported() -> dict[str, str]:
    """The examples of what is reported, by the names of files."""
    found = {}
    for code in pages.codes():
        page = pages.page(code)
        match = _REPORTED.search(page.text) if page is not None else None
        if match is not None:
            found[f"{code}.py"] = match[1]
    return found


def programs(paths: list[Path]) -> dict[str, str]:
    """The texts of the programs in folders, by name."""
    files = [
        file for path in paths for file in (sorted(path.glob("*.py")) if path.is_dir() else [path])
    ]
    return {file.name: file.read_text(encoding="utf-8") for file in files}


async def faulty(agent: Agent, texts: dict[str, str], count: int) -> dict[str, str]:
    """As many programs as are wanted of those with one error, or with a warning and no error."""
    found: dict[str, str] = {}
    for name, text in texts.items():
        told = counts(await agent.call("check", path=name, text=text, shapes=False))
        one = told["error"] == 1 or (not told["error"] and told["warning"])
        if one:
            found[name] = text
    step = max(len(found) / count, 1.0) if count else 1.0
    names = list(found)
    chosen = [names[int(index * step)] for index in range(min(count or len(names), len(names)))]
    return {name: found[name] for name in chosen}


def show(rows: list[Row]) -> None:
    """Print a line for each program, and the totals."""
    for row in rows:
        left = f"{row.after['error']} errors, {row.after['warning']} warnings left"
        state = "mended" if row.mended else left if sum(row.before.values()) else "unknown"
        done = "; ".join(row.fixes) or "no fix helps"
        print(f"{row.name:40} {state:28} {row.calls:3} calls {row.answered:6} bytes  {done}")
    mended = sum(row.mended for row in rows)
    calls = sum(row.calls for row in rows)
    answered = sum(row.answered for row in rows)
    seconds = sorted(second for row in rows for second in row.seconds)
    print(
        f"\n{mended} of {len(rows)} programs mended, {calls} calls ({calls / len(rows):.1f} for "
        f"a program), {answered:,} bytes of answers ({answered // len(rows):,} for a program)"
    )
    print(
        f"a call takes {1000 * statistics.median(seconds):.0f} ms (median), "
        f"{1000 * seconds[int(0.9 * len(seconds))]:.0f} ms (nine in ten are quicker)"
    )


async def run(paths: list[Path], count: int) -> list[Row]:
    """Mend the programs with a server of their own."""
    texts = {**programs([REPOSITORY / "tests" / "programs"]), **reported(), **programs(paths)}
    with tempfile.TemporaryDirectory() as folder:
        async with connected(Path(folder), environment={}) as agent:
            chosen = await faulty(agent, texts, count)
            return [await mend(agent, name, text) for name, text in chosen.items()]


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("paths", nargs="*", type=Path, help="more programs, or folders of them")
    parser.add_argument("--count", type=int, default=30, help="how many; 0 for all (default 30)")
    options = parser.parse_args()
    show(asyncio.run(run(options.paths, options.count)))


if __name__ == "__main__":
    main()
