"""How much PyTorch computes, from the operations that it dispatches.

Which there are: https://docs.pytorch.org/docs/stable/torch.compiler_ir.html
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from torch.utils._python_dispatch import TorchDispatchMode

from keras_lsp.worker.counting.count import (
    BICUBIC,
    BILINEAR,
    Count,
    UnknownSizeError,
    fourier,
    size,
    total,
)
from keras_lsp.worker.trace.flops import SOFTMAX

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from keras_lsp.worker.counting.count import Placing

    # What goes in and what comes out.
    Formula = Callable[[tuple[Any, ...], Any], int]


class Counting(TorchDispatchMode):  # type: ignore[misc]
    """Counts while it is entered.

    Args:
        placing: the line of the program on which an operation stands, by its frames.
    """

    def __init__(self, placing: Placing) -> None:
        super().__init__()
        self._placing = placing
        self._counts: list[Count] = []

    def __torch_dispatch__(
        self, function: Any, types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:
        """Execute an operation, and count it."""
        output = function(*args, **(kwargs or {}))
        count = _count(function, args, output)
        if count.flops or count.uncounted:
            self._counts.append(count.at(self._placing(_frames())))
        return output

    def count(self) -> Count:
        """What has been executed until now."""
        return total(self._counts)


def _frames() -> Iterator[tuple[str, int]]:
    """Files and line numbers of the calls under way, the innermost first."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        yield frame.f_code.co_filename, frame.f_lineno
        frame = frame.f_back


def _count(function: Any, args: tuple[Any, ...], output: Any) -> Count:
    name = function.overloadpacket.__name__.removesuffix("_")
    first = output[0] if isinstance(output, (tuple, list)) and output else output
    formula = FORMULAS.get(name)
    floating = getattr(getattr(first, "dtype", None), "is_floating_point", False)
    if formula is None or not floating:
        silent = not floating or name in _NOTHING or function.is_view
        return Count() if silent else Count(0, (name,))
    try:
        return Count(formula(args, first))
    except (UnknownSizeError, AttributeError, LookupError, TypeError):
        return Count(0, (name,))


def _each_output(times: int) -> Formula:
    return lambda _args, output: times * size(output.shape)


def _each_input(args: tuple[Any, ...], _output: Any) -> int:
    return size(args[0].shape)


def _variance(args: tuple[Any, ...], _output: Any) -> int:
    """The mean, differences, their squares, and the mean of these."""
    return 4 * size(args[0].shape)


def _product(first: int) -> Formula:
    """Of matrices of which the left one is that argument, to which another may be added."""

    def formula(args: tuple[Any, ...], output: Any) -> int:
        added = size(output.shape) if first else 0
        return 2 * size(output.shape) * int(args[first].shape[-1]) + added

    return formula


def _convolution(args: tuple[Any, ...], output: Any) -> int:
    image, kernel, bias, transposed = args[0], args[1], args[2], args[6]
    added = size(output.shape) if bias is not None else 0
    taps = size(kernel.shape[1:])
    return 2 * size(image.shape if transposed else output.shape) * taps + added


def _pooling(args: tuple[Any, ...], output: Any) -> int:
    window = args[1]
    if len(window) == 1:
        window = [*window] * (len(output.shape) - 2)
    return size(output.shape) * size(window)


def _attention(args: tuple[Any, ...], _output: Any) -> int:
    query, key, value = args[:3]
    scores = size(query.shape[:-1]) * int(key.shape[-2])
    return scores * (2 * int(query.shape[-1]) + 2 * int(value.shape[-1]) + SOFTMAX)


def _fourier(args: tuple[Any, ...], _output: Any) -> int:
    return fourier(args[0].shape)


