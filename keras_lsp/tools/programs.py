"""The programs that tools are asked about: where they may be, how they are run, what is known.

A program is not run again while its files are as they were.
"""

from __future__ import annotations

import asyncio
import os
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from keras_lsp.presentation import budgets
from keras_lsp.presentation.views import FileView
from keras_lsp.programs.eligibility import never_run
from keras_lsp.programs.file_names import real_path
from keras_lsp.programs.files import UnreadableError, read_program
from keras_lsp.programs.notebook import NotebookProgram
from keras_lsp.programs.text import split_lines
from keras_lsp.report import is_notebook
from keras_lsp.runs.fixes import FixTrials, TriedProgram
from keras_lsp.runs.whole_programs import run_program
from keras_lsp.tools.arguments import RefusedToolError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from keras_lsp.presentation.budgets import Budget
    from keras_lsp.programs.notebook import Layout
    from keras_lsp.report import Problem, RunConfig
    from keras_lsp.runs.whole_programs import Ran
    from keras_lsp.runs.workers import Workers
    from keras_lsp.settings import Rules

_KEPT = 8


class Host(Protocol):
    """Where the tools are used: by an MCP client, or in an editor."""

    def roots(self) -> Sequence[str]:
        """The folders, absolute, in which files must be; relative paths begin at the first."""

    def config(self, path: str) -> RunConfig:
        """How the program at an absolute path is run."""

    def rules(self, path: str) -> Rules:
        """Which problems of it are shown."""

    def budgets(self, path: str) -> Sequence[Budget]:
        """What its models may cost."""

    def unsaved(self) -> Mapping[str, str]:
        """Texts that an editor has not saved, by absolute path."""

    async def refusal(self, path: str) -> str:
        """Why the program is not run, in words; empty if it is."""


@dataclass
class AskedProgram:
    """A program that was run.

    Attributes:
        path: absolute.
        text: what was run.
        ran: what came of it.
        problems: those that are shown.
        layout: of a notebook.
        stamps: of its files, when it was run.
        trials: of its quick fixes.
    """

    path: str
    text: str
    ran: Ran
    problems: list[Problem]
    layout: Layout | None = None
    stamps: dict[str, tuple[int, int]] = field(default_factory=dict)
    trials: FixTrials | None = None
    _view: FileView | None = None

    @property
    def view(self) -> FileView:
        """What the report says of the file itself."""
        if self._view is None:
            self._view = FileView(self.ran.report, self.path, split_lines(self.text))
        return self._view


class Programs:
    """Runs programs for tools."""

    def __init__(self, workers: Workers, host: Host) -> None:
        self.workers = workers
        self.host = host
        self._known: OrderedDict[tuple[str, str], AskedProgram] = OrderedDict()

    def path_of(self, given: str) -> str:
        """The absolute path of a file that may be asked about.

        Raises:
            RefusedToolError: it is in none of the roots, links followed, or no program.
        """
        roots = self.host.roots()
        if not roots:
            raise RefusedToolError("path: no folder is open.")
        if "\0" in given or not given.strip():
            raise RefusedToolError("path: is no path.")
        path = os.path.normpath(os.path.join(roots[0], given))  # noqa: PTH118 - keeps links
        real = Path(real_path(path))
        if not any(real.is_relative_to(real_path(root)) for root in roots):
            raise RefusedToolError(f"path: {given} is outside of {' and '.join(roots)}.")
        if not path.lower().endswith((".py", ".pyw", ".ipynb")):
            raise RefusedToolError(f"path: {given} is neither *.py nor *.ipynb.")
        return path

    def name_of(self, path: str) -> str:
        """A path as it is told: relative to the root that it is in."""
        for root in self.host.roots():
            if Path(path).is_relative_to(root):
                return Path(path).relative_to(root).as_posix()
        return path

    async def program(
        self, path: str, text: str | None = None, *, trial: bool = False, anew: bool = False
    ) -> AskedProgram:
        """The program of a file, run unless it is known.

        Args:
            path: absolute.
            text: in place of what is on disk.
            trial: it is what an edit would lead to.
            anew: it is run in any case.

        Raises:
            RefusedToolError: it cannot be read, or is not run.
        """
        unsaved = dict(self.host.unsaved())
        own, layout = await asyncio.to_thread(self._read, path, text, unsaved)
        known = None if anew else self._known.get((path, own.text))
        if known is not None and await asyncio.to_thread(self._holds, known):
            self._known.move_to_end((path, own.text))
            return known
        config = self.host.config(path)
        reason = never_run(path, config.interpreter) or await self.host.refusal(path)
        if reason:
            raise RefusedToolError(f"path: {self.name_of(path)} is not run: {reason}.")
        others = {name: unsaved[name] for name in unsaved if name != path}
        ran = await run_program(path, own.text, config, self.workers, overlays=others, trial=trial)
        ran.report.problems[:0] = own.problems
        budgets.apply(ran.report, self.host.budgets(path))
        rules = self.host.rules(path)
        shown = [problem for problem in ran.report.problems if rules.shows(problem.code)]
        program = AskedProgram(path, own.text, ran, shown, layout)
        program.stamps = await asyncio.to_thread(self._stamps, program)
        self._keep(program)
        return program

    def _read(
        self, path: str, text: str | None, unsaved: Mapping[str, str]
    ) -> tuple[NotebookProgram, Layout | None]:
        if text is None:
            text = unsaved.get(path)
        if text is not None:
            if is_notebook(path):
                raise RefusedToolError(
                    "text: is taken for *.py only; give a notebook's path alone."
                )
            if "\0" in text:
                raise RefusedToolError("text: contains null characters.")
            return NotebookProgram(text.replace("\r\n", "\n"), ()), None
        try:
            found = read_program(path)
        except UnreadableError as error:
            raise RefusedToolError(f"path: {self.name_of(path)}: {error}.") from None
        return found.program, found.layout

    def _keep(self, program: AskedProgram) -> None:
        key = program.path, program.text
        old = self._known.pop(key, None)
        self._known[key] = program
        gone = [] if old is None else [old]
        while len(self._known) > _KEPT:
            gone.append(self._known.popitem(last=False)[1])
        for each in gone:
            if each.trials is not None:
                each.trials.cancel()

    def _stamps(self, program: AskedProgram) -> dict[str, tuple[int, int]]:
        own = {program.path, *self.host.unsaved()}
        found = {}
        for path in program.ran.report.files:
            if path not in own and (stamp := _stamp(path)) is not None:
                found[path] = stamp
        return found

    def _holds(self, program: AskedProgram) -> bool:
        """Whether it would be found the same again: it ended by itself, and no file changed."""
        if program.ran.report.status != "ok" or self.host.unsaved():
            return False
        return all(_stamp(path) == stamp for path, stamp in program.stamps.items())

    def trials(self, program: AskedProgram) -> FixTrials | None:
        """The quick fixes of a program; None if it was not run."""
        ran = program.ran
        if program.trials is None and ran.job is not None:
            tried = TriedProgram(ran.job, ran.report, ran.text_of)
            program.trials = FixTrials(tried, self.workers)
        return program.trials


def _stamp(path: str) -> tuple[int, int] | None:
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
