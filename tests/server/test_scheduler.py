"""When documents are run, in one process: what the workers are asked for and what is kept."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from pygls.uris import to_fs_path

from keras_lsp.server import while_typing
from keras_lsp.server.app import LazyWorkers
from keras_lsp.server.documents import Document, Documents, is_contained
from keras_lsp.server.priority_semaphore import PrioritySemaphore
from keras_lsp.server.scheduler import Scheduler
from keras_lsp.settings import Settings
from tests.server.fake_server import FakeWorkers

MODEL = "import keras\nDense(2)\n"


class Around:
    """What a run depends on of the session, to be set by a test."""

    def __init__(self, *folders: Path) -> None:
        self.ready = asyncio.Event()
        self.ready.set()
        self.trusted = True
        self.consents = True
        self.settings = Settings()
        self._folders = tuple(map(str, folders))

    async def consent(self, path: str, trigger: str) -> bool:
        return self.consents

    def folders(self) -> tuple[str, ...]:
        return self._folders

    def is_outside(self, path: str) -> bool:
        return bool(self._folders) and not is_contained(path, self._folders)

    def settings_for(self, path: str) -> Settings:
        return self.settings


class Bench:
    """A scheduler with fake workers, and what it told."""

    def __init__(self, folder: Path) -> None:
        # As the server writes it: on Windows with a small letter for the drive.
        folder = Path(to_fs_path(folder.as_uri()) or "")
        self.folder = folder
        self.documents = Documents()
        folder.mkdir(exist_ok=True)
        self.documents.set_folders((str(folder),))
        self.workers = FakeWorkers()
        self.around = Around(folder)
        self.scheduler = Scheduler(self.documents, self.workers, self.around)
        self.told: list[str] = []
        self.scheduler.on_change(lambda change, _: self.told.append(change))

    def open(self, name: str, text: str) -> Document:
        return self.documents.open(self.write(name, text).as_uri(), text, 1)

    def open_several(self, names: str) -> list[Document]:
        """Programs that wait for the gate, of which it is known that they are as on disk."""
        documents = [self.open(f"{name}.py", MODEL + "# wait\n") for name in names]
        for document in documents:
            document.dirty = False
        return documents

    def one_after_the_other(self) -> None:
        """Of two that go at once, either may begin first."""
        self.scheduler._running_limit = PrioritySemaphore(1)

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text, newline="")
        return path

    async def run(self, document: Document, trigger: str = "open") -> None:
        self.scheduler.request(document, trigger)  # type: ignore[arg-type]
        await self.scheduler.wait_idle(document)


async def until_runs(bench: Bench, count: int) -> list[str]:
    """Wait for so many jobs to be with the workers; give their documents, oldest first."""
    while len(bench.workers.jobs) < count:
        bench.workers.asked.clear()
        await asyncio.wait_for(bench.workers.asked.wait(), 10)
    return [Path(job.path).name for job in bench.workers.jobs]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


async def test_a_job_holds_what_the_settings_say(bench: Bench) -> None:
    bench.around.settings = Settings(interpreter="/py", timeout=3, memory_limit=5)
    document = bench.open("a.py", "import keras, numpy, os\nDense(2)\n")
    await bench.run(document)
    (job,) = bench.workers.jobs
    assert job.path == str(bench.folder / "a.py")
    assert (job.config.interpreter, job.config.timeout, job.config.memory_limit) == ("/py", 3, 5)
    assert job.config.workspace == (str(bench.folder),)
    assert sorted(job.preload) == ["keras", "numpy"]
    assert bench.told == ["started", "ended"]


async def test_a_file_opened_through_a_link_is_run_by_its_place_in_the_workspace(
    tmp_path: Path,
) -> None:
    bench = Bench(tmp_path / "real")
    link, outside = tmp_path / "link.py", tmp_path / "outside.py"
    link.symlink_to(bench.write("a.py", MODEL))
    outside.write_text(MODEL, newline="")
    (bench.folder / "out.py").symlink_to(outside)
    for path in (link, bench.folder / "out.py", outside):
        await bench.run(bench.documents.open(path.as_uri(), MODEL, 1))
    assert [(job.path, job.config.workspace) for job in bench.workers.jobs] == [
        (str(bench.folder / "a.py"), (str(bench.folder),)),
        (str(bench.folder / "out.py"), (str(bench.folder),)),
    ]


async def test_the_name_that_the_workspace_has_for_a_file_goes_before_a_link(bench: Bench) -> None:
    bench.write("a.py", MODEL)
    link = bench.folder.parent / f"{bench.folder.name} link"
    link.symlink_to(bench.folder)
    through = bench.documents.open((link / "a.py").as_uri(), MODEL, 1)
    assert through.path == str(bench.folder / "a.py")
    plain = bench.documents.open((bench.folder / "a.py").as_uri(), MODEL, 1)
    assert [through.path, plain.path] == [str(link / "a.py"), str(bench.folder / "a.py")]
    bench.documents.close(plain.uri)
    assert through.path == str(bench.folder / "a.py")
    bench.documents.set_folders((str(link),))
    assert through.path == str(link / "a.py")


async def test_a_newer_request_cancels_the_run_in_flight(bench: Bench) -> None:
    document = bench.open("a.py", MODEL + "# sleep 30\n")
    bench.scheduler.request(document, "open")
    await bench.workers.asked.wait()
    document.replace(MODEL)
    document.version = 2
    await bench.run(document, "save")
    assert [job.text for job in bench.workers.cancelled] == [MODEL + "# sleep 30\n"]
    assert document.latest is not None
    assert document.latest.version == 2
    assert bench.told == ["started", "cancelled", "started", "ended"]


async def test_a_report_that_comes_too_late_is_dropped(bench: Bench) -> None:
    document = bench.open("a.py", MODEL + "# wait\n")
    bench.scheduler.request(document, "open")
    await bench.workers.asked.wait()
    document.generation += 1
    bench.workers.gate.set()
    await bench.scheduler.wait_idle(document)
    assert document.latest is None
    assert bench.told == ["started", "cancelled"]


async def test_a_document_that_was_closed_meanwhile_is_not_run(bench: Bench) -> None:
    document = bench.open("a.py", MODEL)
    bench.documents.close(document.uri)
    again = bench.open("a.py", MODEL)
    await bench.run(document, "command")
    assert (bench.told, bench.workers.jobs) == ([], [])
    await bench.run(again)
    assert bench.told == ["started", "ended"]


async def test_only_dirty_documents_of_the_workspace_are_overlaid(bench: Bench) -> None:
    bench.open("clean.py", "a = 1\n")
    bench.open("dirty.py", "a = 1\n").dirty = True
    restored = bench.open("restored.py", "a = 1\n")
    restored.replace("a = 2\n")
    outside = bench.documents.open("file:///elsewhere/x.py", "a = 3\n", 1)
    outside.dirty = True
    await bench.run(bench.open("a.py", MODEL))
    assert bench.workers.jobs[0].overlays == {
        str(bench.folder / "dirty.py"): "a = 1\n",
        str(bench.folder / "restored.py"): "a = 2\n",
    }


async def test_edits_made_during_a_run_move_its_report(bench: Bench) -> None:
    document = bench.open("a.py", MODEL + "# wait\n")
    bench.scheduler.request(document, "open")
    await bench.workers.asked.wait()
    document.edit((0, 0), (0, 0), "\n\n", "utf-16")
    bench.workers.gate.set()
    await bench.scheduler.wait_idle(document)
    shown = bench.documents.view_of(document)
    assert shown is not None
    assert shown.source.map.line(1) == 3
    assert shown.analysis.stale


async def test_nothing_runs_before_the_settings_are_known(bench: Bench) -> None:
    bench.around.ready.clear()
    document = bench.open("a.py", MODEL)
    bench.scheduler.request(document, "open")
    await asyncio.sleep(0.05)
    assert bench.workers.jobs == []
    bench.around.settings = Settings(run="off")
    bench.around.ready.set()
    await bench.scheduler.wait_idle(document)
    assert bench.workers.jobs == []


@pytest.mark.parametrize(
    ("run", "trigger", "runs"),
    [
        ("onSave", "open", 1),
        ("onSave", "save", 1),
        ("onSave", "type", 0),
        ("onType", "type", 1),
        ("off", "open", 0),
        ("off", "save", 0),
        ("off", "command", 1),
    ],
)
async def test_what_makes_a_document_run(bench: Bench, run: str, trigger: str, runs: int) -> None:
    bench.around.settings = Settings(run=run)  # type: ignore[arg-type]
    await bench.run(bench.open("a.py", MODEL), trigger)
    assert len(bench.workers.jobs) == runs


@pytest.mark.parametrize(("seconds", "runs"), [(None, 0), (0.9, 1), (1.1, 0)])
async def test_by_default_a_document_runs_as_you_type_if_that_is_quick(
    bench: Bench, seconds: float | None, runs: int
) -> None:
    bench.workers.seconds = seconds
    await bench.run(bench.open("a.py", MODEL), "type")
    assert len(bench.workers.jobs) == runs


async def test_what_is_typed_waits_for_a_process_that_saves_do_not_need(bench: Bench) -> None:
    bench.workers.seconds = 0.1
    bench.workers.spared.clear()
    document = bench.open("a.py", MODEL)
    await bench.run(document)
    document.replace(MODEL + "Dense(4)\n")
    bench.scheduler.request(document, "type")
    await asyncio.sleep(0.2)
    assert len(bench.workers.jobs) == 1
    bench.workers.spared.set()
    await until_runs(bench, 2)
    assert bench.workers.jobs[1].text.endswith("Dense(4)\n")
    # A save does not wait.
    bench.workers.spared.clear()
    await bench.run(document, "save")


async def test_a_new_error_waits_until_nobody_types(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.workers.seconds = 0.1
    monkeypatch.setattr(while_typing, "PAUSE_BEFORE_ERRORS", 3600)
    document = bench.open("a.py", MODEL)
    await bench.run(document)
    good = document.latest
    document.replace(MODEL + "Dense(4)  # problem one\n")
    bench.scheduler.request(document, "type")
    await until_runs(bench, 2)
    await asyncio.sleep(0.2)
    assert (document.latest, bench.scheduler.follows_typing(document)) == (good, True)
    # The next key ends the wait.
    document.replace(MODEL + "Dense(3)\n")
    await bench.run(document, "type")
    assert document.latest is not good
    assert bench.told == ["started", "ended", "started", "cancelled", "started", "ended"]
    # After a pause it is said; and what was said before is said at once.
    monkeypatch.setattr(while_typing, "PAUSE_BEFORE_ERRORS", 0)
    document.replace(MODEL + "Dense(4)  # problem one\n")
    await bench.run(document, "type")
    assert [problem.message for problem in document.latest.report.problems] == ["one"]
    monkeypatch.setattr(while_typing, "PAUSE_BEFORE_ERRORS", 3600)
    document.replace(MODEL + "Dense(3)\nDense(4)  # problem one\n")
    await bench.run(document, "type")
    assert len(document.latest.report.calls) == 3


async def test_untrusted_means_nothing_even_when_asked(bench: Bench) -> None:
    bench.around.trusted = False
    await bench.run(bench.open("a.py", MODEL), "command")
    assert bench.workers.jobs == []


async def test_without_consent_nothing_runs(bench: Bench) -> None:
    bench.around.consents = False
    await bench.run(bench.open("a.py", MODEL))
    assert bench.workers.jobs == []


async def test_a_crash_keeps_the_last_report_unless_something_came(bench: Bench) -> None:
    document = bench.open("a.py", MODEL)
    await bench.run(document)
    good = document.analysis
    document.replace("import keras\n# crash\n")
    await bench.run(document, "save")
    assert document.analysis is good
    document.replace("import keras\nDense(9)\n# crash\n")
    await bench.run(document, "save")
    assert document.analysis is not good
    assert document.analysis is document.latest


async def test_without_keras_what_was_found_goes(bench: Bench) -> None:
    document = bench.open("a.py", MODEL)
    await bench.run(document)
    document.replace("Dense(2)\n")
    await bench.run(document, "save")
    assert document.analysis is not None
    assert document.analysis.report.calls == []
    assert len(bench.workers.jobs) == 1


async def test_documents_opened_together_take_running_limit(bench: Bench) -> None:
    first, second, third, saved = (bench.open(f"{n}.py", MODEL + "# wait\n") for n in "abcd")
    bench.scheduler.request(first, "open")
    bench.scheduler.request(second, "open")
    assert sorted(await until_runs(bench, 2)) == ["a.py", "b.py"]
    bench.scheduler.request(third, "open")
    bench.scheduler.request(saved, "save")
    assert (await until_runs(bench, 3))[2] == "d.py"
    bench.workers.gate.set()
    assert (await until_runs(bench, 4))[3] == "c.py"
    await bench.scheduler.wait_idle(third)


async def test_the_visible_document_is_first_and_others_follow_in_the_order_of_their_saves(
    bench: Bench,
) -> None:
    documents = bench.open_several("abcdef")
    bench.one_after_the_other()
    bench.documents.visible = documents[4]
    for document in documents:
        bench.scheduler.request(document, "save")
    bench.scheduler.request(documents[2], "save")
    assert sorted(await until_runs(bench, 2)) == ["a.py", "e.py"]
    bench.workers.gate.set()
    assert (await until_runs(bench, 6))[2:] == ["b.py", "d.py", "f.py", "c.py"]
    for document in documents:
        await bench.scheduler.wait_idle(document)


async def test_a_document_that_is_looked_at_while_it_waits_is_next(bench: Bench) -> None:
    documents = bench.open_several("abcdef")
    bench.one_after_the_other()
    bench.documents.visible = None
    for document in documents:
        bench.scheduler.request(document, "save")
    assert await until_runs(bench, 1) == ["a.py"]
    bench.documents.visible = documents[5]
    bench.workers.gate.set()
    assert (await until_runs(bench, 6))[1:] == ["f.py", "b.py", "c.py", "d.py", "e.py"]
    for document in documents:
        await bench.scheduler.wait_idle(document)


async def test_a_module_that_is_saved_while_it_is_run_is_run_again(bench: Bench) -> None:
    module = bench.open("shared.py", "Dense(2)\n")
    document = bench.open("a.py", "import keras\nimport shared\n# wait\n")
    bench.scheduler.request(document, "open")
    await bench.workers.asked.wait()
    bench.workers.asked.clear()
    module.replace("Dense(3)\n")
    bench.write("shared.py", "Dense(3)\n")
    bench.scheduler.request_dependents(module.path)
    await asyncio.wait_for(bench.workers.asked.wait(), 10)
    bench.workers.gate.set()
    await bench.scheduler.wait_idle(document)
    assert document.latest is not None
    (call,) = document.latest.report.calls
    assert call.output_shapes == [[None, 3]]


async def test_an_edit_that_means_nothing_does_not_replace_a_run_for_another_reason(
    bench: Bench,
) -> None:
    bench.write("shared.py", "Dense(2)\n")
    document = bench.open("a.py", "import keras\nimport shared\n")
    await bench.run(document)
    bench.write("shared.py", "Dense(3)\n")
    bench.scheduler.request_dependents(str(bench.folder / "shared.py"))
    document.edit((0, 0), (0, 0), "# Three.\n", "utf-16")
    await bench.run(document, "save")
    assert document.latest is not None
    (call,) = document.latest.report.calls
    assert call.output_shapes == [[None, 3]]


async def test_a_run_that_waited_sees_what_others_hold_by_then(bench: Bench) -> None:
    module = bench.open("shared.py", "Dense(2)\n")
    first, second = bench.open_several("ab")
    document = bench.open("c.py", "import keras\nimport shared\n")
    module.dirty = document.dirty = False
    bench.documents.visible = None
    for each in (first, second, document):
        bench.scheduler.request(each, "save")
    await until_runs(bench, 2)
    module.replace("Dense(3)\n")
    module.dirty = True
    bench.workers.gate.set()
    await bench.scheduler.wait_idle(document)
    assert bench.workers.jobs[-1].overlays == {module.path: "Dense(3)\n"}
    assert document.latest is not None
    assert document.latest.sources[module.path].lines == ("Dense(3)\n", "")


async def test_lazy_workers_are_made_for_the_first_program(bench: Bench) -> None:
    made: list[FakeWorkers] = []

    def make() -> FakeWorkers:
        made.append(FakeWorkers())
        return made[-1]

    lazy = LazyWorkers(make)
    lazy.on_starting(lambda interpreter, under_way: bench.told.append(interpreter))
    await lazy.restart()
    await lazy.close()
    assert made == []
    bench.scheduler = Scheduler(bench.documents, lazy, bench.around)
    await bench.run(bench.open("a.py", "import os\n"))
    assert made == []
    await bench.run(bench.open("b.py", MODEL + "# start\n"))
    assert len(made) == 1
    assert bench.told == ["python", "python"]


async def test_an_edit_that_means_nothing_is_not_run(bench: Bench) -> None:
    document = bench.open("a.py", MODEL)
    await bench.run(document)
    document.edit((1, 0), (1, 0), "\n# Two units.\n", "utf-16")
    await bench.run(document, "save")
    assert len(bench.workers.jobs) == 1
    shown = bench.documents.view_of(document)
    assert shown is not None
    assert not shown.analysis.stale
    assert [call.span.line for call in shown.analysis.report.calls] == [4]
    assert bench.told == ["started", "ended", "ended"]


async def test_an_edit_that_means_nothing_is_run_by_what_was_installed_since(bench: Bench) -> None:
    document = bench.open("a.py", MODEL)
    await bench.run(document)
    document.edit((1, 0), (1, 0), "# Two.\n", "utf-16")
    bench.workers.outdated = True
    await bench.run(document, "save")
    assert len(bench.workers.jobs) == 2


async def test_saving_the_same_text_again_runs_it(bench: Bench) -> None:
    document = bench.open("a.py", MODEL)
    await bench.run(document)
    await bench.run(document, "save")
    assert len(bench.workers.jobs) == 2


async def test_other_settings_are_something_new(bench: Bench) -> None:
    document = bench.open("a.py", MODEL)
    await bench.run(document)
    document.edit((1, 0), (1, 0), "# Two.\n", "utf-16")
    bench.around.settings = Settings(timeout=3)
    await bench.run(document, "save")
    assert len(bench.workers.jobs) == 2


async def test_what_is_being_written_changes_nothing(bench: Bench) -> None:
    bench.around.settings = Settings(run="onType")
    document = bench.open("a.py", MODEL)
    await bench.run(document)
    before = document.latest
    document.edit((1, 7), (1, 8), "", "utf-16")
    await bench.run(document, "type")
    assert document.latest is before
    await bench.run(document, "save")
    assert document.latest is not None
    assert [problem.code for problem in document.latest.report.problems] == ["KL600"]
