"""Models as a run would report them."""

import pytest

from tests.plot.models import SPAN, N, layer, model, weights


@pytest.fixture
def tutorial():
    return model(
        layer(
            "dense", "Dense", [(N, 1)], [(N, 2)], ["input_layer"],
            weights=weights(4), activation="relu", span=SPAN,
        ),
        layer(
            "dense_1", "Dense", [(N, 2)], [(N, 1)], ["dense"],
            weights=weights(3), activation="sigmoid", span=SPAN,
        ),
        name="sequential",
        class_name="Sequential",
        weights=weights(7),
    )  # fmt: skip


@pytest.fixture
def residual():
    return model(
        layer("input_layer", "InputLayer", outputs=[(N, 8)], kind="input"),
        layer("dense", "Dense", [(N, 8)], [(N, 8)], ["input_layer"], weights=weights(72)),
        layer("add", "Add", [(N, 8), (N, 8)], [(N, 8)], ["dense", "input_layer"]),
        layer("relu", "Relu", [(N, 8)], [(N, 8)], ["add"], kind="op"),
        weights=weights(72),
    )


@pytest.fixture
def nested():
    return model(
        layer("input_layer", "InputLayer", outputs=[(N, 8)], kind="input"),
        layer(
            "encoder", "Functional", [(N, 8)], [(N, 4)], ["input_layer"],
            kind="model", weights=weights(36),
        ),
        layer(
            "input_layer_1", "InputLayer", outputs=[(N, 8)],
            kind="input", path=["encoder", "input_layer_1"],
        ),
        layer(
            "dense", "Dense", [(N, 8)], [(N, 4)], ["input_layer_1"],
            path=["encoder", "dense"], weights=weights(36, frozen=36), trainable=False,
        ),
        layer(
            "head", "Sequential", [(N, 4)], [(N, 1)], ["encoder"],
            kind="model", weights=weights(13),
        ),
        layer(
            "dense_1", "Dense", [(N, 4)], [(N, 2)], ["input_layer_2"],
            path=["head", "dense_1"], weights=weights(10),
        ),
        layer(
            "dense_2", "Dense", [(N, 2)], [(N, 1)], ["dense_1"],
            path=["head", "dense_2"], weights=weights(3),
        ),
        layer("out", "Activation", [(N, 1)], [(N, 1)], ["head"], activation="sigmoid"),
        weights=weights(49, frozen=36),
    )  # fmt: skip


@pytest.fixture
def broken():
    return model(
        layer("conv2d", "Conv2D", [(N, 28, 28, 1)], [(N, 26, 26, 32)], weights=weights(320)),
        layer(
            "lstm", "LSTM", [(N, 26, 26, 32)], [], ["conv2d"], built=False,
            error='Input 0 of layer "lstm" needs 3 dimensions,\nbut it gets 4: <26, 26> & 32',
        ),
        layer("dense", "Dense", [], [], ["lstm"], built=False),
        name="sequential",
        class_name="Sequential",
        built=False,
    )  # fmt: skip
