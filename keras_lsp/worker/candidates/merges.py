"""Candidates where tensors that come together have unequal shapes."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from keras_lsp.report import Fix, number_of, numbers_of
from keras_lsp.rules.layer_classes import (
    BETWEEN,
    CONVOLUTIONS,
    CROPPING_BY_RANK,
    DROPOUTS,
    ELEMENTWISE_MERGES,
    POOLINGS,
    RECURRENT,
)
from keras_lsp.worker.candidates.edits import LayerExpression, wrap_tensor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp.report import Call, Edit, Problem, Shape
    from keras_lsp.worker.candidates.program import ProgramThatRan

_DEEP = 50
# A tensor is cropped at its edges: of each axis, this part at most.
_EDGES = 1 / 3
_SEQUENCE = 3


def same_padding(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """`padding="same"` for all windows on the branches that lead here."""
    call = program.call(problem)
    if call is None or len(call.producers) < 2:
        return
    edits: list[Edit] = []
    names = []
    for layer in _branches(program, call):
        valid = layer.config.get("padding") == "valid"
        maker = program.maker(layer) if valid else None
        if maker is not None and layer.class_name in CONVOLUTIONS | POOLINGS:
            new = [e for e in maker.with_argument("padding", '"same"') if e not in edits]
            edits += new
            names += [f"`{layer.name}`"] if new else []
    if edits:
        shown = ", ".join(names[:3]) + (", …" if len(names) > 3 else "")
        yield Fix(f'Use `padding="same"` in {shown}', edits)


def _branches(program: ProgramThatRan, call: Call) -> list[Call]:
    """What only some of the tensors that come together went through, the last first."""
    ways = [_before(program, producer) for producer in call.producers]
    shared = set.intersection(*map(set, ways))
    found = {number: None for way in ways for number in way if number not in shared}
    return [program.graph.calls[number] for number in found]


def _before(program: ProgramThatRan, number: int) -> list[int]:
    found: dict[int, None] = {}
    waiting = [number]
    while waiting and len(found) < _DEEP:
        current = waiting.pop(0)
        call = program.graph.calls.get(current)
        if call is not None and current not in found:
            found[current] = None
            waiting += call.producers
    return list(found)


def crop_larger(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """The larger of two tensors, cut to the size of the smaller one."""
    call = program.call(problem)
    parts = _parts(program, problem, call)
    if call is None or parts is None:
        return
    maker, expressions = parts
    one, other = call.input_shapes
    if one is None or other is None or len(one) != len(other) or len(one) not in CROPPING_BY_RANK:
        return
    over = [
        _difference(*sizes)
        for sizes in zip(numbers_of(one[1:-1]), numbers_of(other[1:-1]), strict=True)
    ]
    known = [size for size in over if size is not None]
    if len(known) != len(over) or not any(known):
        return
    larger = 0 if max(known) > 0 else 1
    cuts = [size if larger == 0 else -size for size in known]
    sides = numbers_of((one, other)[larger][1:-1])
    if any(cut < 0 or cut > _EDGES * (side or 0) for cut, side in zip(cuts, sides, strict=True)):
        return
    class_name = CROPPING_BY_RANK[len(one)]
    edges = ", ".join(f"({cut // 2}, {cut - cut // 2})" for cut in cuts)
    arguments = f"({edges})" if len(cuts) > 1 else edges
    source = maker.text.source(expressions[larger])
    edits = wrap_tensor(
        _layer_maker(program, call, maker), expressions[larger], class_name, arguments
    )
    yield Fix(f"Crop `{source}` to the size of the other", edits)


def _difference(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one - other


def _layer_maker(program: ProgramThatRan, call: Call, merge: LayerExpression) -> LayerExpression:
    """An expression whose class is written as another one would have to be."""
    for producer in call.producers:
        found = program.maker(program.graph.calls.get(producer))
        if found is not None and found.text is merge.text:
            return found
    made = merge.node.func
    return LayerExpression(merge.text, made) if isinstance(made, ast.Call) else merge


def _parts(
    program: ProgramThatRan, problem: Problem, call: Call | None
) -> tuple[LayerExpression, list[ast.expr]] | None:
    """The expression that merges, and those of the two tensors, in the order of their shapes."""
    text = program.texts.of(problem.span.path)
    node = text.call(problem.span) if text is not None else None
    if text is None or node is None or call is None or len(call.input_shapes) != 2:
        return None
    match node.args:
        case [ast.List(elts=[one, other])] | [ast.Tuple(elts=[one, other])]:
            return LayerExpression(text, node), [one, other]
    return None


def same_width(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """As many units or filters on one branch as on the other."""
    call = program.call(problem)
    if call is None or len(call.producers) != 2 or len(call.input_shapes) != 2:
        return
    shapes = call.input_shapes
    for mine, wanted in ((1, 0), (0, 1)):
        width = _width(shapes[wanted], shapes[mine])
        layer = program.graph.calls.get(call.producers[mine])
        while layer is not None and program.graph.giver(layer) and _keeps(layer):
            layer = program.graph.giver(layer)
        maker = program.maker(layer)
        if width is None or layer is None or maker is None:
            continue
        if layer.class_name == "Dense":
            edits = maker.with_argument("units", str(width), 0)
            yield Fix(f"Give `{layer.name}` {width} units", edits)
        elif layer.class_name in CONVOLUTIONS and "Depthwise" not in layer.class_name:
            edits = maker.with_argument("filters", str(width), 0)
            yield Fix(f"Give `{layer.name}` {width} filters", edits)


def projected(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """A shortcut put through a convolution of one pixel, which gives it the shape of the way."""
    call = program.call(problem)
    parts = _parts(program, problem, call)
    if call is None or parts is None or call.class_name not in ELEMENTWISE_MERGES:
        return
    maker, expressions = parts
    for mine, wanted in ((0, 1), (1, 0)) if len(call.producers) == 2 else ():
        ways_on = call.producers[mine] in _before(program, call.producers[wanted])[1:]
        arguments = _projection(call.input_shapes[mine], call.input_shapes[wanted])
        if arguments is None or not ways_on:
            continue
        class_name = f"Conv{len(call.input_shapes[mine] or []) - 2}D"
        source = maker.text.source(expressions[mine])
        edits = wrap_tensor(
            _layer_maker(program, call, maker), expressions[mine], class_name, arguments
        )
        yield Fix(f"Put `{source}` through {class_name}({arguments})", edits)


def _projection(mine: Shape | None, wanted: Shape | None) -> str | None:
    """The arguments of a convolution that makes one shape of another; None if none does."""
    if mine is None or wanted is None or len(mine) != len(wanted):
        return None
    if len(mine) not in CROPPING_BY_RANK:
        return None
    sizes = [*zip(numbers_of(mine[1:-1]), numbers_of(wanted[1:-1]), strict=True)]
    filters = number_of(wanted[-1])
    if filters is None or any(old != new and not (old and new) for old, new in sizes):
        return None
    strides = {1 if old == new else -(-(old or 0) // (new or 1)) for old, new in sizes}
    stride = max(strides)
    if len(strides) > 1 or any(old and new != -(-old // stride) for old, new in sizes):
        return None
    return f"{filters}, 1" if stride == 1 else f"{filters}, 1, strides={stride}"


def last_state(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """A vector and a sequence: the last state of the sequence, or the vector at each step."""
    call = program.call(problem)
    parts = _parts(program, problem, call)
    shapes = call.input_shapes if call is not None else []
    ranks = [len(shape or []) for shape in shapes]
    if call is None or parts is None or sorted(ranks) != [_SEQUENCE - 1, _SEQUENCE]:
        return
    maker, expressions = parts
    long = ranks.index(_SEQUENCE)
    layer = program.graph.calls.get(call.producers[long]) if len(call.producers) == 2 else None
    while layer is not None and layer.class_name in DROPOUTS:
        layer = program.graph.giver(layer)
    recurrent = program.maker(layer)
    if layer is not None and recurrent is not None and layer.class_name in RECURRENT:
        edits = recurrent.without_argument("return_sequences")
        yield Fix(f"Remove `return_sequences=True` from `{layer.name}`", edits)
    steps = number_of((shapes[long] or [None, None])[1])
    vector = expressions[1 - long]
    if steps is not None:
        edits = wrap_tensor(_layer_maker(program, call, maker), vector, "RepeatVector", str(steps))
        yield Fix(f"Give `{maker.text.source(vector)}` at each of the {steps} steps", edits)


def _keeps(layer: Call) -> bool:
    return layer.class_name in BETWEEN or layer.class_name == "Dropout"


def _width(wanted: Shape | None, mine: Shape | None) -> int | None:
    """The last size wanted, if the shapes differ in no other."""
    if wanted is None or mine is None or len(wanted) != len(mine) or wanted[:-1] != mine[:-1]:
        return None
    return number_of(wanted[-1]) if wanted[-1] != mine[-1] else None
