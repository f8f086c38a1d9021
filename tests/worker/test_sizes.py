"""Numbers in the place of sizes that are not known, and their names."""

from __future__ import annotations

import pytest

from keras_lsp.worker.values import unknown_sizes
from keras_lsp.worker.values.lengths import length
from keras_lsp.worker.values.sizes import Sizes
from keras_lsp.worker.values.unknown import Unknown

DATA = Unknown("data.csv")
NAMES = Unknown("names.txt")
COUNT = length(NAMES)
MODULE = {"data": DATA, "names": NAMES, "count": COUNT}


@pytest.fixture(autouse=True)
def sizes(monkeypatch: pytest.MonkeyPatch) -> Sizes:
    made = Sizes()
    monkeypatch.setattr(unknown_sizes, "sizes", made)
    for unknown in (DATA, NAMES, COUNT):
        unknown.__dict__.pop("_unknown_size", None)
    return made


def number(unknown: Unknown) -> int:
    return unknown_sizes.number(unknown, [MODULE])


@pytest.mark.parametrize(
    ("unknown", "name"),
    [
        (COUNT, "count"),
        (DATA.shape[1], "data.shape[1]"),
        (DATA["label"].nunique(), "data['label'].nunique()"),
        (length(DATA.columns), "len(data.columns)"),
        (2 * COUNT + 1, "(2 * count) + 1"),
        (DATA.a.b.c.d.e.f.g.h, "?"),
        (DATA["a column with a long name"].nunique(), "?"),
        (DATA / 2, "?"),
        (Unknown("nothing"), "?"),
    ],
)
def test_a_size_has_the_name_that_the_program_would_write(
    unknown: Unknown, name: str, sizes: Sizes
) -> None:
    assert sizes.name(number(unknown)) == name


def test_two_sizes_of_one_value_are_equal_and_others_are_not(sizes: Sizes) -> None:
    assert number(COUNT) == number(length(NAMES))
    assert number(DATA.shape[0]) != number(DATA.shape[1])
    assert 2 * number(COUNT) == number(2 * COUNT) == number(COUNT + COUNT)
    assert number(COUNT // 16) == number(COUNT) // 16


def test_what_could_be_small_is_no_number_that_is_computed(sizes: Sizes) -> None:
    for unknown in (COUNT % 7, COUNT - COUNT, COUNT // 10_000_000, 3 // COUNT):
        assert number(unknown) >= 200_000_000


def test_without_unknowns_each_size_is_known(sizes: Sizes) -> None:
    assert sizes.name(10**12) is None
    assert sizes.is_known((10**12, None, "x"))
    number(COUNT)
    assert sizes.name(10**12) == "?"
    assert not sizes.is_known((3, 10**12))
    assert sizes.name(131_071) is None
    assert sizes.is_known((None, 131_071))
