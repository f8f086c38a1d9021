"""Candidates for the arrays and datasets that a training call is given."""

from __future__ import annotations

import ast
import difflib
import itertools
import re
from typing import TYPE_CHECKING

from keras_lsp.report import Edit, Fix, Span, numbers_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp.report import Problem, Shape, Training
    from keras_lsp.worker.candidates.edits import LayerExpression
    from keras_lsp.worker.candidates.program import ProgramThatRan

_LEAVE = re.compile(r"Use (\d+) samples")
_MISSING = re.compile(r'Missing data for input "(\w+)"')
_LOSS_KEYS = re.compile(r"found loss\.keys\(\)=\[(.*?)\]")
_OUTPUT_KEYS = re.compile(r"Expected keys \[(.*?)\]")
_QUOTED = re.compile(r"'(\w+)'")
_BATCH = 32
_SHORT = 20
_IMAGE = 3


def _call_of(program: ProgramThatRan, problem: Problem) -> LayerExpression | None:
    """The training call, as an expression."""
    return program.maker_at(problem.span)


def _value(program: ProgramThatRan, node: ast.expr | None) -> object:
    """What a name stands for when the program has ended; None of anything else."""
    return program.value(node.id) if isinstance(node, ast.Name) else None


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


def one_sample(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """One sample alone, with the axes of size 1 that the model's input has besides."""
    found, call = _training(program, problem), _call_of(program, problem)
    given = call.value("x", 0) if call is not None else None
    shape = program.shape(given.id) if isinstance(given, ast.Name) else None
    if found is None or call is None or found[0].trains or shape is None:
        return
    wanted = numbers_of(found[1])[1:]
    alike = [size for size in shape if size != 1] == [size for size in wanted if size != 1]
    shorter = len(shape) < len(wanted) and None not in wanted
    if alike and shorter and isinstance(given, ast.Name):
        written = f"{given.id}.reshape({', '.join(map(str, [1, *wanted]))})"
        yield Fix(f"Give one sample: `{written}`", [Edit(call.text.span(given), written)])


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


def arrays_of_lists(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """Arrays of the lists of samples or targets, which Keras takes for several inputs."""
    call = _call_of(program, problem)
    written = call.text.name_for("numpy", "array", call.node) if call is not None else None
    if call is None or written is None:
        return
    name, imports = written
    edits, made = [], []
    for given in (call.value("x", 0), call.value("y", 1)):
        for node in _lists(program, given) if given is not None else ():
            source, value = call.text.source(node), _value(program, node)
            texts = isinstance(value, list) and any(isinstance(each, str) for each in value)
            kind = ", dtype=object" if texts else ""
            made.append(f"`{name}({source if len(source) <= _SHORT else '…'}{kind})`")
            edits.append(Edit(call.text.span(node), f"{name}({source}{kind})"))
    if edits:
        yield Fix(f"Give arrays: {', '.join(made)}", [*edits, *imports])


def _lists(program: ProgramThatRan, given: ast.expr) -> list[ast.expr]:
    """The lists of samples that an argument is, or has for each input."""
    if isinstance(given, (ast.List, ast.Tuple)):
        inner = [each for each in given.elts if isinstance(_value(program, each), list)]
        if inner:
            return inner
    listed = isinstance(given, (ast.List, ast.ListComp))
    return [given] if listed or isinstance(_value(program, given), list) else []


def axes_of_images(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """As `axes_of_the_model`, for images: with them it is the data that has another order."""
    found = _training(program, problem)
    if found is not None and len(found[1]) > _IMAGE:
        yield from axes_of_the_model(program, problem)


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
    axes = range(1, len(sizes) + 1)
    # Where two sizes are equal: the first axis as the last one, as with channels.
    for order in ((*axes[1:], 1), *itertools.permutations(axes)):
        if [sizes[axis - 1] for axis in order] == wanted:
            written = f"{given.id}.transpose({', '.join(map(str, (0, *order)))})"
            yield Fix(f"Reorder the axes: `{written}`", [Edit(call.text.span(given), written)])
            return


def texts_as_objects(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """An array of texts as one of objects."""
    call = _call_of(program, problem)
    for node in call.node.args if call is not None else ():
        kind = getattr(getattr(_value(program, node), "dtype", None), "kind", "")
        if kind == "U" and call is not None:
            edit = Edit(call.text.end(node), ".astype(object)")
            yield Fix(f"Use `{call.text.source(node)}.astype(object)`", [edit])


def scaled_alike(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """What scales the training data, for the validation data too, or the reverse."""
    call = _call_of(program, problem)
    given, validation = (
        (call.value("x", 0), call.value("validation_data")) if call is not None else (None, None)
    )
    other = validation.elts[0] if isinstance(validation, ast.Tuple) and validation.elts else None
    for scaled, raw in ((given, other), (other, given)):
        if call is None or scaled is None or not isinstance(raw, ast.Name):
            continue
        if isinstance(scaled, ast.Name):
            yield from _same_statement(call, scaled.id, raw.id)
            continue
        names = {node.id for node in ast.walk(scaled) if isinstance(node, ast.Name)}
        if len(names) == 1 and isinstance(scaled, ast.BinOp):
            written = re.sub(rf"\b{names.pop()}\b", raw.id, call.text.source(scaled))
            yield Fix(f"Give `{written}`", [Edit(call.text.span(raw), written)])


def _same_statement(call: LayerExpression, scaled: str, raw: str) -> Iterator[Fix]:
    """The statement by which an array is scaled, for another one."""
    text = call.text
    for statement in text.tree.body:
        match statement:
            case ast.Assign(targets=[ast.Name(target)], value=value) if target == scaled:
                names = [node.id for node in ast.walk(value) if isinstance(node, ast.Name)]
            case ast.AugAssign(target=ast.Name(target)) if target == scaled:
                names = [scaled]
            case _:
                continue
        known = any(getattr(node, "lineno", 0) < statement.lineno for node in text.bindings(raw))
        line = text.span(statement).end_line + 1
        here = line <= call.node.lineno and text.stands_alone(statement)
        if names.count(scaled) == 1 and known and here:
            written = re.sub(rf"\b{scaled}\b", raw, text.source(statement))
            edit = Edit(Span(text.path, line, 1, line, 1), f"{written}\n")
            yield Fix(f"Scale `{raw}` as well: `{written}`", [edit])


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
        count = (program.shape(other.id) or (None,))[0]
        known = [
            name
            for name in program.namespace
            if count is not None
            and name not in (node.id, other.id)
            and (program.shape(name) or (None,))[0] == count
        ]
        for name in difflib.get_close_matches(node.id, known, n=1, cutoff=0.4):
            edit = Edit(call.text.span(node), name)
            yield Fix(f"Give `{name}` instead of `{node.id}`", [edit])
