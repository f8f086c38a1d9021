"""Where the program uses what is gone: who asks, at which place, and the problem of it.

Every stand-in of this package asks here first; without an answer it behaves as if the
removed thing did not exist.
"""

from __future__ import annotations

import dis
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from keras_lsp.programs.file_names import pattern
from keras_lsp.report import Edit, Fix, Problem, Severity
from keras_lsp.worker.source.syntax import ParsedFile, ParsedFiles

if TYPE_CHECKING:
    from types import FrameType

    from keras_lsp.report import Span
    from keras_lsp.worker.trace.record import Trace

# Between the user's statement and a module's `__getattr__`.
_FROZEN = "<frozen importlib"
_LAZY_LOADER = pattern(r"/tensorflow/python/util/lazy_loader\.py$")
_OURS = __file__.rpartition("reporter.py")[0]


@dataclass(frozen=True, slots=True)
class RemovedSite:
    """An expression of the user's that uses something.

    Attributes:
        span: its place.
        text: the file.
    """

    span: Span
    text: ParsedFile


@dataclass
class Reporter:
    """Reports uses of what is gone, to the run under way.

    Attributes:
        trace: None while no program runs.
    """

    trace: Trace | None = None
    _texts: ParsedFiles | None = field(default=None, repr=False)

    def start(self, trace: Trace) -> None:
        """Report to this run from now on."""
        self.trace = trace
        self._texts = ParsedFiles(trace.sources)

    def site(self, *instructions: str) -> RemovedSite | None:
        """The user's expression that called the function which called this one.

        Args:
            instructions: names of Python's instructions that the user's code may be at, if
                not any: `getattr` and `hasattr` ask without using what they get.

        Returns:
            None if it is not the user's code that asks, or if the user handles what would
            be raised.
        """
        if self.trace is None or self._texts is None:
            return None
        frame: FrameType | None = sys._getframe(1)
        while frame is not None and _is_between(frame.f_code.co_filename):
            frame = frame.f_back
        sources = self.trace.sources
        if frame is None or not sources.is_user(frame.f_code.co_filename):
            return None
        if sources.guarded(frame) or (instructions and _instruction(frame) not in instructions):
            return None
        span = sources.span(frame)
        text = self._texts.of(span.path)
        return RemovedSite(span, text) if text is not None else None

    def report(
        self,
        site: RemovedSite,
        code: str,
        span: Span,
        message: str,
        detail: str,
        candidates: list[Fix],
        severity: Severity = "error",
    ) -> None:
        """Report a use; candidates whose text would not be Python are left out."""
        assert self.trace is not None  # noqa: S101 - there is no site without
        held = [fix for fix in candidates if site.text.holds(fix.edits)]
        self.trace.problem(
            Problem(code, severity, message, span, detail, [], ["deprecated"], held)
        )


def _instruction(frame: FrameType) -> str:
    """The name of what the frame is executing."""
    return dis.opname[frame.f_code.co_code[frame.f_lasti]]


def fix(title: str, edits: list[Edit] | None) -> list[Fix]:
    """A candidate of the edits, if there are any."""
    return [Fix(title, edits, of_removed_api=True)] if edits else []


def _is_between(filename: str) -> bool:
    return filename.startswith((_FROZEN, _OURS)) or _LAZY_LOADER.search(filename) is not None


reporter = Reporter()
