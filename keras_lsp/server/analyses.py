"""A run's report with the texts it refers to, and what of it a document shows.

Knows reports and texts; nothing of the protocol's messages and of how runs are made.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from keras_lsp.presentation.changes import by_id
from keras_lsp.presentation.views import FileView
from keras_lsp.programs.file_names import real_path

if TYPE_CHECKING:
    from keras_lsp.presentation.changes import ModelChange
    from keras_lsp.presentation.sites import TrainingSite
    from keras_lsp.programs import syntax
    from keras_lsp.report import Model, Report
    from keras_lsp.runs.fixes import FixTrials
    from keras_lsp.runs.workers import Job
    from keras_lsp.server.documents import Document, DocumentPart
    from keras_lsp.server.sources import Source

CHANGED = "The text has changed since this was found; save to bring it up to date."


@dataclass(frozen=True)
class Baseline:
    """What was run to know what a document's models were at HEAD, and those models."""

    job: Job
    models: list[Model]


@dataclass
class Analysis:
    """A run's report, with the texts that its positions refer to.

    Attributes:
        document: the document that was run.
        version: of the document's text.
        sources: by path, for each file that the report speaks of.
        reason: why there was no run; empty if there was one.
        job: what was run.
        text: the text that was run, with the places of its statements.
        trials: of its quick fixes, once somebody has asked for some.
        before: the models at the save before; None if there was none.
        since_save: how each model differs from what it was then, by id.
        since_head: how each differs from what it was at HEAD; None while that is not known.
        trainings: what its training calls take; None while that is not known.
    """

    document: Document
    report: Report
    generation: int
    version: int | None
    sources: dict[str, Source] = field(default_factory=dict)
    reason: str = ""
    job: Job | None = None
    text: syntax.ParsedText | None = None
    trials: FixTrials | None = None
    before: list[Model] | None = None
    since_save: dict[str, ModelChange] = field(default_factory=dict)
    since_head: dict[str, ModelChange] | None = None
    trainings: list[TrainingSite] | None = None
    _gpu: tuple[int, str] = 0, ""
    _views: dict[str, FileView] = field(default_factory=dict)
    _real_paths: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._real_paths = {real_path(path): path for path in self.sources}

    def compare(self) -> None:
        """Find what changed in the models, as far as it is known what they were."""
        models, head = self.report.models, self.document.head
        if self.report.status == "ok" and self.before is not None:
            self.since_save = by_id(self.before, models)
        if self.report.status == "ok" and head is not None:
            self.since_head = by_id(head.models, models)

    def add(self, sources: dict[str, Source]) -> None:
        """Take in files that the report speaks of."""
        self.sources.update(sources)
        self._real_paths.update({real_path(path): path for path in sources})

    def view(self, path: str) -> FileView | None:
        """What the report says about one file, by line; None if it does not speak of it."""
        source = self.sources.get(path)
        if source is None:
            return None
        view = self._views.get(path)
        if view is None:
            view = self._views[path] = FileView(self.report, path, source.lines)
            view.show_trainings(self.trainings or (), self._gpu)
        return view

    def show_trainings(self, found: list[TrainingSite], gpu: tuple[int, str]) -> None:
        """Take in what training takes, which is found when all else is shown.

        Args:
            found: the expressions that train.
            gpu: the memory in bytes and the name of the card, if it is known.
        """
        self.trainings, self._gpu = found, gpu
        for view in self._views.values():
            view.show_trainings(found, gpu)

    def covers(self, path: str, real_path: str) -> str | None:
        """The report's name for a file; None if its run did not touch it."""
        if path in self.sources:
            return path
        return self._real_paths.get(real_path)

    @property
    def is_worth_keeping(self) -> bool:
        """Whether it replaces the last good one: that of a run that told nothing does not."""
        report = self.report
        if report.status == "failed":
            return False
        return report.status == "ok" or bool(report.calls or report.models or report.data)

    @property
    def edited(self) -> bool:
        """Whether a text reads otherwise than when it was run."""
        return any(not source.map.pristine for source in self.sources.values())

    @property
    def stale(self) -> bool:
        """Whether a text reads otherwise than when it was run, or there was a newer run."""
        latest = self.document.latest
        # Before the first run has ended, this is what it has found until now.
        return self.edited or (latest is not None and latest is not self)

    @property
    def stale_reason(self) -> str:
        """Why it is stale, for a person; empty if it is not."""
        if not self.stale:
            return ""
        latest = self.document.latest
        is_of_before = latest is not None and latest is not self and not latest.edited
        error = latest.first_error if latest is not None and is_of_before else ""
        return f"This is how it was before an error: {error}" if error else CHANGED

    @property
    def first_error(self) -> str:
        """The first error in the document itself, in words; empty if there is none."""
        own = [
            (problem.span.start, problem.message)
            for problem in self.report.problems
            if problem.severity == "error" and problem.span.path == self.document.path
        ]
        return min(own)[1] if own else ""


@dataclass(frozen=True)
class DocumentView:
    """What is shown in one document: a report's part about it, and other reports' owners."""

    analysis: Analysis
    source: Source
    view: FileView
    others: tuple[Document, ...] = ()

    def seen_from(self, part: DocumentPart) -> DocumentView:
        """What is shown in one part of the document."""
        return replace(self, source=self.source.seen_from(part))
