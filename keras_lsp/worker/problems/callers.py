"""Who called what failed, up to the program's outermost expression."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_lsp.report import Related

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import CodeType, FrameType

    from keras_lsp.report import Problem, Span
    from keras_lsp.worker.source.sources import Sources

# Of a recursion the last and the first.
_NEAREST = 8


def add_of_error(problem: Problem, sources: Sources, error: BaseException) -> None:
    """Add to a problem the user's expressions that an exception has passed."""
    passed = [
        (sources.span_of(place), place.tb_frame.f_code)
        for place in sources.user_tracebacks(error.__traceback__)
    ]
    _add(problem, reversed(passed))


def add_of_frame(problem: Problem, sources: Sources, frame: FrameType | None) -> None:
    """Add to a problem the user's expressions from which what `frame` executes was called."""
    _add(problem, ((sources.span(user), user.f_code) for user in sources.user_frames(frame)))


def _add(problem: Problem, calls: Iterable[tuple[Span, CodeType]]) -> None:
    """Add those that lie elsewhere, the nearest first."""
    found = [*_elsewhere(problem.span, calls)]
    if not found:
        return
    problem.outermost = found[-1][0]
    if len(found) > _NEAREST:
        found[_NEAREST:] = found[-1:]
    problem.related += [Related(span, _said(code, span)) for span, code in found]


def _elsewhere(
    site: Span, calls: Iterable[tuple[Span, CodeType]]
) -> Iterator[tuple[Span, CodeType]]:
    seen = set()
    for span, code in calls:
        is_here = span.path == site.path and span.line <= site.line <= span.end_line
        if not is_here and (span.path, span.line) not in seen:
            seen.add((span.path, span.line))
            yield span, code


def _said(code: CodeType, span: Span) -> str:
    name = code.co_name
    if name.startswith("<"):
        return f"Called from line {span.line}"
    return f"Called from `{name}`, line {span.line}"
