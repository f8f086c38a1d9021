"""Candidates for the arrays and datasets that a training call is given."""

from __future__ import annotations

import ast
import difflib
import itertools
import re
from typing import TYPE_CHECKING

from keras_lsp.report import Edit, Fix, numbers_of
from keras_lsp.rules.layer_classes import DROPOUTS, RECURRENT
from keras_lsp.worker.candidates.edits import LayerExpression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp.report import Problem, Shape, Training
    from keras_lsp.worker.candidates.program import ProgramThatRan

_LEAVE = re.compile(r"Use (\d+) samples")
_MISSING = re.compile(r'Missing data for input "(\w+)"')
_LOSS_KEYS = re.compile(r"found loss\.keys\(\)=\[(.*?)\]")
_OUTPUT_KEYS = re.compile(r"Expected keys \[(.*?)\]")
_QUOTED = re.compile(r"'(\w+)'")
_BATCH = 32
_KEEPING = DROPOUTS | {"Dense", "Activation", "BatchNormalization", "LayerNormalization"}


def _call_of(program: ProgramThatRan, problem: Problem) -> LayerExpression | None:
    """The training call, as an expression."""
    return program.maker_at(problem.span)


def _value(program: ProgramThatRan, node: ast.expr | None) -> object:
    """What a name stands for when the program has ended; None of anything else."""
    return program.namespace.get(node.id) if isinstance(node, ast.Name) else None


def _training(program: ProgramThatRan, problem: Problem) -> tuple[Training, Shape] | None:
    """A training call of one input, and the shape that its model takes."""
    training = program.training(problem)
    model = program.graph.models.get(training.model) if training is not None else None
    if training is None or model is None or len(training.inputs) != 1:
        return None
    takes = model.input_shapes[0] if len(model.input_shapes) == 1 else None
    return (training, takes) if takes is not None else None


