"""Candidates for the targets of a training call: other ones, or the same in another form."""

from __future__ import annotations

import ast
import difflib
from types import ModuleType
from typing import TYPE_CHECKING

from keras_lsp.report import Edit, Fix, numbers_of
from keras_lsp.report.losses import CATEGORICAL, SPARSE
from keras_lsp.rules.layer_classes import DROPOUTS, RECURRENT
from keras_lsp.worker.candidates.edits import LayerExpression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp.report import Problem, Shape
    from keras_lsp.worker.candidates.program import ProgramThatRan

_ROWS = 1000
_KEEPING = DROPOUTS | {"Dense", "Activation", "BatchNormalization", "LayerNormalization"}


def at_hand(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """The program's array for targets that are not given; for an autoencoder its input."""
    training, call = program.training(problem), program.maker_at(problem.span)
    given = call.value("x", 0) if call is not None else None
    if training is None or call is None or not isinstance(given, ast.Name) or training.targets:
        return
    output = training.outputs[0] if len(training.outputs) == 1 else None
    shape = program.shape(given.id)
    if output is None or shape is None or call.value("y", 1) is not None:
        return
    wanted = tuple(numbers_of(output)[1:])
    fitting = [
        name
        for name in program.namespace
        if not name.startswith("_")
        and (found := program.shape(name)) is not None
        and found[:1] == shape[:1]
        and found[1:] in (wanted, wanted[:-1])
    ]
    by_name = "" if given in call.node.args else "y="
    meant = given.id.replace("x", "y").replace("X", "y")
    for name in difflib.get_close_matches(meant, fitting, n=2, cutoff=0):
        itself = ", too, as for an autoencoder" if name == given.id else ""
        edit = Edit(call.text.end(given), f", {by_name}{name}")
        yield Fix(f"Give `{name}` as targets{itself}", [edit])


def one_hot(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """Integers as one-hot vectors, or the reverse, as the loss takes them."""
    training, call = program.training(problem), program.maker_at(problem.span)
    given = call.value("y", 1) if call is not None else None
    if training is None or call is None or not isinstance(given, ast.Name):
        return
    if not len(training.targets) == len(training.outputs) == len(training.losses) == 1:
        return
    target, output = training.targets[0], training.outputs[0]
    classes = numbers_of(output)[-1] if output else None
    if target.shape is None or classes is None or not target.whole:
        return
    loss, sizes = training.losses[0].name, numbers_of(target.shape)[1:]
    if loss in CATEGORICAL and sizes in ([], [1]):
        written = _to_categorical(program, call)
        if written is not None:
            name, imports = written
            new = f"{name}({given.id}, {classes})"
            yield Fix(
                f"One-hot the targets: `{new}`", [Edit(call.text.span(given), new), *imports]
            )
    elif loss == SPARSE and sizes == [classes] and _are_one_hot(program, given):
        new = f"{given.id}.argmax(axis=-1)"
        yield Fix(f"Give the classes as integers: `{new}`", [Edit(call.text.span(given), new)])


def _to_categorical(
    program: ProgramThatRan, call: LayerExpression
) -> tuple[str, list[Edit]] | None:
    """How to write `keras.utils.to_categorical` at a call, and the import that it takes."""
    keras = program.namespace.get("keras")  # Perhaps by `from tensorflow import keras`.
    known = call.text.local_name("tensorflow.keras.utils", "to_categorical")
    if isinstance(keras, ModuleType) and hasattr(keras, "utils"):
        known = known or "keras.utils.to_categorical"
    if known is not None:
        return known, []
    return call.text.name_for("keras.utils", "to_categorical", call.node)


def _are_one_hot(program: ProgramThatRan, given: ast.Name) -> bool:
    """Whether each row has a single 1; one that has several is of several classes."""
    value = program.value(given.id)
    if not (hasattr(value, "argmax") and hasattr(value, "sum")):
        return False
    return bool((value[:_ROWS].sum(axis=-1) == 1).all())


def reshaped(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """Targets with the axes of the output, where these differ by axes of size 1."""
    call = program.maker_at(problem.span)
    given = call.value("y", 1) if call is not None else None
    shapes = _shapes(program, problem)
    if call is None or shapes is None or not isinstance(given, ast.Name):
        return
    sizes, wanted = (numbers_of(shape)[1:] for shape in shapes)
    if sizes != wanted and [size for size in sizes if size != 1] == wanted:
        numbers = ", ".join(map(str, [-1, *wanted]))
        edit = Edit(call.text.span(given), f"{given.id}.reshape({numbers})")
        yield Fix(f"Reshape `{given.id}` to {(None, *wanted)}", [edit])


def _shapes(program: ProgramThatRan, problem: Problem) -> tuple[Shape, Shape] | None:
    """Those of the only targets and of the only output."""
    training = program.training(problem)
    if training is None or not len(training.targets) == len(training.outputs) == 1:
        return None
    target, output = training.targets[0].shape, training.outputs[0]
    return None if target is None or output is None else (target, output)


def for_each_step(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """All steps of the last recurrent layer, where the targets have one for each step."""
    training, shapes = program.training(problem), _shapes(program, problem)
    if training is None or shapes is None or len(shapes[0]) != len(shapes[1]) + 1:
        return
    call = program.last(training)
    while call is not None and call.class_name in _KEEPING:
        call = program.graph.giver(call)
    maker = program.maker(call)
    if call is not None and maker is not None and call.class_name in RECURRENT:
        inner = maker.value("layer", 0) if maker.name.endswith("Bidirectional") else None
        target = LayerExpression(maker.text, inner) if isinstance(inner, ast.Call) else maker
        edits = target.with_argument("return_sequences", "True")
        yield Fix(f"Add `return_sequences=True` to `{call.name}`", edits)
