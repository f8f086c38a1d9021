"""Quick fixes of an open document, and comments that let a problem pass, in the protocol's words.

Loaded when an editor first asks.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from lsprotocol import types

from keras_lsp import directives
from keras_lsp.report import Edit, Span
from keras_lsp.server import fixes
from keras_lsp.server.features.diagnostics import diagnostic
from keras_lsp.server.features.places import touch
from keras_lsp.server.text import content, split_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from keras_lsp.report import Problem
    from keras_lsp.server.documents import Analysis, Document, Source
    from keras_lsp.server.session import KerasServer

REPLACE_ALL = "Replace all removed Keras APIs in this file"
_NOT_IGNORED = ("KL600",)


async def quick_fixes(
    ls: KerasServer, document: Document, wanted: types.Range
) -> list[types.CodeAction]:
    """What mends the problems on the lines wanted, tried, and what lets them pass."""
    actions: list[types.CodeAction] = []
    for analysis, source in _analyses(ls, document):
        rules = ls.settings_for(document.path).rules
        problems = [
            (problem, place)
            for problem in analysis.report.problems
            if problem.span.path == source.path and rules.shows(problem.code)
            if (place := ls.range_of(source, problem.span)) and touch(place, wanted)
        ]
        trials = _trials(ls, analysis)
        found = await trials.of([problem for problem, _ in problems]) if trials else []
        for (problem, place), verified in zip(problems, found, strict=False):
            said = diagnostic(ls, analysis, problem, place)
            for number, fix in enumerate(verified):
                edit = _workspace_edit(ls, document, source, fix.edits)
                if edit is not None:
                    actions.append(_action(fix.title, edit, said, preferred=number == 0))
        if sum(fix.of_removed_api for each in found for fix in each) and _removed(analysis) > 1:
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


def _trials(ls: KerasServer, analysis: Analysis) -> fixes.Trials | None:
    if analysis.trials is None and analysis.job is not None:
        analysis.trials = fixes.Trials(_program(analysis), ls.workers)
    return analysis.trials


def _program(analysis: Analysis) -> fixes.Program:
    assert analysis.job is not None  # noqa: S101 - asked before

    def text_of(path: str) -> str | None:
        source = analysis.sources.get(path)
        return "".join(source.lines) if source is not None else None

    return fixes.Program(analysis.job, analysis.report, text_of)


def _removed(analysis: Analysis) -> int:
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
    listed = []
    for edit in edits:
        place = ls.range_of(source, edit.span)
        if place is None:
            return None
        listed.append(types.TextEdit(place, edit.text))
    if not ls.client.versioned_edits:
        return types.WorkspaceEdit(changes={document.uri: listed})
    versioned = types.OptionalVersionedTextDocumentIdentifier(document.uri, document.version)
    return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(versioned, [*listed])])


# All removed APIs.


async def replace_all(ls: KerasServer, document: Document) -> types.WorkspaceEdit | None:
    """The document without removed APIs, tried; None if there are none, or it was edited."""
    analysis = document.latest
    if analysis is None or analysis.job is None or not _removed(analysis):
        return None
    source = analysis.sources.get(document.path)
    if source is None or not source.map.pristine:
        return None
    text = await fixes.all_removed(_program(analysis), document.path, ls.workers)
    if text is None or not source.map.pristine:
        return None
    return _workspace_edit(ls, document, source, _difference(source, text))


def _difference(source: Source, text: str) -> list[Edit]:
    """The changed lines of a text as edits."""
    new = split_lines(text)
    edits = []
    matcher = difflib.SequenceMatcher(None, source.lines, new, autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind != "equal":
            edits.append(Edit(_lines(source, start, end), "".join(new[new_start:new_end])))
    return edits


def _lines(source: Source, start: int, end: int) -> Span:
    """Whole lines, 0-based, `end` exclusive."""
    last = len(source.lines)
    if end < last:
        return Span(source.path, start + 1, 1, end + 1, 1)
    return Span(source.path, start + 1, 1, last, len(content(source.lines[-1])) + 1)


# Ignoring.


def _ignoring(
    ls: KerasServer,
    document: Document,
    analysis: Analysis,
    source: Source,
    problems: Sequence[tuple[Problem, types.Range]],
) -> Iterator[types.CodeAction]:
    for problem, place in problems:
        edit = ignoring(source.lines, problem)
        if problem.code in _NOT_IGNORED or edit is None:
            continue
        change = _workspace_edit(ls, document, source, [edit])
        if change is not None:
            said = diagnostic(ls, analysis, problem, place)
            yield _action(f"Ignore {problem.code} on this line", change, said)


def ignoring(lines: Sequence[str], problem: Problem) -> Edit | None:
    """The comment that lets a problem pass; None where none can be put."""
    number = problem.span.line
    line = content(lines[number - 1])
    end = len(line.rstrip()) + 1
    comment = f"  # keras-lsp: ignore[{problem.code}]"
    edit = Edit(Span(problem.span.path, number, end, number, len(line) + 1), comment)
    text = fixes.applied("".join(lines), [edit])
    if text is None or not directives.read(text).ignore(problem):
        return None
    return edit
