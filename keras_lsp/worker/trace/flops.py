"""How many multiplications and additions a layer takes for one sample, counted separately.

By formulas for the layers of Keras, from shapes and configuration alone; of any other layer
nothing is said. The formulas are those of the operations that Keras asks TensorFlow for
(`worker/counting/`, which counts what has no formula): the tests compare both for each class.
Functions such as `exp`, comparisons and what only moves numbers about count as nothing, much as
in TensorFlow's profiler, against which the tests hold three models.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from keras_lsp.report import numbers_of
from keras_lsp.rules.layer_classes import (
    ACTIVATION_OF,
    ACTIVATIONS,
    CROPPINGS,
    DEPTHWISE_CONVOLUTIONS,
    DROPOUTS,
    ELEMENTWISE_MERGES,
    GLOBAL_POOLINGS,
    PLAIN_CONVOLUTIONS,
    POOLINGS,
    RESHAPING,
    SEPARABLE_CONVOLUTIONS,
    TRANSPOSED_CONVOLUTIONS,
    ZERO_PADDINGS,
)
from keras_lsp.worker.values.sizes import sizes

if TYPE_CHECKING:
    from collections.abc import Callable

    from keras_lsp.report import Shape

    Sizes = list[int | None]
    Formula = Callable[[Any, list[Sizes], list[Sizes]], int]

_PACKAGES = ("keras", "tf_keras")


class _UnknownError(Exception):
    """A dimension or a detail is not known, so that the count is not."""


def flops(subject: Any, inputs: list[Shape | None], outputs: list[Shape | None]) -> int | None:
    """Multiplications and additions for one sample.

    Args:
        subject: the layer or operation.
        inputs: its input shapes, the batch first.
        outputs: its output shapes.

    Returns:
        None for a layer that has no formula here, where a dimension is unknown, and for a class
        of the program's own with a `call` of its own.
    """
    if _formula(type(subject)) is not _nothing and not all(
        sizes.is_known(weight.shape) for weight in getattr(subject, "weights", ())
    ):
        return None
    known_inputs = [numbers_of(shape) for shape in inputs if shape is not None]
    known_outputs = [numbers_of(shape) for shape in outputs if shape is not None]
    known = len(known_inputs) == len(inputs) and len(known_outputs) == len(outputs)
    return _count(subject, known_inputs, known_outputs) if known and outputs else None


def has_formula(subject: Any) -> bool:
    """Whether the class of a layer or operation has one, whatever it is called on."""
    return _formula(type(subject)) is not None


def _count(subject: Any, inputs: list[Sizes], outputs: list[Sizes]) -> int | None:
    formula = _formula(type(subject))
    if formula is None:
        return None
    try:
        return formula(subject, inputs, outputs) + _activation(subject, outputs)
    except (_UnknownError, IndexError):
        # Or an input has another rank than that of the layer's own: a mask, or a state.
        return None


_formulas: dict[type, Formula | None] = {}


def _formula(cls: type) -> Formula | None:
    if cls not in _formulas:
        _formulas[cls] = FORMULAS.get(_name_in_keras(cls))
    return _formulas[cls]


def _name_in_keras(cls: type) -> str:
    """The name of the layer of Keras that a class is, or derives from without another `call`."""
    for base in cls.__mro__:
        if base.__module__.partition(".")[0] in _PACKAGES:
            return base.__name__
        if "call" in vars(base):
            return ""
    return ""


# Shapes.


def _size(shape: Sizes) -> int:
    """How many numbers a sample has."""
    return math.prod(_known_dim(dim) for dim in shape[1:])


def _known_dim(dim: int | None) -> int:
    if dim is None:
        raise _UnknownError
    return dim


def _channels(layer: Any, shape: Sizes) -> int:
    first = getattr(layer, "data_format", "channels_last") == "channels_first"
    return _known_dim(shape[1 if first else -1])


def _bias(layer: Any) -> int:
    return 1 if getattr(layer, "use_bias", False) else 0


def _activation(layer: Any, outputs: list[Sizes]) -> int:
    """What an activation takes that is an argument of the layer."""
    function = vars(layer).get("activation")
    if function is None:
        return 0
    # Functions of TensorFlow have names like `relu_v2`.
    times = ACTIVATION_COSTS.get(getattr(function, "__name__", "").removesuffix("_v2"))
    if times is None:
        raise _UnknownError
    return times * _size(outputs[0]) if times else 0


# Formulas: of one layer, its input shapes and its output shapes.


def _nothing(_layer: Any, _inputs: list[Sizes], _outputs: list[Sizes]) -> int:
    return 0


def _each_output(times: int) -> Formula:
    return lambda _layer, _inputs, outputs: times * _size(outputs[0])


def _each_input(times: int) -> Formula:
    return lambda _layer, inputs, _outputs: times * _size(inputs[0])


def _dense(layer: Any, inputs: list[Sizes], outputs: list[Sizes]) -> int:
    return _size(outputs[0]) * (2 * _known_dim(inputs[0][-1]) + _bias(layer))


def _einsum_dense(layer: Any, inputs: list[Sizes], outputs: list[Sizes]) -> int:
    """Each product of the equation's labels once, e.g. `abc,cd->abd`."""
    operands, _, result = layer.equation.partition("->")
    first, _, _ = operands.partition(",")
    if len(first) != len(inputs[0]) or len(result) != len(outputs[0]):
        raise _UnknownError
    sizes = dict(zip(result, outputs[0], strict=True))
    # The layer may have been told None where the input knows better.
    sizes.update({label: size for label, size in zip(first, inputs[0], strict=True) if size})
    sizes.pop(first[0], None)
    products = math.prod(_known_dim(size) for size in sizes.values())
    bias = math.prod(_known_dim(sizes[label]) for label in result if label in sizes)
    return 2 * products + (bias if getattr(layer, "bias_axes", None) else 0)


