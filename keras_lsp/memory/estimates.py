"""What training takes of a GPU's memory, from the report of a run alone.

On PyTorch it is a figure with an interval, measured against real GPUs (docs/costs.md). On JAX it
is the least that it can be; on TensorFlow, where nothing was measured, it lies between what JAX
needs at least and what PyTorch takes.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from keras_lsp.memory import jax_step, torch_step
from keras_lsp.memory.graph import Walk
from keras_lsp.memory.optimizers import multiples
from keras_lsp.memory.tensors import SizeNotKnownError, bytes_of_number, size_of
from keras_lsp.memory.torch_step import trained_bytes

if TYPE_CHECKING:
    from keras_lsp.report import Layer, Model, Report, Training

Kind = Literal["figure", "least", "range"]
KINDS: dict[str, Kind] = {"torch": "figure", "jax": "least", "tensorflow": "range"}

CONTEXT = 750_000_000
"""Bytes that the driver and its libraries take beside: 0.66 to 0.90 GB were measured."""

# cuBLAS keeps 32 MiB for each thread that multiplies matrices, forward and backward, on a card of
# NVIDIA's Hopper generation, and less on others.
_CUBLAS = 2 * 32 * 2**20
_MULTIPLYING = ("dense", "attention", "recurrent")
# Measurements were within a tenth of the figure. Operations between the layers of a program's own
# classes are not seen.
_SURE, _UNSEEN = 0.10, 0.10
# No batch beyond is looked for.
_LARGEST = 1 << 17


@dataclass(frozen=True, slots=True)
class Part:
    """A part of what is taken.

    Attributes:
        name: what it is, in words.
        bytes: how much.
        why: what the number comes from.
    """

    name: str
    bytes: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Keeping:
    """What one layer keeps for the backward pass."""

    layer: Layer
    bytes: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """What training takes for one batch, in bytes.

    Attributes:
        kind: what `total` is: a `figure`, the `least` that it may be, or the end of a `range`.
        batch: samples of a step.
        total: of all parts.
        low, high: between which it lies; `high` is None where nothing is known.
        parts: what there is at the fullest moment.
        phase: when that is: `forward`, `backward` or `update`.
        keeping: the layers that keep most, the first keeps most.
        unknown: layers and operations without a rule, which make the interval wider.
    """

    kind: Kind
    batch: int
    total: int
    low: int
    high: int | None
    parts: list[Part] = field(default_factory=list)
    phase: str = ""
    keeping: list[Keeping] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    def surely_exceeds(self, memory: int) -> bool:
        """Whether the whole interval lies beyond what a card has."""
        return self.kind == "figure" and self.low + CONTEXT > memory


@dataclass(frozen=True, slots=True)
class Largest:
    """The largest batch that a card has room for.

    Attributes:
        batch: 0 if there is none.
        more: a larger one may do, too: memory hardly grows with it.
    """

    batch: int
    more: bool = False


class TrainingMemory:
    """What one training call takes, for any batch.

    Args:
        training: one call of a whole run.
        model: that it trains.
        kind: what can be said on the program's back end.

    Attributes:
        training, model: see above.
    """

    def __init__(self, training: Training, model: Model, kind: Kind) -> None:
        assert training.batch is not None  # noqa: S101 - `memory_of` has asked
        assert training.optimizer is not None  # noqa: S101
        self.training = training
        self.model = dataclasses.replace(model, layers=_as_trained(model.layers, training.frozen))
        self._kind = kind
        self._course = Walk(self.model, training.batch).course()
        leaves = [row for row, inner in _with_inner(self.model.layers) if not inner]
        self._trained = sum(map(trained_bytes, leaves))
        self._embedded = sum(trained_bytes(row) for row in leaves if row.role == "embedding")
        self._optimizer = multiples(training.optimizer)
        self._library = _CUBLAS * any(row.role in _MULTIPLYING for row in leaves)
        self._known: dict[int, Estimate] = {}

    @property
    def here(self) -> Estimate:
        """For the batch of the program."""
        return self.at(self.training.batch or 1)

    def at(self, batch: int) -> Estimate:
        """For a batch of that size."""
        if batch not in self._known:
            self._known[batch] = self._at(batch)
        return self._known[batch]

    def largest_batch(self, memory: int) -> Largest:
        """The largest batch for which a card with so many bytes has room."""
        if self._need(1) > memory:
            return Largest(0)
        low, high = 1, max(self.training.batch or 1, 2)
        while self._need(high) <= memory:
            low, high = high, 4 * high
            if low >= _LARGEST:
                return Largest(low, more=True)
        while high - low > 1:
            # What is needed grows in a line, or in a few.
            low_need, high_need = self._need(low), self._need(high)
            guess = low + int((memory - low_need) * (high - low) / (high_need - low_need))
            guess = min(max(guess, low + 1), high - 1)
            for tried in (guess, guess + 1):
                if low < tried < high and self._need(tried) <= memory:
                    low = tried
                elif low < tried < high:
                    high = tried
        return Largest(low)

    def _need(self, batch: int) -> int:
        return self.at(batch).total + CONTEXT

    def _at(self, batch: int) -> Estimate:
        if self._kind == "figure":
            return self._on_torch(batch)
        least = self._on_jax(batch)
        if self._kind == "least":
            return least
        most = self._on_torch(batch)
        return dataclasses.replace(
            most, kind="range", low=min(least.total, most.total), high=max(most.total, least.total)
        )

    def _base(self, batch: int) -> list[Part]:
        """What is there all the time."""
        weights = self.model.weights
        held = self._optimizer.held
        name = self.training.optimizer.name if self.training.optimizer else ""
        data = sum(
            size_of([None, *(array.shape or [])[1:]], None).of(batch)
            * bytes_of_number(array.dtype)
            for array in (*self.training.inputs, *self.training.targets)
        )
        assert weights is not None  # noqa: S101 - `memory_of` has asked
        return [
            Part("weights", weights.bytes, f"{weights.total:,} numbers"),
            Part("optimizer", held * self._trained, f"{name}: {held} × trained weights"),
            Part("batch", data, f"inputs and targets of {batch:,} samples"),
        ]

    def _on_torch(self, batch: int) -> Estimate:
        losses = self.training.losses
        peak = torch_step.peak(self._course, losses, batch, self._trained)
        meanwhile = self._optimizer.meanwhile
        outputs = sum(tensor.bytes(batch) for tensor in self._course.outputs)
        update = self._trained * (1 + meanwhile) + outputs
        phases = {"forward": peak.forward, "backward": peak.backward, "update": update}
        phase = max(phases, key=lambda name: phases[name])
        parts = [
            *self._base(batch),
            Part("cuBLAS", self._library, "room for products of matrices"),
        ]
        if phase == "update":
            parts += [
                Part("gradients", self._trained, "of trained weights"),
                Part("the update", update - self._trained, f"{meanwhile} × trained weights"),
            ]
        elif phase == "forward":
            kept = peak.forward - self._trained
            parts += [
                Part("gradients", self._trained, "of the step before"),
                Part("activations", kept, "outputs of all layers and what they keep"),
            ]
        else:
            parts += [
                Part("activations", min(peak.kept, peak.backward), "what the backward pass needs"),
                Part("gradients", max(peak.backward - peak.kept, 0), "of activations and weights"),
            ]
        parts.append(Part("not yet collected", peak.left, "tensors in cycles of Python's objects"))
        total = sum(part.bytes for part in parts)
        unseen = _UNSEEN if self._course.between else 0.0
        unknown = [*peak.unknown, *([self._optimizer.name] if self._optimizer.name else [])]
        unknown += [f"operations in {name}" for name in self._course.between]
        doubt = self._trained if self._optimizer.name else 0
        rows = {id(row): row for row in self.model.layers}
        most = sorted(peak.by_layer.items(), key=lambda item: -item[1])
        return Estimate(
            "figure",
            batch,
            total,
            max(int(total * (1 - _SURE - unseen / 2)) - peak.least - doubt, 0),
            int(total * (1 + _SURE + unseen)) + peak.most + doubt,
            [part for part in parts if part.bytes],
            phase,
            [Keeping(rows[number], size) for number, size in most if size],
            unknown,
        )

    def _on_jax(self, batch: int) -> Estimate:
        base = self._base(batch)
        step = jax_step.peak(self._course, batch)
        # Gradients of embeddings are added where they belong.
        gradients = self._trained - self._embedded
        parts = [
            *base,
            Part("gradients", gradients, "of trained weights"),
            Part("activations", step, "what the backward pass needs, once XLA has fused it"),
        ]
        total = sum(part.bytes for part in parts)
        return Estimate("least", batch, total, total, None, parts)


def memory_of(report: Report, training: Training) -> TrainingMemory | None:
    """What a training call takes; None where something that it hangs on is not known."""
    keras = report.keras
    kind = KINDS.get(keras.backend) if keras is not None and keras.flavour == "keras3" else None
    model = next((each for each in report.models if each.layer == training.model), None)
    if kind is None or model is None or model.known_weights is None:
        return None
    if training.failed or not training.trains:
        return None
    if training.compiled_step and kind == "figure":
        return None  # `torch.compile` keeps other things.
    if not training.batch or training.optimizer is None or not model.input_shapes:
        return None
    # A layer of a `RematScope` keeps less, and computes it again.
    if any(row.error is not None or "remat" in row.facts for row in model.layers):
        return None
    try:
        found = TrainingMemory(training, model, kind)
        found.at(training.batch)
    except SizeNotKnownError:
        return None
    return found


def _as_trained(rows: list[Layer], frozen: list[str] | None) -> list[Layer]:
    """The rows as they were when the training began: what is frozen may change afterwards."""
    if frozen is None:
        return rows
    names = set(frozen)
    return [
        row
        if row.trainable == (row.name not in names)
        else dataclasses.replace(row, trainable=not row.trainable)
        for row in rows
    ]


def _with_inner(rows: list[Layer]) -> list[tuple[Layer, bool]]:
    """Each row, and whether it is followed by rows of its own."""
    following = [*rows[1:], None]
    return [
        (row, after is not None and len(after.path) > len(row.path))
        for row, after in zip(rows, following, strict=True)
    ]
