"""Candidates where the last layers, the loss and the targets do not match."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from keras_lsp.report import Edit, Fix
from keras_lsp.report.hints import LastActivation
from keras_lsp.report.losses import CATEGORICAL
from keras_lsp.rules.graph import activation
from keras_lsp.rules.layer_classes import BETWEEN, DROPOUTS, GLOBAL_POOLING_BY_RANK, RECURRENT
from keras_lsp.rules.targets import Case, remedies
from keras_lsp.worker.candidates.edits import LayerExpression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp.report import Call, Problem, Training
    from keras_lsp.report.hints import Right
    from keras_lsp.rules.targets import Remedy
    from keras_lsp.worker.candidates.program import ProgramThatRan

_CATEGORICAL = CATEGORICAL[0]
_QUIET = DROPOUTS | BETWEEN | {"Dense"}


# The loss.


def apply_remedy(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """What the message advises: another loss, other units, another activation, other targets."""
    training = program.training(problem)
    if training is None or not len(training.losses) == len(training.targets) == 1:
        return
    last, output = program.last(training), training.outputs[0] if training.outputs else None
    known = activation(last) if last is not None else None
    case = Case(training.targets[0], output or [], training.losses[0], known)
    for remedy in remedies(case):
        steps = list(_steps(program, problem, training, remedy))
        if steps and all(step.edits for step in steps):
            title = " and ".join([steps[0].title, *(_small(step.title) for step in steps[1:])])
            yield Fix(title, [edit for step in steps for edit in step.edits])


def _steps(
    program: ProgramThatRan, problem: Problem, training: Training, remedy: Remedy
) -> Iterator[Fix]:
    """The parts of a remedy, each a fix; without edits where it cannot be written."""
    if remedy.by_hand:
        yield Fix("", [])
    if remedy.less:
        yield _less(program, problem, remedy.less)
    if remedy.loss:
        found = _with_loss(program, training, training.losses[0].name, remedy.loss)
        yield next(found, Fix("", []))
    last = program.last(training)
    maker = program.maker(last)
    if remedy.units is not None:
        if last is None or maker is None or last.class_name != "Dense":
            yield Fix("", [])
            return
        word = "unit" if remedy.units == 1 else "units"
        edits = maker.with_argument("units", str(remedy.units), 0)
        yield Fix(f"Give `{last.name}` {remedy.units} {word}", edits)
    if remedy.activation:
        yield next(_with_activation(program, last, remedy.activation), Fix("", []))


def _less(program: ProgramThatRan, problem: Problem, less: int) -> Fix:
    """The targets, each smaller by a number, where the training call names them."""
    maker = program.maker_at(problem.span)
    given = maker.value("y", 1) if maker is not None else None
    if maker is None or not isinstance(given, ast.Name):
        return Fix("", [])
    edits = [Edit(maker.text.span(given), f"{given.id} - {less}")]
    return Fix(f"Subtract {less} from `{given.id}`", edits)


def _small(title: str) -> str:
    return title[0].lower() + title[1:]


def other_loss_argument(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """The loss that goes with the last activation."""
    training = _training_of(program, problem)
    if training is None or len(training.losses) != 1:
        return
    loss, right = training.losses[0].name, _right(problem)
    if right == _CATEGORICAL:
        yield from _with_loss(program, training, loss, right)
    maker, given = _loss_of(program, training)
    if maker is None or given is None:
        return
    if right == "from_logits=False" and isinstance(given, ast.Call):
        edits = LayerExpression(maker.text, given).without_argument("from_logits")
        yield Fix("Remove `from_logits=True`", edits)
    elif right in ("softmax", "sigmoid") and isinstance(given, ast.Constant):
        name = maker.text.local_name("keras.losses", _camel(loss)) or maker.text.local_name(
            "tensorflow.keras.losses", _camel(loss)
        )
        if name is not None:
            edit = Edit(maker.text.span(given), f"{name}(from_logits=True)")
            yield Fix(f"Use `{name}(from_logits=True)`", [edit])
    elif right in ("softmax", "sigmoid") and isinstance(given, ast.Call):
        edits = LayerExpression(maker.text, given).with_argument("from_logits", "True")
        yield Fix("Add `from_logits=True` to the loss", edits)


def _right(problem: Problem) -> Right | None:
    """What the problem says would go with the loss; None if it says nothing of that."""
    return problem.data.right if isinstance(problem.data, LastActivation) else None


def _with_loss(program: ProgramThatRan, training: Training, old: str, new: str) -> Iterator[Fix]:
    """Another loss of Keras, written as the one is that is there."""
    maker, given = _loss_of(program, training)
    if maker is None or given is None:
        return
    match given:
        case ast.Constant(value=str(text)):
            written = new if text == text.lower() else _camel(new)
            quote = maker.text.source(given)[-1]
            edit = Edit(maker.text.span(given), f"{quote}{written}{quote}")
            yield Fix(f"Use the loss `{written}`", [edit])
        case ast.Call(func=ast.Attribute() as function) | (ast.Attribute() as function):
            written = new if function.attr == old else _camel(new)
            yield Fix(f"Use the loss `{written}`", [Edit(maker.text.name_of(function), written)])
        case ast.Call(func=ast.Name()) as call:
            edits = LayerExpression(maker.text, call).replacement(_camel(new))
            yield Fix(f"Use the loss `{_camel(new)}`", edits)


def _loss_of(
    program: ProgramThatRan, training: Training
) -> tuple[LayerExpression | None, ast.expr | None]:
    """The call that compiles the model, and the expression of its loss."""
    maker = program.maker_at(training.compiled)
    if maker is None or not isinstance(maker.node.func, ast.Attribute):
        return None, None
    return maker, maker.value("loss", 1)


def _camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def _training_of(program: ProgramThatRan, problem: Problem) -> Training | None:
    """The training call of the model whose last layer a problem is about."""
    for training in program.record.trainings:
        last = program.last(training)
        if last is not None and last.span == problem.span:
            return training
    return None


# The last layer.


def add_flatten(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """Flatten, or pooling, before the first of the last Dense layers that is on an image."""
    call = program.call(problem)
    if call is None or call.class_name != "Dense":
        training = program.training(problem)
        call = program.last(training) if training is not None else None
        if training is not None and not _is_too_deep(training):
            return
    first = _first_dense(program, call)
    maker = program.maker(first)
    rank = len(first.input_shapes[0] or []) if first is not None and first.input_shapes else 0
    if maker is None or rank not in GLOBAL_POOLING_BY_RANK:
        return
    yield Fix("Insert Flatten()", maker.insertion_before("Flatten"))
    pooling = GLOBAL_POOLING_BY_RANK[rank]
    yield Fix(f"Insert {pooling}()", maker.insertion_before(pooling))


def _is_too_deep(training: Training) -> bool:
    """Whether the output has more dimensions than one sample of the targets."""
    if len(training.targets) != 1 or len(training.outputs) != 1:
        return False
    target, output = training.targets[0].shape, training.outputs[0]
    return target is not None and output is not None and len(output) > max(len(target), 2)


def _first_dense(program: ProgramThatRan, call: Call | None) -> Call | None:
    """The first of the Dense layers before a call that get more than a vector."""
    found = None
    while call is not None and (call.class_name in _QUIET or call.class_name == "Softmax"):
        rank = len(call.input_shapes[0] or []) if call.input_shapes else 0
        if call.class_name == "Dense" and rank in GLOBAL_POOLING_BY_RANK:
            found = call
        call = program.graph.giver(call)
    return found


def last_state(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """Only the last state of the last recurrent layer."""
    training = program.training(problem)
    call = program.last(training) if training is not None else None
    if training is None or not _is_too_deep(training):
        return
    while call is not None and call.class_name in _QUIET:
        call = program.graph.giver(call)
    maker = program.maker(call)
    if call is None or maker is None or call.class_name not in RECURRENT:
        return
    edits = maker.without_argument("return_sequences")
    yield Fix(f"Remove `return_sequences=True` from `{call.name}`", edits)


# Activations.


def other_activation(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """The activation that is right for the last layer."""
    right = "sigmoid" if problem.code == "KL205" else _right(problem)
    if right in ("softmax", "sigmoid", "linear"):
        yield from _with_activation(program, program.call(problem), right)


def hidden_activation(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """`relu` in the place of a softmax within the model."""
    call = program.call(problem)
    before = program.graph.giver(call, DROPOUTS) if call is not None else None
    yield from _with_activation(program, before, "relu")


def _with_activation(program: ProgramThatRan, call: Call | None, name: str) -> Iterator[Fix]:
    maker = program.maker(call)
    if maker is None or call is None:
        return
    if name == "linear" and call.class_name != "Activation":
        edits = maker.without_argument("activation")
        yield Fix(f"Remove the activation of `{call.name}`", edits)
        return
    position = 0 if call.class_name == "Activation" else None
    edits = maker.with_argument("activation", f'"{name}"', position)
    yield Fix(f'Use `activation="{name}"` in `{call.name}`', edits)


def one_activation(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """Without one of two activations in a row."""
    call = program.call(problem)
    before = program.graph.giver(call, DROPOUTS) if call is not None else None
    first, second = program.maker(before), program.maker(call)
    if first is not None and before is not None:
        edits = first.without_argument("activation")
        yield Fix(f"Remove the activation of `{before.name}`", edits)
    if second is not None and call is not None:
        yield Fix(f"Remove `{call.name}`", second.removal())
