"""Which strings the installed Keras takes as arguments, found by a program that asks it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from keras_lsp.report import Report

PROGRAM = r"""
import contextlib, inspect, json, re
import keras

MODULES = (
    "activations", "losses", "optimizers", "metrics", "initializers", "regularizers", "constraints"
)
ALIASES = ("mse", "mae", "mape", "msle", "kld", "bce")
# Of these something must be said beside the name, or SciPy is imported.
NOT = (
    "get", "serialize", "deserialize", "STFT", "stft", "Loss", "Metric", "Initializer", "Optimizer"
)
ENDS = ("Initializer", "Regularizer", "Constraint", "Wrapper")

def snake(name):
    name = re.sub(r"(.)([A-Z][a-z0-9]+)", r"\1_\2", name)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()

def line(value):
    text = inspect.getdoc(value) or ""
    first = text.strip().split("\n\n")[0]
    return " ".join(first.split())[:200]

def accepted(module):
    found = {}
    for name in (*dir(module), *ALIASES):
        value = getattr(module, name, None)
        if name in ALIASES:
            with contextlib.suppress(Exception):
                found.setdefault(name, line(module.get(name)))
            continue
        if name.startswith("_") or not callable(value) or name in NOT or name.endswith(ENDS):
            continue
        if inspect.isclass(value) and inspect.isabstract(value):
            continue
        # A function has its own name; a class the one that is written as functions are.
        written = snake(name) if inspect.isclass(value) else name
        for each in (written, written.replace("_", ""), name):
            with contextlib.suppress(Exception):
                if module.get(each) is not None:
                    found.setdefault(each, line(value))
                    break
    return found

strings = {name: accepted(getattr(keras, name)) for name in MODULES}
parameters = {}
for name, value in vars(keras.layers).items():
    if inspect.isclass(value):
        with contextlib.suppress(Exception):
            names = [*inspect.signature(value.__init__).parameters][1:]
            parameters[name] = [each for each in names if each not in ("args", "kwargs")]
print(json.dumps({"strings": strings, "parameters": parameters}))
"""
"""Prints one line of JSON, of what `read` makes a `Catalogue`."""


@dataclass(frozen=True)
class Catalogue:
    """What one Keras takes.

    Attributes:
        strings: by module of Keras (`activations`, `losses`, …) the names that its `get` knows,
            each with the first sentences of what it means.
        parameters: the names of the arguments that the classes of `keras.layers` take, by class.
    """

    strings: dict[str, dict[str, str]] = field(default_factory=dict)
    parameters: dict[str, list[str]] = field(default_factory=dict)


def read(report: Report) -> Catalogue | None:
    """What a run of `PROGRAM` printed; None if it did not come to it."""
    printed = "".join(item.text for item in report.output if item.stream == "stdout")
    for line in printed.splitlines():
        try:
            found: Any = json.loads(line)
        except ValueError:
            continue
        match found:
            case {"strings": dict(strings), "parameters": dict(parameters)}:
                return Catalogue(_texts(strings), _lists(parameters))
    return None


def _texts(strings: dict[Any, Any]) -> dict[str, dict[str, str]]:
    return {
        str(module): {str(name): str(text) for name, text in names.items()}
        for module, names in strings.items()
        if isinstance(names, dict)
    }


def _lists(parameters: dict[Any, Any]) -> dict[str, list[str]]:
    return {
        str(name): [*map(str, names)]
        for name, names in parameters.items()
        if isinstance(names, list)
    }
