"""What a layer costs and how it is set up: parameters, bytes, operations, configuration.

Reads Keras layers by their public attributes only.
"""

from __future__ import annotations

import functools
import math
import re
from typing import Any

from keras_lsp import report

_MAX_TERMS = 8
_SHOWN = (
    "units", "filters", "kernel_size", "strides", "padding", "dilation_rate", "groups",
    "depth_multiplier", "pool_size", "rate", "input_dim", "output_dim", "num_heads", "key_dim",
    "target_shape", "axis", "return_sequences", "return_state", "merge_mode", "n", "data_format",
)  # fmt: skip
_DEFAULTS: dict[str, Any] = {
    "data_format": "channels_last", "return_sequences": False, "return_state": False,
    "groups": 1, "depth_multiplier": 1,
}  # fmt: skip


def weights(subject: Any) -> report.Weights | None:
    """Counts and bytes of the weights of a layer or model; None if it is not built."""
    if not getattr(subject, "built", False) or type(subject).__name__ == "UnknownLayer":
        return None
    return count(subject.weights, subject.non_trainable_weights)


def count(variables: list[Any], frozen: list[Any]) -> report.Weights:
    """Counts and bytes of variables, of which some are not trained."""
    untrained = {id(variable) for variable in frozen}
    return _sum(
        tuple(
            (tuple(variable.shape), str(variable.dtype), id(variable) not in untrained)
            for variable in variables
        )
    )


@functools.cache
def _sum(variables: tuple[tuple[tuple[int, ...], str, bool], ...]) -> report.Weights:
    """Of variables of these shapes, dtypes, and whether they are trained."""
    total = trainable = size = 0
    for shape, dtype, trained in variables:
        scalars = math.prod(shape)
        total += scalars
        trainable += scalars if trained else 0
        size += math.ceil(scalars * _bits(dtype) / 8)
    shapes = [shape for shape, _, _ in variables]
    return report.Weights(total, trainable, total - trainable, size, formula(shapes))


def formula(shapes: list[tuple[int, ...]]) -> str:
    """How the weights of these shapes add up, e.g. `1×2 + 2`; empty for very many."""
    if not shapes or len(shapes) > _MAX_TERMS:
        return ""
    return " + ".join("×".join(map(str, shape)) or "1" for shape in shapes)


def _bits(dtype: str) -> int:
    digits = "".join(character for character in dtype.split("_")[0] if character.isdigit())
    return int(digits) if digits and dtype != "bool" else 8


def config(subject: Any) -> dict[str, str]:
    """What a person would want to see of a layer's arguments, in words."""
    found: dict[str, str] = {}
    values = subject.__dict__
    for name in _SHOWN:
        if name not in values:
            continue
        value = values[name]
        if isinstance(value, (bool, int, float, str, tuple, list)) and value != _DEFAULTS.get(
            name
        ):
            found[name] = str(value)
    activation = activation_name(subject)
    if activation is not None:
        found["activation"] = activation
    return found


def activation_name(subject: Any) -> str | None:
    """Name of the layer's activation, `linear` included; None if it has none."""
    activation = subject.__dict__.get("activation")
    if activation is None:
        return None
    name = getattr(activation, "__name__", None) or getattr(activation, "name", None)
    return str(name or type(activation).__name__)


def flops(
    subject: Any,
    inputs: list[report.Shape | None],
    outputs: list[report.Shape | None],
) -> int | None:
    """Multiplications and additions for one sample, counted separately.

    Args:
        subject: the layer.
        inputs: its input shapes, the batch first.
        outputs: its output shapes.

    Returns:
        The count, without the activation's; None for a layer that has no entry here, or
        where a dimension is unknown.
    """
    if not inputs or not outputs or inputs[0] is None or outputs[0] is None:
        return None
    result = outputs[0][1:]
    if any(dim is None for dim in result):
        return None
    size = math.prod(dim or 0 for dim in result)
    kind = {cls.__name__ for cls in type(subject).__mro__}
    kernel = getattr(subject, "kernel_size", None)
    if "Dense" in kind and isinstance(inputs[0][-1], int):
        return size * (2 * inputs[0][-1] + int(bool(subject.use_bias)))
    if _is_convolution(kind) and kernel is not None:
        last = getattr(subject, "data_format", "") != "channels_first"
        channels = inputs[0][-1 if last else 1]
        if isinstance(channels, int):
            taps: int = math.prod(kernel) * channels // subject.groups
            return size * (2 * taps + int(bool(subject.use_bias)))
    return None


# In Keras 2 all sorts of convolutions derive from the plain ones.
_OTHER = re.compile("Transpose|Separable|Depthwise")


def _is_convolution(kind: set[str]) -> bool:
    if "Conv" in kind:
        return not any(_OTHER.search(name) for name in kind)
    return "BaseConv" in kind
