"""A run: enter the sandbox, warm up, wait for the program, execute it, end.

The same in the fork of a zygote and in a process of its own.
"""

from __future__ import annotations

import ast
import contextlib
import gc
import os
import sys
import time
import traceback
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

from keras_lsp import report, rules
from keras_lsp.report import Span
from keras_lsp.worker import candidates, channel, flavours, preload, sandbox, warming
from keras_lsp.worker.endings import UNFIT, StatementLimitError, TimeLimitError, leave
from keras_lsp.worker.execution import afterwards, execute, imports, memory, statements
from keras_lsp.worker.execution.time_limit import TimeLimit
from keras_lsp.worker.output import captured
from keras_lsp.worker.problems import back_end, idle, ignores
from keras_lsp.worker.sandbox import explain
from keras_lsp.worker.source import loops, returns
from keras_lsp.worker.source.sources import Sources
from keras_lsp.worker.source.syntax import ParsedFiles
from keras_lsp.worker.standins import libraries, lookups, saving
from keras_lsp.worker.trace import layer_calls
from keras_lsp.worker.trace.record import Trace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keras_lsp.worker.execution.copier import Copier
    from keras_lsp.worker.sandbox.forks import Forks
    from keras_lsp.worker.trace.adapter import Adapter

# Seconds of processor time.
PROCESSOR = 600
# Of which it has been shown that a process can run one program after another.
REUSABLE = (("keras3", "tensorflow"), ("keras3", "jax"))
# Of a model's layers in one event, which is parsed in one go.
_ROWS = 100


@dataclass(frozen=True, slots=True)
class WorkerSettings:
    """How the runs of a worker are made.

    Attributes:
        config: of the runs, whose own times come with their programs.
        python_path: further directories of modules, for the runs only.
        isolated: this worker sees no processes but its own.
        preload: third-party modules to import ahead.
        temporary: directory of the run's own; empty for a zygote, which is told for each run.
        shortcuts: leave out what Keras does and no report needs.
        reuse: run further programs in a process in which none has left anything behind.
        awaited: somebody waits for this process to be ready.
    """

    config: report.RunConfig = field(default_factory=report.RunConfig)
    python_path: list[str] = field(default_factory=list)
    isolated: bool = False
    preload: list[str] = field(default_factory=list)
    temporary: str = ""
    shortcuts: bool = True
    reuse: bool = False
    awaited: bool = False


def install_hooks(loaded: preload.Loaded, *, shortcuts: bool) -> None:
    """Prepare the loaded Keras for being watched; runs no op."""
    flavours.adapter(loaded.flavour).install(shortcuts=shortcuts)
    libraries.install()
    lookups.install()
    memory.install()


def main(
    program_fd: int,
    events_fd: int,
    settings: WorkerSettings,
    loaded: preload.Loaded,
    temporary: str,
    forks: Forks | None = None,
    files: Sequence[str] = (),
) -> NoReturn:
    """Be one run, from the sandbox to the end of the process; several where that is permitted.

    Args:
        program_fd: where the program comes from.
        events_fd: where events go.
        settings: of the worker.
        loaded: the Keras that is in this process.
        temporary: the run's own directory.
        forks: what leaves copies of the run behind.
        files: of packages that were imported, for who may keep the run waiting for long.
    """
    status = 70
    events = channel.Events(events_fd)
    try:
        policy = sandbox.Policy(
            settings.config,
            temporary,
            keep=(program_fd, events_fd, *((forks.fileno(),) if forks is not None else ())),
            processor=PROCESSOR,
            python_path=tuple(settings.python_path),
            isolated=settings.isolated,
            forks=forks,
        )
        enforced = sandbox.enter(policy)
        adapter = flavours.adapter(loaded.flavour)
        warming.warm_up(
            adapter,
            temporary,
            lambda text, null: ChildRun(text, null, adapter).perform(),
            computes=settings.reuse and not settings.awaited and loaded.backend == "jax",
        )
        copies = _checkpoints(forks, events, settings, temporary)
        sys.path[:0] = settings.python_path
        sandboxed = settings.config.sandbox_mode != "off"
        if sandboxed:
            explain.listen()
        # A run makes many objects and drops few of them.
        gc.set_threshold(20_000, 20, 50)
        reuse = None
        if settings.reuse and (loaded.flavour, loaded.backend) in REUSABLE:
            from keras_lsp.worker import reuses

            if reuses.is_possible(temporary):
                reuse = reuses.Reuse(adapter, program_fd, temporary)
        gc.freeze()
        reason = ""
        while not reason:
            if reuse is not None:
                # The first one is among what is looked at.
                events = channel.Events(events_fd)
                if not settings.awaited:
                    reuse.look(waiting=False)
            events.ready({"pid": os.getpid(), "files": list(files)})
            if reuse is not None:
                reuse.look(waiting=True)
            program = channel.receive_program(program_fd)
            if program is None:
                break
            if copies is not None and (program.checkpoints is None or loaded.wanted):
                copies = None
            if copies is not None:
                events.keep()
            events.send(report.KerasInfo(loaded.flavour, loaded.version, loaded.backend))
            events.send(enforced)
            limit = settings.config.memory_limit if sandboxed else 0
            run = ChildRun(
                program, events, adapter, sandboxed=sandboxed, memory_limit=limit, copies=copies
            )
            run.perform(loaded.wanted)
            if reuse is None:
                break
            reason = run.unfit()
            del run, program
            events = channel.Events(events_fd)
            reason = reason or reuse.left_behind()
            if reason:
                events.spent(reason)
        status = 0
    except sandbox.RefusedError as error:
        events.send_failure(str(error))
    except BaseException:  # noqa: BLE001 - the last line of defence before the process ends
        events.send_failure(traceback.format_exc())
    leave(status)
    raise AssertionError


