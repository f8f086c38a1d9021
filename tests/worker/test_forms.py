"""What shapes attributes, methods and indices of arrays and tables have, without the data."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lsp.worker.values import forms

ROWS = "rows"
TABLE = (ROWS, 4)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (["a", "b"], (ROWS, 2)),
        ([0, 1, 2, 3], (-1, 4)),
        ([0, 1], None),
        (slice(0, 5), (-1, 4)),
        (slice(None), (ROWS, 4)),
        (3, (4,)),
        ((slice(None), 0), (ROWS,)),
        ((slice(None), slice(1, None)), (ROWS, 3)),
        ((slice(None), slice(None, -1)), (ROWS, 3)),
        ((slice(None), slice(None, None, -1)), (ROWS, 4)),
        ((..., None), (ROWS, 4, 1)),
        ((slice(None), None), (ROWS, 1, 4)),
        ((slice(None), slice(None), 0), None),
        ("a", None),
        (object(), None),
    ],
)
def test_an_index_gives_what_numpy_or_pandas_gives(key: Any, expected: Any) -> None:
    assert forms.of_item(TABLE, key) == expected


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ((slice(None), ["a"]), (ROWS, 1)),
        ((slice(0, 9), ["a", "b"]), (-1, 2)),
        ([1, 2, 3], (-1, 4)),
        (["first", "last"], (-1, 4)),
        (slice(0, 9), (-1, 4)),
    ],
)
def test_loc_chooses_rows_first(key: Any, expected: Any) -> None:
    assert forms.of_item(TABLE, key, of_indexer=True) == expected


def test_a_list_of_names_says_how_many_columns_a_table_has_of_which_nothing_is_known() -> None:
    assert forms.of_item(None, ["a", "b", "c"]) == (-1, 3)
    assert forms.of_item(None, (slice(None), ["a", "b"]), of_indexer=True) == (-1, 2)
    assert forms.of_item(None, slice(3)) is None


@pytest.mark.parametrize(
    ("name", "args", "kwargs", "expected"),
    [
        ("astype", ("float32",), {}, (ROWS, 4)),
        ("dropna", (), {}, (-1, 4)),
        ("dropna", (1,), {}, None),
        ("dropna", (), {"axis": "columns"}, None),
        ("drop", ("a",), {"axis": 1}, (ROWS, 3)),
        ("drop", (["a", "b"], 1), {}, (ROWS, 2)),
        ("drop", (), {"columns": ["a", "b"]}, (ROWS, 2)),
        ("drop", (), {"columns": ["a"], "errors": "ignore"}, None),
        ("drop", ([3, 4],), {}, (-1, 4)),
        ("drop", (object(),), {"axis": 1}, None),
        ("reshape", (-1, 2, 2), {}, (-1, 2, 2)),
        ("reshape", ((ROWS, 2, 2),), {}, None),
        ("reset_index", (), {}, None),
    ],
)
def test_a_method_gives_what_numpy_or_pandas_gives(
    name: str, args: tuple[Any, ...], kwargs: dict[str, Any], expected: Any
) -> None:
    assert forms.of_method(name, TABLE, args, kwargs) == expected


@pytest.mark.parametrize("axis", [0, 1, 2, -1, -2, -3])
def test_expand_dims_is_that_of_numpy(axis: int) -> None:
    expected = np.expand_dims(np.zeros((5, 4)), axis).shape
    assert forms.of_function("expand_dims", (5, 4), (axis,), {}) == expected
    assert forms.of_function("expand_dims", (5, 4), (), {"axis": axis}) == expected


def test_what_a_table_has_after_a_column_was_taken() -> None:
    assert forms.popped(TABLE, ("a",)) == (ROWS, 3)
    assert forms.popped(TABLE, (object(),)) is None
