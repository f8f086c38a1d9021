"""How much a program of JAX computes, from its equations.

Which primitives there are: https://docs.jax.dev/en/latest/jax.lax.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from keras_lsp.worker.counting.count import (
    Count,
    UnknownSizeError,
    fourier,
    known,
    largest,
    size,
    total,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from keras_lsp.worker.counting.count import Placing

    Formula = Callable[[Any], int]


def count_equations(jaxpr: Any, placing: Placing) -> Count:
    """What all equations of a program take.

    Args:
        jaxpr: the program, open or closed.
        placing: the line of the user's program on which an equation stands, by its frames.
    """
    jaxpr = getattr(jaxpr, "jaxpr", jaxpr)
    return total(_placed(equation, placing) for equation in jaxpr.eqns)


def _placed(equation: Any, placing: Placing) -> Count:
    count = _count(equation, placing)
    traceback = equation.source_info.traceback
    if traceback is None or not (count.flops or count.uncounted):
        return count
    return count.at(placing((frame.file_name, frame.line_num) for frame in traceback.frames))


def _count(equation: Any, placing: Placing) -> Count:
    kind, params = equation.primitive.name, equation.params
    if kind in _NOTHING or kind.startswith(("random_", "threefry")):
        return Count()
    try:
        if kind == "scan":
            return count_equations(params["jaxpr"], placing).times(params["length"])
        if kind == "cond":
            return largest(count_equations(branch, placing) for branch in params["branches"])
        if kind == "while":
            return _of_loop(equation, placing)
        inner = next((params[name] for name in _PROGRAMS if params.get(name) is not None), None)
        if inner is not None:
            return count_equations(inner, placing)
        if not any(_is_number(variable.aval) for variable in equation.outvars):
            return Count()
        formula = FORMULAS.get(kind)
        if formula is not None:
            return Count(formula(equation))
    except (UnknownSizeError, LookupError):
        pass
    return Count(0, (kind,))


def _is_number(value: Any) -> bool:
    """Whether it is of floating-point or complex numbers."""
    return getattr(getattr(value, "dtype", None), "kind", "V") in "fcV"


def _of_loop(equation: Any, placing: Placing) -> Count:
    """As of `fori_loop` with bounds that are not in the program; known if nothing is computed."""
    body = count_equations(equation.params["body_jaxpr"], placing)
    return Count(0, ("while",)) if body.flops or body.uncounted else Count()


# Formulas.


def _sizes(variable: Any) -> list[int | None]:
    return [each if isinstance(each, int) else None for each in variable.aval.shape]


def _output(equation: Any) -> int:
    return size(_sizes(equation.outvars[0]))


def _input(equation: Any) -> int:
    return size(_sizes(equation.invars[0]))


def _dot(equation: Any) -> int:
    (contracted, _), _ = equation.params["dimension_numbers"]
    left = _sizes(equation.invars[0])
    return 2 * _output(equation) * size([left[axis] for axis in contracted])


def _convolution(equation: Any) -> int:
    """Also a transposed one, which is one over an input with zeros between its numbers."""
    numbers = equation.params["dimension_numbers"]
    kernel = _sizes(equation.invars[1])
    _, channels, *window = (kernel[axis] for axis in numbers.rhs_spec)
    taps = size([channels, *window])
    if any(step > 1 for step in equation.params["lhs_dilation"]):
        image = _sizes(equation.invars[0])
        filters = known(kernel[numbers.rhs_spec[0]])
        return 2 * size(image) * size(window) * filters
    return 2 * _output(equation) * taps


def _window(equation: Any) -> int:
    return _output(equation) * size(equation.params["window_dimensions"])


def _power(equation: Any) -> int:
    exponent: int = equation.params["y"]
    return (abs(exponent) - 1) * _output(equation)


def _fourier(equation: Any) -> int:
    return fourier(_sizes(equation.invars[0]))


def _updates(equation: Any) -> int:
    return size(_sizes(equation.invars[2]))


FORMULAS: dict[str, Formula] = {
    **dict.fromkeys(
        ("add", "sub", "mul", "div", "rem", "pow", "neg", "square", "add_any", "complex"), _output
    ),
    "integer_pow": _power,
    **dict.fromkeys(
        (
            "reduce_sum", "reduce_max", "reduce_min", "reduce_prod", "cumsum", "cumprod",
            "cummax", "cummin", "cumlogsumexp",
        ),
        _input,
    ),
    "dot_general": _dot,
    "conv_general_dilated": _convolution,
    **dict.fromkeys(
        ("reduce_window_sum", "reduce_window_max", "reduce_window_min", "reduce_window"), _window
    ),
    "fft": _fourier,
    **dict.fromkeys(("scatter-add", "scatter_add", "scatter-mul", "scatter_mul"), _updates),
}  # fmt: skip

# Names of the parameter that holds what an equation executes.
_PROGRAMS = ("call_jaxpr", "jaxpr", "fun_jaxpr")
_NOTHING = frozenset(
    (
        "broadcast_in_dim", "reshape", "transpose", "concatenate", "slice", "dynamic_slice",
        "dynamic_update_slice", "gather", "scatter", "squeeze", "expand_dims", "pad", "rev",
        "iota", "copy", "copy_p", "convert_element_type", "bitcast_convert_type", "select_n",
        "stop_gradient", "split", "sort", "top_k", "argmax", "argmin", "clamp", "device_put",
        "eq", "ne", "lt", "le", "gt", "ge", "and", "or", "not", "xor", "is_finite", "max", "min",
        "abs", "sign", "floor", "ceil", "round", "nextafter", "real", "imag", "conj",
        "exp", "exp2", "expm1", "log", "log1p", "sqrt", "rsqrt", "cbrt", "logistic", "tanh",
        "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "asinh", "acosh",
        "atanh", "erf", "erfc", "erf_inv", "lgamma", "digamma", "scatter-max", "scatter-min",
        "shift_left", "shift_right_logical", "shift_right_arithmetic", "population_count", "clz",
        "stack", "tile", "optimization_barrier", "sharding_constraint", "debug_callback",
        "create_token", "reduce_and", "reduce_or", "reduce_xor", "empty", "empty2", "dtype_cast",
        "reduce_precision",
    )
)  # fmt: skip
