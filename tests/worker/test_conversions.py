"""Calls and indices of a program that need numbers, where those are not known."""

from __future__ import annotations

import ast
import builtins
import math
from typing import Any

import numpy as np
import pytest

from keras_lsp.worker.source import conversions
from keras_lsp.worker.values.unknown import Unknown, known_shape

UNKNOWN = Unknown("data.csv")


def value(expression: str, **names: Any) -> Any:
    """What a program's expression gives; `n` is a number that is not known."""
    known = dict(vars(builtins))
    conversions.install(known)
    tree = ast.fix_missing_locations(conversions.watch(ast.parse(expression, mode="eval")))
    given = {"__builtins__": known, "np": np, "math": math, "n": UNKNOWN["size"], **names}
    return eval(compile(tree, "/m.py", "eval"), given)


@pytest.mark.parametrize(
    "expression",
    [
        "int(n)", "math.sqrt(n)", "range(n)", "max(8, n)", "np.arange(n)", "np.zeros((n, 3))",
        "words[n]", "words[:n]", "words[n:2]", "np.eye(4)[:, :n]", "np.eye(4)[n, 0]",
        "{'a': 1}[n]", "'text'[n]",
    ],
)  # fmt: skip
def test_what_hangs_on_a_number_that_is_not_known_is_not_known(expression: str) -> None:
    assert isinstance(value(expression, words=["a", "b", "c"]), Unknown)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("words[i]", "b"),
        ("words[i:]", ["b", "c"]),
        ("words[::-i]", ["c", "b", "a"]),
        ("words[i - 1]", "a"),
        ("grid[:, i].tolist()", [1, 5, 9]),
        ("grid[..., i, None].shape", (3, 1)),
        ("grid[i, 2:i + 3].tolist()", [6, 7]),
        ("grid[(i, *[2])]", 6),
        ("{(1, 2): 3}[i, 2]", 3),
        ("[pair[i] for pair in ('ab', 'cd')]", ["b", "d"]),
        ("max(*[3, 4])", 4),
        ("int('7', base=8)", 7),
    ],
)
def test_what_is_known_is_what_it_was(expression: str, expected: object) -> None:
    grid = np.arange(12).reshape(3, 4)
    assert value(expression, words=["a", "b", "c"], grid=grid, i=1) == expected


@pytest.mark.parametrize(
    ("expression", "error", "message"),
    [
        ("words[i]", IndexError, "list index out of range"),
        ("words['x' + 'y']", TypeError, "list indices must be integers or slices, not str"),
        ("{}[i]", KeyError, "9"),
        ("i[i]", TypeError, "'int' object is not subscriptable"),
        ("max(*i)", TypeError, r"^max\(\) argument after \* must be an iterable, not int"),
        ("math.sqrt(-i)", ValueError, "math domain error"),
    ],
)
def test_an_error_is_that_of_python(expression: str, error: type, message: str) -> None:
    with pytest.raises(error, match=message):
        value(expression, words=["a"], i=9)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("np.zeros((n, 8, 3))", (None, 8, 3)),
        ("np.ones(shape=[n, 2])", (None, 2)),
        ("np.zeros((n, 8, 3)).astype('float32') / 255.0 - 1", (None, 8, 3)),
        ("np.zeros((n, 8, 3))[:5]", (None, 8, 3)),
        ("np.zeros((n, 8, 3))[0]", (8, 3)),
        ("n.reshape(-1, 28, 28, 1)", (None, 28, 28, 1)),
        ("n.reshape((n.shape[0], 4))", (None, 4)),
        ("np.reshape(n, (5, -1))", (5, None)),
        ("(lambda x: x.reshape(x.shape[0], -1))(np.zeros((n, 8, 3)))", (None, 24)),
        ("to_categorical(np.zeros((n, 1)), 10)", (None, 10)),
        ("to_categorical(n, num_classes=3)", (None, 3)),
        ("to_categorical(n)", (None, None)),
        ("pad_sequences(n, maxlen=100)", (None, 100)),
        ("np.zeros((n, 3)) * n", None),
        ("np.zeros((n, 3)) @ np.eye(3)", None),
        ("np.zeros(n)", None),
        ("n", None),
    ],
)
def test_an_array_has_the_shape_that_the_program_says(
    expression: str, expected: tuple[int | None, ...] | None
) -> None:
    def to_categorical(x: Any, num_classes: Any = None) -> Any:
        return np.eye(num_classes)[np.asarray(x)]

    def pad_sequences(x: Any, maxlen: int) -> Any:
        return np.asarray(x)[:, :maxlen]

    given = {"to_categorical": to_categorical, "pad_sequences": pad_sequences}
    shape = known_shape(value(expression, **given))
    seen = shape and tuple(size if isinstance(size, int) else None for size in shape)
    assert seen == expected


def test_what_is_split_keeps_its_form() -> None:
    def train_test_split(*arrays: Any, **_: Any) -> list[Any]:
        raise TypeError(arrays)

    given = {"train_test_split": train_test_split, "known": np.zeros((9, 4)), "words": ["a", "b"]}
    text = "train_test_split(np.zeros((n, 8, 3)), known, words, test_size=0.2)"
    shapes = [known_shape(part) for part in value(text, **given)]
    inner = [shape and shape[1:] for shape in shapes]
    assert inner == [(8, 3), (8, 3), (4,), (4,), None, None]
    with pytest.raises(TypeError, match="array"):
        value("train_test_split(known)", **given)


def test_sizes_that_come_from_one_value_are_that_value() -> None:
    array = value("np.zeros((n, 8, 3))")
    assert array.shape[0] is UNKNOWN["size"]
    assert array.shape[1:] == (8, 3)
    assert array.ndim == 3
