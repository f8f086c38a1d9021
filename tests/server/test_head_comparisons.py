"""When files are run as they were at HEAD, in one process: what is asked of the workers."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from keras_lsp.programs import revisions
from keras_lsp.server import head_comparisons
from keras_lsp.server.head_comparisons import HeadComparisons
from keras_lsp.server.notebooks import Notebook, NotebookCell
from keras_lsp.settings import Changes, Settings
from tests.repository import Repository
from tests.server.test_scheduler import Bench

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keras_lsp.programs.git import Revision
    from keras_lsp.programs.revisions import ProgramAtRevision
    from keras_lsp.server.documents import Document

MODEL = "import keras\nmodel = Sequential()\nDense(2)\n"
WIDE = MODEL.replace("(2)", "(5)")


class Desk(Bench):
    """A bench in a repository, with what compares with its HEAD."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.repository = Repository(folder)
        self.heads = HeadComparisons(self.workers, self.around)
        self.compared: list[str] = []
        self.heads.on_compared(lambda document: self.compared.append(Path(document.path).name))
        self.scheduler.on_change(self.heads.run_changed)

    def open(self, name: str, text: str) -> Document:
        document = super().open(name, text)
        document.dirty = False
        return document

    async def run(self, document: Document, trigger: str = "open") -> None:
        await super().run(document, trigger)
        await self.heads.wait_idle(document)

    async def save(self, document: Document, text: str) -> None:
        document.replace(text)
        self.put(document, text)
        await self.run(document, "save")

    def put(self, document: Document, text: str) -> None:
        Path(document.path).write_text(text)

    def jobs(self) -> list[str]:
        """Which texts were run, and whether aside."""
        return [f"{'aside: ' if job.aside else ''}{job.text}" for job in self.workers.jobs]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(head_comparisons, "PAUSE", 0.0)
    return Desk(tmp_path)


def since_head(document: Document) -> list[str] | None:
    assert document.analysis is not None
    known = document.analysis.since_head
    return None if known is None else [change.text for change in known.values()]


async def test_a_file_as_it_is_at_head_is_not_run_again(desk: Desk) -> None:
    desk.repository.commit(a_py=MODEL)
    document = desk.open("a.py", MODEL)
    await desk.run(document)
    assert desk.jobs() == [MODEL]
    assert since_head(document) is None
    assert desk.compared == []


@pytest.mark.parametrize("text", [MODEL.replace("\n", "\r\n")])
async def test_other_line_ends_alone_are_no_difference(desk: Desk, text: str) -> None:
    desk.repository.commit(a_py=MODEL)
    await desk.run(desk.open("a.py", text))
    assert desk.jobs() == [text]


async def test_the_head_is_run_aside_after_the_document_and_only_once(desk: Desk) -> None:
    desk.repository.commit(a_py=MODEL)
    document = desk.open("a.py", WIDE)
    await desk.run(document)
    assert desk.jobs() == [WIDE, f"aside: {MODEL}"]
    assert since_head(document) == ["+6 params, 1 layer changed"]
    wider = MODEL.replace("(2)", "(6)")
    await desk.save(document, wider)
    assert desk.jobs() == [WIDE, f"aside: {MODEL}", wider]
    assert since_head(document) == ["+8 params, 1 layer changed"]
    desk.repository.commit()
    await desk.save(document, WIDE)
    assert desk.jobs()[3:] == [WIDE, f"aside: {wider}"]
    assert since_head(document) == ["−2 params, 1 layer changed"]
    # The save alone said as much as the last look at HEAD.
    assert desk.compared == ["a.py", "a.py"]


async def test_a_newer_save_gives_it_up(desk: Desk) -> None:
    slow = f"{MODEL}# wait\n"
    desk.repository.commit(a_py=slow)
    document = desk.open("a.py", WIDE)
    desk.scheduler.request(document, "open")
    while len(desk.workers.jobs) < 2:
        await asyncio.sleep(0)
        desk.workers.asked.clear()
    desk.scheduler.request(document, "save")
    await desk.scheduler.wait_idle(document)
    assert [job.text for job in desk.workers.cancelled] == [slow]
    assert desk.jobs()[:3] == [WIDE, f"aside: {slow}", WIDE]
    desk.heads.cancel(document)


