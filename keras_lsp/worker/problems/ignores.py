"""KL910: ignore comments where there is nothing to ignore."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from keras_lsp.report import Edit, Fix, Problem, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp.programs.directives import Ignore
    from keras_lsp.report import Report
    from keras_lsp.worker.source.syntax import ParsedFile, ParsedFiles
    from keras_lsp.worker.trace.record import Trace

CODE = "KL910"
# What depends on the machine: it may be reported on another one.
_OF_PLACES = "KL9"


def unused_comments(trace: Trace, texts: ParsedFiles, record: Report) -> Iterator[Problem]:
    """The comments that ignored nothing, or some of whose codes were not needed.

    Nothing is said of a run that did not see all of the program.

    Args:
        trace: a run that has ended.
        texts: the files.
        record: what the run found.
    """
    incomplete = any(problem.code.startswith(_OF_PLACES) for problem in record.problems)
    if trace.missing or trace.incomplete or incomplete:
        return
    for path in dict.fromkeys([trace.sources.document, *trace.sources.executed]):
        ignores = trace.sources.directives(path).ignores
        text = texts.of(path) if ignores else None
        for ignore in ignores if text is not None else ():
            codes = [
                problem.code
                for problem, why in trace.ignored
                if problem.span.path == path and ignore in why
            ]
            spare = [code for code in ignore.codes if not any(c.startswith(code) for c in codes)]
            if any(code.startswith(_OF_PLACES) for code in spare):
                continue
            if (spare or not codes) and text is not None and _has_run(text, ignore, record):
                yield _problem(text, ignore, spare)


def _has_run(text: ParsedFile, ignore: Ignore, record: Report) -> bool:
    """Whether the line is of the module itself, or of a function in which a layer was called."""
    lines = {call.span.line for call in record.calls if call.span.path == text.path}
    return all(
        any(node.lineno <= line <= (node.end_lineno or 0) for line in lines)
        for node in ast.walk(text.tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and node.lineno <= ignore.line <= (node.end_lineno or 0)
    )


def _problem(text: ParsedFile, ignore: Ignore, spare: list[str]) -> Problem:
    number = ignore.place[0]
    line = text.lines[number - 1]
    start = line.rindex("#", 0, ignore.place[1]) + 1
    span = Span(text.path, number, start, number, len(line.rstrip()) + 1)
    kept = [code for code in ignore.codes if code not in spare]
    where = "in this file" if ignore.line == 0 else "here"
    named = " or ".join(f"`{code}`" for code in spare)
    message = f"There is no {named} {where}" if spare else f"Nothing is reported {where}"
    return Problem(
        CODE,
        "information",
        f"{message}: this comment is not needed.",
        span,
        tags=["unnecessary"],
        candidates=[_fix(text, span, kept)],
    )


def _fix(text: ParsedFile, span: Span, kept: list[str]) -> Fix:
    """Without the codes that are not needed, or without the comment."""
    comment = text.at(span)
    if kept:
        head, _, rest = comment.partition("[")
        changed = f"{head}[{', '.join(kept)}]{rest.partition(']')[2]}"
        return Fix("Remove the unneeded codes", [Edit(span, changed)])
    line = text.lines[span.line - 1]
    before = line[: span.column - 1].rstrip()
    if before or span.line == len(text.lines):
        place = Span(span.path, span.line, len(before) + 1, span.line, len(line) + 1)
    else:
        place = Span(span.path, span.line, 1, span.line + 1, 1)
    return Fix("Remove the comment", [Edit(place, "")])
