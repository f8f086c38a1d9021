"""The problems of a run, each reported once, and what is known of them."""

from __future__ import annotations

import contextlib
import sys
import time
from typing import TYPE_CHECKING, Any

from keras_lsp import report
from keras_lsp.worker.problems.back_end import KERAS_2
from keras_lsp.worker.problems.causes import recognise
from keras_lsp.worker.problems.flow import Flow
from keras_lsp.worker.values.sizes import sizes
from keras_lsp.worker.values.unknown import Unknown, UnknownValueError, source_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

    from keras_lsp.programs.directives import Ignore
    from keras_lsp.report import Span
    from keras_lsp.worker.channel import Events
    from keras_lsp.worker.problems.flow import Kind
    from keras_lsp.worker.source.sources import Sources

MAX_PROBLEMS = 1000
# What would be there, or would go on, in another place.
_NOT_HERE = {"KL901", "KL902", "KL904", "KL909"}
# What does not depend on how a function is called: shapes, removed APIs.
_CERTAIN = {"KL1", "KL5"}
# What another version of Keras may not refuse.
_OF_ONE_KERAS = {"KL5", "KL6"}
# What another back end may not refuse: on PyTorch a layer is a `torch.nn.Module`.
_OF_ONE_BACK_END = {"KL6"}
# What an incomplete array does not bring about.
_LASTING = {"KL1", "KL5", "KL9"}


class ProblemLog:
    """Collects the problems of one run and sends them on.

    Args:
        sources: the user's files.
        events: where to.
        is_ours: whether an exception is one of the worker's making, not of the program's.

    Attributes:
        flow: what may come of something that is not known.
        suspect: see `report.Done`.
        errors: messages of the problems of calls, by the `id` of the layer.
        ignored: problems that comments ignore, each with those comments.
        missing: something that the program reads is not here.
        incomplete: a loop was left early, so that arrays may be too short.
        progressed: when something new was last seen, by `time.monotonic`.
        is_strict: a failing call raises, since its input is what is being checked.
        assumes: a call is tried that the program does not make.
        stands_in_for: on what the program asks to run, `tf_keras` or a back end, where that is
            not installed and another stands in; else empty.
    """

    def __init__(
        self,
        sources: Sources,
        events: Events,
        is_ours: Callable[[BaseException], bool],
    ) -> None:
        self._is_ours = is_ours
        self.sources = sources
        self.flow = Flow(sources)
        self._events = events
        self._seen: set[Hashable] = set()
        # Lines on which something that is gone was replaced.
        self._replaced: set[tuple[str, int]] = set()
        self._told_sizes: set[str] = set()
        self._quiet = False
        self.errors: dict[int, str] = {}
        self.ignored: list[tuple[report.Problem, list[Ignore]]] = []
        self.suspect = False
        self.missing = False
        self.incomplete = False
        self._refused: set[Hashable] = set()
        self.progressed = 0.0
        self.is_strict = False
        self.stands_in_for = ""
        self.assumes = False

    @contextlib.contextmanager
    def quietly(self) -> Iterator[None]:
        """Report no problems meanwhile: the program itself would not come this way."""
        before = self._quiet, {**self.errors}
        self._quiet = True
        try:
            yield
        finally:
            self._quiet, self.errors = before

    @property
    def is_quiet(self) -> bool:
        """Whether what happens now is none of the program's."""
        return self._quiet

    @contextlib.contextmanager
    def strictly(self) -> Iterator[None]:
        """Let a failing call raise meanwhile: its input is what is being checked."""
        before, self.is_strict = self.is_strict, True
        try:
            yield
        finally:
            self.is_strict = before

    @contextlib.contextmanager
    def assuming(self) -> Iterator[None]:
        """Report meanwhile only what any call would have: the program makes none like this."""
        before, self.assumes = self.assumes, True
        try:
            yield
        finally:
            self.assumes = before

    def call_problem(self, subject: Any, problem: report.Problem) -> None:
        """Report why a call of `subject` failed."""
        self.errors[id(subject)] = problem.message
        self.problem(problem)

    def refuse(self, cause: Hashable) -> bool:
        """Note for what a training call fails; whether it is the first that fails for it.

        `evaluate` says what `fit` has said already: there is one thing to mend.
        """
        is_first = cause not in self._refused
        self._refused.add(cause)
        return is_first

    def is_reported(self, code: str, span: Span) -> bool:
        """Whether a problem of the code stands at the place."""
        return (code, span) in self._seen

    def examine(self, error: BaseException) -> None:
        """Note whether the exception is one of the worker's making."""
        # A value of unknown size is refused by us, and could not be had by anyone.
        ours = self._is_ours(error) and not isinstance(error, UnknownValueError)
        self.suspect = self.suspect or ours

    def problem(self, problem: report.Problem, kind: Kind = "missing") -> None:
        """Report a problem, each only once.

        Args:
            problem: what to report.
            kind: where something is not here, what is not known of what is made of it.
        """
        if self.assumes and problem.code[:3] not in _CERTAIN:
            return
        if self.incomplete and problem.code[:3] not in _LASTING:
            return
        if self.stands_in_for and _may_be_of_one(self.stands_in_for, problem):
            return
        key = (problem.code, problem.span)
        if self._quiet or key in self._seen or len(self._seen) >= MAX_PROBLEMS:
            return
        line = (problem.span.path, problem.span.line)
        if problem.code == "KL601" and line in self._replaced:
            return  # The program would not have come so far.
        if problem.code.startswith("KL5") and problem.severity == "error":
            self._replaced.add(line)
        self._seen.add(key)
        self.missing = self.missing or problem.code in ("KL901", "KL902")
        if problem.code in _NOT_HERE:
            self.flow.note(kind, sys._getframe(1))
            self.flow.note_line(kind, problem.span.path, problem.span.line)
        if not problem.code.startswith("KL9"):
            self.progressed = time.monotonic()
        ignoring = self.sources.directives(problem.span.path).ignoring(problem)
        if ignoring:
            self.ignored.append((problem, ignoring))
        else:
            self._events.send(problem)

    def tell_unknown_size(self, size: int, unknown: Unknown) -> None:
        """Say which line would have given a size that is not known, and has a name."""
        name, source = sizes.name(size), source_of(unknown)
        if name and name != "?" and source and name not in self._told_sizes:
            self._told_sizes.add(name)
            self.send(report.UnknownSize(name, source))

    def send(self, event: report.Event) -> None:
        """Send anything else."""
        self._events.send(event)


def _may_be_of_one(wanted: str, problem: report.Problem) -> bool:
    """Whether the Keras 2 or the back end that is wanted may not refuse what it is about."""
    if problem.code == "KL108":
        return recognise(problem.message) is None  # Its text only mentions shapes.
    return problem.code[:3] in (_OF_ONE_KERAS if wanted == KERAS_2 else _OF_ONE_BACK_END)
