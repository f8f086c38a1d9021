"""Common subsequences: as long as can be where little differs, and quick in any case."""

from __future__ import annotations

import itertools

import pytest

from keras_lsp.presentation.alignment import common
from tests.steps import steps


def length(a: str, b: str) -> int:
    """Of the longest common subsequence, by the book."""
    row = [0] * (len(b) + 1)
    for x in a:
        before = row[:]
        for j, y in enumerate(b, 1):
            row[j] = before[j - 1] + 1 if x == y else max(before[j], row[j - 1])
    return row[-1]


@pytest.mark.parametrize(
    ("a", "b", "pairs"),
    [
        ("", "", []),
        ("abc", "", []),
        ("abc", "abc", [(0, 0), (1, 1), (2, 2)]),
        ("abc", "abxc", [(0, 0), (1, 1), (2, 3)]),
        ("axbyc", "abc", [(0, 0), (2, 1), (4, 2)]),
        ("abc", "xyz", []),
        ("aaa", "aa", [(0, 0), (1, 1)]),
        ("xabcy", "zabcw", [(1, 1), (2, 2), (3, 3)]),
    ],
)
def test_what_is_equal_is_paired(a: str, b: str, pairs: list[tuple[int, int]]) -> None:
    assert common(a, b) == pairs


def test_there_is_no_longer_one() -> None:
    words = [
        "".join(letters) for size in range(5) for letters in itertools.product("ab", repeat=size)
    ]
    for a, b in itertools.product(words, words):
        pairs = common(a, b)
        assert [a[i] for i, _ in pairs] == [b[j] for _, j in pairs]
        assert all(one[0] < two[0] and one[1] < two[1] for one, two in itertools.pairwise(pairs))
        assert len(pairs) == length(a, b), (a, b)


def test_where_much_differs_the_nth_is_paired_with_the_nth() -> None:
    a = [number % 7 for number in range(10_000)]
    b = [number % 11 for number in range(10_000)]
    pairs = common(a, b)
    assert [a[i] for i, _ in pairs] == [b[j] for _, j in pairs]
    assert all(one[0] < two[0] and one[1] < two[1] for one, two in itertools.pairwise(pairs))
    assert len(pairs) > 1_000


def test_the_work_grows_with_the_length_and_not_with_its_square() -> None:
    def work(size: int) -> int:
        a, b = ([number % prime for number in range(size)] for prime in (7, 11))
        return steps(lambda: common(a, b))

    assert work(2_000) < 2.2 * work(1_000)
