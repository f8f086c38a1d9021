"""The least that a step takes on JAX: what XLA keeps, in bytes worked out by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from keras_lsp.memory import memory_of
from tests.memory.rows import report_of, row, weights

if TYPE_CHECKING:
    from keras_lsp.memory import Estimate
    from keras_lsp.report import Layer

BATCH = 32
MAP = BATCH * 16 * 16 * 8 * 4


def least(layers: list[Layer], **more: Any) -> Estimate:
    shapes = layers[0].input_shapes, layers[-1].output_shapes
    more = {"backend": "jax", "batch": BATCH, "class_name": "Functional", **more}
    found = memory_of(*report_of(layers, *shapes, **more))  # type: ignore[arg-type]
    assert found is not None
    return found.here


def activations(layers: list[Layer], **more: Any) -> int:
    return {part.name: part.bytes for part in least(layers, **more).parts}["activations"]


def convolution(name: str, source: str = "", **more: Any) -> Layer:
    place: Any = {"inbound": [source]} if source else {"takes": [0]}
    return row(
        "Conv2D", [None, 16, 16, 8], [None, 16, 16, 8], name=name, role="convolution",
        weights=weights(576), **place, **more,
    )  # fmt: skip


def on(class_name: str, source: str, **more: Any) -> Layer:
    shape = [None, 16, 16, 8]
    return row(class_name, more.pop("given", shape), shape, inbound=more.pop("inbound", [source]),
               name=more.pop("name", class_name.lower()), **more)  # fmt: skip


def normalized(source: str, name: str = "bn") -> Layer:
    return on(
        "BatchNormalization", source, name=name, role="normalization", weights=weights(16, 16)
    )


def ended(source: str) -> list[Layer]:
    """A convolution that nothing is kept of, and what makes one number of it."""
    return [
        convolution("last", source),
        row("GlobalAveragePooling2D", [None, 16, 16, 8], [None, 8], name="pool", inbound=["last"]),
        row("Dense", [None, 8], [None, 1], name="end", inbound=["pool"], role="dense",
            activation="sigmoid", weights=weights(9)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "maps"), [("relu", 3), ("silu", 3), ("tanh", 3), ("gelu", 4), (None, 2)]
)
def test_what_activations_are_given_is_kept_and_gelu_keeps_more(
    name: str | None, maps: int
) -> None:
    # Going back through the last convolution: what the first one gave and is given to the last
    # one, the gradient of what that gives; then that of what it is given in the place of that.
    assert activations([convolution("first", activation=name), *ended("first")]) == maps * MAP


def test_gelu_as_a_layer_keeps_as_much_as_in_one() -> None:
    layers = [convolution("first"), on("Activation", "first", name="act", activation="gelu")]
    assert activations([*layers, *ended("act")]) == 4 * MAP
    layers[1].activation = "silu"
    assert activations([*layers, *ended("act")]) == 3 * MAP


def test_a_separable_convolution_keeps_what_its_halves_hand_on() -> None:
    first = convolution("first", activation="silu")
    first.class_name = "SeparableConv2D"
    assert activations([first, *ended("first")]) == 4 * MAP


def test_relu_before_a_product_of_matrices_is_computed_again() -> None:
    def chain(name: str) -> list[Layer]:
        return [
            row("Dense", [None, 4], [None, 512], name="a", role="dense", takes=[0],
                activation=name, weights=weights(5)),
            row("Dense", [None, 512], [None, 512], name="b", role="dense", inbound=["a"],
                weights=weights(5)),
        ]  # fmt: skip

    size = BATCH * 512 * 4
    # What the activation is given, and gradients of what the second layer is given and gives.
    assert activations(chain("relu")) == 3 * size
    # What `silu` gives, too, for the gradient of the weights.
    assert least(chain("silu")).total - least(chain("relu")).total == 20


def test_dropout_keeps_a_byte_for_each_number() -> None:
    def chain(rate: str) -> list[Layer]:
        dropped = on("Dropout", "first", name="drop", config={"rate": rate})
        return [convolution("first", activation="silu"), dropped, *ended("drop")]

    assert activations(chain("0.5")) - activations(chain("0")) == MAP // 4


def test_attention_keeps_scores_twice_and_all_projections() -> None:
    def chain(dropout: str) -> list[Layer]:
        heads = {"num_heads": "2", "key_dim": "8", "dropout": dropout}
        return [
            row("MultiHeadAttention", [[None, 32, 16], [None, 32, 16]], [None, 32, 16], name="mha",
                role="attention", takes=[0, 0], weights=weights(1000), config=heads),
            row("GlobalAveragePooling1D", [None, 32, 16], [None, 16], inbound=["mha"]),
        ]  # fmt: skip

    scores, projected = BATCH * 2 * 32 * 32, BATCH * 32 * 16
    end = BATCH * 16 * 4
    assert activations(chain("")) == (2 * scores + 4 * projected) * 4 + end
    assert activations(chain("0.1")) == (2 * scores + 4 * projected) * 4 + scores + end


@pytest.mark.parametrize(("batch", "maps"), [(16, 4), (17, 3)])
def test_a_normalization_of_few_rows_keeps_what_it_has_centred(batch: int, maps: int) -> None:
    # 16 × 16 × 16 rows are 4,096. What is kept beside: what the convolution gave, and what the
    # normalization did; the gradient of what the last convolution gives.
    layers = [convolution("first"), normalized("first"), *ended("bn")]
    assert activations(layers, batch=batch) == maps * batch * 16 * 16 * 8 * 4


def test_a_sum_is_kept_where_it_is_normalized_and_parts_of_it_are_not() -> None:
    layers = [
        convolution("a"), convolution("b"),
        on("Add", "", name="sum", given=[[None, 16, 16, 8]] * 2, inbound=["a", "b"]),
        normalized("sum"), *ended("bn"),
    ]  # fmt: skip
    assert activations(layers) == 3 * MAP
    # As what `relu` gives, beside what it is given.
    assert (
        activations([convolution("a", activation="relu"), normalized("a"), *ended("bn")])
        == 4 * MAP
    )
    joined = [
        row("Concatenate", [[None, 16, 16, 8]] * 2, [None, 16, 16, 16], name="sum",
            inbound=["a", "b"]) if each.name == "sum" else each
        for each in layers
    ]  # fmt: skip
    # Of what is put together the parts are kept.
    assert activations(joined) == 4 * MAP


def test_a_gradient_waits_while_the_branch_beside_is_gone_back_through() -> None:
    layers = [
        convolution("a", activation="silu"),
        convolution("b", "a", activation="silu"),
        convolution("c", "b"),
        on("Add", "", name="sum", given=[[None, 16, 16, 8]] * 2, inbound=["a", "c"]),
        row("GlobalAveragePooling2D", [None, 16, 16, 8], [None, 8], inbound=["sum"]),
    ]
    # At `c`: what `a` and `b` were given, what both gave; the gradient of the sum, which is that
    # of `c`, too; that of what `c` is given takes the place of what `b` gave.
    assert activations(layers) == 5 * MAP


def test_batches_wait_on_the_gpu_as_far_as_there_are_any() -> None:
    layers = [convolution("first"), *ended("first")]
    one = BATCH * (16 * 16 * 8 * 4 + 8)
    found = {batch: least(layers, batch=batch).parts for batch in (8, 32, 64)}
    data = {
        batch: next(part.bytes for part in parts if part.name == "batch")
        for batch, parts in found.items()
    }
    # Of 64 samples.
    assert data == {8: 3 * one // 4, 32: 2 * one, 64: 2 * one}


def test_the_gradient_of_a_table_is_as_large_as_the_table() -> None:
    layers = [
        row("Embedding", [None, 1], [None, 1, 64], role="embedding", takes=[0],
            weights=weights(6_400_000)),
    ]  # fmt: skip
    parts = {part.name: part.bytes for part in least(layers).parts}
    assert parts["gradients"] == 4 * 6_400_000
