"""What training takes of a GPU's memory: a figure, its parts, and the largest batch."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from keras_lsp.memory import CONTEXT, memory_of
from keras_lsp.memory.tensors import Size, size_of
from keras_lsp.presentation import training_memory
from keras_lsp.report import Layer, Loss, Optimizer, Problem, Report, RunConfig
from keras_lsp.runs.fitting import fits as fitting_fits
from keras_lsp.runs.workers import Job
from tests.memory.rows import HERE, report_of, row, weights

if TYPE_CHECKING:
    from keras_lsp.memory import TrainingMemory

GIB = 2**30
# 784 × 4096 + 4096 and 4096 × 10 + 10 numbers of 4 bytes.
TRAINED = 13_025_320
CUBLAS = 67_108_864


def digits(*, takes: Any = (0,), **more: Any) -> list[Layer]:
    return [
        row("Dense", [None, 784], [None, 4096], name="wide", activation="relu", role="dense",
            takes=[*takes], weights=weights(3_215_360), **more),
        row("Dense", [None, 4096], [None, 10], name="last", activation="softmax", role="dense",
            inbound=["wide"], weights=weights(40_970)),
    ]  # fmt: skip


def memory(layers: list[Layer], **more: Any) -> TrainingMemory:
    shapes = layers[0].input_shapes, layers[-1].output_shapes
    found = memory_of(*report_of(layers, *shapes, **more))  # type: ignore[arg-type]
    assert found is not None
    return found


def test_with_few_samples_the_optimizer_takes_most() -> None:
    found = memory(digits()).here
    assert {part.name: part.bytes for part in found.parts} == {
        "weights": TRAINED,
        "optimizer": 2 * TRAINED,
        "batch": 8 * 784 * 4 + 8 * 8,
        "cuBLAS": CUBLAS,
        "gradients": TRAINED,
        "the update": 3 * TRAINED + 8 * 10 * 4,
    }
    assert found.phase == "update"
    assert found.total == 158_311_576
    assert (found.low, found.high) == (142_480_418, 174_142_733)


def test_with_many_samples_activations_do() -> None:
    found = memory(digits()).at(8192)
    assert found.phase == "backward"
    # What the layers give, and six more tensors as large as the probabilities for the loss; the
    # gradients of the first layer's output, before and behind its activation.
    wide, last = 8192 * 4096 * 4, 8192 * 10 * 4
    parts = {part.name: part.bytes for part in found.parts}
    assert parts["activations"] == wide + last + 6 * last
    # The gradients of what the first layer gives, before and behind `relu`, and of the weights of
    # the last one, in the place of the six tensors.
    assert parts["gradients"] == 2 * wide + 4 * 40_970 - 6 * last


@pytest.mark.parametrize(
    ("optimizer", "held", "meanwhile"),
    [
        (Optimizer("SGD"), 0, 0),
        (Optimizer("SGD", {"momentum": "0.9"}), 1, 0),
        (Optimizer("RMSprop"), 1, 3),
        (Optimizer("AdamW", {"amsgrad": "True"}), 3, 3),
        (Optimizer("Adam", scales_loss=True), 2, 4),
        (Optimizer("Adam", {"use_ema": "True"}), 3, 3),
        (Optimizer("SGD", {"gradient_accumulation_steps": "4"}), 1, 0),
    ],
)
def test_an_optimizer_holds_and_needs_so_many_times_the_weights(
    optimizer: Optimizer, held: int, meanwhile: int
) -> None:
    parts = {part.name: part.bytes for part in memory(digits(), optimizer=optimizer).here.parts}
    assert parts.get("optimizer", 0) == held * TRAINED
    if meanwhile:
        assert parts["the update"] == meanwhile * TRAINED + 8 * 10 * 4


def test_what_was_frozen_when_it_was_trained_has_neither_gradient_nor_slots() -> None:
    found = memory(digits(), frozen=["wide"]).here
    parts = {part.name: part.bytes for part in found.parts}
    assert parts["optimizer"] == 2 * 4 * 40_970
    # In the end it was frozen; then it was not.
    later = memory(digits(trainable=False), frozen=[]).here
    assert {p.name: p.bytes for p in later.parts}["optimizer"] == 2 * TRAINED


def test_the_largest_batch_is_the_last_one_that_fits() -> None:
    found = memory(digits())
    for card in (1, 2, 4):
        largest = found.largest_batch(card * GIB)
        assert found.at(largest.batch).total + CONTEXT <= card * GIB
        assert found.at(largest.batch + 1).total + CONTEXT > card * GIB
        assert not largest.more
    assert found.largest_batch(CONTEXT).batch == 0


def test_a_peak_that_does_not_grow_has_no_largest_batch() -> None:
    layers = [
        row("Embedding", [None, 1], [None, 1, 64], role="embedding", takes=[0],
            weights=weights(96_000_000)),
    ]  # fmt: skip
    found = memory(layers, loss=Loss("mean_squared_error"))
    assert found.largest_batch(80 * GIB).more
    assert "80 GB: at least 131,072" in training_memory.largest_batches(found).replace(
        "262,144", "131,072"
    )


def test_a_sequential_model_keeps_all_outputs_until_it_returns() -> None:
    def chain() -> list[Layer]:
        return [
            row("ZeroPadding2D", [None, 64, 64, 8], [None, 64, 64, 8], name=f"pad{number}",
                inbound=[f"pad{number - 1}"] if number else [])
            for number in range(4)
        ] + [row("Flatten", [None, 64, 64, 8], [None, 32_768], inbound=["pad3"]),
             row("Dense", [None, 32_768], [None, 1], role="dense", inbound=["flatten"],
                 weights=weights(32_769))]  # fmt: skip

    tensor = 512 * 64 * 64 * 8 * 4
    held = memory(chain(), optimizer=Optimizer("SGD"), class_name="Sequential").at(512)
    freed = memory(chain(), optimizer=Optimizer("SGD"), class_name="Net").at(512)
    assert held.phase == "forward"
    # Two are there at a time: what a layer is given, and what it gives.
    kept, left = (
        next(part.bytes for part in each.parts if part.name == "activations")
        for each in (held, freed)
    )
    assert kept - left == 2 * tensor + 512 * 4
    # All four, and what the last layer gives; beside them gradients of the step before.
    parts = {part.name: part.bytes for part in held.parts}
    assert (parts["activations"], parts["gradients"]) == (4 * tensor + 512 * 4, 4 * 32_769)


def test_calls_of_layers_leave_what_they_were_given_for_a_while() -> None:
    layers = [
        row("ZeroPadding2D", [None, 64, 64, 8], [None, 64, 64, 8], name=f"pad{number}",
            inbound=[f"pad{number - 1}"] if number else [])
        for number in range(14)
    ] + [row("Dense", [None, 64, 64, 8], [None, 64, 64, 1], inbound=["pad13"], role="dense",
             weights=weights(9))]  # fmt: skip
    parts = {part.name: part.bytes for part in memory(layers).here.parts}
    # Two of fifteen calls.
    assert parts["not yet collected"] == 2 * 8 * 64 * 64 * 8 * 4
    layers[13] = row("Add", [[None, 64, 64, 8]] * 2, [None, 64, 64, 8], name="pad13",
                     inbound=["pad11", "pad12"])  # fmt: skip
    parts = {part.name: part.bytes for part in memory(layers).here.parts}
    # One call in fifteen leaves two tensors.
    assert parts["not yet collected"] == 2 * 16 * 8 * 64 * 64 * 8 * 4 // 15


def test_a_step_of_the_programs_own_may_hold_gradients_for_longer_or_not() -> None:
    usual, own = memory(digits()).here, memory(digits(), own_step=True).here
    assert own.total == usual.total
    assert own.unknown == ["the program's own step"]
    assert (own.low, own.high) == (
        int(own.total * 0.85) - TRAINED, int(own.total * 1.2) + TRAINED,
    )  # fmt: skip


def test_it_surely_does_not_fit_where_even_the_least_does_not() -> None:
    found = memory(digits()).here
    assert found.surely_exceeds(found.low + CONTEXT - 1)
    assert not found.surely_exceeds(found.low + CONTEXT)


def test_operations_of_a_class_of_the_programs_own_make_it_less_certain() -> None:
    own = memory(digits(takes=()), class_name="Net").here
    sure = memory(digits()).here
    assert own.unknown == ["operations in Net"]
    assert sure.unknown == []
    assert own.high is not None
    assert sure.high is not None
    assert own.high - own.low > sure.high - sure.low


def test_on_jax_it_is_the_least_and_there_is_no_verdict() -> None:
    found = memory(digits(), backend="jax").here
    assert (found.kind, found.high) == ("least", None)
    assert found.low == found.total
    assert not found.surely_exceeds(1)
    assert training_memory.hint(found).startswith("at least ")


def test_on_tensorflow_it_is_a_range_that_was_not_validated() -> None:
    found = memory(digits(), backend="tensorflow", batch=4096).here
    least = memory(digits(), backend="jax", batch=4096, method="train_on_batch").here
    most = memory(digits(), batch=4096).here
    assert (found.kind, found.low, found.high) == ("range", least.total, most.high)
    assert training_memory.as_data(memory(digits(), backend="tensorflow"))["validated"] is False
    assert not found.surely_exceeds(1)


def test_on_tensorflow_gradients_of_tables_need_not_be_whole() -> None:
    table = row("Embedding", [None, 1], [None, 1, 64], role="embedding", takes=[0],
                weights=weights(6_400_000))  # fmt: skip
    # Weights, optimizer, data; what is looked up, and its gradient.
    found = memory([table], backend="tensorflow").here
    assert found.low == 3 * 4 * 6_400_000 + 8 * (4 + 8) + 8 * 64 * 4


def unsaid(**changes: Any) -> Report:
    """The report of `digits`, with something else about its training or model."""
    report, training = report_of(digits(), [[None, 784]], [[None, 10]])
    model = report.models[0]
    for name, value in changes.items():
        owner = model if hasattr(model, name) and name != "layer" else training
        setattr(owner, name, value)
    return report


@pytest.mark.parametrize(
    "changes",
    [
        {"batch": None},
        {"optimizer": None},
        {"failed": True},
        {"validation": True},
        {"distributed": True},
        {"compiled_step": True},
        {"method": "evaluate"},
        {"weights": None},
        {"weights": replace(weights(5), at_least=True)},
        {"layers": [row("Dense", [None, None], [None, 4], weights=weights(9))]},
        {"layers": [row("Dense", [None, "width"], [None, 4], weights=weights(9))]},
        {"layers": [row("Dense", [None, 3], [None, 4], facts={"remat": "True"})]},
        {"layers": [row("Dense", [None, 3], [None, 4], error="it failed")]},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_nothing_is_said_where_something_is_not_known(changes: dict[str, Any]) -> None:
    report = unsaid(**changes)
    assert memory_of(report, report.trainings[0]) is None


def test_nothing_is_said_of_keras_2() -> None:
    report = unsaid()
    assert report.keras is not None
    report.keras.flavour = "keras2"
    assert memory_of(report, report.trainings[0]) is None


@pytest.mark.parametrize(
    ("size", "text"),
    [(6.8 * GIB, "6.8 GB"), (16 * GIB, "16 GB"), (143 * GIB, "143 GB"), (243 * 2**20, "243 MB")],
)
def test_gigabytes_are_those_of_cards(size: float, text: str) -> None:
    from keras_lsp.presentation.figures import memory_text

    assert memory_text(size) == text


def test_the_notes_of_a_summary_are_of_its_model() -> None:
    found = memory(digits())
    card = 3 * GIB, "T4"
    (told,) = training_memory.notes([found], found.model, *card)
    batch = found.largest_batch(3 * GIB).batch
    assert told == f"fit on line 9 takes {training_memory.line(found)}; for T4 (3 GB): {batch:,}"
    assert training_memory.notes([found], replace(found.model, layer=8), *card) == []
    least = memory(digits(), backend="jax")
    (note,) = training_memory.notes([least], least.model, *card)
    assert "T4" not in note


def test_a_hover_knows_the_card_that_is_here() -> None:
    found = memory(digits())
    rows = dict(training_memory.rows(found, 3 * GIB, "T4"))
    batch = found.largest_batch(3 * GIB).batch
    assert rows["largest batch in T4"] == f"{batch:,} in 3 GB"
    assert "largest batch in T4" not in dict(training_memory.rows(found))


def test_what_is_kept_of_a_layer_is_told_at_it() -> None:
    found = memory(digits(), batch=8192)
    wide, last = found.model.layers
    assert training_memory.kept_by([found], found.model, wide) == "128 MB at batch 8,192"
    assert training_memory.kept_by([found], replace(found.model, layer=8), last) == ""
    assert training_memory.kept_by([memory(digits(), backend="jax")], found.model, wide) == ""


def test_a_batch_of_any_size_stands_for_itself() -> None:
    assert size_of([1_000_003, 4], None) == Size(each=4) == size_of([None, 4], None)
    assert size_of([32, 4], 32) == Size(each=4)
    assert size_of([32, 4], None) == Size(fixed=128)


def test_a_fix_must_make_it_fit_and_not_only_perhaps() -> None:
    report, _ = report_of(digits(), [[None, 784]], [[None, 10]])
    need = memory(digits()).here.total + CONTEXT
    problem = Problem("KL421", "warning", "too large", HERE)
    for gpu_memory, fitting in ((need, True), (need - 1, False)):
        job = Job("/w/m.py", "", RunConfig(gpu_memory=gpu_memory))
        assert fitting_fits(job, report, [problem]) is fitting
        assert fitting_fits(job, report, [])


def test_a_hint_says_how_much_at_which_batch() -> None:
    assert training_memory.hint(memory(digits()).here) == "151 MB at batch 8"
    told = training_memory.line(memory(digits()))
    assert told.startswith(
        "151 MB of GPU memory at batch 8 (136–166 MB); largest batch for 8 GB: "
    )
