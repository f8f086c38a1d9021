"""Which problems of a program are new, and which are gone, between two of its reports.

Only errors and warnings are counted: others say what was missing, not what is wrong.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from keras_lsp.programs.text import content, split_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from keras_lsp.report import Problem

    # The text of a file of the program, by its path; None if it is not known.
    TextOf = Callable[[str], str | None]

_COUNTED = ("error", "warning")


@dataclass(frozen=True)
class ProblemChanges:
    """What differs.

    Attributes:
        gone: of the earlier report.
        new: of the later one.
        same: of the later one, which was there before.
    """

    gone: list[Problem]
    new: list[Problem]
    same: list[Problem]


def counted(problems: Iterable[Problem]) -> list[Problem]:
    """The errors and warnings."""
    return [problem for problem in problems if problem.severity in _COUNTED]


def counts(problems: Sequence[Problem]) -> str:
    """How many there are: `2 errors, 1 warning`; empty if there are none."""
    numbers = {
        severity: sum(problem.severity == severity for problem in problems)
        for severity in _COUNTED
    }
    return ", ".join(
        f"{number} {severity}{'s' * (number > 1)}"
        for severity, number in numbers.items()
        if number
    )


def compare(
    before: Iterable[Problem], after: Iterable[Problem], then: TextOf, now: TextOf
) -> ProblemChanges:
    """Which problems come and go.

    A problem is the same if it says the same in the same file, or has the same code on a line that
    reads the same, wherever that line stands.

    Args:
        before: the problems of the earlier report.
        after: those of the later one.
        then: gives the texts of the earlier program.
        now: gives those of the later one.
    """
    gone, new = [*before], [*after]
    same: list[Problem] = []
    for of_old, of_new in (
        (_message, _message),
        (_Lines(then).key, _Lines(now).key),
    ):
        waiting = Counter(map(of_old, gone))
        kept: Counter[Hashable] = Counter()
        left = []
        for problem in new:
            key = of_new(problem)
            if waiting[key] > kept[key]:
                kept[key] += 1
                same.append(problem)
            else:
                left.append(problem)
        new = left
        rest = []
        for problem in gone:
            key = of_old(problem)
            if kept[key]:
                kept[key] -= 1
            else:
                rest.append(problem)
        gone = rest
    return ProblemChanges(gone, new, same)


def _message(problem: Problem) -> Hashable:
    return problem.code, problem.span.path, problem.message


class _Lines:
    """The lines on which problems stand."""

    def __init__(self, text_of: TextOf) -> None:
        self._text_of = text_of
        self._lines: dict[str, list[str]] = {}

    def key(self, problem: Problem) -> Hashable:
        span = problem.span
        if span.path not in self._lines:
            self._lines[span.path] = split_lines(self._text_of(span.path) or "")
        lines = self._lines[span.path]
        known = 0 < span.line <= len(lines)
        line = content(lines[span.line - 1]).strip() if known else str(span.line)
        return problem.code, span.path, line
