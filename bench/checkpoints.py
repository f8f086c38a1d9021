"""Saves that go on from a checkpoint, beside saves that run all of the program again."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import programs
from processes import MEGABYTE, descendants, private
from table import Row, against

if TYPE_CHECKING:
    from client import Buffer, Client
    from speed import Bench

# Seconds until the next run waits, and until files are old enough to be told from newer ones.
PAUSE = 0.3


async def checkpoints(bench: Bench) -> None:
    """All rows."""
    async with bench.serve() as (client, _):
        await _prepared(bench, client)
        await _digits(bench, client)
        await _resnet(bench, client)
        await _cells(bench, client)


async def _prepared(bench: Bench, client: Client) -> None:
    """A script that prepares its data for ten seconds."""
    buffer = await _opened(bench, client, "prepared", programs.PREPARED)
    lines = buffer.text.split("\n")
    middle = next(i for i, line in enumerate(lines) if line.startswith("model ="))
    whole, last, inside = [], [], []
    for turn in range(bench.rounds):
        if turn < 2:
            middle += 1
            whole.append(await _saved(buffer, 0, f"_ = {turn, 0}\n"))
            await _saved(buffer, buffer.text.count("\n"), "_ = 0\n")
        last.append(await _saved(buffer, buffer.text.count("\n"), f"_ = {turn, 1}\n"))
        inside.append(await _saved(buffer, middle, f"_ = {turn, 2}\n"))
    what = "save, ten seconds of preparation: {}"
    bench.add(against(what.format("the last statement"), last, whole, "from the beginning", 0.01))
    bench.add(against(what.format("the model"), inside, whole, "from the beginning", 0.01))
    held = [private(pid) for pid in descendants(client.process.pid) if _is_stopped(pid)]
    count = len(held)
    bench.add(
        Row(f"memory of its {count} checkpoints", _megabytes(sum(held)), "", "", "", held=True)
    )
    buffer.close()


async def _digits(bench: Bench, client: Client) -> None:
    buffer = await _opened(bench, client, "digits_again", programs.DIGITS)
    await _places(bench, buffer, "save, MNIST CNN with data and training", ("last", "middle"))


async def _resnet(bench: Bench, client: Client) -> None:
    buffer = await _opened(bench, client, "resnet_again", programs.RESNET)
    await _places(bench, buffer, "save, ResNet50 by hand", ("last", "middle", "first"))


async def _places(bench: Bench, buffer: Buffer, what: str, places: tuple[str, ...]) -> None:
    """Edits at some places, beside one that has all run again."""
    starts = [i for i, line in enumerate(buffer.text.split("\n")) if line[:1].strip(" #)]}")]
    lines = {"last": starts[-1] + 1, "middle": starts[len(starts) // 2], "first": starts[0] + 1}
    found: dict[str, list[float]] = {place: [] for place in (*places, "whole")}
    for turn in range(bench.rounds):
        found["whole"].append(await _saved(buffer, 0, f"_ = {turn, 0}\n"))
        lines = {place: line + 1 for place, line in lines.items()}
        for place in places:
            await _saved(buffer, lines[place], "_ = 0\n")
            found[place].append(await _saved(buffer, lines[place], f"_ = {turn}\n"))
            lines = {
                name: line + 2 * (line > lines[place] or name == place == "last")
                for name, line in lines.items()
            }
    for place in places:
        shown = f"{what}: the {place} statement"
        bench.add(against(shown, found[place], found["whole"], "from the beginning", None))
    buffer.close()


async def _cells(bench: Bench, client: Client) -> None:
    """A notebook of forty cells, the tenth of which takes a second."""
    notebook = _Notebook(client, bench.workspace / "cells.ipynb", programs.cells(40))
    await notebook.opened
    whole, last = [], []
    for turn in range(bench.rounds):
        first = f"import time\nimport keras\nfrom keras import layers\na = {turn}\n"
        whole.append(await notebook.save(0, first))
        await asyncio.sleep(PAUSE)
        last.append(await notebook.save(39, f"_ = {turn}\n"))
        await asyncio.sleep(PAUSE)
    what = "save, a notebook of 40 cells: the last one"
    bench.add(against(what, last, whole, "from the beginning", None))
    notebook.close()


class _Notebook:
    """An open notebook of a client, whose cells are code."""

    def __init__(self, client: Client, path: Any, cells: list[str]) -> None:
        self._client = client
        self._uri = path.as_uri()
        self._version = 1
        path.write_text("{}", "utf-8")
        self._cells = [
            f"{self._uri.replace('file:', 'vscode-notebook-cell:')}#{i:04}"
            for i in range(len(cells))
        ]
        self._versions = [1] * len(cells)
        documents = [
            {"uri": uri, "languageId": "python", "version": 1, "text": text}
            for uri, text in zip(self._cells, cells, strict=True)
        ]
        self.opened = client.published(self._cells[-1], 1)
        client.notify(
            "notebookDocument/didOpen",
            {
                "notebookDocument": {
                    "uri": self._uri,
                    "notebookType": "jupyter-notebook",
                    "version": 1,
                    "cells": [{"kind": 2, "document": uri} for uri in self._cells],
                },
                "cellTextDocuments": documents,
            },
        )

    async def save(self, cell: int, text: str) -> float:
        """Put a text in the place of a cell's, and save; seconds until its diagnostics come."""
        self._version += 1
        self._versions[cell] += 1
        document = {"uri": self._cells[cell], "version": self._versions[cell]}
        notebook = {"uri": self._uri, "version": self._version}
        changed = {"cells": {"textContent": [{"document": document, "changes": [{"text": text}]}]}}
        self._client.notify(
            "notebookDocument/didChange", {"notebookDocument": notebook, "change": changed}
        )
        published = self._client.published(self._cells[cell], self._versions[cell])
        started = time.perf_counter()
        self._client.notify("notebookDocument/didSave", {"notebookDocument": {"uri": self._uri}})
        await asyncio.wait_for(published, 60)
        return time.perf_counter() - started

    def close(self) -> None:
        documents = [{"uri": uri} for uri in self._cells]
        self._client.notify(
            "notebookDocument/didClose",
            {"notebookDocument": {"uri": self._uri}, "cellTextDocuments": documents},
        )


async def _opened(bench: Bench, client: Client, name: str, text: str) -> Buffer:
    buffer = bench.open(client, name, text + "\n")
    await buffer.opened
    await asyncio.sleep(PAUSE)
    return buffer


async def _saved(buffer: Buffer, line: int, text: str) -> float:
    """Type something and save; seconds."""
    buffer.type(line, 0, text)
    seconds = await buffer.save()
    await asyncio.sleep(PAUSE)
    return seconds


def _is_stopped(pid: int) -> bool:
    """Whether a process waits to be gone on from."""
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:  # noqa: PTH123 - as others here
        return file.read().rpartition(")")[2].split()[0] == "T"


def _megabytes(size: int) -> str:
    return f"{size / MEGABYTE:.0f} MB"
