"""Runs a program from its text, unless it does not compile or does not use Keras."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from keras_lsp.programs import imports, syntax
from keras_lsp.programs.files import UnreadableError, read_source
from keras_lsp.report import Report
from keras_lsp.runs import event_log
from keras_lsp.runs.workers import Job

if TYPE_CHECKING:
    from collections.abc import Mapping

    from keras_lsp.report import RunConfig
    from keras_lsp.runs.workers import Workers

NO_KERAS = "it does not import Keras"


@dataclass(frozen=True)
class Ran:
    """What became of a program.

    Attributes:
        report: what was found.
        job: what was run; None if nothing was.
        reason: why nothing was run; empty if something was, or the text does not compile.
    """

    report: Report
    job: Job | None = None
    reason: str = ""
    _texts: dict[str, str] = field(default_factory=dict)

    def text_of(self, path: str) -> str | None:
        """The text of a file of the program, as it was run; None if it is not known."""
        if path not in self._texts:
            try:
                self._texts[path] = read_source(path)
            except UnreadableError:
                return None
        return self._texts[path]


async def run_program(
    path: str,
    text: str,
    config: RunConfig,
    workers: Workers,
    *,
    overlays: Mapping[str, str] | None = None,
    trial: bool = False,
) -> Ran:
    """Run a program once.

    Args:
        path: of the program, absolute; it need not be on disk.
        text: of the program.
        config: how it is run.
        workers: what runs it.
        overlays: texts of other files by absolute path, in place of those on disk.
        trial: it is run to see what an edit would lead to.
    """
    event_log.tell("program", "file", path)
    overlays = {**(overlays or {})}
    texts = {**overlays, path: text}
    packages: tuple[str, ...] = ()
    try:
        module = imports.module(text)
    except SyntaxError as error:
        if not config.interpreter:
            return Ran(syntax.report_of(path, text, error), _texts=texts)
    else:
        program = imports.ImportFinder().program(path, module, config.workspace, overlays)
        packages = program.packages
        if not program.keras:
            event_log.tell("program", "not run", NO_KERAS)
            return Ran(Report(path, files=[path]), reason=NO_KERAS, _texts=texts)
    job = Job(path, text, config, overlays, packages, trial=trial)
    return Ran(await workers.run(job), job, _texts=texts)
