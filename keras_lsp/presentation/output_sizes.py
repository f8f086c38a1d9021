"""How the sizes of an output come about, e.g. `26 = (28 − 3) / 1 + 1`.

Each is computed from what the layer got and how it is set up, and told only if that gives the
size that the output has. So a class of the program's that is named like one of Keras is told of
only if it does the same. The formulas are those of Keras' `compute_output_shape`.
"""

from __future__ import annotations

import ast
import math
from typing import TYPE_CHECKING

from keras_lsp.report import number_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from keras_lsp.report import Call, Shape, Size

    # From a size before, a window, a step and a padding: the size after, and how it comes about.
    _Way = Callable[[int, int, int, str], tuple[int, str] | None]

_MOST = 4


def explanations(call: Call) -> list[str]:
    """How the sizes of a call's output come about, for those that are not plain to see.

    Args:
        call: a call of a layer or an operation.

    Returns:
        One text for each way; empty if the class is not known, or there is nothing to compute.
    """
    if call.failed or len(call.output_shapes) != 1 or not call.input_shapes:
        return []
    output = call.output_shapes[0]
    inputs = [shape for shape in call.input_shapes if shape is not None]
    if output is None or len(inputs) < len(call.input_shapes):
        return []
    if call.class_name in _WINDOWS:
        found = _windows(inputs[0], output, call.config, _WINDOWS[call.class_name])
    elif call.class_name in _FROM_SHAPES:
        found = _FROM_SHAPES[call.class_name](inputs, output)
    else:
        return []
    return [*dict.fromkeys(found)][:_MOST]


# Windows that slide.


