"""Candidates where a layer or a model gets an input of the wrong shape or range."""

from __future__ import annotations

import ast
import math
from typing import TYPE_CHECKING

from keras_lsp.report import Edit, Fix, numbers_of
from keras_lsp.report.hints import FailedCall, RawInput, TooFewRows
from keras_lsp.rules.layer_classes import (
    DROPOUTS,
    GLOBAL_POOLING_BY_RANK,
    GLOBAL_POOLINGS,
    RECURRENT,
)
from keras_lsp.worker.candidates.edits import LayerExpression

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from keras_lsp.report import Array, Call, Model, Problem
    from keras_lsp.worker.candidates.program import ProgramThatRan

_KEEPING = DROPOUTS | {"BatchNormalization", "LayerNormalization", "Activation", "Reshape"}
INPUTS = ("Input", "InputLayer")
_MATRIX = 2
_IMAGE = 3


def tuple_text(sizes: Sequence[int | None]) -> str:
    """Sizes as a tuple in Python."""
    return str(tuple(sizes))


def whole_sequences(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """`return_sequences=True` for the recurrent layer whose last state is not enough."""
    call = program.call(problem)
    before = program.graph.giver(call, _KEEPING | {"ExpandDims"}) if call is not None else None
    if before is None or before.class_name not in RECURRENT:
        return
    maker = program.maker(before)
    if maker is not None and maker.name.endswith("Bidirectional"):
        inner = maker.value("layer", 0)
        maker = LayerExpression(maker.text, inner) if isinstance(inner, ast.Call) else None
    if maker is None:
        return
    edits = maker.with_argument("return_sequences", "True")
    between = program.graph.giver(call, DROPOUTS) if call is not None else None
    if between is not None and between.class_name == "Reshape":
        unneeded = program.maker(between)
        edits += unneeded.removal() if unneeded is not None else []
    yield Fix(f"Add `return_sequences=True` to `{before.name}`", edits)


def missing_axes(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """An axis of size 1, or sizes put together, where a layer wants more dimensions."""
    call = program.call(problem)
    shape = call.input_shapes[0] if call is not None and call.input_shapes else None
    maker = program.maker(call)
    known = numbers_of(shape[1:]) if shape is not None else []
    if call is None or maker is None or shape is None or None in known:
        return
    sizes = [size or 0 for size in known]
    wanted = int(problem.data.ndim or 0) if isinstance(problem.data, FailedCall) else 0
    source = program.graph.giver(call)
    if wanted == len(shape) + 1:
        longer = [*sizes, 1]
        if source is not None and source.kind == "input":
            yield from _other_input(program, source, longer)
        if source is None or source.class_name not in GLOBAL_POOLINGS | {"Flatten"}:
            yield Fix(f"Insert Reshape({tuple_text(longer)})", _reshaped(maker, longer))
    elif 1 < wanted < len(shape) and source is not None and source.kind != "input":
        kept = wanted - 2
        shorter = [*sizes[:kept], math.prod(sizes[kept:])]
        yield Fix(f"Insert Reshape({tuple_text(shorter)})", _reshaped(maker, shorter))


def _reshaped(maker: LayerExpression, sizes: list[int]) -> list[Edit]:
    """A Reshape before a layer, which says the shape of the model's input if that one did."""
    given = maker.keyword("input_shape")
    if given is None:
        return maker.insertion_before("Reshape", tuple_text(sizes))
    arguments = f"{tuple_text(sizes)}, {maker.text.source(given)}"
    edits = maker.insertion_before("Reshape", arguments)
    return [*maker.without_argument("input_shape"), *edits] if edits else []


def _other_input(program: ProgramThatRan, source: Call, sizes: list[int]) -> Iterator[Fix]:
    maker = program.maker_at(source.span)
    if maker is not None:
        yield Fix(f"Set the input shape to {tuple_text(sizes)}", _with_shape(maker, sizes))


def _with_shape(maker: LayerExpression, sizes: list[int]) -> list[Edit]:
    """Another shape for what says the shape of an input: `Input(…)`, `Dense(…, input_shape=…)`."""
    is_input = maker.name.rpartition(".")[2] in INPUTS
    if maker.keyword("batch_shape") is not None:
        return maker.with_argument("batch_shape", tuple_text([None, *sizes]))
    if is_input and maker.value("shape", 0) is not None:
        return maker.with_argument("shape", tuple_text(sizes), 0)
    if maker.keyword("input_shape") is not None:
        return maker.with_argument("input_shape", tuple_text(sizes))
    if maker.keyword("input_dim") is not None:
        if len(sizes) == 1:
            return maker.with_argument("input_dim", str(sizes[0]))
        old = maker.keyword("input_dim")
        assert old is not None  # noqa: S101 - asked before
        return [Edit(maker.text.span(old), f"input_shape={tuple_text(sizes)}")]
    return []


def other_target_shape(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """A `Reshape` to as many elements as there are."""
    call = program.call(problem)
    maker = program.maker(call)
    shape = call.input_shapes[0] if call is not None and call.input_shapes else None
    target = maker.value("target_shape", 0) if maker is not None else None
    sized = numbers_of(shape[1:]) if shape is not None else [None]
    if maker is None or target is None or None in sized:
        return
    total = math.prod(size or 0 for size in sized)
    sizes = _literal_sizes(target)
    if not sizes:
        return
    for index in reversed(range(len(sizes))):
        others = math.prod(sizes[:index] + sizes[index + 1 :])
        if others > 0 and total % others == 0:
            changed = [*sizes[:index], total // others, *sizes[index + 1 :]]
            edits = maker.with_argument("target_shape", tuple_text(changed), 0)
            yield Fix(f"Reshape to {tuple_text(changed)}", edits)
    source = program.graph.giver(call) if call is not None else None
    width = program.maker(source)
    if source is not None and source.class_name == "Dense" and width is not None:
        units = math.prod(sizes)
        yield Fix(
            f"Give `{source.name}` {units} units", width.with_argument("units", str(units), 0)
        )


def _literal_sizes(node: ast.expr) -> list[int]:
    """The numbers of a tuple of numbers; empty if it is anything else."""
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError):
        return []
    sizes = [*value] if isinstance(value, (tuple, list)) else [value]
    return sizes if all(isinstance(size, int) and size > 0 for size in sizes) else []


def pooling_for_flatten(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """Global pooling in the place of the Flatten before a Dense."""
    call = program.call(problem)
    flat = program.graph.giver(call, DROPOUTS) if call is not None else None
    if flat is None or flat.class_name != "Flatten" or not flat.input_shapes:
        return
    pooling = GLOBAL_POOLING_BY_RANK.get(len(flat.input_shapes[0] or []))
    maker = program.maker(flat)
    if pooling is not None and maker is not None:
        yield Fix(f"Replace `{flat.name}` with {pooling}()", maker.replacement(pooling))


def of_the_data(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """An input as the data is, or data as the input is."""
    for training in program.record.trainings[::-1]:
        model = program.graph.models.get(training.model)
        if training.span != problem.span or model is None or len(training.inputs) != 1:
            continue
        data = training.inputs[0]
        known = numbers_of(data.shape[1:]) if data.shape is not None else [None]
        if None in known:
            continue
        sizes = [size or 0 for size in known] or [1]
        takes = model.input_shapes[0] if len(model.input_shapes) == 1 else None
        wanted = numbers_of(takes[1:]) if takes is not None else [None]
        turned = sorted(map(str, wanted)) == sorted(map(str, sizes))
        if None not in wanted and not turned:
            whole = [size or 0 for size in wanted]
            if math.prod(whole) == math.prod(sizes):
                yield from _reshape_fixes(program, problem, data, whole)
        # A model is not made for what it predicts, nor for images whose axes are in another order.
        if training.trains and not (turned and len(sizes) >= _IMAGE):
            yield from _as_data(program, model, sizes)
        return


def flatten_first(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """A Flatten before the first layer, for data of more axes than the input."""
    training = program.training(problem)
    model = program.graph.models.get(training.model) if training is not None else None
    shape = training.inputs[0].shape if training is not None and training.inputs else None
    known = numbers_of(shape[1:]) if shape is not None else [None]
    if model is None or len(model.input_shapes) != 1 or None in known or len(known) < _MATRIX:
        return
    takes = numbers_of((model.input_shapes[0] or [])[1:])
    sizes = [size or 0 for size in known]
    first = next((layer for layer in model.layers if layer.kind != "input"), None)
    maker = program.maker(program.call_named(first.name)) if first is not None else None
    if takes != [math.prod(sizes)] or maker is None or maker.keyword("input_shape") is None:
        return
    edits = maker.insertion_before("Flatten", f"input_shape={tuple_text(sizes)}")
    if edits:
        yield Fix("Insert Flatten()", [*maker.without_argument("input_shape"), *edits])


def _as_data(program: ProgramThatRan, model: Model, sizes: list[int]) -> Iterator[Fix]:
    """The model's input, wherever its shape is said, of these sizes."""
    first = model.layers[0] if model.layers else None
    call = program.call_named(first.name) if first is not None else None
    source = program.graph.giver(call) if call is not None and call.kind != "input" else call
    places = [source.span if source is not None else None, first.span if first else None]
    for span in places:
        maker = program.maker_at(span)
        edits = _with_shape(maker, sizes) if maker is not None else []
        if edits:
            yield Fix(f"Set the input shape to {tuple_text(sizes)}, like the data", edits)
            return


def _reshape_fixes(
    program: ProgramThatRan, problem: Problem, data: Array, sizes: list[int]
) -> Iterator[Fix]:
    text = program.texts.of(problem.span.path)
    node = text.call(problem.span) if text is not None else None
    if text is None or node is None:
        return
    given = LayerExpression(text, node).value("x", 0)
    if isinstance(given, ast.Name):
        shape = ", ".join(map(str, [-1, *sizes]))
        edit = Edit(text.span(given), f"{given.id}.reshape({shape})")
        yield Fix(f"Reshape `{data.name or given.id}` to {tuple_text([None, *sizes])}", [edit])


def add_rescaling(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """`Rescaling(1 / 255)` as the first layer."""
    if not isinstance(problem.data, RawInput):
        return
    maker = program.maker(program.call_named(problem.data.first))
    if maker is not None:
        yield Fix("Insert Rescaling(1 / 255)", maker.insertion_before("Rescaling", "1 / 255"))


def more_rows(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """As many rows for an embedding as the data needs."""
    if not isinstance(problem.data, TooFewRows):
        return
    name, rows = problem.data.layer, problem.data.rows
    maker = program.maker(program.call_named(name))
    if maker is not None:
        yield Fix(f"Give `{name}` {rows} rows", maker.with_argument("input_dim", rows, 0))
