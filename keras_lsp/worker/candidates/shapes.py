"""Candidates that say the shape of a model's input otherwise, or take a layer for its rank."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from keras_lsp.report import Edit, Fix, numbers_of
from keras_lsp.report.hints import FailedCall
from keras_lsp.rules.layer_classes import (
    BETWEEN,
    CONVOLUTIONS,
    DROPOUTS,
    GLOBAL_POOLINGS,
    POOLINGS,
    RECURRENT,
)
from keras_lsp.worker.candidates.inputs import INPUTS, tuple_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp.report import Call, Problem
    from keras_lsp.worker.candidates.edits import LayerExpression
    from keras_lsp.worker.candidates.program import ProgramThatRan

_SAYING = ("shape", "input_shape", "batch_shape", "batch_input_shape")
# Channels that images and signals have.
_CHANNELS = (1, 3, 4)
_OF_RANK = re.compile(r"(?:.*\D)?[123]D(?:Transpose)?")
_LEAST_SPACE = 5
# Axes of space; of three of them, the first one is the batch more often.
_FLAT = 2


def shape_of(maker: LayerExpression) -> tuple[str, ast.expr] | None:
    """The argument by which an expression says the shape of the model's input, and its value."""
    first = _SAYING[0] if maker.name.rpartition(".")[2] in INPUTS else None
    for name in _SAYING:
        value = maker.value(name, 0 if name == first else None)
        if value is not None:
            return name, value
    return None


def saying(program: ProgramThatRan, call: Call | None) -> LayerExpression | None:
    """The expression that says the shape of the input that a call's tensor comes from."""
    while call is not None:
        maker = program.maker_at(call.constructor or call.span)
        if maker is not None and shape_of(maker) is not None:
            return maker
        call = program.graph.giver(call)
    return None


