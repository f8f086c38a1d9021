import pytest

from keras_lsp.presentation.figures import (
    bytes_text,
    count_text,
    shape_text,
    shapes_text,
    short_count,
)


@pytest.mark.parametrize(
    ("shape", "text"),
    [
        ([None, 2], "(None, 2)"),
        ([None, 26, 26, 32], "(None, 26, 26, 32)"),
        ([7], "(7,)"),
        ([], "()"),
        (None, "?"),
    ],
)
def test_a_shape_is_written_as_a_tuple(shape, text):
    assert shape_text(shape) == text


def test_several_shapes_are_joined():
    assert shapes_text([[None, 2], None, [3]]) == "(None, 2), ?, (3,)"
    assert shapes_text([]) == "?"


def test_counts_are_exact():
    assert count_text(0) == "0"
    assert count_text(999) == "999"
    assert count_text(44_100_000_000) == "44,100,000,000"


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0"),
        (7, "7"),
        (34_826, "34,826"),
        (99_999, "99,999"),
        (100_000, "100K"),
        (387_840, "388K"),
        (999_499, "999K"),
        (999_500, "1M"),
        (1_049_999, "1M"),
        (1_050_001, "1.1M"),
        (23_587_712, "23.6M"),
        (25_000_000, "25M"),
        (99_949_999, "99.9M"),
        (99_960_000, "100M"),
        (138_357_544, "138M"),
        (999_600_000, "1B"),
        (44_100_000_000, "44.1B"),
        (175_000_000_000, "175B"),
        (1_200_000_000_000, "1.2T"),
        (-387_840, "-388K"),
    ],
)
def test_short_counts(count, text):
    assert short_count(count) == text


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0.00 B"),
        (28, "28.00 B"),
        (1023, "1023.00 B"),
        (1024, "1.00 KB"),
        (1280, "1.25 KB"),
        (102_764_544, "98.00 MB"),
        (3 * 2**40, "3.00 TB"),
        (2**50, "1.00 PB"),
        (2**61, "2048.00 PB"),
    ],
)
def test_bytes_as_keras_writes_them(size, text):
    assert bytes_text(size) == text
