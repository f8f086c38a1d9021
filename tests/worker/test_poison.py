"""Which dimensions behind a failed layer can still be known."""

from __future__ import annotations

from typing import Any

import pytest

from keras_lsp.worker.values.poison import Guess, U, UnknownDim, guess

N = None


class Layer:
    """Stands in for a Keras layer: its class name and attributes are all that a guess reads."""

    def __init__(self, **attributes: Any) -> None:
        self.__dict__.update(attributes)


def layer(name: str, *bases: str, **attributes: Any) -> Any:
    """A layer of class `name`, derived from classes named `bases`."""
    kind: type = Layer
    for base in reversed(bases):
        kind = type(base, (kind,), {})
    return type(name, (kind,), {})(**attributes)


def after(subject: Any, *inputs: tuple[Any, ...], ranked: bool = True) -> Guess:
    return guess(subject, [Guess(dims, ranked) for dims in inputs])


def convolution(filters: int | None, rank: int = 2, **attributes: Any) -> Any:
    return layer("Conv2D", "BaseConv", filters=filters, rank=rank, **attributes)


def test_a_shape_without_guesses_is_certain() -> None:
    assert Guess((N, 10)).certain
    assert not Guess((N, U)).certain
    assert not Guess((N, 10), ranked=False).certain


def test_dense_after_flatten_heals_a_chain() -> None:
    flat = after(layer("Flatten"), (N, U, U, 32))
    assert flat == Guess((N, U))
    healed = guess(layer("Dense", units=10), [flat])
    assert healed == Guess((N, 10))
    assert healed.certain


def test_dense_keeps_what_is_not_known_of_the_rank() -> None:
    assert not after(layer("Dense", units=10), (N, U), ranked=False).certain


def test_a_dense_layer_that_got_a_vector_without_batch_tells_nothing_for_certain() -> None:
    assert not after(layer("Dense", units=4), (N,)).certain


def test_a_convolution_knows_rank_and_filters_whatever_came_in() -> None:
    assert after(convolution(32), (N, 28, 28)) == Guess((N, U, U, 32))
    first = convolution(32, data_format="channels_first")
    assert after(first, (N, 28, 28)) == Guess((N, 32, U, U))
    assert after(convolution(None, rank=1), (N, 5)) == Guess((N, U, U))


def test_pooling_keeps_the_channels_of_an_input_of_the_right_rank() -> None:
    pool = layer("MaxPooling2D", "BasePooling", pool_size=(2, 2))
    assert after(pool, (N, U, U, 16)) == Guess((N, U, U, 16))
    assert after(pool, (N, 16)) == Guess((N, U, U, U))


def test_global_pooling_needs_only_the_channels() -> None:
    pool = layer("GlobalAveragePooling2D", "BaseGlobalPooling", keepdims=False)
    assert after(pool, (N, U, U, 16)).certain
    kept = layer("GlobalAveragePooling2D", "BaseGlobalPooling", keepdims=True)
    assert after(kept, (N, U, U, 16)) == Guess((N, 1, 1, 16))


def test_a_recurrent_layer_that_gives_its_last_step_fixes_its_output() -> None:
    last = layer("LSTM", units=8, return_sequences=False)
    assert after(last, (N, 5)) == Guess((N, 8))
    steps = layer("GRU", units=8, return_sequences=True)
    assert after(steps, (N, 5)) == Guess((N, U, 8))
    assert after(steps, (N, 7, 5)) == Guess((N, 7, 8))


def test_bidirectional_doubles_the_units_unless_it_adds_them() -> None:
    inner = layer("LSTM", units=8, return_sequences=False)
    wrapped = layer("Bidirectional", forward_layer=inner, merge_mode="concat")
    assert after(wrapped, (N, 5)) == Guess((N, 16))
    added = layer("Bidirectional", forward_layer=inner, merge_mode="sum")
    assert after(added, (N, 5)) == Guess((N, 8))


def test_reshape_knows_its_target_but_not_the_open_dimension() -> None:
    assert after(layer("Reshape", target_shape=(7, 7, 1)), (N, U)) == Guess((N, 7, 7, 1))
    assert after(layer("Reshape", target_shape=(-1, 4)), (N, U)) == Guess((N, U, 4))


def test_a_merge_keeps_the_dimensions_that_agree() -> None:
    add = layer("Add", "Merge")
    assert after(add, (N, 16, 16, 8), (N, 14, 14, 8)) == Guess((N, U, U, 8))
    assert not after(add, (N, 16), (N, 4, 16)).ranked


def test_concatenate_adds_up_its_axis_where_all_parts_are_known() -> None:
    join = layer("Concatenate", "Merge", axis=-1)
    assert after(join, (N, 16, 8), (N, 14, 4)) == Guess((N, U, 12))
    assert after(join, (N, 16, U), (N, 16, 4)) == Guess((N, 16, U))
    assert not after(layer("Concatenate", "Merge", axis=3), (N, 8), (N, 8)).ranked


def test_a_layer_that_is_not_in_the_table_gives_nothing_certain() -> None:
    assert not after(layer("Mystery"), (N, 3, 4)).certain
    assert not guess(layer("Mystery"), []).certain


def test_a_subclass_is_guessed_like_its_base() -> None:
    assert after(layer("MyDense", "Dense", units=4), (N, U)) == Guess((N, 4))


@pytest.mark.parametrize(
    "use",
    [
        lambda d: d + 1,
        lambda d: 2 * d,
        lambda d: d * d - 3,
        lambda d: d // 2 % 3,
        lambda d: 7 / d,
        lambda d: -(d**2),
    ],
)
def test_arithmetic_on_an_unknown_dimension_gives_an_unknown_dimension(use: Any) -> None:
    assert isinstance(use(U), UnknownDim)
    assert repr(use(U)) == "?"