def _slide(before: int, window: int, step: int, padding: str) -> tuple[int, str] | None:
    """Windows of a convolution or a pooling, see `compute_conv_output_shape`."""
    if padding == "valid":
        steps, rest = divmod(before - window, step)
        quotient = f"({before} − {window}) / {step}"
        return steps + 1, f"{f'⌊{quotient}⌋' if rest else quotient} + 1"
    if step == 1:
        return None
    quotient = f"{before} / {step}"
    return -(-before // step), f"⌈{quotient}⌉" if before % step else quotient


def _spread(before: int, window: int, step: int, padding: str) -> tuple[int, str] | None:
    """Windows of a transposed convolution, see `compute_conv_transpose_output_shape`."""
    if padding == "valid" and window >= step:
        return (before - 1) * step + window, f"({before} − 1) × {step} + {window}"
    return (before * step, f"{before} × {step}") if step > 1 else None


def _windows(
    before_all: Shape, after_all: Shape, config: dict[str, str], way: _Way
) -> Iterator[str]:
    sizes = _spatial(before_all, after_all, config)
    windows = _numbers(config, "kernel_size") or _numbers(config, "pool_size")
    steps = _numbers(config, "strides") or windows
    spread = _numbers(config, "dilation_rate")
    for axis, (before, after) in enumerate(sizes):
        if type(before) is not int or not axis < min(len(windows), len(steps)):
            continue
        gaps = spread[axis] if axis < len(spread) else 1
        window = gaps * (windows[axis] - 1) + 1
        found = way(before, window, steps[axis], config.get("padding", "valid"))
        if found is None or found[0] != after:
            continue
        yield f"{after} = {found[1]}"
        if gaps > 1 and config.get("padding") == "valid":
            yield f"{window} = {gaps} × ({windows[axis]} − 1) + 1"


def _spatial(before: Shape, after: Shape, config: dict[str, str]) -> list[tuple[Size, Size]]:
    """The sizes of each axis that is neither the batch nor the channels."""
    if len(before) != len(after):
        return []
    first = config.get("data_format") == "channels_first"
    axes = slice(2, None) if first else slice(1, -1)
    return [*zip(before[axes], after[axes], strict=True)]


def _numbers(config: dict[str, str], name: str) -> tuple[int, ...]:
    """An argument of one number for each axis; empty if it is none or not known."""
    try:
        value = ast.literal_eval(config.get(name, ""))
    except (ValueError, SyntaxError):
        return ()
    known = isinstance(value, tuple) and all(type(each) is int and each > 0 for each in value)
    return value if known else ()


# Sizes that grow or shrink by themselves.


def _repeated(inputs: Sequence[Shape], output: Shape) -> Iterator[str]:
    for before, after in zip(map(_known, inputs[0][1:]), map(_known, output[1:]), strict=False):
        if 0 < before < after and after % before == 0:
            yield f"{after} = {before} × {after // before}"


def _padded(inputs: Sequence[Shape], output: Shape) -> Iterator[str]:
    for before, after in zip(map(_known, inputs[0][1:]), map(_known, output[1:]), strict=False):
        if before and after and before != after:
            sign = "+" if after > before else "−"
            yield f"{after} = {before} {sign} {abs(after - before)}"


# Sizes that are put in another order, or together.


def _reshaped(inputs: Sequence[Shape], output: Shape) -> Iterator[str]:
    before, after = inputs[0], output
    if before and after and before[0] == after[0]:
        before, after = before[1:], after[1:]
    old, new = [*map(_known, before)], [*map(_known, after)]
    if 0 in (*old, *new) or math.prod(old) != math.prod(new):
        return
    while old and new:
        left, right = [old.pop(0)], [new.pop(0)]
        while math.prod(left) != math.prod(right):
            if math.prod(left) < math.prod(right):
                left.append(old.pop(0))
            else:
                right.append(new.pop(0))
        left, right = [each for each in left if each > 1], [each for each in right if each > 1]
        if len(left) == 1 < len(right):
            left, right = right, left
        if left != right and len(left) > 1:
            yield f"{_product(right)} = {_product(left)}"


def _known(size: Size) -> int:
    """The size; 0 if it is not known."""
    return number_of(size) or 0


def _product(sizes: Iterable[int]) -> str:
    return " × ".join(map(str, sizes))


def _joined(inputs: Sequence[Shape], output: Shape) -> Iterator[str]:
    if len(inputs) < 2 or any(len(shape) != len(output) for shape in inputs):
        return
    for axis, after in enumerate(output):
        sides = [_known(shape[axis]) for shape in inputs]
        if 0 not in sides and sum(sides) == after:
            yield f"{after} = {' + '.join(map(str, sides))}"


def _stretched(inputs: Sequence[Shape], output: Shape) -> Iterator[str]:
    for number, shape in enumerate(inputs, 1):
        missing = len(output) - len(shape)
        for axis, after in enumerate(output):
            if axis < missing:
                yield f"input {number} is repeated along axis {axis}, which it lacks"
            elif shape[axis - missing] == 1 != after:
                yield f"axis {axis} of input {number} is stretched from 1 to {after}"


_MERGES = ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum")
_OPERATIONS = ("TrueDivide", "Divide", "Power", "Where")
_RANKS = (1, 2, 3)
_SLIDING = ("Conv", "SeparableConv", "DepthwiseConv", "MaxPooling", "AveragePooling")
_WINDOWS: dict[str, _Way] = {
    **{f"{kind}{rank}D": _slide for kind in _SLIDING for rank in _RANKS},
    **{f"Conv{rank}DTranspose": _spread for rank in _RANKS},
}
_FROM_SHAPES: dict[str, Callable[[Sequence[Shape], Shape], Iterator[str]]] = {
    **{f"UpSampling{rank}D": _repeated for rank in _RANKS},
    **{f"{kind}{rank}D": _padded for kind in ("ZeroPadding", "Cropping") for rank in _RANKS},
    **dict.fromkeys(("Flatten", "Reshape", "Ravel"), _reshaped),
    **dict.fromkeys(("Concatenate", "Hstack", "Vstack"), _joined),
    **dict.fromkeys(_MERGES + _OPERATIONS, _stretched),
}
