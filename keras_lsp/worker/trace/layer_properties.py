"""What a layer holds and how it is set up: parameters, bytes, configuration.

Reads Keras layers by their public attributes only.
"""

from __future__ import annotations

import dataclasses
import functools
import math
from typing import TYPE_CHECKING, Any

from keras_lsp import report
from keras_lsp.rules.layer_classes import role_of
from keras_lsp.worker.values.poison import is_missing_layer, is_unknown_layer
from keras_lsp.worker.values.sizes import sizes

if TYPE_CHECKING:
    from collections.abc import Sequence

# Of a layer: the names of the arguments that are not known, in whose place stands another value.
NOT_KNOWN = "_keras_lsp_not_known"
_MAX_TERMS = 8
_SHOWN = (
    "units", "filters", "kernel_size", "strides", "padding", "dilation_rate", "groups",
    "depth_multiplier", "pool_size", "rate", "input_dim", "output_dim", "num_heads", "key_dim",
    "target_shape", "axis", "return_sequences", "return_state", "merge_mode", "n", "data_format",
)  # fmt: skip
_PACKAGES = ("keras", "tf_keras")
# Where a variable keeps its shape.
_SHAPE = "_keras_lsp_shape"
# What decides what training keeps, by the attribute that has it.
_GOVERNING = {
    "num_heads": "_num_heads", "key_dim": "_key_dim", "value_dim": "_value_dim",
    "dropout": "_dropout", "num_query_heads": "num_query_heads", "head_dim": "head_dim",
    "num_key_value_heads": "num_key_value_heads", "flash_attention": "_flash_attention",
    "recurrent_dropout": "recurrent_dropout", "unroll": "unroll", "renorm": "renorm",
    "mask_zero": "mask_zero", "units": "units",
}  # fmt: skip
_HOLDING = {"RNN": "cell", "Bidirectional": "forward_layer", "Wrapper": "layer"}
_DEFAULTS: dict[str, Any] = {
    "data_format": "channels_last", "return_sequences": False, "return_state": False,
    "groups": 1, "depth_multiplier": 1,
}  # fmt: skip


def weights(subject: Any) -> report.Weights | None:
    """Counts and bytes of the weights of a layer or model.

    Returns:
        None if it is not built, or holds itself, so that Keras comes to no end.
    """
    if is_missing_layer(subject):
        return report.Weights(0, 0, 0, 0, at_least=True)
    if not getattr(subject, "built", False) or is_unknown_layer(subject):
        return None
    try:
        counted = count(subject.weights, subject.non_trainable_weights)
    except RecursionError:
        return None
    layers = getattr(subject, "layers", None)
    if isinstance(layers, list) and any(map(is_missing_layer, layers)):
        return dataclasses.replace(counted, at_least=True)
    return counted


def weights_now(subject: Any) -> report.Weights | None:
    """The same of what has been the program's for long; None if it cannot be asked any more."""
    try:
        return weights(subject)
    except Exception:  # noqa: BLE001 - the program may have taken the place of `weights`
        return None


def count(variables: list[Any], frozen: list[Any]) -> report.Weights:
    """Counts and bytes of variables, of which some are not trained."""
    untrained = {id(variable) for variable in frozen}
    listed = [
        (_shape(variable), str(variable.dtype), id(variable) not in untrained)
        for variable in variables
    ]
    known = [each for each in listed if sizes.is_known(each[0])]
    counted = _sum(tuple(known))
    if len(known) == len(listed):
        return counted
    named = formula([tuple(sizes.name(size) or size for size in each[0]) for each in listed])
    return dataclasses.replace(counted, formula=named, at_least=True)


def _shape(variable: Any) -> tuple[int, ...]:
    """A variable's shape, which never changes and is asked for again and again.

    Its dtype is another one where Keras casts.
    """
    values = getattr(variable, "__dict__", {})
    shape: tuple[int, ...] | None = values.get(_SHAPE)
    if shape is None:
        shape = values[_SHAPE] = tuple(variable.shape)
    return shape


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


def formula(shapes: Sequence[tuple[int | str, ...]]) -> str:
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
        if name in values.get(NOT_KNOWN, ()):
            found[name] = "?"
        elif isinstance(value, (bool, int, float, str, tuple, list)) and value != _DEFAULTS.get(
            name
        ):
            found[name] = _value_text(value)
    activation = activation_name(subject)
    if activation is not None:
        found["activation"] = activation
    return found


def facts(subject: Any) -> dict[str, str]:
    """Arguments beyond `config` that decide what training keeps of a layer."""
    values = subject.__dict__
    found = {
        name: str(values[key])
        for name, key in _GOVERNING.items()
        if isinstance(values.get(key), (bool, int, float, str)) and values[key]
    }
    if values.get("_remat_mode") is not None:
        found["remat"] = "True"
    inner = _inner(subject)
    if inner is not None:
        found |= facts(inner)
        found["layer"] = type(inner).__name__
        found["activation"] = activation_name(inner) or ""
    recurrent = values.get("recurrent_activation")
    if recurrent is not None:
        found["recurrent_activation"] = str(getattr(recurrent, "__name__", ""))
    return found


def _inner(subject: Any) -> Any:
    """The cell of a recurrent layer, or the layer that another one wraps; None of any other."""
    for cls in type(subject).__mro__:
        name = _HOLDING.get(cls.__name__)
        if name is not None:
            # On PyTorch it does not stand in the layer's dictionary.
            inner = getattr(subject, name, None)
            return inner if hasattr(inner, "__dict__") else None
    return None


def _value_text(value: Any) -> str:
    """An argument in words, with the names of sizes that are not known."""
    if isinstance(value, (tuple, list)) and not sizes.is_known(value):
        inner = ", ".join(map(_value_text, value))
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    name = sizes.name(value) if type(value) is int else None
    return name or str(value)


def activation_name(subject: Any) -> str | None:
    """Name of the layer's activation, `linear` included; None if it has none."""
    activation = subject.__dict__.get("activation")
    if activation is None:
        return None
    name = getattr(activation, "__name__", None) or getattr(activation, "name", None)
    return str(name or type(activation).__name__)


def role(subject: Any) -> report.Role:
    """What a layer does: one of the program's own classes does what its base in Keras does."""
    if is_missing_layer(subject) or is_unknown_layer(subject):
        return "other"
    own = type(subject)
    for cls in own.__mro__:
        if cls.__module__.partition(".")[0] in _PACKAGES:
            return role_of(cls.__name__, derived=cls is not own)
    return role_of("", derived=True)
