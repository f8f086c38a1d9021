"""What PyTorch keeps of each layer for the backward pass, worked out by hand."""

from __future__ import annotations

import pytest

from tests.memory.rows import kept, row, weights

IMAGE = [None, 32, 32, 16]
# 8 samples of 32×32×16 numbers of 4 bytes.
COPY = 524_288


def test_a_convolution_keeps_a_copy_of_its_input_and_of_its_kernel() -> None:
    layer = row("Conv2D", IMAGE, [None, 32, 32, 32], activation="relu", weights=weights(4640))
    found = kept(layer, 8)
    assert found.own == COPY + 4 * 4640
    assert (found.inputs, found.output) == (False, True)


def test_one_channel_lies_as_pytorch_wants_it() -> None:
    layer = row("Conv2D", [None, 28, 28, 1], [None, 26, 26, 32], weights=weights(320))
    found = kept(layer, 8)
    assert (found.own, found.inputs) == (0, True)


@pytest.mark.parametrize(
    ("config", "turned", "own", "inputs"),
    [
        # 8 × 256 × 16 × 4 bytes.
        ({"padding": "valid"}, False, 131_072, False),
        ({"padding": "valid"}, True, 0, True),
        # Two more at the beginning: 258 × 16 × 8 × 4.
        ({"padding": "causal", "kernel_size": "(3,)", "dilation_rate": "(1,)"}, True,
         132_096, False),
    ],
)  # fmt: skip
def test_a_convolution_of_a_line_copies_what_is_not_turned(
    config: dict[str, str], turned: bool, own: int, inputs: bool
) -> None:
    layer = row("Conv1D", [None, 256, 16], [None, 256, 32], config=config, weights=weights(1568))
    found = kept(layer, 8, turned=turned)
    assert (found.own, found.inputs) == (own, inputs)


@pytest.mark.parametrize(
    ("dtype", "trainable", "own", "inputs"),
    [
        ("float32", True, COPY, True),
        # Input and clone in single precision.
        ("float16", True, 2 * COPY, False),
        ("float32", False, 0, False),
    ],
)
def test_batch_normalization_keeps_a_clone_beside_its_input(
    dtype: str, trainable: bool, own: int, inputs: bool
) -> None:
    layer = row(
        "BatchNormalization", IMAGE, IMAGE, dtype=dtype, trainable=trainable,
        weights=weights(32, 32),
    )  # fmt: skip
    found = kept(layer, 8)
    assert (found.own, found.inputs) == (own, inputs)


def test_pooling_keeps_a_copy_and_eight_bytes_for_each_number_that_it_gives() -> None:
    layer = row("MaxPooling2D", IMAGE, [None, 16, 16, 16])
    assert kept(layer, 8).own == COPY + 8 * 16 * 16 * 16 * 8
    assert kept(row("AveragePooling2D", IMAGE, [None, 16, 16, 16]), 8).own == COPY


def test_uneven_padding_makes_another_copy() -> None:
    config = {"padding": "same", "pool_size": "(3, 3)", "strides": "(2, 2)"}
    layer = row("MaxPooling2D", IMAGE, [None, 16, 16, 16], config=config)
    assert kept(layer, 8).own == 2 * COPY + 8 * 16 * 16 * 16 * 8


@pytest.mark.parametrize(
    ("activation", "own", "output"),
    # 8 × 64 × 4 bytes of what comes before the activation, and what is between its parts.
    [("linear", 0, False), ("relu", 0, True), ("tanh", 0, True), ("gelu", 2048, False),
     ("mish", 4096, False)],
)  # fmt: skip
def test_an_activation_keeps_what_it_gives_or_what_it_is_given(
    activation: str, own: int, output: bool
) -> None:
    layer = row("Dense", [None, 32], [None, 64], activation=activation, weights=weights(2112))
    found = kept(layer, 8)
    assert (found.own, found.output, found.inputs) == (own, output, True)


