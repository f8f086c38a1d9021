"""Quick fixes of an open document, and comments that ignore a problem, in the protocol's words.

Loaded when an editor first asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from keras_lsp.programs import directives
from keras_lsp.programs.text import content, split_lines
from keras_lsp.report import Edit, Span
from keras_lsp.runs import edited_lines, fixes
from keras_lsp.server.diagnostics import diagnostic
from keras_lsp.server.features.ranges import touch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from keras_lsp.report import Problem
    from keras_lsp.server.analyses import Analysis
    from keras_lsp.server.documents import Document
    from keras_lsp.server.session import KerasServer
    from keras_lsp.server.sources import Source

REPLACE_ALL = "Replace all removed Keras APIs in this file"
_NOT_IGNORED = ("KL600", "KL910")
_RULES = ("KL2", "KL3", "KL4")
# What is mended where the model is compiled, or made.
_OF_TRAINING = "KL4"
_SCRIPT = "#!"


async def quick_fixes(
    ls: KerasServer, document: Document, uri: str, wanted: types.Range
) -> list[types.CodeAction]:
    """Tried fixes for the problems on the lines wanted, and comments that ignore them.

    A fix that changes one of these lines for a problem elsewhere is offered, too: what `fit` tells
    of a loss is mended where the model is compiled.

    Args:
        ls: the server.
        document: an open one.
        uri: its own, or that of the cell of which the lines are wanted.
        wanted: lines of what has that URI.
    """
    actions: list[types.CodeAction] = []
    part = document.part(uri)
    for analysis, source in _analyses(ls, document):
        seen = source.seen_from(part) if part else source
        rules = ls.settings_for(document.path).rules

        def is_wanted(span: Span, seen: Source = seen, path: str = source.path) -> bool:
            place = ls.range_of(seen, span) if span.path == path else None
            return place is not None and touch(place, wanted)

        def changes(edits: Iterable[Edit], is_wanted: Callable[[Span], bool] = is_wanted) -> bool:
            return any(is_wanted(edit.span) for edit in edits)

        shown = [problem for problem in analysis.report.problems if rules.shows(problem.code)]
        here = [problem for problem in shown if is_wanted(problem.span)]
        mended = [
            problem
            for problem in shown
            if problem not in here
            and problem.code.startswith(_OF_TRAINING)
            and any(changes(fix.edits) for fix in problem.candidates)
        ]
        problems = [
            (problem, place) for problem in here if (place := ls.range_of(seen, problem.span))
        ]
        trials = _trials(ls, analysis)
        found = await trials.of([*here, *mended]) if trials else []
        for problem, verified in zip([*here, *mended], found, strict=False):
            place = ls.range_of(seen, problem.span)
            said = diagnostic(ls, analysis, problem, place) if place is not None else None
            for number, fix in enumerate(verified):
                if problem in mended and not changes(fix.edits):
                    continue
                edit = _workspace_edit(ls, document, source, fix.edits)
                if edit is not None:
                    preferred = number == 0 and problem in here
                    actions.append(_action(fix.title, edit, said, preferred=preferred))
        if (
            sum(fix.of_removed_api for each in found for fix in each)
            and _count_removed(analysis) > 1
        ):
            edit = await replace_all(ls, document)
            if edit is not None:
                actions.append(_action(REPLACE_ALL, edit, None))
        actions += _ignoring(ls, document, analysis, source, problems)
    return actions


def _analyses(ls: KerasServer, document: Document) -> Iterator[tuple[Analysis, Source]]:
    """The last runs that executed the document, and how its text was then."""
    for owner in ls.documents.covering(document.path):
        latest = owner.latest
        path = latest and latest.covers(document.path, document.real_path)
        if latest is not None and path:
            yield latest, latest.sources[path]


def _trials(ls: KerasServer, analysis: Analysis) -> fixes.FixTrials | None:
    if analysis.trials is None and analysis.job is not None:
        analysis.trials = fixes.FixTrials(_program(analysis), ls.workers)
    return analysis.trials


def _program(analysis: Analysis) -> fixes.TriedProgram:
    assert analysis.job is not None  # noqa: S101 - asked before

    def text_of(path: str) -> str | None:
        source = analysis.sources.get(path)
        return "".join(_as_run(analysis, source)) if source is not None else None

    return fixes.TriedProgram(analysis.job, analysis.report, text_of)


def _as_run(analysis: Analysis, source: Source) -> Sequence[str]:
    """The lines of a file as Python saw them: of a notebook other ones than the editor shows."""
    job = analysis.job
    return split_lines(job.text) if job is not None and job.path == source.path else source.lines


def _count_removed(analysis: Analysis) -> int:
    return sum(
        any(fix.of_removed_api for fix in problem.candidates)
        for problem in analysis.report.problems
    )


def _action(
    title: str,
    edit: types.WorkspaceEdit,
    said: types.Diagnostic | None,
    *,
    preferred: bool = False,
) -> types.CodeAction:
    return types.CodeAction(
        title,
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[said] if said is not None else None,
        is_preferred=preferred or None,
        edit=edit,
    )


def _workspace_edit(
    ls: KerasServer, document: Document, source: Source, edits: Iterable[Edit]
) -> types.WorkspaceEdit | None:
    """Edits of the text that was run, on the text as it is; None where that has changed."""
    listed: dict[str, list[types.TextEdit]] = {}
    versions = {}
    for edit in edits:
        for part in document.parts:
            place = ls.range_of(source.seen_from(part), edit.span)
            if place is not None:
                listed.setdefault(part.uri, []).append(types.TextEdit(place, edit.text))
                versions[part.uri] = part.version
                break
        else:
            return None
    if not ls.client.versioned_edits:
        return types.WorkspaceEdit(changes=listed)
    return types.WorkspaceEdit(
        document_changes=[
            types.TextDocumentEdit(
                types.OptionalVersionedTextDocumentIdentifier(uri, versions[uri]), [*each]
            )
            for uri, each in listed.items()
        ]
    )


# All removed APIs.


async def replace_all(ls: KerasServer, document: Document) -> types.WorkspaceEdit | None:
    """The document without removed APIs, tried; None if there are none, or it was edited."""
    analysis = document.latest
    if analysis is None or analysis.job is None or not _count_removed(analysis):
        return None
    source = analysis.sources.get(document.path)
    if source is None or not source.map.pristine:
        return None
    text = await fixes.all_removed(_program(analysis), document.path, ls.workers)
    if text is None or not source.map.pristine:
        return None
    difference = edited_lines.difference(source.path, _as_run(analysis, source), text)
    return _workspace_edit(ls, document, source, difference)


# Ignoring.


def _ignoring(
    ls: KerasServer,
    document: Document,
    analysis: Analysis,
    source: Source,
    problems: Sequence[tuple[Problem, types.Range]],
) -> Iterator[types.CodeAction]:
    lines = _as_run(analysis, source)
    for problem, place in problems:
        if problem.code in _NOT_IGNORED:
            continue
        ways = {f"Ignore {problem.code} on this line": ignoring(lines, problem)}
        if problem.code.startswith(_RULES):
            ways[f"Ignore {problem.code} in this file"] = ignoring_in_file(lines, problem)
        for title, edit in ways.items():
            change = edit and _workspace_edit(ls, document, source, [edit])
            if change:
                yield _action(title, change, diagnostic(ls, analysis, problem, place))


def ignoring(lines: Sequence[str], problem: Problem) -> Edit | None:
    """The comment that ignores a problem; None where none can be put."""
    number = problem.span.line
    line = content(lines[number - 1])
    end = len(line.rstrip()) + 1
    comment = f"  # keras-lsp: ignore[{problem.code}]"
    edit = Edit(Span(problem.span.path, number, end, number, len(line) + 1), comment)
    text = fixes.apply_edits("".join(lines), [edit])
    if text is None or not directives.read_directives(text).ignore(problem):
        return None
    return edit


def ignoring_in_file(lines: Sequence[str], problem: Problem) -> Edit | None:
    """The comment at the top that ignores all problems of the code; None if it cannot be put."""
    number = 2 if lines[0].startswith(_SCRIPT) else 1
    place = Span(problem.span.path, number, 1, number, 1)
    edit = Edit(place, f"# keras-lsp: ignore-file[{problem.code}]\n")
    text = fixes.apply_edits("".join(lines), [edit])
    return edit if text is not None and directives.read_directives(text).ignore(problem) else None
