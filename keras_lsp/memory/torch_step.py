"""How much PyTorch has allocated at the fullest moment of a training step.

Goes through a step as Keras' `TorchTrainer.train_step` does it: the model forward, with the
gradients of the step before still there; the loss; back through all layers in reverse; the
optimizer. What is allocated is counted from tensor to tensor.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from keras_lsp.memory.losses import tensors_of
from keras_lsp.memory.rules import kept_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keras_lsp.memory.graph import Course, Step, Tensor
    from keras_lsp.memory.uses import Kept
    from keras_lsp.report import Layer, Loss

_FLOAT32 = 4
# After how many calls of layers Python looks for cycles, which keeps one that it comes in the
# midst of; and how many inputs of layers were found in cycles at a time (on a CPU, five to eight).
_LAYERS = 7
_UNCOLLECTED = 8


@dataclass(slots=True)
class Peak:
    """The fullest moment of each pass, beyond what is there all the time; in bytes.

    Attributes:
        forward, backward: see above.
        kept: for the backward pass, in all.
        by_layer: what of it each layer makes or keeps, by the `id` of its row.
        loss: what the loss keeps.
        left: tensors that nobody needs, and that Python has not collected yet.
        least, most: how much less or more it may be, where a rule is not sure.
        unknown: names of what there is no rule for.
    """

    forward: int = 0
    backward: int = 0
    kept: int = 0
    loss: int = 0
    left: int = 0
    by_layer: dict[int, int] = field(default_factory=dict)
    least: int = 0
    most: int = 0
    unknown: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Live:
    """Tensors that are there for some reason.

    Attributes:
        bytes: of all of them.
    """

    batch: int
    reasons: dict[int, int] = field(default_factory=dict)
    bytes: int = 0

    def hold(self, tensor: Tensor) -> None:
        count = self.reasons.get(id(tensor), 0)
        self.reasons[id(tensor)] = count + 1
        if not count:
            self.bytes += tensor.bytes(self.batch)

    def drop(self, tensor: Tensor) -> None:
        count = self.reasons[id(tensor)] - 1
        self.reasons[id(tensor)] = count
        if not count:
            self.bytes -= tensor.bytes(self.batch)

    def has(self, tensor: Tensor) -> bool:
        return bool(self.reasons.get(id(tensor)))


def peak(course: Course, losses: Sequence[Loss], batch: int, gradients: int) -> Peak:
    """The fullest moments of one step.

    Args:
        course: the calls of the model.
        losses: of its outputs; empty if they are not known.
        batch: samples of the step.
        gradients: bytes of the gradients of all weights.
    """
    found = Peak()
    live = _Live(batch)
    kept = [kept_by(step, batch) for step in course.steps]
    own = _forward(course, kept, live, found, gradients)
    _lose(course, losses, batch, found)
    found.left = _left(course, batch)
    start = live.bytes + own + found.loss
    found.kept = start
    _backward(course, kept, live, found, own)
    return found


def _forward(course: Course, kept: list[Kept], live: _Live, found: Peak, gradients: int) -> int:
    """Go forward; afterwards only what is kept is live. Gives the bytes that layers own."""
    own = 0
    held: dict[int, list[Tensor]] = {}
    open_scopes: tuple[int, ...] = ()
    previous: list[Tensor] = []
    for step, each in zip(course.steps, kept, strict=True):
        for scope in open_scopes:
            if scope not in step.scopes:
                for tensor in held.pop(scope, ()):
                    live.drop(tensor)
        open_scopes = step.scopes
        made = [t for t in step.outputs if all(t is not given for given in step.inputs)]
        for tensor in made:
            live.hold(tensor)  # While it is computed, and until the next layer has taken it.
        own += each.own
        if each.inputs:
            for tensor in step.inputs:
                live.hold(tensor)
        if each.output:
            for tensor in step.outputs:
                live.hold(tensor)
        for scope in step.scopes[-1:]:
            for tensor in made:
                live.hold(tensor)
                held.setdefault(scope, []).append(tensor)
        found.forward = max(found.forward, live.bytes + own + each.forward + gradients)
        for tensor in previous:
            live.drop(tensor)
        previous = made
        found.least += each.least
        found.most += each.most
        if each.name and each.name not in found.unknown:
            found.unknown.append(each.name)
        _tell(found, step, each, live.batch)
    for tensor in course.outputs:
        live.hold(tensor)
    for tensor in previous:
        live.drop(tensor)
    for tensors in held.values():
        for tensor in tensors:
            live.drop(tensor)
    return own


def _left(course: Course, batch: int) -> int:
    """Bytes of inputs of layers that stay for a while.

    To go through the arguments of a layer, Keras' `tree` makes a function that refers to itself
    and to them (`keras/src/tree/torchtree_impl.py`): they go when Python looks for such cycles.
    """
    given = [{id(tensor): tensor.bytes(batch) for tensor in step.inputs} for step in course.steps]
    sizes = [size for each in given for size in each.values()]
    if not sizes:
        return 0
    calls = min(_UNCOLLECTED, sum(map(bool, given)) // _LAYERS)
    # A call leaves all that it was given, which are two tensors of a sum.
    return calls * len(sizes) * int(statistics.median(sizes)) // sum(map(bool, given))


def _tell(found: Peak, step: Step, kept: Kept, batch: int) -> None:
    """Note what the layer makes that is kept: its own tensors, and the inputs that it asks for."""
    number = id(step.row)
    size = kept.own
    if kept.output:
        size += sum(tensor.bytes(batch) for tensor in step.outputs)
    if kept.inputs:
        size += sum(tensor.bytes(batch) for tensor in step.inputs)
    found.by_layer[number] = found.by_layer.get(number, 0) + size


def _lose(course: Course, losses: Sequence[Loss], batch: int, found: Peak) -> None:
    """The loss, which makes tensors of the form of the output."""
    for place, tensor in enumerate(course.outputs):
        count, known = tensors_of(losses[place] if place < len(losses) else None)
        size = tensor.size.of(batch) * _FLOAT32
        found.loss += count * size
        if not known:
            found.least += count * size // 2
            found.most += count * size


def _backward(course: Course, kept: list[Kept], live: _Live, found: Peak, own: int) -> None:
    """Go back through all layers: each takes the gradient of its output and frees what it kept."""
    batch = live.batch
    gradients: dict[int, int] = {
        id(tensor): tensor.size.of(batch) * _FLOAT32 for tensor in course.outputs
    }
    activations = sum(gradients.values())
    weights = 0
    seen: set[int] = set()
    found.backward += live.bytes + own + found.loss
    for step, each in zip(reversed(course.steps), reversed(kept), strict=True):
        if not any(tensor.learns for tensor in step.outputs):
            continue
        at_end = live.bytes + own + activations + weights + each.ending
        found.backward = max(found.backward, at_end)
        if each.output:
            for tensor in step.outputs:
                live.drop(tensor)
        for tensor in step.inputs:
            if tensor.learns and id(tensor) not in gradients:
                gradients[id(tensor)] = tensor.bytes(batch)
                activations += gradients[id(tensor)]
        if id(step.row) not in seen:
            seen.add(id(step.row))
            weights += trained_bytes(step.row)
        found.backward = max(
            found.backward, live.bytes + own + activations + weights + each.backward
        )
        own -= each.own
        if each.inputs:
            for tensor in step.inputs:
                live.drop(tensor)
        for tensor in step.outputs:
            if all(tensor is not given for given in step.inputs):
                activations -= gradients.pop(id(tensor), 0)


def trained_bytes(row: Layer) -> int:
    """Bytes of those weights of a layer that are trained."""
    weights = row.weights
    if weights is None or not weights.total or not row.trainable:
        return 0
    # One that is frozen in the end has none; the moving ones of a normalization are half of all.
    trained = weights.trainable or weights.total // (2 if "Batch" in row.class_name else 1)
    return weights.bytes * trained // weights.total
