"""The outline: models with their layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from keras_lsp.presentation.figures import shapes_text, short_count, weights_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp.report import Layer, Model
    from keras_lsp.server.analyses import DocumentView
    from keras_lsp.server.session import KerasServer


def layer_detail(layer: Layer) -> str:
    """`Dense (None, 2) · 4`."""
    text = f"{layer.class_name} {shapes_text(layer.output_shapes)}".rstrip()
    if layer.weights is not None and layer.weights.total:
        text += f" · {short_count(layer.weights.total)}"
    return text


def model_detail(model: Model) -> str:
    """`Sequential · 7 params`."""
    if model.weights is None:
        return model.class_name
    return f"{model.class_name} · {weights_text([model.weights])}"


def tree(ls: KerasServer, shown: DocumentView) -> list[types.DocumentSymbol]:
    """The models made in the document, in its order, each with its layers below it."""
    symbols = []
    for site in sorted(shown.view.models, key=lambda site: site.span.start):
        place = ls.range_of(shown.source, site.span)
        if place is not None:
            symbols += [_model(ls, shown, model, place) for model in site.models]
    return symbols


def _model(
    ls: KerasServer, shown: DocumentView, model: Model, place: types.Range
) -> types.DocumentSymbol:
    top: list[types.DocumentSymbol] = []
    by_path: dict[tuple[str, ...], list[types.DocumentSymbol]] = {(): top}
    for layer in model.layers:
        span = layer.span or layer.call_span
        here = ls.range_of(shown.source, span) if span and span.path == shown.view.path else None
        children: list[types.DocumentSymbol] = []
        symbol = types.DocumentSymbol(
            layer.name or layer.class_name,
            types.SymbolKind.Field,
            here or place,
            here or place,
            detail=layer_detail(layer),
            children=children,
        )
        by_path.setdefault(tuple(layer.path), children)
        by_path.get(tuple(layer.path[:-1]), top).append(symbol)
    return types.DocumentSymbol(
        model.variable or model.name or model.class_name,
        types.SymbolKind.Class,
        _session([place, *(symbol.range for symbol in top)]),
        place,
        detail=model_detail(model),
        children=top,
    )


def _session(ranges: list[types.Range]) -> types.Range:
    start = min((item.start.line, item.start.character) for item in ranges)
    end = max((item.end.line, item.end.character) for item in ranges)
    return types.Range(types.Position(*start), types.Position(*end))


def flat(
    symbols: list[types.DocumentSymbol], uri: str, container: str | None = None
) -> Iterator[types.SymbolInformation]:
    """The same for clients that know no trees."""
    for symbol in symbols:
        name = f"{symbol.name}: {symbol.detail}"
        location = types.Location(uri, symbol.range)
        yield types.SymbolInformation(location, name, symbol.kind, container_name=container)
        yield from flat(list(symbol.children or ()), uri, symbol.name)


def install(ls: KerasServer) -> None:
    """Answer requests for the outline."""
    ls.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)(document_symbols)


def refresh(ls: KerasServer) -> None:
    """Have the editor ask again, if it can be told.

    LSP has no request for that. But an editor asks for the outline when somebody registers for
    it; whoever was registered before is kept until then, so that it is never empty.
    """
    if not ls.client.register_symbols:
        return
    before, ls.outlines = ls.outlines, ls.outlines + 1
    method = types.TEXT_DOCUMENT_DOCUMENT_SYMBOL
    options = types.TextDocumentRegistrationOptions()
    new = types.Registration(f"outline-{ls.outlines}", method, options)
    ls.client_register_capability(types.RegistrationParams([new]))
    if before:
        old = types.Unregistration(f"outline-{before}", method)
        ls.client_unregister_capability(types.UnregistrationParams([old]))


def document_symbols(
    ls: KerasServer, params: types.DocumentSymbolParams
) -> list[types.DocumentSymbol] | list[types.SymbolInformation]:
    """`textDocument/documentSymbol`."""
    uri = params.text_document.uri
    shown = ls.view_of(uri)
    symbols = tree(ls, shown) if shown else []
    return symbols if ls.client.symbol_tree else list(flat(symbols, uri))
