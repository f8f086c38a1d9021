"""Which functions and classes of a document build a model and were not called."""

from __future__ import annotations

import ast
import inspect
from typing import Any

import pytest

from keras_lsp.worker.execution import guesses
from keras_lsp.worker.execution.builders import Builders


class Model:
    """What stands for a model here."""


def idle(text: str, made: tuple[str, ...] = ()) -> list[str]:
    """Names of the idle builders of a program in which `Model` builds models."""
    tree = ast.parse(text)
    builtins: dict[str, Any] = dict(vars(__import__("builtins")))
    builders = Builders(tree, builtins)
    namespace: dict[str, Any] = {"__builtins__": builtins, "Model": Model, "__name__": "m"}
    exec(compile(tree, "m.py", "exec"), namespace)
    return [
        builder.name
        for builder in builders.idle(
            namespace,
            lambda value: isinstance(value, type) and issubclass(value, Model),
            lambda cls: getattr(cls, "__name__", "") in made,
        )
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("def a(): return Model()", ["a"]),
        ("def a(): return Model()\na()", []),
        ("def a():\n    'About.'\n    return Model()\na()", []),
        ("def a(): return 1", []),
        ("def a(x): return x.Model()", []),
        ("def a(): return Model()\ndef b(): return a()", ["b", "a"]),
        ("if True:\n    def a(): return Model()", ["a"]),
        ("class A(Model):\n    pass", ["A"]),
        ("class A:\n    @staticmethod\n    def build(): return Model()", ["A.build"]),
        ("class A:\n    @staticmethod\n    def build(): return Model()\nA.build()", []),
        ("class A:\n    def build(self): return Model()", []),
        ("class A:\n    def build(self, shape): return Model()", []),
        ("class A:\n    def build(self, hp): return Model()", ["A.build"]),
        ("class A:\n    def build(self, hp): return Model()\nA().build(1)", []),
        ("class A:\n    def __call__(self, trial): return Model()", ["A.__call__"]),
        ("def a():\n    def inner(): return Model()\n    return inner()", ["a"]),
        ("def a(): return Nothing()", []),
    ],
)
def test_idle_builders_come_with_those_first_that_nobody_calls(
    text: str, names: list[str]
) -> None:
    assert idle(text) == names


def test_a_class_with_instances_is_not_idle() -> None:
    assert idle("class A(Model):\n    pass", made=("A",)) == []


def needs(function: Any) -> list[str]:
    return guesses.examples("f", guesses.required_parameters(function) or [])


def test_arguments_are_guessed_by_name_and_type() -> None:
    assert needs(lambda num_classes, vocab_size, dropout: 0) == [
        "f(num_classes=10, vocab_size=10000, dropout=0.5)"
    ]
    assert needs(lambda input_shape: 0) == [
        "f(input_shape=(28, 28, 1))",
        "f(input_shape=(224, 224, 3))",
        "f(input_shape=(32,))",
        "f(input_shape=(100,))",
    ]

    def typed(alpha: float, beta: int) -> None: ...

    assert needs(typed) == ["f(alpha=0.5, beta=4)"]


def test_nothing_is_proposed_where_a_name_says_nothing() -> None:
    assert needs(lambda num_classes, recipe: 0) == []


def test_defaults_and_variable_arguments_are_not_needed() -> None:
    assert guesses.required_parameters(lambda a=1, *b, c=2, **d: 0) == []
    parameters = guesses.required_parameters(lambda a, *, b: 0)
    assert parameters is not None
    assert [parameter.name for parameter in parameters] == ["a", "b"]
    assert all(isinstance(parameter, inspect.Parameter) for parameter in parameters)
