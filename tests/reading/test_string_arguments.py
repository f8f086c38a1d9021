"""In which argument somebody writes a string."""

from __future__ import annotations

import pytest

from keras_lsp.programs.string_arguments import StringArgument, string_argument


def named(function: str, name: str, written: str = "", *, is_key: bool = False) -> StringArgument:
    return StringArgument(function, None, name, is_key, written)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('layers.Dense(4, activation="', named("layers.Dense", "activation")),
        ("layers.Dense(4, activation='re", named("layers.Dense", "activation", "re")),
        ('Dense(4, "', StringArgument("Dense", 1, None, False, "")),
        ('Dense(units=4, "', StringArgument("Dense", 0, None, False, "")),
        ('model.compile("adam", loss="', named("model.compile", "loss")),
        ('model.compile(metrics=["mae", "', named("model.compile", "metrics")),
        ('model.compile(loss={"', named("model.compile", "loss", is_key=True)),
        ('model.compile(loss={"a": "', named("model.compile", "loss")),
        ('model.compile(loss={"a": "mse", "', named("model.compile", "loss", is_key=True)),
        ('model.add(layers.Dense(4, activation="', named("layers.Dense", "activation")),
        ('base.get_layer("', StringArgument("base.get_layer", 0, None, False, "")),
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
def test_the_argument_is_found(text: str, expected: StringArgument) -> None:
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
