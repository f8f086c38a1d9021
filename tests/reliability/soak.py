"""Many saves of many documents with random edits, and what the processes hold meanwhile.

Every step saves a few documents several times without waiting, then waits until the
diagnostics of each one's last save have come. What they must be is known from the text.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from dataclasses import dataclass, field, replace
from statistics import median
from typing import TYPE_CHECKING

from bench.processes import resident
from keras_lsp.report.syntax_errors import FILE_IS_NOT_RUN
from tests.e2e.editor import PATIENCE, Desk, told
from tests.reliability.leavings import leavings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.e2e.editor import Buffer, Editor

DOCUMENTS = 20
MODULE = "shared"
# Of the samples, those of the first fifth are of a server that still warms up.
WARM = 0.2
GROWTH = 0.05
# Seconds in which a save is answered on a very busy machine.
ANSWER = 20.0


@dataclass(frozen=True)
class Text:
    """A program of a document.

    Attributes:
        kind: what becomes of it.
        number: no two texts of a session have the same.
        comments: lines before the first one that means something.
    """

    kind: str
    number: int
    comments: int = 0

    @property
    def units(self) -> int:
        """Of its layer."""
        return self.number % 97 + 1

    def lines(self) -> list[str]:
        """The program."""
        top = [f"# {self.number}"] * self.comments
        if self.kind == "module":
            return [*top, f"NUMBER = {self.number}"]
        if self.kind == "plain":
            return [*top, f"NUMBER = {self.number}", "raise ValueError(NUMBER)"]
        return [
            *top,
            "import keras",
            "model = keras.Sequential([keras.Input((4,))])",
            f"model.add(keras.layers.Dense({self.units}))",
            *_ENDS[self.kind].format(number=self.number).split("\n"),
        ]

    def problems(self, module: int) -> list[str]:
        """What must be found, as `told` writes it, if the module's number is `module`."""
        lines = self.lines()
        last = len(lines)
        first, end = len(lines[0]) + 1, len(lines[-1]) + 1
        match self.kind:
            case "raises":
                return [f"{last}:1-{last}:{end} error KL601: ValueError: {self.number}"]
            case "imports":
                return [f"{last}:1-{last}:{end} error KL601: ValueError: {self.number} {module}"]
            case "mismatch":
                message = (
                    "`conv2d` (Conv2D) needs an input with at least 4 dimensions, but gets 2: "
                    f"(None, {self.units}) from `dense`."
                )
                return [f"{last}:11-{last}:{end - 1} error KL101: {message}"]
            case "broken":
                message = f"Syntax error: '(' was never closed. {FILE_IS_NOT_RUN}"
                return [f"{last}:6-{last}:7 error KL600: {message}"]
            case "killed":
                message = (
                    "The program's process was killed by SIGKILL; its results so far are kept. "
                    "Save the file to run it again; if this happens each time, check whether "
                    "`python` fails on this file too."
                )
                return [f"1:1-1:{first} information KL905: {message}"]
        return []


_ENDS = {
    "fine": "print({number})",
    "raises": "raise ValueError({number})",
    "imports": f'import {MODULE}\nraise ValueError(f"{{number}} {{{{{MODULE}.NUMBER}}}}")',
    "mismatch": "model.add(keras.layers.Conv2D({number}, 3))",
    "broken": "print({number}",
    "killed": "import signal\nsignal.raise_signal({number} * 0 + 9)",
    "endless": "while {number}:\n    pass",
}
# What people save most of the time comes most often; none that does not end comes last.
_KINDS = {"fine": 8, "raises": 6, "mismatch": 4, "broken": 2, "plain": 1, "killed": 1}


@dataclass
class Found:
    """What a soak has shown.

    Attributes:
        failures: of each save that was not answered as it must be, and of what stayed behind.
        server: samples of its resident memory, in bytes.
        zygote: as `server`.
    """

    saves: int = 0
    answers: int = 0
    seconds: float = 0.0
    failures: list[str] = field(default_factory=list)
    server: list[int] = field(default_factory=list)
    zygote: list[int] = field(default_factory=list)