FORMULAS: dict[str, Formula] = {
    **dict.fromkeys(
        (
            "add", "sub", "rsub", "mul", "div", "true_divide", "remainder", "fmod", "pow", "neg",
            "reciprocal", "square", "addcmul", "addcdiv", "lerp", "complex", "index_put",
            "scatter_add",
        ),
        _each_output(1),
    ),
    "mm": _product(0), "bmm": _product(0), "mv": _product(0), "dot": _product(0),
    "addmm": _product(1), "baddbmm": _product(1),
    "convolution": _convolution, "_convolution": _convolution,
    **dict.fromkeys(
        (
            "sum", "mean", "prod", "amax", "amin", "max", "min", "cumsum", "cumprod", "nansum",
            "linalg_vector_norm", "norm", "_adaptive_avg_pool2d", "_adaptive_avg_pool3d",
            "adaptive_max_pool2d", "adaptive_max_pool3d",
        ),
        _each_input,
    ),
    **dict.fromkeys(("var", "var_mean", "std", "std_mean"), _variance),
    **dict.fromkeys(
        (
            "avg_pool2d", "avg_pool3d", "max_pool2d_with_indices", "max_pool3d_with_indices",
        ),
        _pooling,
    ),
    "native_batch_norm": _each_output(2), "_native_batch_norm_legit_no_training": _each_output(2),
    "native_layer_norm": _each_output(9), "native_group_norm": _each_output(6),
    **dict.fromkeys(("_softmax", "_safe_softmax", "_log_softmax"), _each_output(SOFTMAX)),
    "gelu": _each_output(4), "silu": _each_output(2), "glu": _each_output(1),
    **dict.fromkeys(
        (
            "_scaled_dot_product_flash_attention_for_cpu", "_scaled_dot_product_flash_attention",
            "_scaled_dot_product_efficient_attention", "_scaled_dot_product_attention_math",
        ),
        _attention,
    ),
    "upsample_bilinear2d": _each_output(BILINEAR), "upsample_bicubic2d": _each_output(BICUBIC),
    "grid_sampler_2d": _each_output(BILINEAR),
    **dict.fromkeys(("_fft_r2c", "_fft_c2r", "_fft_c2c"), _fourier),
}  # fmt: skip

# What makes, copies, moves or compares numbers, or is a function of each.
_NOTHING = frozenset(
    (
        "empty", "empty_like", "empty_strided", "new_empty", "new_zeros", "new_ones", "new_full",
        "zeros", "zeros_like", "ones", "ones_like", "full", "full_like", "arange", "linspace",
        "eye", "scalar_tensor", "rand", "randn", "rand_like", "randn_like", "bernoulli", "normal",
        "uniform", "native_dropout", "clone", "copy", "_to_copy", "lift_fresh", "lift_fresh_copy",
        "cat", "stack", "repeat", "constant_pad_nd", "reflection_pad1d", "reflection_pad2d",
        "replication_pad2d", "gather", "index", "index_select", "embedding", "scatter", "where",
        "masked_fill", "roll", "flip", "tril", "triu", "sort", "topk", "maximum", "minimum",
        "clamp", "clamp_min", "clamp_max", "abs", "sign", "floor", "ceil", "round", "trunc",
        "relu", "leaky_relu", "elu", "celu", "selu", "softplus", "hardtanh", "hardsigmoid",
        "hardswish", "threshold", "exp", "exp2", "expm1", "log", "log2", "log1p", "log10", "sqrt",
        "rsqrt", "sigmoid", "log_sigmoid_forward", "tanh", "sin", "cos", "tan", "asin", "acos",
        "atan", "atan2", "sinh", "cosh", "asinh", "acosh", "atanh", "erf", "erfc", "erfinv",
        "isnan", "isinf", "fill", "zero", "set", "resize", "unfold", "im2col", "col2im",
        "_unsafe_view", "_reshape_alias", "pixel_shuffle", "upsample_nearest1d",
        "upsample_nearest2d", "upsample_nearest3d", "detach", "bucketize",
        "softshrink", "hardshrink", "hann_window", "hamming_window", "unfold_copy",
        "_local_scalar_dense", "view_as_real", "view_as_complex", "logical_and", "nan_to_num",
    )
)  # fmt: skip
