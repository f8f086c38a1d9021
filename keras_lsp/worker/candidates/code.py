"""Candidates for code beside layers: losses in a loop, operations of TensorFlow, names."""

from __future__ import annotations

import ast
import builtins
import difflib
import re
from types import ModuleType
from typing import TYPE_CHECKING, Any

from keras_lsp.report import Edit, Fix
from keras_lsp.worker.source.syntax import dotted_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp.report import Problem
    from keras_lsp.worker.candidates.program import ProgramThatRan

_SPARSE_RANK = re.compile(r"must have rank \(ndim\) `target\.ndim - 1`")
_NO_TENSORFLOW = re.compile(r"KerasTensor cannot be used as input to a TensorFlow function")
_NO_NAME = re.compile(r"name '(\w+)' is not defined")
_NO_ATTRIBUTE = re.compile(r"module '[\w.]+' has no attribute '(\w+)'")
_ALIKE = 0.85
# Losses, and the metric that goes with them.
_LOSSES = {
    "SparseCategoricalCrossentropy": "CategoricalCrossentropy",
    "sparse_categorical_crossentropy": "categorical_crossentropy",
}
_METRICS = {"SparseCategoricalAccuracy": "CategoricalAccuracy"}
# How Keras calls what TensorFlow calls otherwise, in `keras.ops`.
_OPERATIONS = {
    "reduce_mean": "mean", "reduce_sum": "sum", "reduce_max": "max", "reduce_min": "min",
    "reduce_prod": "prod", "reduce_any": "any", "reduce_all": "all", "concat": "concatenate",
    "range": "arange", "pow": "power",
}  # fmt: skip


def loss_of_one_hot(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """The loss for one-hot targets, in place of the only one for integers."""
    text = program.texts.of(problem.span.path)
    if text is None or not _SPARSE_RANK.search(f"{problem.message}\n{problem.detail}"):
        return
    attributes = [node for node in ast.walk(text.tree) if isinstance(node, ast.Attribute)]
    losses = [node for node in attributes if node.attr in _LOSSES]
    if len(losses) == 1:
        names = _LOSSES | _METRICS
        edits = [
            Edit(text.name_of(node), names[node.attr]) for node in attributes if node.attr in names
        ]
        yield Fix(f"Use `{_LOSSES[losses[0].attr]}`, for one-hot targets", edits)


def operation_of_keras(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """The operations of `keras.ops` for those of TensorFlow in an expression of Keras' graph."""
    text = program.texts.of(problem.span.path)
    node = text.call(problem.span) if text is not None else None
    if text is None or node is None or not _NO_TENSORFLOW.search(problem.message):
        return
    statement = text.statement(node)
    written = {
        each.func: name
        for each in (ast.walk(statement) if statement is not None else ())
        if isinstance(each, ast.Call) and (name := _in_keras(program, each)) is not None
    }
    if node.func in written:
        names = ", ".join(f"`{name}`" for name in dict.fromkeys(written.values()))
        yield Fix(f"Use {names}", [Edit(text.span(place), written[place]) for place in written])


def _in_keras(program: ProgramThatRan, node: ast.Call) -> str | None:
    """How an operation of TensorFlow is written with `keras.ops`; None if it is none or lacks."""
    top, _, rest = dotted_name(node.func).partition(".")
    module = program.namespace.get(top)
    if not isinstance(module, ModuleType) or module.__name__ != "tensorflow" or not rest:
        return None
    name = _OPERATIONS.get(rest, rest.rpartition(".")[2])
    local = (
        local
        for local, value in program.namespace.items()
        if isinstance(value, ModuleType)
        and value.__name__.endswith("keras")
        and hasattr(value, "ops")
    )
    known = hasattr(getattr(program.package, "ops", None), name)
    return f"{next(local, f'{top}.keras')}.ops.{name}" if known else None


def name_that_was_meant(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """The name of the program, or of a module, that is written nearly so."""
    text = program.texts.of(problem.span.path)
    if text is None:
        return
    missing = _NO_NAME.search(problem.message)
    if missing is not None:
        known = [name for name in (*program.namespace, *dir(builtins)) if not name.startswith("_")]
        places = [node for node in text.uses(missing[1]) if node.lineno == problem.span.line]
        for new in _near(missing[1], known):
            yield Fix(f"Use `{new}`", [Edit(text.span(node), new) for node in places])
    attribute = _NO_ATTRIBUTE.search(problem.message)
    node = text.attribute(problem.span, attribute[1]) if attribute is not None else None
    if attribute is not None and node is not None:
        head, *rest = dotted_name(node.value).split(".")
        module: Any = program.namespace.get(head)
        for part in rest:
            module = getattr(module, part, None) if isinstance(module, ModuleType) else None
        for new in _near(attribute[1], dir(module)) if isinstance(module, ModuleType) else ():
            yield Fix(f"Use `{new}`", [Edit(text.name_of(node), new)])


def _near(wrong: str, known: list[str]) -> list[str]:
    """The names that differ in a letter or two, or have the same letters in another order."""
    others = [name for name in dict.fromkeys(known) if name != wrong]
    same = [name for name in others if sorted(name) == sorted(wrong)]
    return [*dict.fromkeys([*same, *difflib.get_close_matches(wrong, others, 2, _ALIKE)])][:2]
