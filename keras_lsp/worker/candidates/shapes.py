"""Candidates that say the shape of a model's input otherwise, or take a layer for its rank."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from keras_lsp.report import Edit, Fix, numbers_of
from keras_lsp.report.hints import FailedCall

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp.report import Call, Problem
    from keras_lsp.worker.candidates.edits import LayerExpression
    from keras_lsp.worker.candidates.program import ProgramThatRan

_SAYING = ("shape", "input_shape", "batch_shape", "batch_input_shape")
_INPUTS = ("Input", "InputLayer")
# Channels that images and signals have.
_CHANNELS = (1, 3, 4)
_OF_RANK = re.compile(r"(?:.*\D)?[123]D(?:Transpose)?")
_LEAST_SPACE = 5
# Axes of space; of three of them, the first one is the batch more often.
_FLAT = 2


def shape_of(maker: LayerExpression) -> tuple[str, ast.expr] | None:
    """The argument by which an expression says the shape of the model's input, and its value."""
    if maker.name.rpartition(".")[2] in _INPUTS and maker.value("shape", 0) is not None:
        value = maker.value("shape", 0)
        return ("shape", value) if value is not None else None
    for name in _SAYING:
        value = maker.value(name)
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
    if len(known) > 1 and wanted in (0, len(known)):
        edits = _without_first(maker, value)
        text = _tuple(known[1:])
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
        yield Fix(f"Add an axis of size 1 to `{name}`: {_tuple([*known, 1])}", edits)


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
    source = program.graph.giver(call) if call is not None else None
    first = source or call
    while first is not None and program.graph.giver(first) is not None:
        first = program.graph.giver(first)
    shapes = [] if first is None else first.input_shapes or first.output_shapes
    sizes = numbers_of(shapes[0][1:]) if shapes and shapes[0] is not None else []
    if len(elements) != len(sizes) or len(sizes) < 2 or sizes[0] not in _CHANNELS:
        return
    if any(size is not None and size < _LEAST_SPACE for size in sizes[1:]):
        return
    order = [*elements[1:], elements[0]]
    edit = Edit(maker.text.span(value), f"({', '.join(map(maker.text.source, order))})")
    yield Fix(f"Put the channels last in `{name}`: {_tuple([*sizes[1:], sizes[0]])}", [edit])


def class_of_the_rank(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """The class for so many axes: `Conv2D` for `Conv1D` on images."""
    call = program.call(problem)
    maker = program.maker(call)
    shape = call.input_shapes[0] if call is not None and call.input_shapes else None
    if call is None or maker is None or shape is None:
        return
    name = maker.name.rpartition(".")[2]
    space = len(shape) - 2
    if not _OF_RANK.fullmatch(name) or not 1 <= space <= _FLAT or name.startswith("ConvLSTM"):
        return
    other = re.sub(r"[123]D", f"{space}D", name)
    # With fewer axes than the class takes, it is rather the channels that are missing.
    if other > name:
        yield Fix(f"Use {other} instead of {name}", maker.replacement(other))


def _tuple(sizes: list[int | None]) -> str:
    return str(tuple(sizes))
