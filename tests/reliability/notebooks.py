"""Notebooks whose cells are edited, put in, taken out and moved, and what is shown in them then.

Before they are run again a cell that was not edited shows its hints wherever it is put, and a hint
stands only at a line that reads as one that had a hint; after that, everything is as in the same
notebook opened afresh.
"""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.e2e.editor import connected, told
from tests.reliability.mutation import mutant, originals
from tests.reliability.sessions import comparable, utf16_length, was_stopped
from tests.sheet import Sheet

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.editor import Editor

# Line and column of a cell, and the text; by cell.
Hint = tuple[int, int, str]
Hints = dict[str, list[Hint]]

ROUNDS = 3
TIMEOUT = 3


@dataclass
class Found:
    """What came of it.

    Attributes:
        notebooks: how many were opened.
        changes: how many there were in all.
        hints: how many stood in cells after the last runs, to know that something did.
        faults: what was shown and must not be, with the seed.
    """

    notebooks: int = 0
    changes: int = 0
    hints: int = 0
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0


async def fuzz(home: Path, first: int, count: int) -> Found:
    """Open so many notebooks one after the other, from a seed on, with a server of their own."""
    found = Found()
    sources = originals()
    started = time.perf_counter()
    async with connected(home, options={"timeout": TIMEOUT, "totalTimeout": TIMEOUT}) as editor:
        for seed in range(first, first + count):
            chance = random.Random(seed)
            name = chance.choice(sorted(sources))
            cells = _cells(sources[name].replace("\r\n", "\n").replace("\r", "\n"), chance)
            edited = _Edited(editor, editor.workspace / "fuzzed.ipynb", cells, chance)
            try:
                await edited.visit()
            except asyncio.TimeoutError:
                edited.faults.append("a request is not answered")
            found.notebooks += 1
            found.changes += edited.changes
            found.hints += edited.hints
            found.faults += [f"seed {seed} ({name}): {fault}" for fault in edited.faults]
    found.seconds = time.perf_counter() - started
    return found


def _cells(text: str, chance: random.Random) -> dict[str, str]:
    """A program as cells, which begin where a line is not indented."""
    cells = [""]
    for line in text.rstrip("\n").split("\n"):
        new = line and not line[0].isspace() and line[0] not in "])}"
        if new and chance.random() < 0.3:
            cells.append("")
        cells[-1] += f"{line}\n"
    return {f"cell{number}": cell.rstrip("\n") for number, cell in enumerate(cells)}


