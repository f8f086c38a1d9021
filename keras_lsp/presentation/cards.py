"""What is said about a layer, a model or an array: cards of a title, rows and a table.

Made from a report, for hovers and for whoever asks about a line. Knows no editor.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from keras_lsp.presentation import (
    costs,
    output_sizes,
    sites,
    training_card,
    training_memory,
    views,
)
from keras_lsp.presentation.api_pages import page_of
from keras_lsp.presentation.costs import Amount
from keras_lsp.presentation.figures import (
    UNKNOWN,
    bytes_text,
    count_text,
    params_text,
    shape_text,
    shapes_text,
    short_count,
)
from keras_lsp.presentation.markup import code, escape, with_code
from keras_lsp.report import Call

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType

    from keras_lsp.presentation.sites import (
        DataSite,
        ModelSite,
        ReturnSite,
        Site,
        Thing,
        TrainingSite,
    )
    from keras_lsp.presentation.views import FileView
    from keras_lsp.report import Layer, LineCost, Model, Report, Span, Weights

CONFIG = "config"
_TABLE_ROWS = 12
_PLAIN_WIDTH = 80
_SOURCE_WIDTH = 72
_VARIABLE = re.compile(r"(?<![\w.])[^\W\d]\w*")


@dataclass
class Card:
    """What is said about one thing.

    Attributes:
        model: a summary of it follows.
        page: an address.
        links: names, the addresses of what they are of, and what is said of each.
    """

    title: str
    rows: list[tuple[str, str]] = field(default_factory=list)
    header: tuple[str, ...] = ()
    table: list[tuple[str, ...]] = field(default_factory=list)
    more: str = ""
    problems: list[str] = field(default_factory=list)
    model: Model | None = None
    page: str | None = None
    links: list[training_card.Link] = field(default_factory=list)


@dataclass(frozen=True)
class Cards:
    """What is said at a place.

    Attributes:
        cards: what is said.
        span: of what; None if it is of a name.
        name: the columns of the name, 0-based, the end exclusive.
    """

    cards: list[Card]
    span: Span | None = None
    name: tuple[int, int] = (0, 0)


def at(view: FileView, line: int, column: int, text: str) -> Cards | None:
    """What is said at a place: of its expression, what its line computes, else of the name there.

    Args:
        view: of the file.
        line: of the text that was run, 1-based.
        column: 1-based, in characters.
        text: the line as it is now.
    """
    thing, cost = view.at(line, column), view.line_costs.get(line)
    if isinstance(thing, sites.TrainingSite):
        # Its model has a card of its own.
        model = named(view, line, column, text)
        if model is not None:
            return model
    cards = thing_cards(view, thing) if thing is not None else []
    if cost is not None:
        cards.append(_line_card(cost, has_layer=isinstance(thing, sites.Site)))
    place = thing or cost
    if place is not None:
        return Cards(cards, place.span)
    return named(view, line, column, text)


def named(view: FileView, line: int, column: int, text: str) -> Cards | None:
    """What is said of the model whose name stands at a place; None if there is none."""
    name = _name_at(text, column - 1)
    site = view.model_named(name[0], line) if name is not None else None
    return Cards(_model_cards(site), name=name.span()) if name and site else None


def thing_cards(view: FileView, thing: Thing) -> list[Card]:
    """The cards of one expression."""
    if isinstance(thing, sites.Site):
        return [_site_card(view, thing)]
    if isinstance(thing, sites.ModelSite):
        return _model_cards(thing)
    if isinstance(thing, sites.ReturnSite):
        return [_return_card(thing)]
    if isinstance(thing, sites.TrainingSite):
        return [_training_card(view, thing)]
    return [_data_card(thing)]


def _site_card(view: FileView, site: Site) -> Card:
    layers = {call.id if call.layer is None else -call.layer: call for call in site.calls}
    if len(layers) == 1:
        report, call = view.report, site.calls[-1]
        card = _call_card(report, call, sites.owner(report, call))
    else:
        card = _loop_card(site)
    for problem in views.problems_at(view, site.span):
        card.problems.append(f"{problem.severity} {problem.code}: {problem.message}")
    return card


def _training_card(view: FileView, site: TrainingSite) -> Card:
    card = Card(f"{site.memory.training.method} · memory of a GPU")
    card.rows = training_memory.rows(site.memory, *view.gpu)
    card.links = training_card.links(site.memory)
    for problem in views.problems_at(view, site.span):
        card.problems.append(f"{problem.severity} {problem.code}: {problem.message}")
    return card


def layer_card(report: Report, model: Model, layer: Layer) -> Card:
    """What the hover says of one layer of a model, also where its line makes others, too."""
    call = Call(
        id=0,
        kind=layer.kind,
        name=layer.name,
        class_name=layer.class_name,
        span=layer.span or model.span,
        input_shapes=layer.input_shapes,
        output_shapes=layer.output_shapes,
        dtype=layer.dtype,
        weights=layer.weights,
        config=layer.config,
        failed=layer.error is not None,
        flops=None if layer.flops is None else layer.flops // layer.calls,
        uncounted=layer.uncounted,
        one_step=layer.one_step,
    )
    card = _call_card(report, call, (model, layer))
    if layer.calls > 1:
        card.rows.insert(0, ("calls", str(layer.calls)))
    if layer.error is not None:
        card.problems.append(f"error: {layer.error}")
    return card


def _call_card(report: Report, call: Call, own: tuple[Model, Layer] | None) -> Card:
    """What is said of a call.

    Args:
        report: of its run.
        call: of a layer, model or operation.
        own: the model that it belongs to, and its row there.
    """
    card = Card(f"{call.name} · {call.class_name}")
    if own is not None and own[1].role != "own":
        card.page = page_of(call.class_name)
    rows = card.rows
    if call.input_shapes:
        rows.append(("input", shapes_text(call.input_shapes)))
    if call.failed:
        rows.append(("output", "none: this call raises an error"))
    elif call.output_shapes:
        kind = f" {call.dtype}" if call.dtype else ""
        rows.append(("output", shapes_text(call.output_shapes) + kind))
        rows += [("output size", text) for text in output_sizes.explanations(call)]
    if call.rank_from:
        rows.append(("rank", f"{len(call.output_shapes[0] or ())}, from {call.rank_from}"))
    rows += _unknown_size_rows(report, call)
    if call.weights is not None and call.kind in ("layer", "model"):
        rows += _weight_rows(call.weights)
        share = _share(own, call)
        if share:
            rows.append(("share", share))
    rows += _cost_rows(own, call)
    if call.config:
        rows.append((CONFIG, ", ".join(f"{key}={value}" for key, value in call.config.items())))
    return card


def _unknown_size_rows(report: Report, call: Call) -> Iterable[tuple[str, str]]:
    """For each size in its shapes that is not known, which line would have told."""
    shapes = [*call.input_shapes, *call.output_shapes]
    names = {size for shape in shapes for size in shape or () if isinstance(size, str)}
    for size in report.unknown_sizes:
        if size.name in names:
            source = size.source
            line = f"{source[:_SOURCE_WIDTH]}…" if len(source) > _SOURCE_WIDTH else source
            yield "not known", f"{size.name}, as nothing comes of {line}"


def _weight_rows(weights: Weights) -> Iterable[tuple[str, str]]:
    if weights.at_least:
        yield "parameters", weights.formula or UNKNOWN
        return
    text = count_text(weights.total)
    if weights.formula:
        text += f" = {weights.formula}"
    if weights.total:
        text += f" ({_trainability(weights)})"
    yield "parameters", text
    if weights.bytes:
        yield "memory", bytes_text(weights.bytes)


def _trainability(weights: Weights) -> str:
    if not weights.non_trainable:
        return "trainable"
    if not weights.trainable:
        return "non-trainable"
    trainable, rest = count_text(weights.trainable), count_text(weights.non_trainable)
    return f"{trainable} trainable, {rest} non-trainable"


def _share(found: tuple[Model, Layer] | None, call: Call) -> str:
    if found is None or call.weights is None or not call.weights.total:
        return ""
    model = found[0]
    if model.weights is None or not model.weights.total or model.weights.at_least:
        return ""
    part = 100 * call.weights.total / model.weights.total
    name = model.variable or model.name
    return f"{part:.1f}% of {name} ({params_text(model.weights.total)})"


def _cost_rows(found: tuple[Model, Layer] | None, call: Call) -> Iterable[tuple[str, str]]:
    """What the call takes, and what share of the model's FLOPs all calls of its layer are."""
    own, calls = costs.flops_in(*found) if found else (Amount(), 1)
    flops = costs.flops_of_layer(call)
    if found and call.kind == "model" and (call.flops is None or own.exact is not None):
        flops = replace(own, known=own.known // calls)
    if flops.exact is not None:
        share = _share_of_flops(own, costs.flops_of(found[0]), calls) if found else ""
        yield "FLOPs", f"{short_count(flops.exact)} for {costs.unit(flops)}{share}"
    elif flops.known:
        yield "FLOPs", flops.text(short_count)
    elif call.kind != "input" and not call.failed:
        yield "FLOPs", "unknown"
    size = costs.output_bytes(call.output_shapes, call.dtype)
    if size is not None and not call.failed:
        yield "output memory", f"{bytes_text(costs.BATCH * size)} for a batch of {costs.BATCH}"


def _share_of_flops(own: Amount, whole: Amount, calls: int) -> str:
    if own.unknown or not own.known or not whole.known:
        return ""
    most = "at most " if whole.unknown else ""
    times = f" in {calls} calls" if calls > 1 else ""
    return f", {most}{100 * own.known / whole.known:.1f}% of the model{times}"


def _loop_card(site: Site) -> Card:
    calls = site.calls
    kinds = ", ".join(dict.fromkeys(call.class_name for call in calls))
    card = Card(f"{len(calls)} calls · {kinds}")
    total = sites.params(calls)
    if total:
        card.rows.append(("parameters", f"{count_text(total)} in all"))
    flops = costs.sum_of((call.flops, call.class_name) for call in calls)
    if flops.known:
        card.rows.append(("FLOPs", f"{flops.text(short_count)} for one sample in all"))
    card.header = ("name", "input", "output", "params")
    card.table = [_loop_row(call) for call in calls[:_TABLE_ROWS]]
    if len(calls) > _TABLE_ROWS:
        card.more = f"… and {len(calls) - _TABLE_ROWS} more"
    return card


def _loop_row(call: Call) -> tuple[str, ...]:
    output = "error" if call.failed else shapes_text(call.output_shapes)
    total = count_text(call.weights.total) if call.weights is not None else ""
    if call.weights is not None and call.weights.at_least:
        total = UNKNOWN
    return call.name, shapes_text(call.input_shapes), output, total


def _model_cards(site: ModelSite) -> list[Card]:
    cards = []
    for model in site.models[-3:]:
        card = Card(model.variable if model.variable != model.name else "")
        card.model = model
        cards.append(card)
    if len(site.models) > len(cards):
        cards[-1].more = f"… and {len(site.models) - len(cards)} more models from this line"
    return cards


def _line_card(cost: LineCost, *, has_layer: bool) -> Card:
    """What a line of a `call` computes.

    Args:
        cost: what it is in each call.
        has_layer: the line also calls layers, of which another card tells.
    """
    title = "other operations of this line" if has_layer else "operations of this line"
    first, *_, last = (
        Amount(flops, tuple(cost.uncounted), one_step=cost.one_step)
        for flops in (cost.flops[0], cost.flops[-1])
    )
    text = first.text(short_count)
    if last != first:
        text += f" in the first call, {last.text(short_count)} in the last,"
    return Card(title, [("FLOPs", f"{text} for {costs.unit(first)}")])


def _return_card(site: ReturnSite) -> Card:
    times = f"{len(site.returned)} calls · " if len(site.returned) > 1 else ""
    card = Card(f"{times}{site.function}")
    shapes = [*dict.fromkeys(shapes_text(item.shapes) for item in site.returned)]
    card.rows = [("returns", text) for text in shapes[:_TABLE_ROWS]]
    if len(shapes) > _TABLE_ROWS:
        card.more = f"… and {len(shapes) - _TABLE_ROWS} more"
    return card


def _data_card(site: DataSite) -> Card:
    card = Card(", ".join(item.name for item in site.names))
    for item in site.names:
        kind = f" {item.dtype}" if item.dtype else ""
        card.rows.append((item.name, f"{item.kind} {shape_text(item.shape)}{kind}"))
    return card


def as_markdown(card: Card) -> str:
    """A card, for clients that show Markdown."""
    pieces = [f"**{escape(card.title)}**"] if card.title else []
    pieces += [with_code(problem) for problem in card.problems]
    if card.rows:
        pieces.append("\n".join(f"- {escape(key)}: {code(value)}" for key, value in card.rows))
    if card.links:
        pieces.append(training_card.as_markdown(card.links))
    if card.table:
        lines = ["| " + " | ".join(card.header) + " |", "|---" * len(card.header) + "|"]
        lines += ["| " + " | ".join(map(escape, row)) + " |" for row in card.table]
        pieces.append("\n".join(lines))
    if card.model is not None:
        pieces.append(_summary().as_markdown(card.model, narrow=True))
    pieces += [card.more] if card.more else []
    pieces += [f"[API page on keras.io]({card.page})"] if card.page else []
    return "\n\n".join(pieces)


def as_plain(card: Card) -> str:
    """A card, for clients that show text as it is."""
    pieces = [card.title] if card.title else []
    pieces += card.problems
    pieces += [f"{key}: {value}" for key, value in card.rows]
    if card.links:
        pieces += training_card.plain(card.links)
    if card.table:
        pieces += ["  ".join(row) for row in (card.header, *card.table)]
    if card.model is not None:
        summary = _summary()
        pieces.append(summary.text(card.model, look=summary.Look(_PLAIN_WIDTH)))
    pieces += [card.more] if card.more else []
    return "\n".join(pieces)


def _summary() -> ModuleType:
    from keras_lsp.presentation import summary

    return summary


def _name_at(text: str, column: int) -> re.Match[str] | None:
    """The variable at a column of a line; what stands behind a point, or in a text, is none."""
    names = _VARIABLE.finditer(text)
    name = next((name for name in names if name.start() <= column <= name.end()), None)
    before = text[: name.start()] if name is not None else ""
    in_text = "#" in before or before.count('"') % 2 or before.count("'") % 2
    return None if in_text else name