def of_another_rank(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """An input shape without the batch, or with an axis of size 1, where the input says it."""
    call = program.call(problem)
    shape = call.input_shapes[0] if call is not None and call.input_shapes else None
    maker = saying(program, call)
    said = shape_of(maker) if maker is not None else None
    wanted = int(problem.data.ndim or 0) if isinstance(problem.data, FailedCall) else 0
    if maker is None or said is None or shape is None or said[0].startswith("batch"):
        return
    name, value = said
    known = numbers_of(shape[1:])
    # Two sides of an image are no batch, nor are steps that a recurrent layer goes through.
    batch = known[:1] != known[1:2] and not _steps(program, call)
    if len(known) > 1 and wanted in (0, len(known)) and batch:
        edits = _without_first(maker, value)
        text = tuple_text(known[1:])
        yield Fix(f"Leave the batch out of `{name}`: {text}", edits)
    implied = program.graph.giver(call) is None if call is not None else False
    if (
        implied
        and wanted == len(known) + 2
        and isinstance(value, (ast.Tuple, ast.List))
        and value.elts
    ):
        edits = [Edit(maker.text.end(value.elts[-1]), ", 1")]
        edits += _without_comma(maker, value)
        yield Fix(f"Add an axis of size 1 to `{name}`: {tuple_text([*known, 1])}", edits)


def _without_first(maker: LayerExpression, value: ast.expr) -> list[Edit]:
    """The sizes without the first one."""
    text = maker.text
    if isinstance(value, (ast.Tuple, ast.List)):
        elements = value.elts
        if len(elements) < 2 or any(isinstance(each, ast.Starred) for each in elements):
            return []
        kept = ", ".join(map(text.source, elements[1:]))
        comma = "," if len(elements) == 2 else ""
        return [Edit(text.span(value), f"({kept}{comma})")]
    if isinstance(value, ast.Attribute) and value.attr == "shape":
        return [Edit(text.end(value), "[1:]")]
    return []


def _without_comma(maker: LayerExpression, value: ast.Tuple | ast.List) -> list[Edit]:
    """`(4,)` ends with a comma, of which there must not be two."""
    text = maker.text
    end, last = text.span(value), text.span(value.elts[-1])
    behind = text.between(text.end(value.elts[-1]), text.end(value))
    written = text.at(behind)
    if written.count(",") != 1 or end.end_line != last.end_line:
        return []
    start = last.end_column + written.index(",")
    place = type(end)(end.path, last.end_line, start, last.end_line, start + 1)
    return [Edit(place, "")]


def channels_last(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """The channels as the last axis of the input, where the first one looks like them."""
    call = program.call(problem)
    maker = saying(program, call)
    said = shape_of(maker) if maker is not None else None
    if maker is None or said is None or said[0].startswith("batch"):
        return
    name, value = said
    elements = value.elts if isinstance(value, (ast.Tuple, ast.List)) else []
    first = call
    while first is not None and (before := program.graph.giver(first)) is not None:
        first = before
    shapes = [] if first is None else first.input_shapes or first.output_shapes
    sizes = numbers_of(shapes[0][1:]) if shapes and shapes[0] is not None else []
    if len(elements) != len(sizes) or len(sizes) < 2 or sizes[0] not in _CHANNELS:
        return
    if any(size is not None and size < _LEAST_SPACE for size in sizes[1:]):
        return
    order = [*elements[1:], elements[0]]
    edit = Edit(maker.text.span(value), f"({', '.join(map(maker.text.source, order))})")
    yield Fix(f"Put the channels last in `{name}`: {tuple_text([*sizes[1:], sizes[0]])}", [edit])


def without_flattening(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """The axes kept that a layer needs: no Flatten before it, and no pooling of all places."""
    call = program.call(problem)
    flat = program.graph.giver(call, DROPOUTS) if call is not None else None
    if flat is not None and _follows_a_failure(program, flat):
        return
    maker, own = program.maker(flat), program.maker(call)
    if call is not None and own is not None and call.class_name in GLOBAL_POOLINGS:
        yield Fix(f"Remove `{call.name}`", own.removal())
    elif flat is not None and maker is not None and flat.class_name == "Flatten":
        yield Fix(f"Remove `{flat.name}`", maker.removal())
    elif flat is not None and maker is not None and flat.class_name in GLOBAL_POOLINGS:
        local = flat.class_name.removeprefix("Global")
        edits = [*maker.replacement(local), *maker.with_argument("pool_size", "2", 0)]
        yield Fix(f"Use {local} instead of {flat.class_name}", edits)


def _follows_a_failure(program: ProgramThatRan, call: Call) -> bool:
    """Whether a layer that failed comes before, whose error is the one to mend."""
    before: Call | None = call
    while before is not None and not before.failed:
        before = program.graph.giver(before)
    return before is not None


def at_each_step(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """What works on one image for each of the images that a recurrent layer goes through."""
    spatial = [
        each
        for each in _steps(program, program.call(problem))
        if each.class_name in CONVOLUTIONS | POOLINGS | GLOBAL_POOLINGS | {"Flatten"}
    ]
    makers = [maker for each in spatial if (maker := program.maker(each)) is not None]
    distributed = makers[0].sibling("TimeDistributed") if makers else None
    if distributed is None or len(makers) < len(spatial):
        return
    name, imports = distributed
    edits = [
        edit
        for maker in makers
        for edit in (
            Edit(maker.text.start(maker.node), f"{name}("),
            Edit(maker.text.end(maker.node), ")"),
        )
    ]
    shown = ", ".join(f"`{each.name}`" for each in spatial[:3]) + (", …" * (len(spatial) > 3))
    yield Fix(f"Put {shown} into TimeDistributed", [*edits, *imports])


def _steps(program: ProgramThatRan, call: Call | None) -> list[Call]:
    """A call and those behind it, up to a recurrent layer; none if none follows."""
    found: list[Call] = []
    while call is not None:
        if call.class_name in RECURRENT:
            return found
        found.append(call)
        call = program.graph.only_user(call)
    return []


def class_of_the_rank(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """The class for so many axes: `Conv2D` for `Conv1D` on images."""
    call = program.call(problem)
    maker = program.maker(call)
    shape = call.input_shapes[0] if call is not None and call.input_shapes else None
    if call is None or maker is None or shape is None:
        return
    name = maker.name.rpartition(".")[2]
    space = len(shape) - 2
    source, sizes = program.graph.giver(call), numbers_of(shape[1:])
    # An input that does not look like an image has rather the batch in its shape.
    image = len(sizes) <= _FLAT or sizes[0] == sizes[1] or sizes[-1] in _CHANNELS
    if not image and (source is None or source.kind == "input"):
        return
    if not _OF_RANK.fullmatch(name) or not 1 <= space <= _FLAT or name.startswith("ConvLSTM"):
        return
    other = re.sub(r"[123]D", f"{space}D", name)
    # With fewer axes than the class takes, it is rather the channels that are missing.
    if other > name:
        yield Fix(f"Use {other} instead of {name}", maker.replacement(other))


def image_of_a_vector(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """The axes of an image for the units of a Dense that are written as a product of its sizes."""
    call = program.call(problem)
    dense = program.graph.giver(call, BETWEEN | DROPOUTS) if call is not None else None
    maker, source = program.maker(call), program.maker(dense)
    wanted = int(problem.data.ndim or 0) if isinstance(problem.data, FailedCall) else 0
    if dense is None or maker is None or source is None or dense.class_name != "Dense":
        return
    units = source.value("units", 0)
    factors = _factors(units) if units is not None else []
    if len(factors) == wanted - 1 > 1:
        text = f"({', '.join(map(source.text.source, factors))})"
        yield Fix(f"Insert Reshape({text})", maker.insertion_before("Reshape", text))


def _factors(node: ast.expr) -> list[ast.expr]:
    """Those of a product, from left to right."""
    match node:
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return [*_factors(left), *_factors(right)]
    return [node]
