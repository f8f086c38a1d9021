"""What a layer holds and how it is set up: parameters, bytes, configuration.

Reads Keras layers by their public attributes only.
"""

from __future__ import annotations

import functools
import math
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


def weights_now(subject: Any) -> report.Weights | None:
    """The same of what has been the program's for long; None if it cannot be asked any more."""
    try:
        return weights(subject)
    except Exception:  # noqa: BLE001 - the program may have taken the place of `weights`
        return None


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
        size += -(-scalars * report.bits_of(dtype) // 8)
    shapes = [shape for shape, _, _ in variables]
    return report.Weights(total, trainable, total - trainable, size, formula(shapes))


def formula(shapes: list[tuple[int, ...]]) -> str:
    """How the weights of these shapes add up, e.g. `1×2 + 2`; empty for very many."""
    if not shapes or len(shapes) > _MAX_TERMS:
        return ""
    return " + ".join("×".join(map(str, shape)) or "1" for shape in shapes)


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