class _Edited:
    """A notebook that is open, and what its cells must read."""

    def __init__(
        self, editor: Editor, path: Path, cells: dict[str, str], chance: random.Random
    ) -> None:
        self._editor = editor
        self._path = path
        self._chance = chance
        self._cells = cells
        self._whole = dict(cells)
        self._hinted: set[str] = set()
        self._sheet = Sheet(editor, path, cells)
        self.changes = 0
        self.hints = 0
        self.faults: list[str] = []

    async def visit(self) -> None:
        """Change it, look, have it run, and look at what is shown when it is opened afresh."""
        for _ in range(ROUNDS):
            await self._analysed()
            ran, hints = dict(self._cells), await self._hints()
            for _ in range(self._chance.randint(1, 6)):
                self._change()
            self._compare(ran, hints, await self._hints())
        status = await self._analysed()
        before, problems = await self._hints(), self._problems()
        self._sheet.close()
        self._sheet = Sheet(self._editor, self._path, self._cells)
        await self._analysed()
        after = await self._hints()
        self.hints += sum(map(len, after.values()))
        again = self._problems()
        # How far a run comes that is stopped, no two runs agree on.
        if not was_stopped(problems) and not was_stopped(again):
            # A run that finds nothing leaves the hints of an earlier one.
            if status == "ok" and after != before:
                self.faults.append(f"hints were {before}, and {after} when it was opened afresh")
            if again != problems:
                self.faults.append(f"{problems} stood there; opened afresh {again}")
        self._sheet.close()

    async def _analysed(self) -> str:
        """Have it run; how that ended."""
        self._sheet.save()
        result = await self._editor.command("analyze", {"uri": self._sheet.uri})
        return str(result["status"])

    def _compare(self, ran: dict[str, str], before: Hints, after: Hints) -> None:
        """Note what is wrong with the hints after changes of the cells that had been run."""
        # A run that fails leaves what an earlier one has found.
        self._hinted |= {
            _line(ran, name, hint) for name, hints in before.items() for hint in hints
        }
        for name, hints in after.items():
            if self._cells[name] == ran.get(name) and hints != before[name]:
                self.faults.append(f"{name} had {before[name]} and, unchanged, has {hints}")
            self.faults += [
                f"hint {hint} stands in {name} at {_line(self._cells, name, hint)!r}"
                for hint in hints
                if _line(self._cells, name, hint) not in self._hinted
            ]
        for name in before.keys() - self._cells.keys():
            if self._sheet.problems(name):
                self.faults.append(f"{name} was taken out and has {self._sheet.problems(name)}")

    async def _hints(self) -> Hints:
        return {name: await self._sheet.hints(name) for name in self._code()}

    def _problems(self) -> str:
        return comparable(
            {name: [told(one) for one in self._sheet.problems(name)] for name in self._code()}
        )

    def _code(self) -> list[str]:
        return [name for name in self._cells if not name.startswith("#")]

    # Changes.

    def _change(self) -> None:
        self.changes += 1
        change = self._chance.choice([self._edit, self._edit, self._put_in, self._move])
        change()

    def _edit(self) -> None:
        """Damage a cell, mend it, or put a line into it: as a hand that types, or all of it."""
        name = self._chance.choice(list(self._cells))
        old = self._cells[name]
        match self._chance.choice(["damage", "mend", "mend", "put in"]):
            case "damage":
                text = mutant(self._chance.randrange(1 << 32), {"": old}).text
            case "mend":
                text = self._whole.get(name, old)
            case _:
                lines = old.split("\n")
                lines.insert(self._chance.randint(0, len(lines)), "# One more")
                text = "\n".join(lines)
        self._cells[name] = text
        if self._chance.random() < 0.2:
            self._sheet.write(name, text)
            return
        start = 0
        while start < min(len(old), len(text)) and old[start] == text[start]:
            start += 1
        before = old[:start].split("\n")
        lines = old.split("\n")
        self._sheet.edit(
            name,
            (
                len(before) - 1,
                utf16_length(before[-1]),
                len(lines) - 1,
                utf16_length(lines[-1]),
                text[start:],
            ),
        )

    def _put_in(self) -> None:
        """Put in a new cell, which may be markup or read as another, in the place of up to two."""
        names = list(self._cells)
        start = self._chance.randint(0, len(names))
        delete = self._chance.randint(0, min(2, len(names) - start)) if len(names) > 3 else 0
        name = f"{self._chance.choice(['', '', '#'])}new{self.changes}_{self._chance.random()}"
        text = self._chance.choice(["", "x = 1\n", "# A title", *self._cells.values()])
        self._sheet.splice(start, delete, {name: text})
        names[start : start + delete] = [name]
        self._cells = {each: self._cells.get(each, text) for each in names}
        self._whole[name] = text

    def _move(self) -> None:
        """Move cells, as an editor tells it: others are put in their place."""
        names = list(self._cells)
        start = self._chance.randrange(len(names))
        part = names[start : start + self._chance.randint(1, 3)]
        moved = self._chance.sample(part, len(part))
        opened = self._chance.random() < 0.5  # Some clients open what is moved anew.
        self._sheet.splice(
            start, len(part), {name: self._cells[name] if opened else None for name in moved}
        )
        names[start : start + len(part)] = moved
        self._cells = {name: self._cells[name] for name in names}


def _line(cells: dict[str, str], name: str, hint: Hint) -> str:
    return cells[name].split("\n")[hint[0]]
