"""In which argument somebody writes a string or a number."""

from __future__ import annotations

import pytest

from keras_lsp.programs.arguments import Argument, number_argument, string_argument


def named(function: str, name: str, written: str = "", *, is_key: bool = False) -> Argument:
    return Argument(function, None, name, is_key, written)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('layers.Dense(4, activation="', named("layers.Dense", "activation")),
        ("layers.Dense(4, activation='re", named("layers.Dense", "activation", "re")),
        ('Dense(4, "', Argument("Dense", 1, None, False, "")),
        ('Dense(units=4, "', Argument("Dense", 0, None, False, "")),
        ('model.compile("adam", loss="', named("model.compile", "loss")),
        ('model.compile(metrics=["mae", "', named("model.compile", "metrics")),
        ('model.compile(loss={"', named("model.compile", "loss", is_key=True)),
        ('model.compile(loss={"a": "', named("model.compile", "loss")),
        ('model.compile(loss={"a": "mse", "', named("model.compile", "loss", is_key=True)),
        ('model.add(layers.Dense(4, activation="', named("layers.Dense", "activation")),
        ('base.get_layer("', Argument("base.get_layer", 0, None, False, "")),
        # Over several lines, with what is written above left open.
        ('Dense(\n    4,\n    activation="', named("Dense", "activation")),
        ('x = f(1,\ny = Dense(4, activation="', named("Dense", "activation")),
        ('x = "open\ny = Dense(4, activation="', named("Dense", "activation")),
        ('"""A \' " text."""\ny = Dense(4, activation="', named("Dense", "activation")),
        ('# It\'s "so"\ny = Dense(4, activation="', named("Dense", "activation")),
        ('f("(", x == 1, activation="', named("f", "activation")),
        ('f(a={"b": [1, (2, 3)]}, activation="', named("f", "activation")),
    ],
)
def test_the_argument_is_found(text: str, expected: Argument) -> None:
    assert string_argument(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        'x = "',
        "Dense(4, activation=",
        'Dense(4, activation="relu"',
        'Dense(4, activation="relu") or "',
        'print(f"',
        'f(activation=r"',
        'f(activation="re" "',
        'f(activation=("relu", "',
        'd["',
        '# Dense(4, activation="',
        '"""\nDense(4, activation="',
        'f(activation=lambda: g()("',
    ],
)
def test_other_strings_are_none(text: str) -> None:
    assert string_argument(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("layers.Dense(", Argument("layers.Dense", 0, None, False, "")),
        ("model.add(Dense(1", Argument("Dense", 0, None, False, "1")),
        ("Dense(units=", named("Dense", "units")),
        ("Dense(units = 12", named("Dense", "units", "12")),
        ('Dense(name="a", units=', named("Dense", "units")),
        ("Conv2D(32, ", Argument("Conv2D", 1, None, False, "")),
        ("Dense(  # as many as classes\n    1", Argument("Dense", 0, None, False, "1")),
        ("x = f(1,\ny = Dense(", Argument("Dense", 0, None, False, "")),
    ],
)
def test_the_argument_of_a_number_is_found(text: str, expected: Argument) -> None:
    assert number_argument(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "x = 1",
        "Dense(2 * ",
        "Dense(n",
        "Dense(n1",
        "Dense(0.1",
        "Dense(-1",
        "Dense(n == 1",
        "Dense([1",
        "Dense((1",
        'Dense("',
        'Dense("1',
        "# Dense(",
        "Dense(  # (1",
        "def Dense(4)",
        "Dense(4) + (1",
    ],
)
def test_other_numbers_are_none(text: str) -> None:
    assert number_argument(text) is None