async def test_what_is_typed_is_compared_without_asking_git(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.around.settings = Settings(run="onType")
    desk.repository.commit(a_py=MODEL)
    document = desk.open("a.py", WIDE)
    await desk.run(document)
    monkeypatch.setenv("PATH", "")
    document.replace(MODEL.replace("(2)", "(3)"))
    document.dirty = True
    await desk.run(document, "type")
    assert since_head(document) == ["+2 params, 1 layer changed"]


async def test_modules_are_run_as_they_were(desk: Desk) -> None:
    module = "import keras\ninner = Sequential()\nDense(2)\n"
    desk.repository.commit(a_py="import module\n", module_py=module, other_py="o = 1\n")
    (desk.folder / "module.py").write_text(module.replace("(2)", "(4)"))
    desk.open("other.py", "o = 1\n").dirty = True
    document = desk.open("a.py", "import module\n")
    await desk.run(document)
    aside = desk.workers.jobs[1]
    assert aside.overlays == {str(desk.folder / "module.py"): module}
    assert since_head(document) == ["+4 params, 1 layer changed"]


async def test_a_notebook_is_compared_cell_by_cell(desk: Desk) -> None:
    texts = ["import keras", "%matplotlib inline\nmodel = Sequential()\nDense(2)\n"]
    cells = [
        {"cell_type": "markdown", "source": "# A model"},
        *({"cell_type": "code", "source": text} for text in texts),
    ]
    content = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
    path = desk.folder / "a.ipynb"
    path.write_text(json.dumps(content))
    desk.repository.commit()
    notebook = Notebook(
        path.as_uri(), [NotebookCell(f"cell:{text[:3]}", 1, text) for text in texts], 1
    )
    desk.documents.add(notebook)
    await desk.run(notebook)
    assert len(desk.workers.jobs) == 1
    assert since_head(notebook) is None
    notebook.edit_cell(notebook.cells[1], (2, 6), (2, 7), "5", "utf-16")
    await desk.run(notebook, "save")
    assert len(desk.workers.jobs) == 3
    assert since_head(notebook) == ["+6 params, 1 layer changed"]


async def test_the_head_is_read_once_for_each_commit(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    async def program_at(
        at: Revision, path: str, folders: Sequence[str]
    ) -> ProgramAtRevision | None:
        read.append(at.commit)
        return await revisions.program_at(at, path, folders)

    slow = SimpleNamespace(**vars(revisions) | {"program_at": program_at})
    monkeypatch.setattr(head_comparisons, "revisions", slow)
    first = desk.repository.commit(a_py=MODEL)
    document = desk.open("a.py", MODEL)
    await desk.run(document)
    await desk.save(document, WIDE)
    second = desk.repository.commit()
    await desk.save(document, MODEL)
    assert read == [first, second]


@pytest.mark.parametrize("text", ["import keras\nDense(", "\0"])
async def test_a_head_that_does_not_compile_is_none(desk: Desk, text: str) -> None:
    desk.repository.commit(a_py=text)
    document = desk.open("a.py", MODEL)
    await desk.run(document)
    assert since_head(document) is None


async def test_a_head_that_crashes_is_none(desk: Desk) -> None:
    desk.repository.commit(a_py=f"{MODEL}# crash\n")
    document = desk.open("a.py", WIDE)
    await desk.run(document)
    assert desk.jobs() == [WIDE, f"aside: {MODEL}# crash\n"]
    assert since_head(document) is None


async def test_where_the_head_used_no_keras_every_model_is_new(desk: Desk) -> None:
    desk.repository.commit(a_py="a = 1\n")
    document = desk.open("a.py", MODEL)
    await desk.run(document)
    assert desk.jobs() == [MODEL]
    assert since_head(document) == ["new"]


async def test_the_setting_running_limit_it_off(desk: Desk) -> None:
    desk.around.settings = Settings(changes=Changes(head=False))
    desk.repository.commit(a_py=MODEL)
    document = desk.open("a.py", WIDE)
    await desk.run(document)
    assert desk.jobs() == [WIDE]
    desk.around.settings = Settings()
    desk.heads.renew(document)
    await desk.heads.wait_idle(document)
    assert since_head(document) == ["+6 params, 1 layer changed"]


async def test_what_cannot_be_run_is_not_run_as_it_was(desk: Desk) -> None:
    desk.repository.commit(a_py=MODEL)
    desk.around.consents = False
    document = desk.open("a.py", WIDE)
    await desk.run(document)
    assert desk.jobs() == []
    desk.around.consents = True
    failing = desk.open("a.py", f"{WIDE}# fail\n")
    await desk.run(failing)
    assert desk.jobs() == [f"{WIDE}# fail\n"]
