"""Arguments worth trying where a builder needs some: for directives that are proposed."""

from __future__ import annotations

import inspect
import itertools
import re
from typing import Any

_SHAPES = ("(28, 28, 1)", "(224, 224, 3)", "(32,)", "(100,)")
_INPUTS = tuple(f"keras.Input({shape})" for shape in (*_SHAPES, "(100, 32)"))
ON_INPUTS = tuple(f"({tensor})" for tensor in _INPUTS)
_ON_TEXT = '(keras.Input((1,), dtype="string"))'
_MOST = 5
# Arguments to try, by the parameter's name; the first pattern that is found in it wins.
_ARGUMENTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"class|label|n_out|num_out|output_(dim|size|units)", ("10",)),
    (r"^(x|inputs?|input_tensors?|tensor|input_layer)$", _INPUTS),
    (r"shape|input_dims", _SHAPES),
    (r"input_dim|features?$|n_in", ("32",)),
    (r"vocab|max_features|num_words|n_words", ("10000",)),
    (r"len|steps|timesteps|window", ("100",)),
    (r"channel|depth", ("3",)),
    (r"height|width|rows|cols|image|img|size", ("64",)),
    (r"drop|rate$|prob", ("0.5",)),
    (r"^(lr|learning)", ("0.001",)),
    (r"optimizer|^opt", ('"adam"',)),
    (r"^loss", ('"mse"',)),
    (r"metric", ('["accuracy"]',)),
    (r"activation|^act", ('"relu"',)),
    (r"weights", ("None",)),
    (r"kernel", ("3",)),
    (r"blocks?|layers?|heads?|repeat|stack", ("2",)),
    (r"embed|latent|hidden|units|dim|filters|neurons|nodes|width", ("64",)),
    (r"^(n|num|nb)_", ("4",)),
)
_OF_TYPES = {"int": "4", "float": "0.5", "bool": "True", "str": '"relu"'}


def required_parameters(value: Any) -> list[inspect.Parameter] | None:
    """Parameters that have no default; None if that cannot be told."""
    try:
        parameters = inspect.signature(value).parameters.values()
    except (TypeError, ValueError):
        return None
    variable = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    empty = inspect.Parameter.empty
    return [p for p in parameters if p.default is empty and p.kind not in variable]


def examples(
    name: str, parameters: list[inspect.Parameter], suffixes: tuple[str, ...] = ("",)
) -> list[str]:
    """Calls to try, the likeliest first; none if a parameter says nothing of its argument.

    Args:
        name: of the builder.
        parameters: those that need an argument.
        suffixes: what may follow the call.
    """
    choices = []
    for parameter in parameters:
        values = _values(parameter)
        if not values:
            return []
        keyword = parameter.kind is not inspect.Parameter.POSITIONAL_ONLY
        prefix = f"{parameter.name}=" if keyword else ""
        choices.append([prefix + value for value in values])
    return [
        f"{name}({', '.join(arguments)}){suffix}"
        for *arguments, suffix in itertools.islice(itertools.product(*choices, suffixes), _MOST)
    ]


def _values(parameter: inspect.Parameter) -> tuple[str, ...]:
    for pattern, values in _ARGUMENTS:
        if re.search(pattern, parameter.name.lower()):
            return values
    annotation = parameter.annotation
    of_type = _OF_TYPES.get(
        annotation if isinstance(annotation, str) else getattr(annotation, "__name__", "")
    )
    return (of_type,) if of_type else ()


def inputs_for(name: str, *, takes_text: bool = False) -> list[str]:
    """Calls of the model of that name on inputs of usual shapes, or on text."""
    return [name + suffix for suffix in ((_ON_TEXT,) if takes_text else ON_INPUTS)]
