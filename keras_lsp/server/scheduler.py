"""Decides when documents run: one run at a time for each, the newest request wins.

Decides, hands the job to the workers and keeps what came back; shows nothing.
"""

from __future__ import annotations

import asyncio
import logging
import weakref
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from keras_lsp.programs import imports, syntax
from keras_lsp.programs.eligibility import never_run
from keras_lsp.programs.imports import module_name
from keras_lsp.runs.workers import Job, RunProgress
from keras_lsp.server import while_typing
from keras_lsp.server.analyses import Analysis
from keras_lsp.server.documents import is_contained, overlays
from keras_lsp.server.first_look import FirstLook
from keras_lsp.server.priority_semaphore import PrioritySemaphore
from keras_lsp.server.sources import compare_with_disk, paths_of, read_missing
from keras_lsp.server.tasks import Tasks
from keras_lsp.server.unchanged import unchanged_since

if TYPE_CHECKING:
    from collections.abc import Callable

    from keras_lsp.report import Problem, Report
    from keras_lsp.runs.workers import Workers
    from keras_lsp.server.documents import Document, Documents
    from keras_lsp.server.sources import Source
    from keras_lsp.settings import Settings

Trigger = Literal["open", "save", "type", "dependency", "command"]
Change = Literal["started", "ended", "cancelled"]

SETTINGS_PATIENCE = 5.0
_AT_ONCE = 2

log = logging.getLogger(__name__)


class Session(Protocol):
    """What the session knows and a run depends on."""

    ready: asyncio.Event
    """Set while the settings are known: not before the client has told them."""

    @property
    def trusted(self) -> bool:
        """Whether anything may be run at all."""

    async def consent(self, path: str, trigger: Trigger) -> bool:
        """Whether the user lets this file be run where nothing isolates it; may ask."""

    def folders(self) -> tuple[str, ...]:
        """The workspace folders, absolute."""

    def is_outside(self, path: str) -> bool:
        """Whether there is a workspace and the file is in none of its folders."""

    def settings_for(self, path: str) -> Settings:
        """The settings that hold for a file."""


@dataclass
class _Prepared:
    """A document at the moment of a run, and the texts of the other open ones.

    Attributes:
        problems: what is left out of the program.
    """

    job: Job
    version: int | None
    sources: dict[str, Source]
    problems: tuple[Problem, ...]


