"""Prints, as JSON, the rows of the tables of removed APIs that do not hold for this Keras.

Run by `test_removed.py` in a process of its own, in which none of our hooks are set.
"""

from __future__ import annotations

import importlib
import inspect
import json
from typing import TYPE_CHECKING, Any

import keras

from keras_lsp.worker.keras3.removed import arguments, methods, names, signatures, table

if TYPE_CHECKING:
    from collections.abc import Iterator


def find(full: str) -> Any:
    home, _, name = full.rpartition(".")
    return getattr(importlib.import_module(home), name, None)


def importable(module: str) -> bool:
    try:
        importlib.import_module(module)
    except ImportError:
        return False
    return True


def accepts(function: Any, name: str) -> bool:
    parameters = inspect.signature(function).parameters.values()
    return any(p.name == name or p.kind is p.VAR_KEYWORD for p in parameters)


def wrong_modules() -> Iterator[str]:
    for old, places in table.MODULES.items():
        if importable(old):
            yield f"{old} is there"
        for place in places:
            if place.startswith("keras") and not importable(place):
                yield f"{old}: {place} is not there"


def wrong_names() -> Iterator[str]:
    for module, rows in names.ROWS.items():
        if not module.startswith("keras"):
            continue
        for name, row in rows.items():
            if hasattr(importlib.import_module(module), name):
                yield f"{module}.{name} is there"
            yield from (f"{module}.{name}: {fault}" for fault in wrong_row(row))


def wrong_row(row: Any) -> Iterator[str]:
    new = row if isinstance(row, str) else row.value if isinstance(row, table.Gone) else row.new
    found = find(new) if new else None
    if new and found is None:
        yield f"{new} is not there"
    elif isinstance(row, table.NewCall):
        for parameter in signatures.parse(row.signature):
            if parameter.new and not accepts(found, parameter.new):
                yield f"{new} does not take {parameter.new}"


def parameters(function: Any) -> Iterator[str]:
    """Of a function, or of a class and those that it hands its arguments on to."""
    classes = inspect.getmro(function) if isinstance(function, type) else [function]
    for each in classes:
        if each is not object:
            yield from inspect.signature(each).parameters


def wrong_arguments() -> Iterator[str]:
    called = {
        **{full: (find(full), known) for full, known in arguments.CLASSES.items()},
        **{full: (find(full), known) for full, known in arguments.FUNCTIONS.items()},
        **{
            f"Model.{name}": (getattr(keras.Model, name), known)
            for name, known in arguments.METHODS.items()
        },
    }
    for full, (function, known) in called.items():
        taken = set(parameters(function))
        for new in known.values():
            if isinstance(new, str) and new not in taken:
                yield f"{full} does not take {new}"


def wrong_methods() -> Iterator[str]:
    for cls, rows in methods.ROWS.items():
        for name, row in rows.items():
            if hasattr(cls, name):
                yield f"{cls.__name__}.{name} is there"
            if isinstance(row, methods.Nothing):
                continue
            new = row.new.split(".")[0]
            if not hasattr(cls, new) and new not in ("_inbound_nodes", "_outbound_nodes"):
                yield f"{cls.__name__} has no {row.new}"


if __name__ == "__main__":
    print(json.dumps([*wrong_modules(), *wrong_names(), *wrong_arguments(), *wrong_methods()]))
