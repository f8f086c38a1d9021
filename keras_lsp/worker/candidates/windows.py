"""Candidates where the window of a convolution or pooling is larger than its input."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_lsp.report import Fix, numbers_of
from keras_lsp.rules.graph import sizes
from keras_lsp.rules.layer_classes import CONVOLUTIONS, POOLINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp.report import Edit, Problem
    from keras_lsp.worker.candidates.program import ProgramThatRan


def same_padding(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """`padding="same"` for the layer, or for all before it too."""
    call = program.call(problem)
    maker = program.maker(call)
    if call is None or maker is None:
        return
    own = maker.with_argument("padding", '"same"')
    if call.class_name in CONVOLUTIONS | POOLINGS:
        yield Fix(f'Use `padding="same"` in `{call.name}`', own)
    edits: list[Edit] = []
    before = program.graph.giver(call)
    while before is not None:
        known = program.maker(before)
        if before.class_name in CONVOLUTIONS and before.config.get("padding") == "valid":
            new = known.with_argument("padding", '"same"') if known is not None else []
            edits += [edit for edit in new if edit not in edits]
        before = program.graph.giver(before)
    if edits:
        yield Fix('Use `padding="same"` in all earlier convolutions', edits)


def smaller(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """A window of the size of the input."""
    call = program.call(problem)
    maker = program.maker(call)
    shape = call.input_shapes[0] if call is not None and call.input_shapes else None
    if call is None or maker is None or not shape or "data_format" in call.config:
        return
    name, position = ("kernel_size", 1) if call.class_name in CONVOLUTIONS else ("pool_size", 0)
    window = sizes(call, name)
    space = numbers_of(shape[1:-1])
    if len(window) != len(space) or None in space:
        return
    fitting = tuple(min(size, room or 0) for size, room in zip(window, space, strict=True))
    if min(fitting, default=0) > 0 and max(fitting) > 1 and fitting != window:
        text = str(fitting[0]) if len(set(fitting)) == 1 else str(fitting)
        yield Fix(f"Use `{name}={text}`", maker.with_argument(name, text, position))


def remove_pooling(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """Without the pooling that there is no room for."""
    call = program.call(problem)
    maker = program.maker(call)
    if call is not None and maker is not None and call.class_name in POOLINGS:
        yield Fix(f"Remove `{call.name}`", maker.removal())


def as_wide_as_steps(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """Steps no longer than the window is wide."""
    call = program.call(problem)
    maker = program.maker(call)
    if call is None or maker is None:
        return
    window = sizes(call, "kernel_size") or sizes(call, "pool_size")
    steps = tuple(map(min, sizes(call, "strides"), window))
    if steps and maker.keyword("strides") is not None:
        text = str(steps[0]) if len(set(steps)) == 1 else str(steps)
        yield Fix(f"Use `strides={text}`", maker.with_argument("strides", text))
