"""Numbers in the place of None, for back ends without symbolic dimensions."""

from __future__ import annotations

import pytest

from keras_lsp.worker.values.placeholders import PRIMES, StandIn, stand_in
from keras_lsp.worker.values.tensors import shape_of

BATCH, OTHER = PRIMES


class Tensor:
    def __init__(self, *shape: int) -> None:
        self.shape = shape


@pytest.mark.parametrize(
    "size", [BATCH, 6400 * BATCH, OTHER, OTHER - 2, (OTHER - 2) // 2, OTHER * OTHER]
)
def test_what_is_made_of_one_of_the_numbers_is_unknown(size: int) -> None:
    assert StandIn(PRIMES).stands_for(size)


@pytest.mark.parametrize("size", [0, 1, 10, 128, 224, 256, 512, 1000, 1024, 4096, 30522, 50257])
def test_sizes_of_real_models_are_not(size: int) -> None:
    assert not StandIn(PRIMES).stands_for(size)


def test_where_there_is_data_only_the_numbers_themselves_are() -> None:
    small = StandIn((83, 89), exact=True)
    assert [size for size in (82, 83, 89, 166) if small.stands_for(size)] == [83, 89]


def test_shapes_are_read_so_only_while_the_numbers_stand() -> None:
    assert shape_of(Tensor(BATCH, 3)) == [BATCH, 3]
    with stand_in.replaced(StandIn(PRIMES)):
        assert shape_of(Tensor(BATCH, 3)) == [None, 3]
    assert shape_of(Tensor(BATCH, 3)) == [BATCH, 3]
