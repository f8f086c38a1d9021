"""The least that a training step needs on JAX, where XLA compiles it as one piece.

XLA fuses operations on each number with what takes them, so that only some tensors are written to
memory at all: what convolutions, products of matrices and attention give and take. Of these the
backward pass needs those of which a derivative is taken. What XLA needs beyond that, as room to
try algorithms in, is not counted: it may be several times as much.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from keras_lsp.memory.rules import is_of_input
from keras_lsp.memory.uses import Use

if TYPE_CHECKING:
    from keras_lsp.memory.graph import Course, Step, Tensor

_FLOAT32 = 4
_HEAVY = frozenset(("convolution", "dense", "recurrent", "attention"))
# What needs neither what it is given nor what it gives to go back.
_LINEAR = frozenset(
    ("Add", "Subtract", "Average", "Dropout", "ZeroPadding1D", "ZeroPadding2D",
     "ZeroPadding3D", "GlobalAveragePooling1D", "GlobalAveragePooling2D", "GlobalAveragePooling3D",
     "AveragePooling1D", "AveragePooling2D", "AveragePooling3D", "UpSampling2D")
)  # fmt: skip
# What is not heavy, and needs what it is given all the same.
_OF_INPUTS = frozenset(("LayerNormalization", "MaxPooling1D", "MaxPooling2D", "MaxPooling3D"))
# Tensors of the form of the scores of attention: with dropout, what is left of them, too.
_SCORES, _DROPPED = 2.0, 2.8


@dataclass(slots=True)
class _Written:
    """What one step writes for the backward pass.

    Attributes:
        tensors: some of its inputs and outputs.
        own: bytes of further ones.
    """

    tensors: list[Tensor] = field(default_factory=list)
    own: int = 0


def peak(course: Course, batch: int) -> int:
    """Bytes that a step needs at its fullest moment beyond weights and optimizer, at least."""
    users: dict[int, list[Step]] = {}
    for step in course.steps:
        for tensor in step.inputs:
            users.setdefault(id(tensor), []).append(step)
    written = [_written(step, users, batch) for step in course.steps]
    reasons: dict[int, int] = {}
    live = 0
    for each in written:
        live += each.own
        for tensor in each.tensors:
            reasons[id(tensor)] = reasons.get(id(tensor), 0) + 1
            if reasons[id(tensor)] == 1:
                live += tensor.bytes(batch)
    # The logarithms of what the model gives, or what else the loss makes of it, and the gradient.
    fullest = live + 2 * sum(tensor.size.of(batch) * _FLOAT32 for tensor in course.outputs)
    for step, each in zip(reversed(course.steps), reversed(written), strict=True):
        if not any(tensor.learns for tensor in step.outputs):
            continue
        if step.row.role in _HEAVY:
            given = sum(tensor.bytes(batch) for tensor in step.inputs[:1] if tensor.learns)
            made = sum(tensor.bytes(batch) for tensor in step.outputs[:1])
            fullest = max(fullest, live + given + made)
        live -= each.own
        for tensor in each.tensors:
            reasons[id(tensor)] -= 1
            if not reasons[id(tensor)]:
                live -= tensor.bytes(batch)
    return fullest


def _written(step: Step, users: dict[int, list[Step]], batch: int) -> _Written:
    found = _Written()
    if not any(tensor.learns for tensor in step.outputs):
        return found
    if step.row.class_name in _OF_INPUTS:
        found.tensors += step.inputs
    if step.row.role not in _HEAVY:
        return found
    use = Use(step, batch)
    found.tensors += [t for t in step.inputs if t.layer is not None or t.learns]
    if step.row.activation not in (None, "linear") or not _is_added(step, users):
        found.tensors += step.outputs
    if is_of_input(step.row.activation):
        found.own += use.y * use.width
    if step.row.role == "attention":
        query, value = use.given(0), use.given(1)
        heads = int(use.number("num_heads")) or 1
        scores = heads * batch * (query[0] or 1) * (value[0] or 1) * use.width
        found.own += int(scores * (_DROPPED if use.number("dropout") else _SCORES))
    return found


def _is_added(step: Step, users: dict[int, list[Step]]) -> bool:
    """Whether what comes next needs no derivative of the step's output."""
    following = [user for tensor in step.outputs for user in users.get(id(tensor), [])]
    return all(user.row.class_name in _LINEAR for user in following)