def _checkpoints(
    forks: Forks | None, events: channel.Events, settings: WorkerSettings, temporary: str
) -> Copier | None:
    """What leaves copies behind; None where that is not permitted."""
    if forks is None or not forks.permitted:
        return None
    # Linux only.
    from keras_lsp.worker.execution.copier import Copier, places

    return Copier(forks, events, places(temporary, settings.config.workspace))


class ChildRun:
    """The execution of one program."""

    def __init__(
        self,
        program: channel.ProgramToRun,
        events: channel.Events,
        adapter: Adapter,
        *,
        sandboxed: bool = False,
        memory_limit: int = 0,
        copies: Copier | None = None,
    ) -> None:
        self._adapter = adapter
        self._sandboxed = sandboxed
        self._program = program
        self._events = events
        self._sources = Sources(
            program.path, program.text, tuple(program.workspace), dict(program.overlays)
        )
        self._texts = ParsedFiles(self._sources)
        self._trace = Trace(self._sources, events, adapter)
        self._execution = execute.Execution(self._trace, self._before, self._after, self._between)
        self._copies = copies
        self._trace.namespace = self._execution.module.__dict__
        self._afterwards = afterwards.Afterwards(self._execution, self._trace)
        loops.Loops(self._trace, program.timeout).install(execute.builtins_of_users())
        returns.Returns(self._trace).install(execute.builtins_of_users())
        self._started = time.perf_counter()
        self._described: tuple[int, dict[int, str]] = (0, {})
        self._memory = memory.MemoryUse(memory_limit) if memory_limit else None
        self._time = TimeLimit(program, self._trace, self._execution, events, self._memory)

    def perform(self, wanted: str = "") -> None:
        """Execute the program, which wanted a back end or Keras 2 that is not installed, or ""."""
        imports.install(self._sources)
        if self._copies is not None and self._program.checkpoints is not None:
            self._copies.begin(self._program.checkpoints)
        if self._sandboxed:
            copies = self._copies
            explain.install(
                self._trace,
                copies.watchers() if copies is not None else {},
                copies.forks if copies is not None else None,
            )
        self._sources.publish()
        given = self._sources.directives(self._program.path).argv
        argv = [*given] if given is not None else self._program.argv or None
        execute.set_up(self._program.path, argv)
        self._adapter.start(self._trace, lazy=self._program.weightless)
        libraries.install_late()
        if wanted:
            taken = str(self._adapter.package.backend.backend())
            path, text = self._program.path, self._program.text
            self._trace.problem(back_end.problem(path, text, wanted, taken))
            self._trace.stands_in_for = wanted
        with captured(self._events):
            with contextlib.suppress(TimeLimitError), self._time.in_force():
                self._execution.run()
                self._time.note(None)
                self._afterwards.perform()
            late = self._time.problem()
            if late is not None:
                self._trace.problem(late)
            if late is None:
                with contextlib.suppress(TimeLimitError), self._time.in_force():
                    self._trace.count(self._adapter.counter(self._trace))
            self._describe_models(self._names(), last=True)
        if late is None:
            self._advise()
        for path in (self._program.path, *self._sources.executed):
            self._events.send(report.File(path))
        seconds = round(time.perf_counter() - self._started, 4)
        self._events.send(report.Done(seconds, self._trace.suspect, late is not None))
        self._events.flush()

    def unfit(self) -> str:
        """Why no other program may be run where this one was, as far as it tells; else empty."""
        if self._time.expired is not None or StatementLimitError.latest is not None:
            return "it was interrupted"
        return "variables without values broke it" if self._trace.suspect else ""

    def _advise(self) -> None:
        """Report what the program may do and its author hardly meant."""
        for layer in idle.idle_layers(self._trace, self._texts):
            self._events.send(layer)
        for problem in saving.problems(self._trace, self._texts):
            self._trace.problem(problem)
        certain = not (self._trace.missing or self._trace.incomplete)
        gpu = self._program.gpu_memory
        for problem in rules.advise(self._events.record, certain=certain, gpu_memory=gpu):
            self._trace.problem(problem)
        for problem in list(
            ignores.unused_comments(self._trace, self._texts, self._events.record)
        ):
            self._trace.problem(problem)
        self._propose()

    def _propose(self) -> None:
        """Say what may help with the problems."""
        record = self._events.record
        if not record.problems:
            return
        names = self._execution.module.__dict__
        program = candidates.ProgramThatRan(record, self._texts, names, self._adapter.package)
        for problem in record.problems:
            found = [] if problem.candidates else candidates.propose(program, problem)
            if found:
                self._events.send(report.Candidates(problem.code, problem.span, found))

    # Copies.

    def _between(self) -> None:
        """Leave a copy behind if it is worth it; in one that is used, follow its program."""
        if self._copies is None or not self._copies.is_worth() or not self._is_to_be_copied():
            return
        if self._memory is not None:
            self._memory.note_use()
        program = self._copies.leave_copy(self._place)
        if program is not None:
            self._follow(program)

    def _is_to_be_copied(self) -> bool:
        """Whether what is known until here depends on nothing that comes behind."""
        blocks = self._execution.blocks
        begun = blocks[0].index > 0 and blocks[-1].index > 0
        # What is proposed for a problem may depend on the whole text.
        return begun and not any(problem.candidates for problem in self._events.record.problems)

    def _place(self) -> dict[str, Any]:
        """Where the program is, and which files of the user's were executed."""
        return {
            "path": self._execution.path(),
            "end": self._execution.end_before(),
            "files": self._copies.texts_read(self._sources) if self._copies is not None else [],
            "modules": [entry for entry in sys.path if entry],
        }

    def _follow(self, program: channel.ProgramToRun) -> None:
        """Go on with another program, whose beginning is the same."""
        self._program = program
        self._sources.follow(program.text, program.overlays)
        if not self._execution.follow(limited=StatementLimitError.latest is not None):
            leave(UNFIT)
        if self._memory is not None:
            self._memory.follow()
        self._started = time.perf_counter()
        self._time.begin(program)

    def _after(self, statement: ast.stmt) -> None:
        self._time.note_end()
        self._adapter.after_statement()
        libraries.install_late()  # A module that was not loaded ahead may be there now.
        names = [
            (node.id, self._name_span(node))
            for target in _targets(statement)
            for node in ast.walk(target)
            if isinstance(node, ast.Name)
        ]
        if names:
            self._trace.bindings.update(names)
            for data in self._adapter.named_data(self._execution.module.__dict__, names):
                self._events.send(data)
        self._events.flush()

    def _before(self, statement: ast.stmt) -> None:
        """Send the new models before a statement that might not come back."""
        self._time.note(statement)
        match statement:
            case ast.Expr(ast.Call()) if not statements.adds(statement):
                pass
            case ast.For() | ast.While() | ast.With() | ast.Try():
                pass
            case _:
                return
        names = self._names()
        if self._described != (self._trace.changes, names):
            self._describe_models(names)
            self._events.flush()

    def _name_span(self, node: ast.Name) -> Span:
        path, line = self._program.path, node.lineno
        text = self._sources.line(path, line)
        start = len(text.encode()[: node.col_offset].decode(errors="ignore"))
        return Span(path, line, start + 1, line, start + 1 + len(node.id))

    def _names(self) -> dict[int, str]:
        """The program's names for its models, by `id`."""
        named = {**self._afterwards.built, **self._execution.module.__dict__}.items()
        return {id(thing): name for name, thing in named if self._adapter.is_model(thing)}

    def _describe_models(self, names: dict[int, str], *, last: bool = False) -> None:
        """Send every model that is another one than when it was sent last.

        Args:
            names: the program's names for its models, by `id`.
            last: the program has ended; the calls, too, tell what their layers hold now.
        """
        layer_calls.current.trace = None
        try:
            for model in self._adapter.describe_all(self._trace, names):
                rows, model.layers = model.layers, []
                self._events.send(model)
                for first in range(0, len(rows), _ROWS):
                    self._events.send(report.Rows(model.id, rows[first : first + _ROWS]))
            if last:
                self._trace.reweigh()
        finally:
            layer_calls.current.trace = self._trace
        self._described = self._trace.changes, names


def _targets(statement: ast.stmt) -> list[ast.expr]:
    if isinstance(statement, ast.Assign):
        return statement.targets
    if isinstance(statement, (ast.AnnAssign, ast.AugAssign)):
        return [statement.target]
    return []
