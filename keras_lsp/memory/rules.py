"""What PyTorch keeps of each layer for the backward pass, as Keras calls it.

Each rule says what the layer's function in `keras.src.backend.torch` hands to PyTorch, and what
the derivative of that needs (PyTorch's `derivatives.yaml`): inputs, outputs, or a copy that is
made on the way. PyTorch wants channels before space: a convolution keeps a copy of its input.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from keras_lsp.memory.uses import (
    FLOAT32,
    OF_BETWEEN,
    OF_INPUT,
    OF_OUTPUT,
    Kept,
    Use,
    activation_of,
)
from keras_lsp.report import number_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from keras_lsp.memory.graph import Step, Tensor
    from keras_lsp.report import Layer

_INT64 = 8
_CONVOLUTIONS = ("Conv1D", "Conv2D", "Conv3D")
# Numbers for each step, sample and unit that cuDNN keeps of a recurrent layer, and those that it
# needs meanwhile in the backward pass.
_OF_CUDNN = {"LSTM": (9, 20), "GRU": (7, 15)}
# The same of those that Keras takes through time step by step, which are measured on the CPU.
_STEP_BY_STEP = {"LSTM": (13, 7), "GRU": (11, 5), "SimpleRNN": (1, 1)}


def _with_activation(use: Use, kept: Kept) -> Kept:
    last = activation_of(use, use.row.activation)
    kept.own += last.own
    kept.output = kept.output or last.output
    kept.ending = last.ending
    kept.most += last.most
    kept.name = kept.name or last.name
    return kept


def _convolution(use: Use) -> Kept:
    channels = use.given()[-1] or 1
    space = math.prod(size or 1 for size in use.given()[:-1])
    one = len(use.given()) == 2
    turned = use.step.inputs[0].turned
    copies = channels > 1 and space > 1
    padded = 1.0
    if one and use.fact("padding") == "causal":
        padded, turned = _causal(use), False
    kept = Kept(own=use.weights if copies and not one else 0)
    if copies and not (one and turned):
        kept.own += int(use.x * padded) * use.width
        kept.forward = use.x * use.width
    else:
        kept.own += int(use.x * padded) * use.width if padded > 1 else use.cast
        kept.inputs = padded == 1 and not use.cast
    kept.backward = use.weights
    if one:
        # cuDNN computes with channels last, and puts both tensors in that order meanwhile.
        kept.forward = (use.x + use.y) * use.width
        kept.backward += kept.forward
    return _with_activation(use, kept)


def _causal(use: Use) -> float:
    """How many times as long the input is once it has been padded."""
    length = use.given()[0] or 1
    kernel, dilation = _first(use.fact("kernel_size")), _first(use.fact("dilation_rate"))
    return (length + (kernel - 1) * dilation) / length


def _first(text: str) -> int:
    return (_numbers(text) or [1])[0]


def between_separable(use: Use) -> int:
    """Numbers that the convolution of each channel by itself gives to the other one."""
    filters = number_of(use.step.shapes[1][0][-1]) or 1
    multiplier = max(int(use.number("depth_multiplier")), 1)
    return use.y // filters * (use.given()[-1] or 1) * multiplier


def _separable(use: Use) -> Kept:
    between = between_separable(use)
    kept = Kept(own=(use.x + between) * use.width + use.weights, backward=between * use.width)
    return _with_activation(use, kept)


def _transposed(use: Use) -> Kept:
    turned = use.step.inputs[0].turned
    kept = Kept(inputs=turned, own=0 if turned else use.x * use.width, backward=use.weights)
    return _with_activation(use, kept)


def _dense(use: Use) -> Kept:
    kept = Kept(own=use.cast, inputs=not use.cast)
    if use.width < FLOAT32:
        kept.own += use.weights
    return _with_activation(use, kept)


def _batch_normalization(use: Use) -> Kept:
    size = use.x * FLOAT32
    if not use.row.trainable:
        return Kept(backward=size)
    # The square takes its input; `mul_` a clone of its own, which it overwrites.
    kept = Kept(own=size, inputs=True, backward=3 * size)
    if use.width < FLOAT32:
        kept.own, kept.inputs = 2 * size, False
    if use.fact("renorm"):
        kept.most, kept.name = 2 * size, "renorm"
    return kept


def _layer_normalization(use: Use) -> Kept:
    statistics = 2 * FLOAT32 * use.x // max(use.given()[-1] or 1, 1)
    if use.width < FLOAT32:
        return Kept(own=use.x * FLOAT32 + statistics, backward=use.x * FLOAT32)
    return Kept(own=statistics, inputs=True)


def _rms_normalization(use: Use) -> Kept:
    size = use.x * FLOAT32
    return Kept(own=size if use.width == FLOAT32 else 2 * size, inputs=True, backward=3 * size)


def _group_normalization(use: Use) -> Kept:
    return Kept(inputs=True, backward=4 * use.x * FLOAT32)


def _unit_normalization(use: Use) -> Kept:
    return Kept(inputs=True, backward=3 * use.x * FLOAT32)


def _max_pooling(use: Use) -> Kept:
    turned = use.step.inputs[0].turned
    own = use.y * _INT64 + (0 if turned else use.x * use.width)
    if _is_padded_unevenly(use):
        own += use.x * use.width
    return Kept(own=own, inputs=turned)


def _is_padded_unevenly(use: Use) -> bool:
    """Whether padding that keeps the size adds more at one end, which makes another copy."""
    if use.fact("padding") != "same":
        return False
    sizes = zip(
        use.given()[:-1],
        _numbers(use.fact("pool_size")),
        _numbers(use.fact("strides")),
        strict=False,
    )
    return any(
        max((-(-(size or 1) // stride) - 1) * stride + window - (size or 1), 0) % 2
        for size, window, stride in sizes
    )


def _numbers(text: str) -> list[int]:
    parts = text.strip("()[] ").split(",")
    return [int(part) for part in parts if part.strip().isdigit()]


def _average_pooling(use: Use) -> Kept:
    turned = use.step.inputs[0].turned
    return Kept(own=0 if turned else use.x * use.width, inputs=turned)


def _embedding(use: Use) -> Kept:
    return Kept(own=use.x * _INT64)


def _dropout(use: Use) -> Kept:
    return Kept(own=use.y) if use.number("rate") else Kept()


def _noise(use: Use) -> Kept:
    return Kept(own=use.y * use.width)


def _attention(use: Use) -> Kept:
    """Keras' `MultiHeadAttention`: with dropout it has the scores, without it PyTorch's kernel."""
    shapes = use.step.shapes[0]
    query = use.given(0)
    value = use.given(1) if len(shapes) > 1 else query
    length, other = query[0] or 1, value[0] or 1
    heads = int(use.number("num_heads") or use.number("num_query_heads")) or 1
    width = int(use.number("key_dim") or use.number("head_dim")) or 1
    out = int(use.number("value_dim")) or width
    rows = heads * use.batch * use.width
    queries, keys = rows * length * width, rows * other * width
    values, context = rows * other * out, rows * length * out
    kept = Kept(own=use.cast + queries + keys + values + context, inputs=not use.cast)
    if use.width < FLOAT32:
        kept.own += use.weights
    scores = heads * use.batch * length * other
    if use.number("dropout"):
        # The weights, which of them are dropped, and what is left of them.
        kept.own += scores * (2 * use.width + 1)
        kept.backward = 2 * scores * use.width
    else:
        # PyTorch's kernel keeps what it gives, and a sum for each row of the scores.
        kept.own += heads * use.batch * length * FLOAT32
        kept.backward = queries + keys + values
    return kept


def _scores(use: Use) -> Kept:
    query, value = use.given(0), use.given(1)
    scores = use.batch * (query[0] or 1) * (value[0] or 1)
    kept = Kept(inputs=True, own=scores * use.width, backward=2 * scores * use.width)
    if use.row.class_name == "AdditiveAttention":
        # The sum of each query with each key, through `tanh`, is a tensor of its own.
        sums = scores * (query[-1] or 1) * use.width
        kept.own += sums
        kept.forward, kept.backward = sums, 2 * sums
    return kept


def _recurrent(use: Use) -> Kept:
    return recurrent_of(use, use.row.class_name, 1)


def recurrent_of(use: Use, kind: str, directions: int) -> Kept:
    """What a recurrent layer keeps.

    Args:
        use: its call.
        kind: its class, or that of the layer that is wrapped.
        directions: how many times it goes over its input.
    """
    units, length = int(use.number("units")), use.given()[0] or 1
    numbers = directions * units * length * use.batch * use.width
    usual = use.fact("activation") in ("tanh", "") and use.fact("recurrent_activation") in (
        "sigmoid",
        "",
    )
    fast = kind in _OF_CUDNN and usual and not use.number("recurrent_dropout")
    if fast and use.fact("unroll") != "True":
        saved, meanwhile = _OF_CUDNN[kind]
        size = numbers * (saved + meanwhile)
        # Measured of LSTM alone.
        return Kept(
            own=numbers * saved,
            inputs=True,
            backward=numbers * meanwhile,
            least=size // (4 if kind == "LSTM" else 2),
            most=size // 4,
            name="" if kind == "LSTM" else kind,
        )
    if kind not in _STEP_BY_STEP:
        return _unknown(use)
    saved, meanwhile = _STEP_BY_STEP[kind]
    return Kept(own=saved * numbers, inputs=True, backward=meanwhile * numbers)


def _bidirectional(use: Use) -> Kept:
    return recurrent_of(use, use.fact("layer"), 2)


def _convolution_through_time(use: Use) -> Kept:
    steps = 1 if use.fact("return_sequences") == "True" else use.given()[0] or 1
    numbers = steps * use.y * use.width
    return Kept(own=17 * numbers, inputs=True, backward=numbers)


def _distributed(use: Use) -> Kept:
    """A layer for each step of time, whose outputs are put together in the end."""
    kind = use.fact("layer")
    if kind not in (*_CONVOLUTIONS, "Dense", "Flatten", "GlobalAveragePooling2D"):
        return _unknown(use)
    kept = activation_of(use, use.fact("activation"))
    if kind in _CONVOLUTIONS:
        kept.own += use.x * use.width
    kept.inputs, kept.backward = True, use.y * use.width
    return kept


def _keeps_inputs(use: Use) -> Kept:
    return Kept(inputs=use.takes_gradient, backward=use.x * use.width)


def _keeps_output(use: Use) -> Kept:
    return Kept(output=True, backward=use.y * use.width)


def _activation(use: Use) -> Kept:
    names = {"ReLU": "relu", "Softmax": "softmax", "LeakyReLU": "leaky_relu", "ELU": "elu"}
    name = names.get(use.row.class_name) or use.row.activation
    kept = activation_of(use, name)
    # The gradient of its input is not only needed meanwhile.
    kept.backward, kept.ending = max(kept.ending - use.y * use.width, 0), 0
    if name not in OF_OUTPUT and kept.own:
        # What it is given is there already.
        kept.own += use.cast - use.y * use.width
        kept.inputs = not use.cast
    return kept


def _prelu(use: Use) -> Kept:
    return Kept(own=2 * use.x * use.width, inputs=True, backward=use.x * use.width)


def _nothing(use: Use) -> Kept:
    del use
    return Kept()


def _unknown(use: Use) -> Kept:
    size = (use.x + use.y) * use.width
    return Kept(inputs=True, output=True, most=4 * size, name=use.row.class_name)


_AVERAGES = ("AveragePooling1D", "AveragePooling2D", "AveragePooling3D")
_GREATEST = ("GlobalMaxPooling1D", "GlobalMaxPooling2D", "GlobalMaxPooling3D")

RULES: dict[str, Callable[[Use], Kept]] = {
    **dict.fromkeys((*_CONVOLUTIONS, "DepthwiseConv1D", "DepthwiseConv2D"), _convolution),
    **dict.fromkeys(("SeparableConv1D", "SeparableConv2D"), _separable),
    **dict.fromkeys(("Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose"), _transposed),
    "Dense": _dense, "EinsumDense": _dense,
    "BatchNormalization": _batch_normalization, "LayerNormalization": _layer_normalization,
    "RMSNormalization": _rms_normalization, "GroupNormalization": _group_normalization,
    "UnitNormalization": _unit_normalization,
    **dict.fromkeys(("MaxPooling1D", "MaxPooling2D", "MaxPooling3D"), _max_pooling),
    **dict.fromkeys(_AVERAGES, _average_pooling), **dict.fromkeys(_GREATEST, _keeps_inputs),
    "Embedding": _embedding, "Dropout": _dropout,
    **dict.fromkeys(("GaussianDropout", "AlphaDropout"), _noise),
    "MultiHeadAttention": _attention, "GroupedQueryAttention": _attention,
    "Attention": _scores, "AdditiveAttention": _scores,
    "LSTM": _recurrent, "GRU": _recurrent, "SimpleRNN": _recurrent,
    "Bidirectional": _bidirectional, "TimeDistributed": _distributed, "PReLU": _prelu,
    "ConvLSTM2D": _convolution_through_time, "ConvLSTM1D": _convolution_through_time,
    **dict.fromkeys(("Activation", "ReLU", "LeakyReLU", "ELU", "Softmax"), _activation),
    **dict.fromkeys(
        ("Multiply", "Maximum", "Minimum", "Dot", "Matmul", "Einsum", "Square", "Power",
         "Divide", "TrueDivide", "Log", "Sin", "Cos", "Max", "Min", "Absolute", "Gelu", "Silu"),
        _keeps_inputs,
    ),
    **dict.fromkeys(("Exp", "Sqrt", "Rsqrt", "Relu", "Sigmoid", "Tanh"), _keeps_output),
    **dict.fromkeys(
        ("Add", "Subtract", "Average", "Concatenate", "ZeroPadding1D", "ZeroPadding2D",
         "ZeroPadding3D", "UpSampling1D", "UpSampling2D", "UpSampling3D", "GaussianNoise",
         "Resizing", "GlobalAveragePooling1D", "GlobalAveragePooling2D", "GlobalAveragePooling3D",
         "Rescaling", "Normalization", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D",
         "Mean", "Sum", "Negative", "Cast", "Stack", "Pad", "Repeat", "Tile", "Split", "Where",
         "Masking", "CategoryEncoding", "ActivityRegularization"),
        _nothing,
    ),
}  # fmt: skip

# What looks at its input in another way, where the numbers lie as the shape says.
VIEWS = frozenset(
    ("Flatten", "Reshape", "Permute", "RepeatVector", "Identity", "Cropping1D", "Cropping2D",
     "Cropping3D", "GetItem", "Transpose", "Squeeze", "ExpandDims", "Swapaxes", "BroadcastTo",
     "StopGradient")
)  # fmt: skip
# What puts the channels before space, and what leaves them where they are.
_TURNING = frozenset(
    ("Conv1D", "DepthwiseConv1D", "Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose",
     "MaxPooling1D", "MaxPooling2D", "MaxPooling3D",
     "AveragePooling1D", "AveragePooling2D", "AveragePooling3D")
)  # fmt: skip
_KEEPING = frozenset(
    ("Activation", "ReLU", "LeakyReLU", "ELU", "BatchNormalization", "Dropout", "Multiply", "Add",
     "Subtract", "Average", "Softmax")
)  # fmt: skip
_RESHAPING = frozenset(("Flatten", "Reshape"))


def is_of_input(name: str | None) -> bool:
    """Whether the derivative of an activation is taken of what it is given."""
    return name in OF_INPUT or name in OF_BETWEEN


def is_view(row: Layer, given: Tensor) -> bool:
    """Whether a layer gives its input on, only looked at in another way."""
    if row.class_name == "Dropout":
        return not float(row.config.get("rate") or 0)
    return row.class_name in VIEWS and not (given.turned and row.class_name in _RESHAPING)


def turns(row: Layer, *, turned: bool) -> bool:
    """Whether a layer's output has the channels before space; `turned`: its input has."""
    return row.class_name in _TURNING or (turned and row.class_name in _KEEPING)


def kept_by(step: Step, batch: int) -> Kept:
    """What one call of a layer keeps for the backward pass; nothing where nothing is learnt."""
    use = Use(step, batch)
    if not use.learns or step.row.class_name in VIEWS or not step.inputs:
        return Kept()
    rule = RULES.get(step.row.class_name, _unknown)
    return rule(use)
