"""Damaged programs in an editor: opened, run, edited on, and asked about everywhere.

Every request must be answered without an error of ours, and every place in an answer must be
one of the text as it is then. After an edit a hint stands only at a line that reads as one that
had a hint before; once the edit is undone all are as they were. What is shown when a text is saved
is what is shown when it is opened.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import shutil
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from keras_lsp.programs.text import content, split_lines
from tests.reliability.mutation import PROGRAMS, mutant, originals
from tests.reliability.wire import notification, request, wired

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.reliability.wire import Wire

# The errors that a command may answer with: there is no model, the program is not run.
REQUEST_FAILED = -32803
TIMEOUT = 3
HOVERS = 6
# Versions of a document's text.
FIRST, EDITED, LONGER, UNDONE, SAVED, OPENED = range(1, 7)


@dataclass
class Asked:
    """What came of it.

    Attributes:
        programs: how many were opened.
        statuses: how many of their runs ended in which way.
        requests: how many there were in all.
        faults: errors and places outside of the text, with the seed.
    """

    programs: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    requests: int = 0
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0


async def fuzz(home: Path, first: int, count: int) -> Asked:
    """Open so many mutants one after the other, from a seed on, with a server of their own."""
    found = Asked()
    sources = originals()
    workspace = home / "programs"
    shutil.copytree(PROGRAMS, workspace)
    folder = {"uri": workspace.as_uri(), "name": "programs"}
    # On saving: with a run under way as one types, hints also stay on edited lines.
    options = {"timeout": TIMEOUT, "totalTimeout": TIMEOUT, "run": "onSave"}
    started = time.perf_counter()
    async with wired(home, workspaceFolders=[folder], initializationOptions=options) as wire:
        for seed in range(first, first + count):
            damaged = mutant(seed, sources)
            path = workspace / damaged.name
            path.write_bytes(damaged.text.encode())
            document = _Document(wire, path.as_uri(), damaged.text, random.Random(seed))
            try:
                await document.visit(mutant(seed + 1, {damaged.name: damaged.text}).text)
            except asyncio.TimeoutError:
                document.faults.append("a request is not answered")
            found.programs += 1
            found.statuses[document.status] += 1
            found.requests += document.requests
            found.faults += [f"seed {seed} ({damaged.name}): {each}" for each in document.faults]
            # Others may import it.
            path.write_bytes(sources[damaged.name].encode())
    found.seconds = time.perf_counter() - started
    return found


class _Document:
    """A document that is open for a while."""

    def __init__(self, wire: Wire, uri: str, text: str, chance: random.Random) -> None:
        self._wire = wire
        self._uri = uri
        self._chance = chance
        self._lines = split_lines(text)
        self.status = "unknown"
        self.requests = 0
        self.faults: list[str] = []

    async def visit(self, edited: str) -> None:
        """Open it, ask, edit it, ask again, undo the edit, save another text, and close it."""
        await self._open(FIRST)
        self.status = (await self._ask_command("analyze") or {}).get("status", "none")
        await self._ask_everything()
        self._check("diagnostics", self._diagnostics())
        before, hints = self._lines, await self._hints()
        await self._edit(EDITED, edited)
        await self._ask_everything()
        # What could not be run at all is run by the commands, as it is by then.
        if self.status != "failed":
            await self._check_followed(before, hints)
        await self._check_afresh(self._laid_out())
        await self._close()
        for message in await self._wire.probe():
            if message.get("method") == "window/showMessage":
                self.faults.append(f"shown: {message['params']['message']}")

    async def _open(self, version: int) -> None:
        text = "".join(self._lines)
        item = {"uri": self._uri, "languageId": "python", "version": version, "text": text}
        await self._wire.send(notification("textDocument/didOpen", {"textDocument": item}))

    async def _close(self) -> None:
        named = {"textDocument": {"uri": self._uri}}
        await self._wire.send(notification("textDocument/didClose", named))

    async def _edit(self, version: int, text: str) -> None:
        identifier = {"uri": self._uri, "version": version}
        changed = {"textDocument": identifier, "contentChanges": [self._change_to(text)]}
        await self._wire.send(notification("textDocument/didChange", changed))
        self._lines = split_lines(text)

    async def _hints(self) -> list[dict[str, Any]]:
        whole = {"start": {"line": 0, "character": 0}, "end": self._end()}
        return await self._ask("textDocument/inlayHint", range=whole) or []

    async def _check_followed(self, before: list[str], hints: list[dict[str, Any]]) -> None:
        """Note what is wrong with hints after an edit, once it is undone, and with a line more."""
        places = _places(hints)
        hinted = {before[line] for line, _, _ in places}
        for line, _, label in _places(await self._hints()):
            if self._lines[line] not in hinted:
                self.faults.append(f"hint {label!r} stands at {self._lines[line]!r}")
        await self._edit(LONGER, "".join([*before, "#"]))
        after = _places(await self._hints())
        # A line that reads as another may stand for that one.
        alone = [place for place in places if before.count(before[place[0]]) == 1]
        if lost := [place for place in alone if place not in after]:
            self.faults.append(f"hints {lost} did not come back in {before}")
        await self._edit(UNDONE, "".join(before))
        if (again := await self._hints()) != hints:
            self.faults.append(f"hints were {hints} and are {again}, the text is the same")

    async def _check_afresh(self, text: str) -> None:
        """Note what is shown when a text is saved that is not shown when it is opened."""
        await self._edit(SAVED, text)
        await self._wire.send(
            notification("textDocument/didSave", {"textDocument": {"uri": self._uri}})
        )
        await self._analysed(SAVED)
        saved = await self._shown()
        await self._close()
        await self._open(OPENED)
        await self._analysed(OPENED)
        opened = await self._shown()
        # A run that finds nothing leaves the hints of an earlier one.
        status = await self._ask_command("analyze")
        # How far a run comes that is stopped, no two runs agree on.
        if was_stopped(saved[0]) or was_stopped(opened[0]):
            return
        if saved[0] != opened[0] or (status["status"] == "ok" and saved[1] != opened[1]):
            self.faults.append(f"{text!r} shows {saved} when saved and {opened} when opened")

    def _laid_out(self) -> str:
        """The text with some more lines, which are seldom anything to the program."""
        lines = list(self._lines)
        for _ in range(self._chance.randint(1, 3)):
            new = self._chance.choice(["\n", "# A line more.\n", "    # Another one.\n", "\t\n"])
            lines.insert(self._chance.randint(0, len(lines)), new)
        return "".join(lines)

    async def _analysed(self, version: int) -> None:
        """Wait for the diagnostics of a version."""
        await self._wire.heard_of(
            lambda message: (
                message.get("method") == "textDocument/publishDiagnostics"
                and message["params"]["uri"] == self._uri
                and message["params"].get("version") == version
            )
        )

    async def _shown(self) -> tuple[str, str]:
        """Diagnostics; and hints, but for the number of their run, and symbols."""
        hints = [{**hint, "data": None} for hint in await self._hints()]
        symbols = await self._ask("textDocument/documentSymbol")
        return comparable(self._diagnostics()), comparable([hints, symbols])

    def _change_to(self, text: str) -> dict[str, Any]:
        """What a client sends when some lines of the text become others."""
        old, new = self._lines, split_lines(text)
        start = 0
        while start < min(len(old), len(new)) - 1 and old[start] == new[start]:
            start += 1
        return {
            "range": {
                "start": {"line": start, "character": 0},
                "end": {"line": len(old) - 1, "character": utf16_length(old[-1])},
            },
            "text": "".join(new[start:]),
        }

    async def _ask_everything(self) -> None:
        part = {"start": self._place(), "end": self._end()}
        some = await self._ask("textDocument/inlayHint", range=part) or []
        for hints in (await self._hints(), some):
            for hint in self._chance.sample(hints, min(2, len(hints))):
                await self._request("inlayHint/resolve", hint)
        await self._ask("textDocument/codeLens")
        await self._ask("textDocument/documentSymbol")
        for _ in range(HOVERS):
            await self._ask("textDocument/hover", position=self._place())
        problems = self._diagnostics()
        for place in [part, *(problem["range"] for problem in problems[:3])]:
            context = {"diagnostics": problems[:3]}
            await self._ask("textDocument/codeAction", range=place, context=context)
        await self._ask_command("summarizeModel")
        await self._ask_command("plotModel", format="dot")

    async def _ask(self, method: str, **more: Any) -> Any:
        result = await self._request(method, {"textDocument": {"uri": self._uri}, **more})
        self._check(method, result)
        return result

    async def _ask_command(self, name: str, **options: Any) -> Any:
        argument = {"uri": self._uri, **options}
        params = {"command": f"keras-lsp.{name}", "arguments": [argument]}
        return await self._request("workspace/executeCommand", params)

    async def _request(self, method: str, params: dict[str, Any]) -> Any:
        self.requests += 1
        number = f"{self._uri} {self.requests}"
        await self._wire.send(request(method, number, params))
        answer = await self._wire.answer(number)
        error = answer.get("error")
        if error is not None and error["code"] != REQUEST_FAILED:
            self.faults.append(f"{method}: {error}")
        return answer.get("result")

    def _diagnostics(self) -> list[dict[str, Any]]:
        """Those that stand in the document."""
        for message in reversed(self._wire.heard):
            params = message.get("params")
            if message.get("method") == "textDocument/publishDiagnostics" and (
                params["uri"] == self._uri
            ):
                return list(params["diagnostics"])
        return []

    # Places.

    def _place(self) -> dict[str, int]:
        line = self._chance.randrange(len(self._lines))
        return {
            "line": line,
            "character": self._chance.randint(0, utf16_length(self._lines[line])),
        }

    def _end(self) -> dict[str, int]:
        return {"line": len(self._lines) - 1, "character": utf16_length(self._lines[-1])}

    def _check(self, what: str, answer: Any) -> None:
        """Note what is wrong with the places of an answer."""
        for start, end in _ranges(answer, self._uri):
            if (end["line"], end["character"]) < (start["line"], start["character"]):
                self.faults.append(f"{what}: {start} to {end} ends before it begins")
            for place in (start, end):
                line, units = place["line"], place["character"]
                if not (
                    0 <= line < len(self._lines) and 0 <= units <= utf16_length(self._lines[line])
                ):
                    self.faults.append(f"{what}: {place} is outside")
        for symbol in _symbols(answer):
            if not _within(symbol["selectionRange"], symbol["range"]):
                self.faults.append(f"{what}: the name of {symbol['name']} is not within it")


def _places(hints: list[dict[str, Any]]) -> list[tuple[int, int, str]]:
    """Where hints stand, and their texts."""
    return [(*hint["position"].values(), hint["label"]) for hint in hints]


def comparable(shown: Any) -> str:
    """What is shown, but for the addresses of objects, which no two runs have the same."""
    return re.sub("0x[0-9a-f]+", "0x…", json.dumps(shown, ensure_ascii=False))


def was_stopped(problems: str) -> bool:
    """Whether diagnostics say that a run took too long."""
    return "KL903" in problems


def utf16_length(line: str) -> int:
    """The length of a line without its end, as the protocol counts."""
    return len(content(line).encode("utf-16-le", "surrogatepass")) // 2


def _ranges(value: Any, uri: str) -> Iterator[tuple[dict[str, int], dict[str, int]]]:
    """Every range and position of this document in an answer."""
    if isinstance(value, list):
        for item in value:
            yield from _ranges(item, uri)
    elif isinstance(value, dict):
        other = value.get("uri", value.get("targetUri", uri))
        if other != uri:
            return
        if {"start", "end"} <= value.keys():
            yield value["start"], value["end"]
        elif "position" in value:
            yield value["position"], value["position"]
        for item in value.values():
            yield from _ranges(item, uri)


def _symbols(value: Any) -> Iterator[dict[str, Any]]:
    for item in value if isinstance(value, list) else ():
        if isinstance(item, dict) and "selectionRange" in item:
            yield item
            yield from _symbols(item.get("children"))


def _within(inner: dict[str, Any], outer: dict[str, Any]) -> bool:
    return _key(outer["start"]) <= _key(inner["start"]) and _key(inner["end"]) <= _key(
        outer["end"]
    )


def _key(place: dict[str, int]) -> tuple[int, int]:
    return place["line"], place["character"]