class Scheduler:
    """Runs open documents and gives each what its newest run found."""

    def __init__(self, documents: Documents, workers: Workers, session: Session) -> None:
        self._documents = documents
        self._workers = workers
        self._session = session
        self._finder = imports.ImportFinder()
        self._generation = 0
        self._tasks = Tasks(self._log_failure)
        self._showing = Tasks(self._log_failure)
        self._running_limit = PrioritySemaphore(_AT_ONCE)
        self._running: dict[Document, RunProgress] = {}
        self._typed: weakref.WeakSet[Document] = weakref.WeakSet()
        self._listeners: list[Callable[[Change, Document], None]] = []
        self._watchers: list[Callable[[Document, RunProgress], None]] = []
        self._preparers: list[Callable[[Analysis], None]] = []
        self._lookers: list[Callable[[Document], None]] = []

    def on_change(self, listener: Callable[[Change, Document], None]) -> None:
        """Call `listener` when a run starts, ends, or is given up."""
        self._listeners.append(listener)

    def on(self, change: Change, listener: Callable[[Document], None]) -> None:
        """Call `listener` at each change of that kind."""

        def heard(seen: Change, document: Document) -> None:
            if seen == change:
                listener(document)

        self.on_change(heard)

    def on_progress(self, watcher: Callable[[Document, RunProgress], None]) -> None:
        """Call `watcher` now and then while a run goes on."""
        self._watchers.append(watcher)

    def on_first_look(self, listener: Callable[[Document], None]) -> None:
        """Call `listener` when a document's first run goes on, and some of it can be shown."""
        self._lookers.append(listener)

    def on_found(self, prepare: Callable[[Analysis], None]) -> None:
        """Call `prepare` in a thread of its own with what a run found, before it is shown."""
        self._preparers.append(prepare)

    def request(self, document: Document, trigger: Trigger) -> None:
        """Ask for a run; the one in flight for this document is cancelled.

        Nothing happens if it was closed meanwhile: some ask after they have waited.
        """
        if document not in self._documents:
            return
        if trigger == "type" and not self._runs_while_typing(document):
            self._typed.discard(document)  # What is under way is of an earlier text.
            return
        self._generation += 1
        document.generation = self._generation
        if trigger == "save":
            document.saved = self._generation
        document.outdated |= trigger not in ("save", "type")
        (self._typed.add if trigger == "type" else self._typed.discard)(document)
        self._tasks.start(document, self._analyse(document, trigger))

    def _runs_while_typing(self, document: Document) -> bool:
        mode = self._session.settings_for(document.path).run
        return self._session.ready.is_set() and while_typing.runs(document, mode, self._workers)

    def follows_typing(self, document: Document) -> bool:
        """Whether a run of what was typed last is asked for or in flight."""
        return document in self._typed and document in self._tasks

    def request_dependents(self, path: str, trigger: Trigger = "dependency") -> None:
        """Ask for a run of each other open document whose last run executed this file.

        Also of one whose run under way may just have done so: what is saved now is too late
        for it.
        """
        name = module_name(path)
        late = {document for document in self._running if name in document.imported}
        for document in {*self._documents.covering(path), *late}:
            if document.path != path:
                self.request(document, trigger)

    def request_importers(self, name: str) -> None:
        """Ask for a run of each open document that imports a module of this name."""
        for document in self._documents:
            if name in document.imported:
                self.request(document, "dependency")

    def cancel(self, document: Document) -> None:
        """Stop the run in flight; the document keeps what it has."""
        self._generation += 1
        document.generation = self._generation
        self._tasks.cancel(document)

    def stop(self, document: Document) -> None:
        """End the run in flight; the document gets what was found until then."""
        progress = self._running.get(document)
        if progress is None:
            self.cancel(document)
        else:
            progress.stopped.set()

    def cancel_all(self) -> None:
        """Stop every run in flight."""
        for document in self._tasks:
            self.cancel(document)

    async def wait_idle(self, document: Document) -> None:
        """Wait until no run of the document is asked for or in flight."""
        await self._tasks.wait_idle(document)

    def _log_failure(self, document: Document, error: BaseException) -> None:
        log.error("analysis of %s failed", document.uri, exc_info=error)
        self._tell("cancelled", document)

    def _tell(self, change: Change, document: Document) -> None:
        for listener in self._listeners:
            listener(change, document)

    def _tell_progress(self, document: Document, progress: RunProgress) -> None:
        for watcher in self._watchers:
            watcher(document, progress)

    async def _analyse(self, document: Document, trigger: Trigger) -> None:
        if trigger == "type":
            await while_typing.wait(document, self._workers)
        await self._settings_known()
        if self.refusal(document, trigger):
            return
        await compare_with_disk(self._documents)
        preparation = document.preparation()
        if preparation is not None:
            await asyncio.to_thread(preparation)
        prepared = self._prepare(document)
        async with self._running_limit.acquire(self._priority(document, trigger)):
            found = await self._perform(document, trigger, self._as_of_now(document, prepared))
        if found is None:
            return
        if trigger == "type" and while_typing.has_new_error(document, found.report):
            try:
                await asyncio.sleep(while_typing.PAUSE_BEFORE_ERRORS)
            except asyncio.CancelledError:
                self._tell("cancelled", document)
                raise
        self._keep(found, trigger)

    async def _perform(
        self, document: Document, trigger: Trigger, prepared: _Prepared
    ) -> Analysis | None:
        """Run the document; None if it was not, or a newer run was asked for meanwhile."""
        generation = document.generation
        try:
            program, text = await asyncio.to_thread(self._survey, document, prepared.job)
        except SyntaxError as error:
            if trigger == "type":
                self._tell("cancelled", document)
                return None  # It is being written.
            report = syntax.report_of(document.path, prepared.job.text, error)
            return _analysis(document, generation, prepared, report)
        if not program.keras:
            report = _empty_report(document.path, prepared.problems)
            reason = "it does not import Keras"
            return _analysis(document, generation, prepared, report, reason)
        if not await self._session.consent(document.path, trigger):
            return None
        job = replace(prepared.job, preload=program.packages)
        before = document.models_before(again=trigger == "command")
        outdated = document.outdated or self._workers.is_outdated(job)
        same = None if outdated else unchanged_since(document.latest, job, text)
        if same is not None:
            analysis = _analysis(document, generation, prepared, same.report)
            analysis.job, analysis.text, analysis.before = job, text, before
            if await asyncio.to_thread(self._move, analysis, same.move):
                return analysis
        if trigger == "command":
            self._workers.release(document.path)  # Whoever asks for a run wants a whole one.
        self._tell("started", document)
        look = FirstLook() if document.analysis is None else None

        def follow(reached: RunProgress) -> None:
            self._tell_progress(document, reached)
            if look is not None and look.is_due(reached):
                self._showing.start(document, self._show_found(document, prepared, reached))

        progress = RunProgress(follow)
        self._running[document] = progress
        try:
            report = await self._workers.run(replace(job, progress=progress))
            report.problems[:0] = prepared.problems
            analysis = _analysis(document, generation, prepared, report)
            analysis.job, analysis.text, analysis.before = job, text, before
            sources = await asyncio.to_thread(self._make_ready, analysis, prepared.sources)
        except asyncio.CancelledError:
            self._tell("cancelled", document)
            raise
        finally:
            self._showing.cancel(document)
            if self._running.get(document) is progress:
                del self._running[document]
        self._follow_edits(sources)
        if generation != document.generation:
            self._tell("cancelled", document)
            return None
        return analysis

    async def _show_found(
        self, document: Document, prepared: _Prepared, progress: RunProgress
    ) -> None:
        """Show what a document's first run has found until now."""
        if progress.found is None:
            return
        analysis = _analysis(document, document.generation, prepared, progress.found.so_far())
        sources = await asyncio.to_thread(self._make_ready, analysis, prepared.sources)
        if self._running.get(document) is progress and analysis.generation == document.generation:
            self._follow_edits(sources)
            document.analysis = analysis
            for listener in self._lookers:
                listener(document)

    def refusal(self, document: Document, trigger: Trigger) -> str:
        """Why the document is not run, in words; empty if it is."""
        if not self._session.trusted:
            return "the workspace is not trusted"
        settings = self._session.settings_for(document.path)
        reason = never_run(document.path, settings.interpreter)
        if reason or trigger == "command":
            return reason
        if settings.run == "off":
            return "the setting keras-lsp.run is off"
        if self._session.is_outside(document.path):
            return "it is outside every workspace folder"
        return ""

    async def _settings_known(self) -> None:
        if self._session.ready.is_set():
            return
        try:
            await asyncio.wait_for(self._session.ready.wait(), SETTINGS_PATIENCE)
        except asyncio.TimeoutError:
            self._session.ready.set()

    def _prepare(self, document: Document) -> _Prepared:
        settings = self._session.settings_for(document.path)
        program = document.program()
        folders = self._session.folders()
        if not is_contained(document.path, folders):
            folders = (*folders, str(Path(document.path).parent))
        job = Job(
            path=document.path,
            text=program.text,
            config=settings.run_config(folders),
            overlays=overlays(self._documents, document, folders),
        )
        sources = {other.path: other.source() for other in self._documents if other.path}
        return _Prepared(job, document.version, sources, program.problems)

    def _as_of_now(self, document: Document, earlier: _Prepared) -> _Prepared:
        """The same text, beside what the other documents hold after a wait."""
        now = self._prepare(document)
        job = replace(now.job, text=earlier.job.text)
        sources = {**now.sources, document.path: earlier.sources[earlier.job.path]}
        return _Prepared(job, earlier.version, sources, earlier.problems)

    def _survey(
        self, document: Document, job: Job
    ) -> tuple[imports.ProgramImports, syntax.ParsedText]:
        trees = list(syntax.trees(job.text))
        own = imports.module_of([tree for tree, _ in trees], job.text)
        document.imported = frozenset(
            part for item in own.imports for part in (*item.module.split("."), *item.names)
        )
        program = self._finder.program(job.path, own, job.config.workspace, job.overlays)
        return program, syntax.ParsedText(job.text, syntax.statements(trees))

    def _make_ready(self, analysis: Analysis, known: dict[str, Source]) -> dict[str, Source]:
        """Make what will be asked for; gives what had to be read from disk for it."""
        read = read_missing(analysis.report, known)
        analysis.add(read)
        analysis.view(analysis.document.path)
        analysis.compare()
        for prepare in self._preparers:
            prepare(analysis)
        return read

    def _move(self, analysis: Analysis, move: syntax.Move) -> bool:
        """Move the report along to the text of the analysis, if that can be done."""
        moved = syntax.move_report(analysis.report, move)
        if moved is None:
            return False
        analysis.report = moved
        self._make_ready(analysis, analysis.sources)
        return True

    def _priority(
        self, document: Document, trigger: Trigger
    ) -> Callable[[], tuple[bool, bool, int]] | None:
        """Who goes first: what the user sees, then the saved in the order of their last saves."""
        at_once = trigger in ("save", "type") and document is self._documents.visible
        if at_once or trigger == "command":
            return None
        generation = document.generation
        waits = trigger not in ("save", "type")
        return lambda: (document is not self._documents.visible, waits, generation)

    def _follow_edits(self, sources: dict[str, Source]) -> None:
        """Tie what was read from disk to documents opened since, or open under another name."""
        for path, source in sources.items():
            document = self._documents.at(path)
            if document is not None:
                document.attach(source)

    def _keep(self, analysis: Analysis, trigger: Trigger) -> None:
        document, report = analysis.document, analysis.report
        if analysis.generation != document.generation:
            return
        document.latest = analysis
        document.outdated = False
        if analysis.is_worth_keeping:
            document.analysis = analysis
            if report.status == "ok" and trigger in ("save", "open", "dependency"):
                document.saved_models = report.models
        self._tell("ended", document)


def _empty_report(path: str, problems: tuple[Problem, ...]) -> Report:
    from keras_lsp.report import Report

    # What is left out may well be what imports Keras: then nothing is known.
    return Report(path, "failed" if problems else "ok", files=[path], problems=[*problems])


def _analysis(
    document: Document, generation: int, prepared: _Prepared, report: Report, reason: str = ""
) -> Analysis:
    wanted = {document.path, *paths_of(report)}
    sources = {path: source for path, source in prepared.sources.items() if path in wanted}
    return Analysis(document, report, generation, prepared.version, sources, reason)