def growth(samples: list[int]) -> float:
    """How much more the last third is than the first, by medians, after the warm-up."""
    warm = samples[int(len(samples) * WARM) :]
    third = max(len(warm) // 3, 1)
    return median(warm[-third:]) / median(warm[:third]) - 1


class Soak:
    """Twenty documents in an editor; the last four of them import the module `shared`.

    Args:
        editor: with a server that nobody else uses.
        seed: of all that is random.
    """

    def __init__(self, editor: Editor, seed: int) -> None:
        self._editor = editor
        self._random = random.Random(seed)
        self._desk = Desk(editor, editor.workspace)
        self._numbers = iter(range(1, 1 << 60))
        self._files: list[Buffer] = []
        self._texts: list[Text] = []
        self._zygote = 0
        self.found = Found()

    async def run(self, saves: int, seconds: float) -> Found:
        """Save so many times, or for so long."""
        started = time.perf_counter()
        await self._open()
        before = await self._quiet()
        (self._zygote,) = {run.parent for run in self._editor.runs()}
        while (
            self.found.saves < saves
            and not self.found.failures
            and time.perf_counter() - started < seconds
        ):
            await self._step()
            self._sample()
        after = await self._quiet()
        if after > before:
            self.found.failures.append(f"{before} open files before, {after} after")
        self.found.seconds = time.perf_counter() - started
        return self.found

    async def _open(self) -> None:
        texts = [Text("module", next(self._numbers))]
        texts += [Text("fine", next(self._numbers)) for _ in range(DOCUMENTS - 1)]
        for index, text in enumerate(texts):
            name = f"program_{index}.py" if index else f"{MODULE}.py"
            self._texts.append(text)
            self._files.append(self._desk.open(name, _joined(text)))
        await self._answered(range(DOCUMENTS), PATIENCE)
        for index in self._importers():
            self._save(index, Text("imports", next(self._numbers)))
        await self._answered(self._importers())

    @staticmethod
    def _importers() -> range:
        return range(DOCUMENTS - 4, DOCUMENTS)

    async def _step(self) -> None:
        """Save a few documents, each a few times, as they come; wait for all answers."""
        chosen = self._random.sample(range(DOCUMENTS), self._random.choice((1, 1, 1, 2, 2, 3, 4)))
        turns = [index for index in chosen for _ in range(self._random.choice((1, 1, 2, 3)))]
        self._random.shuffle(turns)
        for position, index in enumerate(turns):
            self._save(index, self._next(index, last=index not in turns[position + 1 :]))
        waiting = {*chosen, *(self._importers() if 0 in chosen else ())}
        await self._answered(waiting)
        self.found.answers += len(chosen)

    def _next(self, index: int, *, last: bool) -> Text:
        """The next text of a document."""
        text, number = self._texts[index], next(self._numbers)
        if self._random.random() < 0.15 and text.comments < 9 and text.kind != "endless":
            return replace(text, comments=text.comments + 1)
        if index in (0, *self._importers()):
            return replace(text, number=number)
        if not last and self._random.random() < 0.2:
            return Text("endless", number)
        (kind,) = self._random.choices([*_KINDS], [*_KINDS.values()])
        return Text(kind, number, self._random.choice((0, 0, 1)))

    def _save(self, index: int, text: Text) -> None:
        file, old = self._files[index], self._texts[index]
        if replace(old, comments=text.comments) == text:
            file.insert(1, f"# {text.number}")
        elif len(old.lines()) == len(text.lines()) and self._random.random() < 0.5:
            for line, (before, after) in enumerate(zip(old.lines(), text.lines(), strict=True), 1):
                if before != after:
                    file.replace(line, after)
        else:
            file.write(_joined(text))
        assert file.text == _joined(text)
        self._texts[index] = text
        file.save()
        self.found.saves += 1

    async def _answered(self, indices: Iterable[int], seconds: float = ANSWER) -> None:
        """Wait until what is shown in these documents is what their texts must show."""
        waiting = set(indices)
        try:
            await self._editor.until(lambda: self._settle(waiting), seconds)
        except asyncio.TimeoutError:
            self.found.failures += [self._miss(index) for index in waiting]
        quiet = set(range(DOCUMENTS)) - waiting
        self.found.failures += [self._miss(index) for index in quiet if not self._is_right(index)]

    def _settle(self, waiting: set[int]) -> bool:
        waiting.difference_update([index for index in waiting if self._is_right(index)])
        return not waiting

    def _is_right(self, index: int) -> bool:
        version, problems = self._shown(index)
        module = self._texts[0].number
        file = self._files[index]
        return version == file.version and problems == self._texts[index].problems(module)

    def _shown(self, index: int) -> tuple[int | None, list[str]]:
        """The version and the diagnostics that stand in a document."""
        uri = self._files[index].uri
        for item in reversed(self._editor.published):
            if item.uri == uri:
                return item.version, [told(diagnostic) for diagnostic in item.diagnostics]
        return None, []

    def _miss(self, index: int) -> str:
        file, text = self._files[index], self._texts[index]
        wanted = text.problems(self._texts[0].number)
        return (
            f"after {self.found.saves} saves {file.path.name}, {text}: version {file.version} "
            f"{wanted} was to be shown, but there is {self._shown(index)}"
        )

    # What the processes hold.

    def _sample(self) -> None:
        self.found.server.append(resident(self._editor.server.pid))
        self.found.zygote.append(resident(self._zygote))

    async def _quiet(self) -> int:
        """Wait until only one run is left, which waits; how many files the server has open.

        What should have gone by then and has not is a failure.
        """
        self.found.failures += await leavings(self._editor)
        stray = {*self._editor.workspace.iterdir()} - {file.path for file in self._files}
        self.found.failures += [f"a stray file: {path}" for path in stray]
        return len(os.listdir(f"/proc/{self._editor.server.pid}/fd"))


def _joined(text: Text) -> str:
    return "\n".join(text.lines()) + "\n"
