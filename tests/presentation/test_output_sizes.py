"""How the sizes of an output come about."""

from __future__ import annotations

import pytest

from keras_lsp.presentation.output_sizes import explanations
from keras_lsp.report import Call, Shape, Span

SPAN = Span("/a.py", 1, 1, 1, 2)


def call(kind: str, inputs: list[Shape | None], output: Shape | None, **config: str) -> Call:
    return Call(
        1, "layer", "it", kind, SPAN, input_shapes=inputs, output_shapes=[output], config=config
    )


IMAGE: Shape = [None, 28, 28, 64]
VALID = {"kernel_size": "(3, 3)", "strides": "(1, 1)", "padding": "valid"}
SAME = {"kernel_size": "(3, 3)", "strides": "(2, 2)", "padding": "same"}


@pytest.mark.parametrize(
    ("kind", "inputs", "output", "config", "expected"),
    [
        ("Conv2D", [IMAGE], [None, 26, 26, 8], VALID, ["26 = (28 − 3) / 1 + 1"]),
        ("Conv2D", [[None, 3, 28, 28]], [None, 8, 26, 26],
         {**VALID, "data_format": "channels_first"}, ["26 = (28 − 3) / 1 + 1"]),
        ("Conv2D", [[None, 28, 31, 3]], [None, 14, 16, 8], SAME, ["14 = 28 / 2", "16 = ⌈31 / 2⌉"]),
        ("Conv2D", [IMAGE], [None, 13, 13, 8], {**VALID, "strides": "(2, 2)"},
         ["13 = ⌊(28 − 3) / 2⌋ + 1"]),
        ("Conv2D", [IMAGE], [None, 24, 24, 8], {**VALID, "dilation_rate": "(2, 2)"},
         ["24 = (28 − 5) / 1 + 1", "5 = 2 × (3 − 1) + 1"]),
        ("DepthwiseConv2D", [IMAGE], [None, 26, 26, 64], VALID, ["26 = (28 − 3) / 1 + 1"]),
        ("MaxPooling2D", [[None, 11, 11, 64]], [None, 5, 5, 64],
         {"pool_size": "(2, 2)", "strides": "(2, 2)", "padding": "valid"},
         ["5 = ⌊(11 − 2) / 2⌋ + 1"]),
        ("Conv1D", [[None, 100, 4]], [None, 50, 8],
         {"kernel_size": "(3,)", "strides": "(2,)", "padding": "causal"}, ["50 = 100 / 2"]),
        ("Conv2DTranspose", [[None, 13, 13, 8]], [None, 27, 27, 4],
         {**VALID, "strides": "(2, 2)"}, ["27 = (13 − 1) × 2 + 3"]),
        ("Conv2DTranspose", [[None, 14, 14, 8]], [None, 28, 28, 4], SAME, ["28 = 14 × 2"]),
        ("UpSampling2D", [[None, 7, 8, 4]], [None, 14, 24, 4], {}, ["14 = 7 × 2", "24 = 8 × 3"]),
        ("ZeroPadding2D", [IMAGE], [None, 30, 34, 64], {}, ["30 = 28 + 2", "34 = 28 + 6"]),
        ("Cropping2D", [IMAGE], [None, 26, 28, 64], {}, ["26 = 28 − 2"]),
        ("Flatten", [[None, 5, 5, 64]], [None, 1600], {}, ["1600 = 5 × 5 × 64"]),
        ("Reshape", [[None, 768]], [None, 12, 64], {}, ["768 = 12 × 64"]),
        ("Reshape", [[None, 768, 5]], [None, 12, 64, 5], {}, ["768 = 12 × 64"]),
        ("Reshape", [[None, 10, 6]], [None, 15, 4], {}, ["15 × 4 = 10 × 6"]),
        ("Reshape", [[None, 10, 6, 2]], [None, 60, 2, 1], {}, ["60 = 10 × 6"]),
        ("Concatenate", [[None, 8, 64], [None, 8, 32]], [None, 8, 96], {}, ["96 = 64 + 32"]),
        ("Add", [IMAGE, [None, 1, 1, 64]], IMAGE, {},
         ["axis 1 of input 2 is stretched from 1 to 28",
          "axis 2 of input 2 is stretched from 1 to 28"]),
        ("Multiply", [[64], [None, 64]], [None, 64], {},
         ["input 1 is repeated along axis 0, which it lacks"]),
    ],
)  # fmt: skip
def test_what_can_be_computed_is_told(
    kind: str,
    inputs: list[Shape | None],
    output: Shape,
    config: dict[str, str],
    expected: list[str],
) -> None:
    assert explanations(call(kind, inputs, output, **config)) == expected


@pytest.mark.parametrize(
    ("kind", "inputs", "output", "config"),
    [
        # A class of the program's that is named like one of Keras and does something else.
        ("Conv2D", [IMAGE], [None, 20, 20, 8], VALID),
        ("Flatten", [[None, 5, 5, 64]], [None, 25], {}),
        ("UpSampling2D", [[None, 7, 7, 4]], [None, 15, 15, 4], {}),
        ("Concatenate", [[None, 8, 64], [None, 8, 32]], [None, 8, 64], {}),
        # Sizes that may be any, or are not known.
        ("Conv2D", [[None, None, "n", 3]], [None, None, "?", 8], VALID),
        ("Flatten", [[None, None, 64]], [None, None], {}),
        ("Reshape", [[None, "n"]], [None, "n", 1], {}),
        ("Add", [[None, "n"], [None, "n"]], [None, "n"], {}),
        # Arguments that are not known.
        ("Conv2D", [IMAGE], [None, 26, 26, 8], {**VALID, "kernel_size": "?"}),
        ("Conv2D", [IMAGE], [None, 26, 26, 8], {**VALID, "kernel_size": "(n, n)"}),
        ("Conv2D", [IMAGE], [None, 26, 26, 8], {}),
        # Nothing to compute.
        ("Conv2D", [IMAGE], [None, 28, 28, 8], {**VALID, "padding": "same"}),
        ("Reshape", [[None, 6, 1]], [None, 6], {}),
        ("Dense", [[None, 6]], [None, 3], {}),
        ("Add", [IMAGE, IMAGE], IMAGE, {}),
        ("Flatten", [None], [None, 3], {}),
    ],
)
def test_what_cannot_be_is_not(
    kind: str, inputs: list[Shape | None], output: Shape, config: dict[str, str]
) -> None:
    assert explanations(call(kind, inputs, output, **config)) == []


def test_nothing_is_said_of_a_call_that_failed_or_whose_output_is_not_one() -> None:
    flat = call("Flatten", [[None, 2, 3]], [None, 6])
    assert explanations(flat) == ["6 = 2 × 3"]
    flat.failed = True
    assert explanations(flat) == []
    assert explanations(call("Flatten", [[None, 2, 3]], None)) == []
    two = call("Flatten", [[None, 2, 3]], [None, 6])
    two.output_shapes.append([None, 6])
    assert explanations(two) == []