def test_dense_in_half_precision_keeps_copies() -> None:
    layer = row("Dense", [None, 32], [None, 64], dtype="float16", weights=weights(2112))
    # The kernel, and the input where it comes in single precision.
    assert kept(layer, 8, width=2).own == 2 * 2112
    assert kept(layer, 8, width=4).own == 2 * 2112 + 2 * 8 * 32


def test_dropout_keeps_a_byte_for_each_number() -> None:
    layer = row("Dropout", [None, 100, 32], [None, 100, 32], config={"rate": "0.5"})
    assert kept(layer, 8).own == 8 * 100 * 32
    layer.config["rate"] = "0.0"
    assert kept(layer, 8).own == 0


BERT = {"num_heads": "12", "key_dim": "64", "value_dim": "64"}


@pytest.mark.parametrize(
    ("facts", "own"),
    [
        # Query, key, value, what comes of them: 4 × 16 × 512 × 768 × 4 bytes.
        # Scores, 16 × 12 × 512²: 4 bytes, 4 bytes of those that are left, and 1 byte.
        ({**BERT, "dropout": "0.1"}, 100_663_296 + 9 * 50_331_648),
        # A number for each row of the scores.
        (BERT, 100_663_296 + 4 * 16 * 12 * 512),
    ],
)
def test_attention_keeps_its_scores_with_dropout_only(facts: dict[str, str], own: int) -> None:
    shape = [None, 512, 768]
    layer = row(
        "MultiHeadAttention", [shape, shape], shape, facts=facts, weights=weights(2_362_368)
    )
    assert kept(layer, 16).own == own


def test_additive_attention_keeps_the_sum_of_each_query_with_each_key() -> None:
    shape = [None, 60, 512]
    found = kept(row("AdditiveAttention", [shape, shape], shape), 64)
    # 64 × 60 × 60 × 512 × 4 bytes, and the scores.
    assert found.own == 471_859_200 + 921_600
    assert found.backward == 2 * 471_859_200


# 256 samples, 200 steps, 128 units, 4 bytes.
NUMBERS = 26_214_400
CUDNN = {"units": "128", "activation": "tanh", "recurrent_activation": "sigmoid"}


@pytest.mark.parametrize(
    ("kind", "facts", "own", "name"),
    [
        ("LSTM", CUDNN, 9 * NUMBERS, ""),
        ("GRU", CUDNN, 7 * NUMBERS, "GRU"),
        ("SimpleRNN", CUDNN, NUMBERS, ""),
        ("LSTM", {**CUDNN, "recurrent_dropout": "0.1"}, 13 * NUMBERS, ""),
        ("GRU", {**CUDNN, "activation": "relu"}, 11 * NUMBERS, ""),
    ],
)
def test_each_kind_of_recurrent_layer_has_a_rule_of_its_own(
    kind: str, facts: dict[str, str], own: int, name: str
) -> None:
    layer = row(kind, [None, 200, 64], [None, 128], facts=facts, weights=weights(1000))
    found = kept(layer, 256)
    assert (found.own, found.name) == (own, name)


def test_cudnn_makes_the_interval_wider() -> None:
    sequence, last = [None, 200, 64], [None, 128]
    lstm = kept(row("LSTM", sequence, last, facts=CUDNN, weights=weights(9)), 256)
    gru = kept(row("GRU", sequence, last, facts=CUDNN, weights=weights(9)), 256)
    assert lstm.least == lstm.most == 29 * NUMBERS // 4
    assert gru.least == 22 * NUMBERS // 2


def test_two_directions_keep_twice_as_much() -> None:
    facts = {**CUDNN, "layer": "LSTM"}
    layer = row("Bidirectional", [None, 200, 64], [None, 256], facts=facts, weights=weights(9))
    assert kept(layer, 256).own == 18 * NUMBERS


def test_what_has_no_rule_is_named_and_makes_the_interval_wider() -> None:
    found = kept(row("Mystery", [None, 32], [None, 64], weights=weights(9)), 8)
    assert found.name == "Mystery"
    assert found.most == 4 * 8 * (32 + 64) * 4
