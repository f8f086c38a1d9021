"""The least that a training step needs on JAX, where XLA compiles it as one piece.

XLA fuses operations on each number with what takes them, so that only some tensors are written to
memory at all: what convolutions, products of matrices and attention give and take. Of these the
backward pass needs those of which a derivative is taken; what is dear to compute, as random
numbers and `erf`, is kept, too. A weight is changed as soon as its gradient is there. What XLA
needs beyond that, as room to try algorithms in, is not counted: it may be several times as much.

The rules are those that XLA's own plan for a GPU shows, which `bench/xla_plans.py` asks it for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from keras_lsp.memory.rules import between_separable, is_of_input
from keras_lsp.memory.torch_step import trained_bytes
from keras_lsp.memory.uses import Use

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keras_lsp.memory.graph import Course, Step, Tensor

_FLOAT32 = 4
_HEAVY = frozenset(("convolution", "dense", "recurrent", "attention"))
_POOLING = frozenset(("MaxPooling1D", "MaxPooling2D", "MaxPooling3D"))
_SUMS = frozenset(("Add", "Subtract", "Average"))
_AVERAGES = frozenset(("AveragePooling1D", "AveragePooling2D", "AveragePooling3D"))
# What computes each number from several, so that it is written and not computed again.
_COMBINING = _SUMS | _POOLING | _AVERAGES
# Rows that XLA sums up at once: 32 threads of a warp take 128 each.
_UNSPLIT = 32 * 128
# What needs neither what it is given nor what it gives to go back.
_LINEAR = _SUMS | _AVERAGES | {
    "Dropout", "ZeroPadding1D", "ZeroPadding2D", "ZeroPadding3D", "UpSampling2D",
    "GlobalAveragePooling1D", "GlobalAveragePooling2D", "GlobalAveragePooling3D",
}  # fmt: skip


@dataclass(slots=True)
class _Written:
    """What one step writes for the backward pass.

    Attributes:
        inputs, outputs: those of its tensors that are needed.
        own: bytes of further ones.
    """

    inputs: list[Tensor] = field(default_factory=list)
    outputs: list[Tensor] = field(default_factory=list)
    own: int = 0


@dataclass(frozen=True, slots=True)
class Moment:
    """The fullest moment of a step, beyond weights, optimizer and data; in bytes.

    Attributes:
        activations: what the backward pass needs, and gradients of activations.
        gradients: of weights.
    """

    activations: int
    gradients: int = 0

    @property
    def total(self) -> int:
        """All of it."""
        return self.activations + self.gradients


class _Live:
    """Tensors that are there for a reason, each counted once; `bytes` of all of them."""

    def __init__(self, written: Sequence[_Written], batch: int) -> None:
        self._batch = batch
        self._reasons: dict[int, int] = {}
        self.bytes = sum(each.own for each in written)
        for tensor in (t for each in written for t in (*each.inputs, *each.outputs)):
            count = self._reasons.get(id(tensor), 0)
            self._reasons[id(tensor)] = count + 1
            self.bytes += 0 if count else tensor.bytes(batch)

    def drop(self, tensors: Sequence[Tensor], own: int = 0) -> None:
        """These tensors, and further bytes, are no longer needed."""
        self.bytes -= own
        for tensor in tensors:
            self._reasons[id(tensor)] -= 1
            self.bytes -= 0 if self._reasons[id(tensor)] else tensor.bytes(self._batch)


def peak(course: Course, batch: int, *, whole_tables: bool = True) -> Moment:
    """What a step needs at its fullest moment, at least.

    Args:
        course: the calls of the model.
        batch: samples of the step.
        whole_tables: the gradient of an embedding is as large as the embedding.
    """
    with_weights = {*_HEAVY, "embedding"} if whole_tables else _HEAVY
    users: dict[int, list[Step]] = {}
    for step in course.steps:
        for tensor in step.inputs:
            users.setdefault(id(tensor), []).append(step)
    written = [_written(step, users, batch) for step in course.steps]
    live = _Live(written, batch)
    # What the model gives, which becomes its own gradient.
    pending = {id(tensor): tensor.size.of(batch) * _FLOAT32 for tensor in course.outputs}
    moments = [Moment(live.bytes + sum(pending.values()))]
    for step, each in zip(reversed(course.steps), reversed(written), strict=True):
        if not any(tensor.learns for tensor in step.outputs):
            continue
        live.drop(each.outputs, each.own)
        if step.row.role in with_weights:
            # The gradient of the weights needs what the layer was given; that of this does not.
            moments.append(Moment(live.bytes + sum(pending.values()), trained_bytes(step.row)))
        live.drop(each.inputs)
        made = _go_back(step, pending, batch)
        if step.row.role in _HEAVY or step.row.class_name in _POOLING:
            moments.append(Moment(live.bytes + sum(pending.values()) + made))
    return max(moments, key=lambda moment: moment.total)


def _go_back(step: Step, pending: dict[int, int], batch: int) -> int:
    """Put the gradients of a step's inputs in the place of that of its output; gives its bytes.

    What gives a sum hands one and the same gradient to all that it is of.
    """
    if any(tensor is given for tensor in step.outputs for given in step.inputs):
        return 0
    made = sum(pending.pop(id(tensor), 0) for tensor in step.outputs)
    is_sum = step.row.class_name in _SUMS
    for place, tensor in enumerate(step.inputs):
        if tensor.learns and id(tensor) not in pending:
            pending[id(tensor)] = 0 if is_sum and place else tensor.bytes(batch)
    return made


def _written(step: Step, users: dict[int, list[Step]], batch: int) -> _Written:
    found = _Written()
    if not any(tensor.learns for tensor in step.outputs):
        return found
    use = Use(step, batch)
    if step.row.class_name == "LayerNormalization":
        found.inputs += step.inputs
    elif step.row.class_name == "BatchNormalization":
        found.inputs += [tensor for tensor in step.inputs if _is_written(tensor)]
        found.own += _centred(use)
    if step.row.class_name == "Dropout" and use.number("rate"):
        found.own += use.y  # Which numbers are left, a byte for each.
    if step.row.role not in _HEAVY:
        found.own += use.y * use.width * (step.row.activation == "gelu")
        return found
    if step.row.class_name in ("SeparableConv1D", "SeparableConv2D"):
        found.own += between_separable(use) * use.width
    found.inputs += [
        tensor
        for tensor in step.inputs
        if (tensor.layer is not None or tensor.learns) and not _is_fused(tensor, step)
    ]
    given = _before_activation(use)
    found.own += given
    of_output = step.row.activation not in (None, "linear", "relu") and not given
    if of_output or (not given and _is_needed(step, users)):
        found.outputs += step.outputs
    if step.row.role == "attention":
        found.own += _of_attention(use)
    return found


def _is_written(tensor: Tensor) -> bool:
    """Whether a tensor that is normalized is written, beside what it is computed from."""
    made = tensor.layer
    if made is None:
        return False
    activated = made.role in _HEAVY and made.activation not in (None, "linear")
    return activated or made.class_name in _COMBINING


def _is_fused(tensor: Tensor, step: Step) -> bool:
    """Whether a product of matrices computes its operand itself, from what `relu` is given."""
    made = tensor.layer
    return (
        made is not None
        and step.row.role == "dense"
        and made.role in _HEAVY
        and made.activation == "relu"
    )


def _before_activation(use: Use) -> int:
    """Bytes kept of what an activation is given, where its derivative is taken of that.

    JAX takes that of `relu` of what it is given, too (`jax.nn.relu`). Of `gelu` the value of the
    normal distribution is kept beside, since `erf` is dear.
    """
    name = use.row.activation
    size = use.y * use.width
    if name == "gelu":
        return 2 * size
    return size if name == "relu" or is_of_input(name) else 0


def _centred(use: Use) -> int:
    """Bytes of what a normalization is given less its mean, where that is kept.

    XLA computes it once for the variance and for the result where it need not split the sum for
    the variance. It splits sums of more rows (`ReductionDimensionRaceFreeBound`).
    """
    rows = use.x // max(use.given()[-1] or 1, 1)
    return use.x * _FLOAT32 if use.row.trainable and rows <= _UNSPLIT else 0


def _of_attention(use: Use) -> int:
    """Queries, keys, values and what is made of them; the scores, before and behind softmax."""
    query = use.given(0)
    value = use.given(1) if len(use.step.shapes[0]) > 1 else query
    heads = int(use.number("num_heads") or use.number("num_query_heads")) or 1
    width = int(use.number("key_dim") or use.number("head_dim")) or 1
    length, other = query[0] or 1, value[0] or 1
    scores = heads * use.batch * length * other
    projected = heads * width * use.batch * 2 * (length + other)
    dropped = scores if use.number("dropout") else 0
    return (projected + 2 * scores) * use.width + dropped


def _is_needed(step: Step, users: dict[int, list[Step]]) -> bool:
    """Whether what comes next needs the step's output to go back, and not only its gradient.

    What is put together of several tensors is kept as these, unless something heavy takes it.
    """
    following = [user for tensor in step.outputs for user in users.get(id(tensor), [])]
    return any(
        _is_needed(user, users)
        if user.row.class_name == "Concatenate"
        else user.row.class_name not in _LINEAR and user.row.role not in _HEAVY
        for user in following
    )
