"""What training takes of a GPU's memory, from the report of a run alone.

On PyTorch it is a figure with an interval, measured against real GPUs (docs/costs.md). On JAX it
is the least that it can be; on TensorFlow, where nothing was measured, it lies between what JAX
needs at least and what PyTorch takes.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from keras_lsp.memory import jax_step, torch_step
from keras_lsp.memory.graph import Walk
from keras_lsp.memory.optimizers import multiples
from keras_lsp.memory.tensors import SizeNotKnownError, bytes_of_number, size_of
from keras_lsp.memory.torch_step import trained_bytes
from keras_lsp.report import number_of

if TYPE_CHECKING:
    from keras_lsp.report import Layer, Model, Report, Training

Kind = Literal["figure", "least", "range"]
Phase = Literal["forward", "backward", "update"]
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
# Batches that Keras on JAX puts on the GPU ahead of their step.
_AHEAD = 2
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
        phase: when that is; None where that is not known.
        keeping: the layers that keep most, the first keeps most.
        unknown: layers and operations without a rule, which make the interval wider.
    """

    kind: Kind
    batch: int
    total: int
    low: int
    high: int | None
    parts: list[Part] = field(default_factory=list)
    phase: Phase | None = None
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
        self.model = _as_trained(model, training)
        self._kind = kind
        self._course = Walk(self.model, training.batch).course()
        leaves = [row for row, inner in _with_inner(self.model.layers) if not inner]
        self._trained = sum(map(trained_bytes, leaves))
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
        if self._kind == "least":
            return self._on_jax(batch)
        least = self._on_jax(batch, tensorflow=True).total
        most = self._on_torch(batch)
        return dataclasses.replace(
            most, kind="range", low=min(least, most.low), high=max(least, most.high or least)
        )

    def _base(self, batch: int, ahead: int = 0) -> list[Part]:
        """What is there all the time; `ahead`: batches that wait for their turn."""
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
            Part(
                "batch",
                data * (1 + ahead),
                f"inputs and targets of {(1 + ahead) * batch:,} samples",
            ),
        ]

    def _on_torch(self, batch: int) -> Estimate:
        peak = torch_step.peak(self._course, self.training.losses, batch, self._trained)
        phase, parts = self._fullest_on_torch(peak, batch)
        total = sum(part.bytes for part in parts)
        low, high = self._interval(peak, total)
        rows = {id(row): row for row in self.model.layers}
        most = sorted(peak.by_layer.items(), key=lambda item: -item[1])
        return Estimate(
            "figure",
            batch,
            total,
            low,
            high,
            [part for part in parts if part.bytes],
            phase,
            [Keeping(rows[number], size) for number, size in most if size],
            [*peak.unknown, *self._unsure()],
        )

    def _fullest_on_torch(self, peak: torch_step.Peak, batch: int) -> tuple[Phase, list[Part]]:
        """The phase of a step in which most is allocated, and what that is."""
        meanwhile = self._optimizer.meanwhile
        outputs = sum(tensor.bytes(batch) for tensor in self._course.outputs)
        update = self._trained * (1 + meanwhile) + outputs
        phases: dict[Phase, int] = {
            "forward": peak.forward,
            "backward": peak.backward,
            "update": update,
        }
        phase = max(phases, key=lambda name: phases[name])
        own = {
            "forward": [
                Part("gradients", self._trained, "of the step before"),
                Part(
                    "activations",
                    peak.forward - self._trained,
                    "outputs of all layers and what they keep",
                ),
            ],
            "backward": [
                Part("activations", min(peak.kept, peak.backward), "what the backward pass needs"),
                Part("gradients", max(peak.backward - peak.kept, 0), "of activations and weights"),
            ],
            "update": [
                Part("gradients", self._trained, "of trained weights"),
                Part("the update", update - self._trained, f"{meanwhile} × trained weights"),
            ],
        }
        return phase, [
            *self._base(batch),
            Part("cuBLAS", self._library, "room for products of matrices"),
            *own[phase],
            Part("not yet collected", peak.left, "tensors in cycles of Python's objects"),
        ]

    def _interval(self, peak: torch_step.Peak, total: int) -> tuple[int, int]:
        """Between what the measurement of a step of `total` bytes is to be expected."""
        unseen = _UNSEEN if self._course.between or self.training.own_step else 0.0
        doubt = self._trained if self._optimizer.name else 0
        # A step of the program's own may let go of gradients sooner, or hold them for longer.
        doubt += self._trained if self.training.own_step else 0
        low = int(total * (1 - _SURE - unseen / 2)) - peak.least - doubt
        return max(low, 0), int(total * (1 + _SURE + unseen)) + peak.most + doubt

    def _unsure(self) -> list[str]:
        """What makes the interval wider, beside layers without a rule."""
        found = [self._optimizer.name] if self._optimizer.name else []
        found += [f"operations in {name}" for name in self._course.between]
        return found + (["the program's own step"] if self.training.own_step else [])

    def _on_jax(self, batch: int, *, tensorflow: bool = False) -> Estimate:
        """The least that XLA needs.

        With TensorFlow no batches wait on the GPU, and gradients of tables need not be written:
        `IndexedSlices` are of some rows of them.
        """
        step = jax_step.peak(self._course, batch, whole_tables=not tensorflow)
        parts = [
            *self._base(batch, 0 if tensorflow else self._ahead(batch)),
            Part("gradients", step.gradients, "of the weights of one layer"),
            Part("activations", step.activations, "what the backward pass needs, fused by XLA"),
        ]
        total = sum(part.bytes for part in parts)
        return Estimate("least", batch, total, total, None, [part for part in parts if part.bytes])

    def _ahead(self, batch: int) -> int:
        """How many batches of JAX wait on the GPU for their turn: `JAXEpochIterator` has two."""
        samples = [array.shape[0] for array in self.training.inputs if array.shape]
        known = number_of(samples[0]) if samples and self.training.method == "fit" else None
        return min(_AHEAD, -(-known // batch) - 1) if known else 0


def memory_of(report: Report, training: Training) -> TrainingMemory | None:
    """What a training call takes; None where something that it hangs on is not known."""
    keras = report.keras
    kind = KINDS.get(keras.backend) if keras is not None and keras.flavour == "keras3" else None
    model = next((each for each in report.models if each.layer == training.model), None)
    if kind is None or model is None or model.known_weights is None:
        return None
    if training.failed or training.validation or training.distributed or not training.trains:
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


def _as_trained(model: Model, training: Training) -> Model:
    """The model as it was trained: what is frozen may change afterwards, sizes with the data."""
    frozen = None if training.frozen is None else set(training.frozen)
    sized = {tuple(each.path): each for each in training.sized}
    data = [array.shape for array in training.inputs]
    inputs = model.input_shapes
    if sized:
        inputs = [[None, *shape[1:]] for shape in data if shape]
    layers = []
    for row in model.layers:
        changes: dict[str, Any] = {}
        if frozen is not None:
            changes["trainable"] = row.name not in frozen
        if shapes := sized.get(tuple(row.path)):
            changes["input_shapes"] = shapes.input_shapes
            changes["output_shapes"] = shapes.output_shapes
        elif sized and row.kind == "input" and len(row.path) == 1 and row.takes:
            changes["output_shapes"] = [inputs[row.takes[0] or 0]]
        layers.append(dataclasses.replace(row, **changes) if changes else row)
    return dataclasses.replace(model, layers=layers, input_shapes=inputs)


def _with_inner(rows: list[Layer]) -> list[tuple[Layer, bool]]:
    """Each row, and whether it is followed by rows of its own."""
    following = [*rows[1:], None]
    return [
        (row, after is not None and len(after.path) > len(row.path))
        for row, after in zip(rows, following, strict=True)
    ]