def _convolution(layer: Any, inputs: list[Sizes], outputs: list[Sizes]) -> int:
    taps: int = math.prod(layer.kernel_size) * _channels(layer, inputs[0]) // layer.groups
    return _size(outputs[0]) * (2 * taps + _bias(layer))


def _transposed_convolution(layer: Any, inputs: list[Sizes], outputs: list[Sizes]) -> int:
    taps: int = math.prod(layer.kernel_size) * layer.filters
    return _size(inputs[0]) * 2 * taps + _size(outputs[0]) * _bias(layer)


def _depthwise(layer: Any, _inputs: list[Sizes], outputs: list[Sizes]) -> int:
    taps: int = math.prod(layer.kernel_size)
    return _size(outputs[0]) * (2 * taps + _bias(layer))


def _separable(layer: Any, inputs: list[Sizes], outputs: list[Sizes]) -> int:
    size: int = _size(outputs[0])
    depth: int = _channels(layer, inputs[0]) * layer.depth_multiplier
    positions: int = size // layer.filters
    depthwise: int = positions * depth * 2 * math.prod(layer.kernel_size)
    return depthwise + size * (2 * depth + _bias(layer))


def _pooling(layer: Any, _inputs: list[Sizes], outputs: list[Sizes]) -> int:
    pool = layer.pool_size
    return _size(outputs[0]) * (math.prod(pool) if isinstance(pool, (tuple, list)) else pool)


def _merge(layer: Any, inputs: list[Sizes], outputs: list[Sizes]) -> int:
    # The operation `x + 1` has one tensor.
    steps = len(inputs) if type(layer).__name__ == "Average" else max(len(inputs) - 1, 1)
    return steps * _size(outputs[0])


def _binary(_layer: Any, _inputs: list[Sizes], outputs: list[Sizes]) -> int:
    return _size(outputs[0])


def _matmul(_layer: Any, inputs: list[Sizes], outputs: list[Sizes]) -> int:
    return 2 * _known_dim(inputs[0][-1]) * _size(outputs[0])


def _recurrent(gates: int, others: int) -> Formula:
    """A layer that for each step has so many gates and other operations on its state."""

    def formula(layer: Any, inputs: list[Sizes], _outputs: list[Sizes]) -> int:
        steps, features = map(_known_dim, _sequence(inputs)[1:3])
        units = layer.units
        biases = _bias(layer) * (2 if getattr(layer, "reset_after", False) else 1)
        # Both products, and their sum.
        gate = units * (2 * (features + units) + biases + 1)
        return int(steps * (gates * gate + others * units))

    return formula


def _sequence(inputs: list[Sizes]) -> Sizes:
    """What has steps; states, which have none, come before it where all have names."""
    return next((shape for shape in inputs if len(shape) > 2), inputs[0])


def _bidirectional(layer: Any, inputs: list[Sizes], outputs: list[Sizes]) -> int:
    one = _count(layer.forward_layer, [_sequence(inputs)], [outputs[0]])
    if one is None:
        raise _UnknownError
    merge = 0 if layer.merge_mode in ("concat", None) else _size(outputs[0])
    return 2 * one + merge


def _time_distributed(layer: Any, inputs: list[Sizes], outputs: list[Sizes]) -> int:
    step_in, step_out = [[shape[0], *shape[2:]] for shape in (inputs[0], outputs[0])]
    one = _count(layer.layer, [step_in], [step_out])
    if one is None:
        raise _UnknownError
    return one * _known_dim(inputs[0][1])


