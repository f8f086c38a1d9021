"""Problems as diagnostics, in the document that was run and in the files that it imports.

Old diagnostics stay until a new run has ended: nothing flickers.
"""

from __future__ import annotations

import functools
from pathlib import PurePath
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.uris import from_fs_path

from keras_lsp.presentation import pages
from keras_lsp.report.hints import texts_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from keras_lsp.report import Problem
    from keras_lsp.server.analyses import Analysis
    from keras_lsp.server.documents import Document
    from keras_lsp.server.session import KerasServer
    from keras_lsp.server.sources import Source

SOURCE = "keras-lsp"
UNCALLED = "KL907"
_SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "information": types.DiagnosticSeverity.Information,
    "hint": types.DiagnosticSeverity.Hint,
}
_TAGS = {
    "deprecated": types.DiagnosticTag.Deprecated,
    "unnecessary": types.DiagnosticTag.Unnecessary,
}


class Publisher:
    """Sends diagnostics, and remembers which so that none is left behind."""

    def __init__(self, server: KerasServer) -> None:
        self._server = server
        self._published: dict[str, list[types.Diagnostic]] = {}

    def publish(self, document: Document | None = None) -> None:
        """Publish what has changed, and what stands in `document` in any case."""
        always = [part.uri for part in document.parts] if document else []
        found: dict[str, list[types.Diagnostic]] = {uri: [] for uri in always}
        found.update(self._collect())
        for uri in self._published:
            found.setdefault(uri, [])
        for uri, diagnostics in found.items():
            changed = self._published.get(uri, []) != diagnostics
            if changed or uri in always:
                self._send(uri, diagnostics)

    def _send(self, uri: str, diagnostics: list[types.Diagnostic]) -> None:
        if diagnostics:
            self._published[uri] = diagnostics
        else:
            self._published.pop(uri, None)
        document = self._server.documents.peek(uri)
        part = document.part(uri) if document else None
        self._server.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(
                uri, diagnostics, version=part.version if part else None
            )
        )

    def _collect(self) -> dict[str, list[types.Diagnostic]]:
        found: dict[str, list[types.Diagnostic]] = {}
        for document in self._server.documents:
            if document.latest is None:
                continue
            rules = self._server.settings_for(document.path).rules
            for problem in document.latest.report.problems:
                if not rules.shows(problem.code) or self._is_answered(document, problem):
                    continue
                uri, diagnostic = self._convert(document.latest, problem)
                of_problem = [] if diagnostic is None else [(uri, diagnostic)]
                for uri, each in (*of_problem, *self._marks(document.latest, problem)):
                    if each not in found.setdefault(uri, []):
                        found[uri].append(each)
        return found

    def _marks(
        self, analysis: Analysis, problem: Problem
    ) -> Iterable[tuple[str, types.Diagnostic]]:
        """A mark at the program's outermost call that leads to an error elsewhere."""
        if problem.outermost is None:
            return
        origin = analysis.sources.get(problem.span.path)
        source = analysis.sources.get(problem.outermost.path)
        if origin is None or source is None:
            return
        target = self._server.location_of(origin, problem.span)
        place = self._server.location_of(source, problem.outermost)
        if target is None or place is None:
            return
        text = f"This leads to {problem.code} in line {target.range.start.line + 1}"
        if target.uri != place.uri:
            text += f" of {PurePath(problem.span.path).name}"
        related = [types.DiagnosticRelatedInformation(target, problem.message)]
        yield (
            place.uri,
            types.Diagnostic(
                place.range,
                f"{text}: {problem.message}",
                severity=types.DiagnosticSeverity.Hint,
                source=SOURCE,
                related_information=related if self._server.client.related else None,
            ),
        )

    def _is_answered(self, document: Document, problem: Problem) -> bool:
        """Whether another open program calls what this one only defines."""
        return problem.code == UNCALLED and any(
            other is not document for other in self._server.documents.covering(document.path)
        )

    def _convert(
        self, analysis: Analysis, problem: Problem
    ) -> tuple[str, types.Diagnostic | None]:
        source = analysis.sources.get(problem.span.path)
        if source is None:
            uri = next((part.uri for part in analysis.document.parts), analysis.document.uri)
            return uri, diagnostic(self._server, analysis, problem, _line_one())
        location = self._server.location_of(source, problem.span)
        if location is None:
            return self._server.documents.uri_of(problem.span.path), None
        return location.uri, diagnostic(self._server, analysis, problem, location.range)


def diagnostic(
    server: KerasServer, analysis: Analysis, problem: Problem, place: types.Range
) -> types.Diagnostic:
    """A problem in the protocol's words."""
    client = server.client
    message = f"{problem.message}\n\n{problem.detail}" if problem.detail else problem.message
    related = list(_related_information(server, analysis.sources, problem))
    if not client.related:
        for item in related:
            message += f"\nLine {item.location.range.start.line + 1}: {item.message}"
        related = []
    page = rule_page(problem.code) if client.code_description else None
    tags = [_TAGS[tag] for tag in problem.tags if tag in _TAGS and _TAGS[tag] in client.tags]
    return types.Diagnostic(
        place,
        message,
        severity=_SEVERITIES[problem.severity],
        code=problem.code,
        code_description=types.CodeDescription(page) if page else None,
        source=SOURCE,
        tags=tags or None,
        related_information=related or None,
        data=texts_of(problem.data) if problem.data and client.diagnostic_data else None,
    )


@functools.cache
def rule_page(code: str) -> str | None:
    """The file URI of a code's documentation, if it has some."""
    path = pages.path_of(code)
    return from_fs_path(str(path)) if path is not None else None


def _related_information(
    server: KerasServer, sources: dict[str, Source], problem: Problem
) -> Iterable[types.DiagnosticRelatedInformation]:
    for item in problem.related:
        source = sources.get(item.span.path)
        if source is None:
            unread = server.documents.uri_of(item.span.path)
            location: types.Location | None = types.Location(unread, _line_one())
        else:
            location = server.location_of(source, item.span)
        if location is not None:
            yield types.DiagnosticRelatedInformation(location, item.message)


def _line_one() -> types.Range:
    return types.Range(types.Position(0, 0), types.Position(0, 0))
