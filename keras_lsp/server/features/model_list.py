"""The models of each document that was run: for a view of the whole workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from keras_lsp.presentation import costs
from keras_lsp.presentation.figures import params_text, short_count
from keras_lsp.server.features.chosen import document_of

if TYPE_CHECKING:
    from keras_lsp.report import Model
    from keras_lsp.server.analyses import Analysis
    from keras_lsp.server.documents import Document
    from keras_lsp.server.session import KerasServer


def files(ls: KerasServer, options: dict[str, Any]) -> dict[str, Any]:
    """What the last runs of the open documents came to, or that of the one that is named.

    Raises:
        RefusedCommandError: the one that is named is not open.
    """
    documents = [document_of(ls, options)] if "uri" in options else [*ls.documents]
    return {"files": [_file(ls, document) for document in documents if document.latest]}


def _file(ls: KerasServer, document: Document) -> dict[str, Any]:
    shows = ls.settings_for(document.path).rules.shows
    latest, analysis = document.latest, document.analysis
    problems = latest.report.problems if latest is not None else []
    found = [problem.severity for problem in problems if shows(problem.code)]
    return {
        "uri": document.uri,
        "errors": found.count("error"),
        "warnings": found.count("warning"),
        "models": [_model(ls, analysis, model) for model in analysis.report.models]
        if analysis is not None
        else [],
    }


def _model(ls: KerasServer, analysis: Analysis, model: Model) -> dict[str, Any]:
    source = analysis.sources.get(model.span.path)
    location = ls.location_of(source, model.span) if source is not None else None
    known = model.weights is not None and not model.weights.at_least
    params = model.weights.total if model.weights is not None and known else None
    flops = costs.of_model(model).total.flops.exact
    return {
        "id": model.id,
        "name": model.variable or model.name,
        "class": model.class_name,
        "nested": model.nested,
        "uri": location.uri if location else ls.documents.uri_of(model.span.path),
        "range": location.range if location else None,
        "layers": sum(layer.kind != "input" and len(layer.path) == 1 for layer in model.layers),
        "params": params,
        "flops": flops,
        "costs": [
            *([params_text(params)] if params is not None else []),
            *([f"{short_count(flops)} FLOPs"] if flops else []),
        ],
        "failing": sum(layer.error is not None for layer in model.layers),
    }