def batch_axis(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """An axis for the batch, where one sample is given alone."""
    found, call = _training(program, problem), _call_of(program, problem)
    given = call.value("x", 0) if call is not None else None
    shape = found[0].inputs[0].shape if found is not None else None
    if found is None or call is None or given is None or shape is None:
        return
    # What is known of the samples' number stands as None.
    sizes, wanted = numbers_of(shape), numbers_of(found[1])[1:]
    alike = len(sizes) == len(wanted) and sizes[1:] == wanted[1:]
    # Nobody means to train with one sample.
    if not alike or found[0].trains or isinstance(given, (ast.List, ast.Tuple, ast.Dict)):
        return
    if isinstance(_value(program, given), (list, tuple, dict)):
        return
    source = call.text.source(given)
    simple = isinstance(given, (ast.Name, ast.Attribute, ast.Subscript, ast.Call))
    written = f"{source if simple else f'({source})'}[None]"
    yield Fix(f"Add the axis of the batch: `{written}`", [Edit(call.text.span(given), written)])


def batched(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """Batches of a dataset that gives single samples."""
    call = _call_of(program, problem)
    if call is None:
        return
    for name, position in (("x", 0), ("validation_data", None)):
        given = call.value(name, position)
        value = _value(program, given)
        if given is not None and hasattr(value, "element_spec") and hasattr(value, "batch"):
            edit = Edit(call.text.end(given), f".batch({_BATCH})")
            source = call.text.source(given)
            yield Fix(f"Give batches: `{source}.batch({_BATCH})`", [edit])


def size_of_batches(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """Batches of the size that the model takes, and as many samples as make whole ones."""
    found, call = _training(program, problem), _call_of(program, problem)
    size = numbers_of(found[1])[0] if found is not None else None
    if call is None or size is None:
        return
    left = _LEAVE.search(problem.message)
    if left is None:
        if not hasattr(_value(program, call.value("x", 0)), "element_spec"):
            edits = call.with_argument("batch_size", str(size))
            yield Fix(f"Use `batch_size={size}`", edits)
        return
    given = [node for node in (call.value("x", 0), call.value("y", 1)) if node is not None]
    cut = [Edit(call.text.end(node), f"[:{left[1]}]") for node in given]
    if cut and all(isinstance(node, ast.Name) for node in given):
        yield Fix(f"Use the first {left[1]} samples", cut)


def axes_of_the_model(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """The axes of the data in the order of the model's, where only that differs."""
    found, call = _training(program, problem), _call_of(program, problem)
    given = call.value("x", 0) if call is not None else None
    shape = found[0].inputs[0].shape if found is not None else None
    if found is None or call is None or shape is None or not isinstance(given, ast.Name):
        return
    sizes, wanted = numbers_of(shape)[1:], numbers_of(found[1])[1:]
    if len(sizes) < 2 or sizes == wanted or sorted(map(str, sizes)) != sorted(map(str, wanted)):
        return
    last = [*range(2, len(sizes) + 1), 1]
    orders = [last, *([0, *each] for each in itertools.permutations(range(1, len(sizes) + 1)))]
    for order in ([0, *last], *orders[1:]):
        if [sizes[index - 1] for index in order[1:]] == wanted:
            written = f"{given.id}.transpose({', '.join(map(str, order))})"
            yield Fix(f"Reorder the axes: `{written}`", [Edit(call.text.span(given), written)])
            return


def reshaped_targets(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """Targets with the axes of the output, where these differ by axes of size 1."""
    training, call = program.training(problem), _call_of(program, problem)
    given = call.value("y", 1) if call is not None else None
    if training is None or call is None or not isinstance(given, ast.Name):
        return
    if not len(training.targets) == len(training.outputs) == 1:
        return
    shape, output = training.targets[0].shape, training.outputs[0]
    if shape is None or output is None:
        return
    sizes, wanted = numbers_of(shape)[1:], numbers_of(output)[1:]
    if sizes != wanted and [size for size in sizes if size != 1] == wanted:
        numbers = ", ".join(map(str, [-1, *wanted]))
        edit = Edit(call.text.span(given), f"{given.id}.reshape({numbers})")
        yield Fix(f"Reshape `{given.id}` to {(None, *wanted)}", [edit])


def sequences_for_targets(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """All steps of the last recurrent layer, where the targets have one for each step."""
    training = program.training(problem)
    if training is None or not len(training.targets) == len(training.outputs) == 1:
        return
    shape, output = training.targets[0].shape, training.outputs[0]
    if shape is None or output is None or len(shape) != len(output) + 1:
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


def texts_as_objects(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """An array of texts as one of objects."""
    call = _call_of(program, problem)
    for node in call.node.args if call is not None else ():
        kind = getattr(getattr(_value(program, node), "dtype", None), "kind", "")
        if kind == "U" and call is not None:
            edit = Edit(call.text.end(node), ".astype(object)")
            yield Fix(f"Use `{call.text.source(node)}.astype(object)`", [edit])


# Names of inputs and outputs.


def key_of_the_input(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """The name of the model's input for the key of a dictionary that is none."""
    said = f"{problem.message}\n{problem.detail}"
    missing = _MISSING.search(said)
    model = None
    training = program.training(problem)
    if training is not None:
        model = program.graph.models.get(training.model)
    if missing is None or model is None:
        return
    names = {layer.name for layer in model.layers if layer.kind == "input"}
    yield from _renamed_key(program, problem, missing[1], names)


def key_of_the_output(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """The name of the model's output for the key of a dictionary of losses that is none."""
    said = f"{problem.message}\n{problem.detail}"
    expected, found = _OUTPUT_KEYS.search(said), _LOSS_KEYS.search(said)
    if expected is None or found is None:
        return
    names, given = set(_QUOTED.findall(expected[1])), set(_QUOTED.findall(found[1]))
    if len(names - given) == 1:
        yield from _renamed_key(program, problem, next(iter(names - given)), names)


def _renamed_key(
    program: ProgramThatRan, problem: Problem, missing: str, names: set[str]
) -> Iterator[Fix]:
    """The missing name for each key, in any dictionary that has some of the other names."""
    text = program.texts.of(problem.span.path)
    for node in ast.walk(text.tree) if text is not None else ():
        keys = [key for key in node.keys if key is not None] if isinstance(node, ast.Dict) else []
        given = {key.value: key for key in keys if isinstance(key, ast.Constant)}
        strange = [key for name, key in given.items() if name not in names]
        others = names - {missing}
        if text is None or missing in given or not strange or (others and not others & set(given)):
            continue
        near = difflib.get_close_matches(missing, [str(key.value) for key in strange], cutoff=0)
        for name in near[:2]:
            key = given[name]
            quote = text.source(key)[-1]
            edit = Edit(text.span(key), f"{quote}{missing}{quote}")
            yield Fix(f"Rename the key `{name}` to `{missing}`", [edit])


def inputs_in_order(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """The arrays of several inputs in the model's order."""
    training, call = program.training(problem), _call_of(program, problem)
    model = program.graph.models.get(training.model) if training is not None else None
    given = call.value("x", 0) if call is not None else None
    if training is None or model is None or call is None:
        return
    elements = given.elts if isinstance(given, (ast.List, ast.Tuple)) else []
    count = len(model.input_shapes)
    if not 2 <= count == len(elements) == len(training.inputs) <= 4:
        return
    shapes = [array.shape for array in training.inputs]
    for order in itertools.permutations(range(count)):
        taken = [shapes[index] for index in order]
        if all(map(_fits, taken, model.input_shapes)):
            edits = [
                Edit(call.text.span(place), call.text.source(elements[index]))
                for place, index in zip(elements, order, strict=True)
                if elements[index] is not place
            ]
            yield Fix("Give the inputs in the model's order", edits)
            return


def _fits(shape: Shape | None, takes: Shape | None) -> bool:
    if shape is None or takes is None or len(shape) != len(takes):
        return False
    pairs = zip(numbers_of(shape)[1:], numbers_of(takes)[1:], strict=True)
    return all(wanted is None or size == wanted for size, wanted in pairs)


def array_of_as_many(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """For an array of another number of samples one with a like name that has as many."""
    call = _call_of(program, problem)
    arguments = [call.value("x", 0), call.value("y", 1)] if call is not None else []
    named = [node for node in arguments if isinstance(node, ast.Name)]
    if call is None or len(named) != 2:
        return
    for node, other in (named[::-1], named):
        count = _count(_value(program, other))
        known = [
            name
            for name, value in program.namespace.items()
            if count is not None and name not in (node.id, other.id) and _count(value) == count
        ]
        for name in difflib.get_close_matches(node.id, known, n=1, cutoff=0.4):
            edit = Edit(call.text.span(node), name)
            yield Fix(f"Give `{name}` instead of `{node.id}`", [edit])


def _count(value: object) -> int | None:
    shape = getattr(value, "shape", None)
    first = shape[0] if isinstance(shape, tuple) and shape else None
    return first if isinstance(first, int) else None
