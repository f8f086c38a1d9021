"""Finds what the open documents' models were at HEAD, by an extra run after theirs.

It delays nothing: it begins when a document's own result is shown, takes no run that
waits for a save, and is given up when the document is run again.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from keras_lsp.presentation import changes
from keras_lsp.programs import git, notebook, revisions
from keras_lsp.runs import event_log
from keras_lsp.runs.workers import RunProgress, job_at
from keras_lsp.server.analyses import Baseline
from keras_lsp.server.tasks import Tasks

if TYPE_CHECKING:
    from collections.abc import Callable

    from keras_lsp.programs.revisions import ProgramAtRevision
    from keras_lsp.report import Model
    from keras_lsp.runs.workers import Job, Workers
    from keras_lsp.server.analyses import Analysis
    from keras_lsp.server.documents import Document
    from keras_lsp.server.scheduler import Change, Session

# Meanwhile the editor asks for all that the document's own run has found.
PAUSE = 0.1

log = logging.getLogger(__name__)


class HeadComparisons:
    """Compares what runs found with what the same files would give at HEAD."""

    def __init__(self, workers: Workers, session: Session) -> None:
        self._workers = workers
        self._session = session
        self._tasks = Tasks(_log_failure)
        self._listeners: list[Callable[[Document], None]] = []
        self._programs: WeakKeyDictionary[Document, _Known] = WeakKeyDictionary()

    def on_compared(self, listener: Callable[[Document], None]) -> None:
        """Call `listener` when something else is known of a document's changes since HEAD."""
        self._listeners.append(listener)

    def run_changed(self, change: Change, document: Document) -> None:
        """A run of the document has begun or ended."""
        self.cancel(document)
        analysis = document.analysis
        if change == "ended" and analysis is not None and analysis is document.latest:
            self._begin(document, analysis)

    def renew(self, document: Document) -> None:
        """Look again at what the document was: a setting has changed."""
        if document.analysis is not None:
            self.run_changed("ended", document)

    def cancel(self, document: Document) -> None:
        """Give up what is being found out about a document."""
        self._tasks.cancel(document)

    def cancel_all(self) -> None:
        """Give up everything."""
        for document in self._tasks:
            self.cancel(document)

    async def wait_idle(self, document: Document) -> None:
        """Wait until the changes since HEAD are known, if they will be."""
        await self._tasks.wait_idle(document)

    def _begin(self, document: Document, analysis: Analysis) -> None:
        wanted = self._session.settings_for(document.path).changes.head
        if not wanted or analysis.job is None or analysis.report.status != "ok":
            return
        # What is being typed is compared with what was known when it was saved.
        if document.dirty and document.head is not None:
            return
        self._tasks.start(document, self._compare(analysis, analysis.job))

    async def _compare(self, analysis: Analysis, job: Job) -> None:
        document = analysis.document
        models = await self._models(document, job)
        known = analysis.since_head
        if models is None:
            document.head = analysis.since_head = None
        else:
            present = analysis.report.models
            analysis.since_head = await asyncio.to_thread(changes.by_id, models, present)
        if _texts(known) != _texts(analysis.since_head):
            for listener in self._listeners:
                listener(document)

    async def _models(self, document: Document, job: Job) -> list[Model] | None:
        """The models at HEAD; None if they are not known, or the files are as they were."""
        try:
            program = await self._program(document, job)
        except (git.GitError, revisions.RevisionError) as error:
            log.debug("%s at HEAD: %s", document.uri, error)
            return None
        if program is None or not await asyncio.to_thread(_differs, job, program):
            return None
        if not program.keras:
            document.head = Baseline(job, [])
            return []
        wanted = replace(job_at(program, job), aside=True, progress=RunProgress())
        if document.head is not None and document.head.job == wanted:
            return document.head.models
        await asyncio.sleep(PAUSE)
        event_log.tell("heads", "run", f"{job.path} as it is at HEAD")
        report = await self._workers.run(wanted)
        if report.status != "ok":
            return None
        document.head = Baseline(wanted, report.models)
        return report.models

    async def _program(self, document: Document, job: Job) -> ProgramAtRevision | None:
        """The program at HEAD, which is read once as long as that is the same commit."""
        at = await git.revision(str(Path(job.path).parent))
        known = self._programs.get(document)
        if known is None or (known.revision, known.workspace) != (at, job.config.workspace):
            program = await revisions.program_at(at, job.path, job.config.workspace)
            known = self._programs[document] = _Known(at, job.config.workspace, program)
        return known.program


def _log_failure(document: Document, error: BaseException) -> None:
    log.error("comparing %s with HEAD failed", document.uri, exc_info=error)


@dataclass(frozen=True)
class _Known:
    """The program at a revision, in these workspace folders."""

    revision: git.Revision
    workspace: tuple[str, ...]
    program: ProgramAtRevision | None


def _differs(job: Job, program: ProgramAtRevision) -> bool:
    """Whether the files are not what they were."""
    if notebook.normal(job.text) != program.text:
        return True
    return any(
        notebook.normal(_present(job, path)) != text for path, text in program.modules.items()
    )


def _present(job: Job, path: str) -> str:
    if path in job.overlays:
        return job.overlays[path]
    try:
        return revisions.text_of(Path(path).read_bytes()) or ""
    except OSError:
        return ""


def _texts(since: dict[str, changes.ModelChange] | None) -> dict[str, str]:
    texts = {key: change.text for key, change in (since or {}).items()}
    return {key: text for key, text in texts.items() if text}
