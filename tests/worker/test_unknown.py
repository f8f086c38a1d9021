"""What a missing value does to the program that goes on with it."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

import pytest

from keras_lsp.worker.problems.causes import follows_from_unknown
from keras_lsp.worker.values.lengths import length
from keras_lsp.worker.values.searching import contains_unknown, is_tainted
from keras_lsp.worker.values.unknown import Unknown, known_shape

if TYPE_CHECKING:
    from collections.abc import Callable

UNKNOWN = Unknown("data.csv")


@pytest.mark.parametrize(
    "use",
    [
        lambda u: u.shape,
        lambda u: u.head().describe(include="all"),
        lambda u: u["price"],
        lambda u: u[1:, :-1],
        lambda u: u + 1,
        lambda u: 1 - u,
        lambda u: 2 / u * u // 3 % u**2,
        lambda u: -u,
        lambda u: u @ u,
        lambda u: ~(u > 3) & (u <= 1) | (u >= 0),
        lambda u: round(u, 2),
        lambda u: u(1, key=2),
    ],
)
def test_every_use_of_an_unknown_is_as_little_known(use: object) -> None:
    found = use(UNKNOWN)  # type: ignore[operator]
    assert isinstance(found, Unknown)
    assert repr(found) == "<unknown: data.csv>"


def test_the_same_part_is_the_same_unknown_and_another_part_is_another() -> None:
    assert UNKNOWN.shape[1] is UNKNOWN.shape[1]
    assert UNKNOWN.shape[1] is not UNKNOWN.shape[0]
    assert length(UNKNOWN) is length(UNKNOWN)
    # Nobody knows whether a function gives the same twice.
    assert UNKNOWN.read() is not UNKNOWN.read()


@pytest.mark.parametrize("written", ["{:.2f}", "{:>30}", "{}"])
def test_it_is_written_in_any_form_that_a_number_has(written: str) -> None:
    assert written.format(UNKNOWN) == "<unknown: data.csv>"


@pytest.mark.parametrize(
    "use", [float, int, lambda u: operator.mod("%.2f", u), lambda u: operator.mod("%d", u)]
)
def test_who_needs_a_number_learns_that_nobody_knows(use: object) -> None:
    with pytest.raises(TypeError) as raised:
        use(UNKNOWN)  # type: ignore[operator]
    assert follows_from_unknown(raised.value)


@pytest.mark.parametrize(
    ("message", "follows"),
    [
        ("expected str, bytes or os.PathLike object, not Unknown", True),
        ("Expected a list, got Unknown.", True),
        ("must be a number, not <Unknown>", True),
        ("Unknown layer: Dense2", False),
        ("This is not Unknown layer", False),
    ],
)
def test_a_message_about_an_unknown_is_no_error_of_the_program(
    message: str, follows: bool
) -> None:
    assert follows_from_unknown(TypeError(message)) is follows


def test_it_can_be_unpacked_into_as_many_names_as_the_program_wants() -> None:
    (x_train, y_train), (x_test, y_test) = UNKNOWN
    four = (x_train, y_train, x_test, y_test)
    assert all(isinstance(item, Unknown) for item in four)
    assert len({id(item) for item in four}) == 4
    first, *rest = UNKNOWN
    assert all(isinstance(item, Unknown) for item in (first, *rest))


def test_a_loop_over_it_runs_once() -> None:
    assert [isinstance(item, Unknown) for item in UNKNOWN] == [True]


@pytest.mark.parametrize(
    "made",
    [
        lambda u: [word.lower() for word in u],
        lambda u: sorted(set(u)),
        lambda u: {word: number for number, word in enumerate(u)},
        lambda u: [(word, 1) for word in u],
        lambda u: tuple(u),
    ],
)
def test_nobody_knows_how_many_come_of_it(made: Callable[[Unknown], Any]) -> None:
    assert isinstance(length(made(UNKNOWN)), Unknown)


def test_what_is_listed_one_by_one_is_counted() -> None:
    assert length([UNKNOWN, UNKNOWN["a"], 3]) == 3


def test_who_looks_for_its_innermost_elements_comes_to_an_end() -> None:
    def innermost(value: Any, first: Callable[[Any], Any]) -> Any:
        return innermost(first(value), first)

    for first in (lambda u: u[0], lambda u: next(iter(u))):
        with pytest.raises(TypeError, match="<unknown: data"):
            innermost(UNKNOWN, first)


def test_assignments_into_it_are_swallowed() -> None:
    UNKNOWN.columns = ["a"]
    UNKNOWN["a"] = 1
    operator.delitem(UNKNOWN, "a")
    del UNKNOWN.columns
    assert isinstance(UNKNOWN.columns, Unknown)


def test_it_can_be_entered_like_a_file() -> None:
    with UNKNOWN as file:
        assert isinstance(file.read(), Unknown)


def test_it_does_not_hide_errors_inside_its_with_block() -> None:
    with pytest.raises(ZeroDivisionError), UNKNOWN:
        raise ZeroDivisionError


def test_it_can_be_a_key_and_says_what_is_missing() -> None:
    assert {UNKNOWN: 1}[UNKNOWN] == 1
    assert repr(UNKNOWN) == "<unknown: data.csv>"


def test_it_is_no_number() -> None:
    # A made-up number would make shapes that are wrong.
    with pytest.raises(TypeError):
        int(UNKNOWN)  # type: ignore[call-overload]
    with pytest.raises(TypeError):
        range(UNKNOWN)  # type: ignore[call-overload]


def test_a_class_can_inherit_from_an_unknown() -> None:
    class Net(UNKNOWN):  # type: ignore[misc,valid-type]
        def __init__(self, units: int) -> None:
            super().__init__(name="net")
            self.units = units

    net = Net(3)
    assert net.units == 3
    assert isinstance(net(1), Unknown)
    assert isinstance(net.anything, Unknown)
    assert contains_unknown([net])


def test_unknowns_are_found_inside_arguments() -> None:
    assert contains_unknown((1, [2, {"shape": UNKNOWN}]))
    assert contains_unknown({"units": UNKNOWN})
    assert not contains_unknown((1, "a", [None], {"b": 2.0}))


def test_a_value_that_contains_itself_is_searched_only_so_deep() -> None:
    endless: list[object] = []
    endless.append(endless)
    assert not contains_unknown(endless)


def test_outputs_of_failed_layers_taint_but_are_no_unknowns() -> None:
    class Poisoned:
        _keras_lsp_poison = True

    assert is_tainted([Poisoned()])
    assert not contains_unknown([Poisoned()])


def test_it_is_formatted_as_a_number_would_be_and_says_what_it_is() -> None:
    loss = Unknown("the loss")
    assert f"{loss:.2f} {loss:>10} {loss}" == " ".join(["<unknown: the loss>"] * 3)
    assert f"{loss:05d}" == "<unknown: the loss>"


def columns(table: Unknown) -> object:
    """How many columns the table has; None if that is not known."""
    return (known_shape(table) or (None, None))[1]


def test_rows_of_a_table_are_no_columns_however_far_the_table_has_come() -> None:
    table = UNKNOWN.read().open().rows().copy()[0].part().all()
    assert columns(table[["a", "b"]]) == 2
    assert columns(table.loc[["a", "b"]]) is None
    assert columns(table.loc[:, ["a", "b", "c"]]) == 3


def test_a_table_that_is_changed_has_columns_that_are_not_known() -> None:
    def made() -> Unknown:
        return UNKNOWN[["a", "b", "c"]]

    assert columns(made()) == 3
    changed, added, dropped, inserted = made(), made(), made(), made()
    changed["d"] = 1
    added.loc[:, "d"] = 1
    dropped.dropna(axis=1, inplace=True)
    inserted.insert(0, "d", 1)
    assert [*map(columns, (changed, added, dropped, inserted))] == [None] * 4
    popped = made()
    popped.pop("a")
    assert columns(popped) == 2
    kept = made()
    kept[0:5] = 0
    assert columns(kept) == 3
