"""The commands that an editor, or a person through it, can execute.

Their results are a contract (`docs/protocol.md`): fields may be added, none removed.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from keras_lsp.presentation import costs
from keras_lsp.presentation import training_memory as of_training
from keras_lsp.report import shapes_in_json
from keras_lsp.server.features import layer_details, summary_table, training_memory
from keras_lsp.server.features.chosen import (
    Chosen,
    RefusedCommandError,
    choose_model,
    document_of,
    models_meant,
    options_of,
    origin,
)
from keras_lsp.server.features.files import open_externally, write_cached
from keras_lsp.settings import Plot, in_camel_case, read_plot

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from keras_lsp.plot import PlotOptions
    from keras_lsp.plot.tree import Node
    from keras_lsp.presentation.changes import ModelChange
    from keras_lsp.presentation.costs import Cost
    from keras_lsp.report import Layer, Span
    from keras_lsp.server.analyses import Analysis
    from keras_lsp.server.documents import Document
    from keras_lsp.server.session import KerasServer

    Command = Callable[..., Coroutine[Any, Any, dict[str, Any]]]

PLOT_MODEL = "keras-lsp.plotModel"
SUMMARIZE_MODEL = "keras-lsp.summarizeModel"
DESCRIBE_LAYER = "keras-lsp.describeLayer"
MODELS_AT = "keras-lsp.modelsAt"
LIST_MODELS = "keras-lsp.listModels"
ANALYZE = "keras-lsp.analyze"
RESTART = "keras-lsp.restart"
USE_TOOL = "keras-lsp.useTool"

# Of formats that are not called as their files are.
_EXTENSIONS = {"blocks": "svg", "tikz": "tex"}
_SINCE = {"save": "Since the last save", "head": "Since HEAD"}


async def plot_model(ls: KerasServer, *args: object) -> dict[str, Any]:
    """`keras-lsp.plotModel`."""
    from keras_lsp import plot

    options = options_of(args)
    chosen = await choose_model(ls, options)
    settings = _plot_settings(ls, chosen.document, options)
    if settings.show_changes == "head":
        await ls.heads.wait_idle(chosen.analysis.document)
    change = _changes(ls, chosen, settings.show_changes)
    look = _look(settings, _exceptions(options), change)
    try:
        content = await asyncio.to_thread(plot.render, chosen.model, look, settings.format)
    except (plot.NoRendererError, plot.RenderError) as error:
        raise RefusedCommandError(str(error)) from None
    drawn = plot.nodes(chosen.model, look)
    folded = plot.folded_nodes(chosen.model, look)
    nodes = _nodes(ls, chosen, [*drawn, *folded], look)
    result = _header(ls, chosen) | {
        "format": settings.format,
        "nodes": nodes[: len(drawn)],
        "folded": nodes[len(drawn) :],
        "options": in_camel_case(settings),
        "changes": _change_to_json(change),
        **_as_text(content, settings.format),
    }
    if options.get("open") is True or settings.format == "png":
        extension = _EXTENSIONS.get(settings.format, settings.format)
        result["path"] = await _write_file(chosen, extension, content)
    if options.get("open") is True:
        await open_externally(ls, result["path"], external=True)
    return result


async def summarize_model(ls: KerasServer, *args: object) -> dict[str, Any]:
    """`keras-lsp.summarizeModel`; with `plain` the table is just the one that Keras prints."""
    from keras_lsp.presentation import summary

    options = options_of(args)
    chosen = await choose_model(ls, options)
    models = chosen.analysis.report.models
    changes = {since: _changes(ls, chosen, since) for since in _SINCE}
    notes = [f"{_SINCE[since]}: {change.text}" for since, change in changes.items() if change]
    trained = await training_memory.of_analysis(ls, chosen.analysis)
    card = training_memory.card_of(ls, chosen.analysis)
    notes += of_training.notes(trained, chosen.model, *card)
    expand_nested = options.get("expandNested") is True
    look = summary.Look(plain=options.get("plain") is True, expand_nested=expand_nested)
    drawn = await asyncio.to_thread(summary.as_table, chosen.model, models, look, notes)
    text = "\n".join(drawn.lines)
    told, cells = summary_table.as_data(chosen.model, models, notes)
    rows = zip(_rows(ls, chosen), cells, _problems(ls, chosen), drawn.rows, strict=True)
    result = _header(ls, chosen) | {
        "text": text,
        "markdown": summary.as_markdown(chosen.model, models, notes, expand_nested=expand_nested),
        "changes": {since: _change_to_json(change) for since, change in changes.items()},
        **told,
        "rows": [
            row | of_row | {"problems": problems, "line": line}
            for row, of_row, problems, line in rows
        ],
    }
    if options.get("open") is True:
        result["path"] = await _write_file(chosen, "txt", text.encode("utf-8"))
        await open_externally(ls, result["path"], external=False)
    return result


async def describe_layer(ls: KerasServer, *args: object) -> dict[str, Any]:
    """`keras-lsp.describeLayer`: what the hover says of one row of a summary or plot."""
    options = options_of(args)
    chosen = await choose_model(ls, options)
    path = options.get("path")
    report, model = chosen.analysis.report, chosen.model
    layer = next((layer for layer in model.layers if layer.path == path), None)
    if layer is None:
        raise RefusedCommandError(f"{model.variable or model.name} has no layer {path!r}.")
    index = next(index for index, each in enumerate(model.layers) if each is layer)
    told = layer_details.details(report, model, layer)
    trained = await training_memory.of_analysis(ls, chosen.analysis)
    if kept := of_training.kept_by(trained, model, layer):
        told["rows"].append(["kept in training", kept])
    return origin(chosen) | told | {"problems": _problems(ls, chosen)[index]}


async def models_at(ls: KerasServer, *args: object) -> dict[str, Any]:
    """`keras-lsp.modelsAt`: which models are meant at a place; runs nothing."""
    return models_meant(ls, options_of(args))


async def list_models(ls: KerasServer, *args: object) -> dict[str, Any]:
    """`keras-lsp.listModels`: the models of each open document that was run; runs nothing."""
    from keras_lsp.server.features import model_list

    return model_list.files(ls, options_of(args))


async def analyze(ls: KerasServer, *args: object) -> dict[str, Any]:
    """`keras-lsp.analyze`: answers when the run has ended."""
    document = document_of(ls, options_of(args))
    reason = ls.scheduler.refusal(document, "command")
    if not reason and not await ls.consent(document.path, "command"):
        reason = "its execution was not allowed"
    if reason:
        return {"version": document.version, "status": "refused", "problems": 0, "reason": reason}
    ls.scheduler.request(document, "command")
    generation = document.generation
    await ls.scheduler.wait_idle(document)
    latest = document.latest
    if latest is None or latest.generation < generation:
        return {"version": document.version, "status": "cancelled", "problems": 0}
    report = latest.report
    result = {
        "version": latest.version,
        "status": report.status,
        "problems": len(report.problems),
        "models": len(report.models),
        "seconds": report.seconds,
    }
    return result | ({"reason": latest.reason} if latest.reason else {})


async def restart(ls: KerasServer, *_args: object) -> dict[str, Any]:
    """`keras-lsp.restart`: new processes, and each open document is run again."""
    ls.scheduler.cancel_all()
    ls.heads.cancel_all()
    await ls.workers.restart()
    for document in ls.documents:
        ls.scheduler.request(document, "open")
    return {}


def _plot_settings(ls: KerasServer, document: Document, options: dict[str, Any]) -> Plot:
    settings, warnings = read_plot(ls.settings_for(document.path).plot, options)
    if warnings:
        raise RefusedCommandError("; ".join(warnings))
    return settings


def _exceptions(options: dict[str, Any]) -> frozenset[str]:
    ids = options.get("exceptions", [])
    if not isinstance(ids, list) or not all(isinstance(item, str) for item in ids):
        raise RefusedCommandError(f"plot.exceptions: expected a list of node ids, not {ids!r}")
    return frozenset(ids)


def _look(settings: Plot, exceptions: frozenset[str], change: ModelChange | None) -> PlotOptions:
    from keras_lsp import plot

    return plot.PlotOptions(
        show_shapes=settings.show_shapes,
        shapes_on_edges=settings.shapes_on_edges,
        show_layer_names=settings.show_layer_names,
        show_dtype=settings.show_dtype,
        show_layer_activations=settings.show_layer_activations,
        show_trainable=settings.show_trainable,
        show_costs=settings.show_costs,
        expand_nested=settings.expand_nested,
        fold_repeats=settings.fold_repeats,
        rankdir=settings.rankdir,
        exceptions=exceptions,
        changes=change.marks if change else {},
        since=change,
    )


def _as_text(content: bytes, format_: str) -> dict[str, str]:
    """A picture as it can be told in JSON."""
    if format_ != "png":
        return {"content": content.decode("utf-8")}
    import base64

    return {"content": base64.b64encode(content).decode("ascii"), "encoding": "base64"}


async def _write_file(chosen: Chosen, extension: str, content: bytes) -> str:
    """The path of a file with this content."""
    name = f"{chosen.model.variable or chosen.model.name}.{extension}"
    try:
        return await asyncio.to_thread(write_cached, chosen.document.path, name, content)
    except OSError as error:
        raise RefusedCommandError(
            f"{error.filename or name} cannot be written: {error.strerror}. Fix that, then try "
            "again."
        ) from None


def _header(ls: KerasServer, chosen: Chosen) -> dict[str, Any]:
    return origin(chosen) | {
        "models": [
            {
                "id": model.id,
                "name": model.variable or model.name,
                **_place(ls, chosen.analysis, model.span),
            }
            for model in chosen.analysis.report.models
        ],
    }


def _changes(ls: KerasServer, chosen: Chosen, since: str) -> ModelChange | None:
    """What changed in the model since `save` or `head`; None if nothing did."""
    analysis, model = chosen.analysis, chosen.model
    change = analysis.since_save.get(model.id) if since == "save" else None
    if since == "head" and ls.settings_for(analysis.document.path).changes.head:
        change = (analysis.since_head or {}).get(model.id)
    return change if change and change.text else None


def _change_to_json(change: ModelChange | None) -> dict[str, Any] | None:
    if change is None:
        return None
    layers = [(layer.kind, layer.after or layer.before) for layer in change.layers]
    return {
        "text": change.text,
        "params": change.params,
        "layers": [{"path": each.path, "change": kind} for kind, each in layers if each],
    }


def _rows(ls: KerasServer, chosen: Chosen) -> list[dict[str, Any]]:
    """What is told of each layer of the model."""
    found = costs.of_model(chosen.model).rows
    layers = zip(chosen.model.layers, found, strict=True)
    return [_row(ls, chosen.analysis, layer, cost) for layer, cost in layers]


def _problems(ls: KerasServer, chosen: Chosen) -> list[list[dict[str, Any]]]:
    """What is wrong with each layer of the model, with the place where it stands."""
    shows = ls.settings_for(chosen.document.path).rules.shows
    problems = [item for item in chosen.analysis.report.problems if shows(item.code)]
    return [
        [problem | _place(ls, chosen.analysis, span) for problem, span in of_layer]
        for of_layer in layer_details.problems_of(chosen.model, problems)
    ]


def _nodes(
    ls: KerasServer, chosen: Chosen, nodes: list[Node], look: PlotOptions
) -> list[dict[str, Any]]:
    from keras_lsp import plot

    ids = {tuple(node.layer.path): node.id for node in nodes}
    layers = zip(chosen.model.layers, costs.of_model(chosen.model).rows, strict=True)
    told = {id(layer): cost for layer, cost in layers}
    return [
        {
            "id": node.id,
            "parent": node.group.id if node.group else ids.get(tuple(node.layer.path[:-1])),
            "children": len(node.children),
            "expanded": node.expanded,
            "role": node.layer.role,
            **_row(ls, chosen.analysis, node.layer, plot.cost_of(node, told)),
            **({"repeats": node.repeats} if node.repeats else {}),
            **({"change": mark} if (mark := plot.mark_of(node, look)) else {}),
        }
        for node in nodes
    ]


def _row(ls: KerasServer, analysis: Analysis, layer: Layer, cost: Cost) -> dict[str, Any]:
    row = {
        "path": layer.path,
        "name": layer.name,
        "class": layer.class_name,
        **_place(ls, analysis, layer.span or layer.call_span),
        "outputShapes": shapes_in_json(layer.output_shapes),
        "params": layer.weights.total if layer.weights else None,
        "flops": cost.flops.exact,
        "outputBytes": cost.output_bytes.exact,
    }
    if layer.span and layer.call_span:
        row["called"] = _place(ls, analysis, layer.call_span)
    if cost.flops.one_step:
        row["oneStep"] = True
    return row | ({"error": layer.error} if layer.error else {})


def _place(ls: KerasServer, analysis: Analysis, span: Span | None) -> dict[str, Any]:
    """Where an expression stands now; the range is null if it was edited since the run."""
    if span is None:
        return {"uri": None, "range": None}
    source = analysis.sources.get(span.path)
    location = ls.location_of(source, span) if source else None
    if location is None:
        return {"uri": ls.documents.uri_of(span.path), "range": None}
    return {"uri": location.uri, "range": location.range}


async def use_tool(ls: KerasServer, *args: object) -> dict[str, Any]:
    """`keras-lsp.useTool`."""
    from keras_lsp.server.features import tools

    return await tools.use_tool(ls, *args)


COMMANDS: dict[str, Command] = {
    PLOT_MODEL: plot_model,
    SUMMARIZE_MODEL: summarize_model,
    DESCRIBE_LAYER: describe_layer,
    MODELS_AT: models_at,
    LIST_MODELS: list_models,
    ANALYZE: analyze,
    RESTART: restart,
    USE_TOOL: use_tool,
}