def _multi_head(layer: Any, inputs: list[Sizes], outputs: list[Sizes]) -> int:
    """Vaswani et al. 2017, section 3.2.2: projections, scores, their sum, and the way back."""
    dense = [getattr(layer, f"_{name}_dense", None) for name in ("query", "key", "value")]
    kernels = [tuple(part.kernel.shape) for part in dense if part is not None and part.built]
    if len(kernels) < 3 or any(len(shape) != 3 for shape in [outputs[0], *kernels]):
        raise _UnknownError
    (of_query, heads, narrow), (of_key, _, _), (of_value, _, wide) = kernels
    asked, bias = _known_dim(outputs[0][1]), 1 if layer._use_bias else 0
    # Where names are given, the inputs and masks come in the order of their names.
    lengths = {shape[1] for shape in inputs if len(shape) == 3 and shape[2] in (of_value, of_key)}
    if len(lengths - {asked}) > 1:
        raise _UnknownError
    given = _known_dim((lengths - {asked} or {asked}).pop())
    projections = heads * (
        asked * narrow * (2 * of_query + bias)
        + given * narrow * (2 * of_key + bias)
        + given * wide * (2 * of_value + bias)
    )
    scores = heads * asked * (narrow + given * (2 * (narrow + wide) + SOFTMAX))
    back = _size(outputs[0]) * (2 * heads * wide + bias)
    return int(projections + scores + back)


def _attention(layer: Any, inputs: list[Sizes], outputs: list[Sizes]) -> int:
    if getattr(layer, "score_mode", "dot") != "dot" or len(inputs) < 2:
        raise _UnknownError
    scores = _known_dim(inputs[0][1]) * _known_dim(inputs[1][1])
    return scores * (2 * (_known_dim(inputs[0][-1]) + _known_dim(outputs[0][-1])) + SOFTMAX)


_MOVING = RESHAPING | DROPOUTS | CROPPINGS | ZERO_PADDINGS | {
    "InputLayer", "RepeatVector", "Masking", "Embedding", "Concatenate", "UpSampling1D",
    "UpSampling3D", "RandomFlip", "Maximum", "Minimum", "GetItem", "Transpose", "Cast", "Stack",
    "Moveaxis",
}  # fmt: skip
# For each number its difference from the largest, a sum and a quotient.
SOFTMAX = 3
# Of functions that Keras names, for each number.
ACTIVATION_COSTS = {
    **dict.fromkeys((
        "linear", "relu", "relu6", "leaky_relu", "elu", "selu", "sigmoid", "tanh", "softplus",
        "softsign", "exponential", "hard_tanh", "hard_shrink",
    ), 0),
    "celu": 3, "gelu": 4, "hard_sigmoid": 2, "hard_silu": 3, "log_sigmoid": 2,
    "log_softmax": SOFTMAX, "mish": 1, "silu": 2, "soft_shrink": 2, "softmax": SOFTMAX,
    "sparse_plus": 3, "sparse_sigmoid": 2, "squareplus": 4, "tanh_shrink": 1,
}  # fmt: skip

FORMULAS: dict[str, Formula] = {
    **dict.fromkeys(_MOVING | ACTIVATIONS, _nothing),
    **{
        name: _each_output(ACTIVATION_COSTS[function])
        for name, function in ACTIVATION_OF.items()
        if ACTIVATION_COSTS.get(function)
    },
    "Dense": _dense,
    "EinsumDense": _einsum_dense,
    **dict.fromkeys(PLAIN_CONVOLUTIONS, _convolution),
    **dict.fromkeys(TRANSPOSED_CONVOLUTIONS, _transposed_convolution),
    **dict.fromkeys(DEPTHWISE_CONVOLUTIONS, _depthwise),
    **dict.fromkeys(SEPARABLE_CONVOLUTIONS, _separable),
    **dict.fromkeys(POOLINGS, _pooling),
    **dict.fromkeys(GLOBAL_POOLINGS, _each_input(1)),
    # Scale and shift, as which they are computed once a model is trained.
    **dict.fromkeys(("BatchNormalization", "Normalization", "Rescaling"), _each_output(2)),
    # Mean, squared difference and its mean; scale, product, and shift by the mean.
    "LayerNormalization": _each_output(9),
    "GroupNormalization": _each_output(6),
    "RMSNormalization": _each_output(4),
    "UnitNormalization": _each_output(3),
    **dict.fromkeys(ELEMENTWISE_MERGES - {"Maximum", "Minimum"}, _merge),
    **dict.fromkeys(("Divide", "TrueDivide"), _binary),
    "Matmul": _matmul,
    **dict.fromkeys(("Mean", "Sum", "Max", "Min"), _each_input(1)),
    # Of LSTM: both products and the sum of the cell, and the product that goes out.
    "LSTM": _recurrent(4, 4),
    # Of GRU: the product with what is forgotten, and the mean of old and new.
    "GRU": _recurrent(3, 5),
    "SimpleRNN": _recurrent(1, 0),
    "PReLU": _each_output(4),
    "Bidirectional": _bidirectional,
    "TimeDistributed": _time_distributed,
    "MultiHeadAttention": _multi_head,
    "Attention": _attention,
}
