"""Which calls of a program are those of its own functions."""

from __future__ import annotations

import ast

import pytest

from keras_lsp.worker.source import returns

FILE = """\
import keras
from keras import layers, Input
from tensorflow.keras.layers import Dense
from blocks import residual as skip, other
from .parts import (
    head,
    tail as end,
)
from numpy import zeros
def build(x): pass
class Net:
    async def step(self): pass
"""


def test_functions_are_those_that_the_file_defines_or_imports_from_elsewhere() -> None:
    found = returns.own_functions(FILE)
    assert found == {"skip", "other", "head", "end", "build", "step"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("y = build(x)", "y = __keras_lsp_returned__(build(x), 'build')"),
        ("y = self.build(x)[0]", "y = __keras_lsp_returned__(self.build(x), 'build')[0]"),
        ("y: build(1) = 2", "y: build(1) = 2"),
        ("def f(a: build(1)) -> build(2): pass", "def f(a: build(1)) -> build(2):\n    pass"),
        ("y = Dense(build)(x)", "y = Dense(build)(x)"),
    ],
)
def test_a_call_is_watched_wherever_it_is_executed(text: str, expected: str) -> None:
    tree = returns.watch(ast.parse(text), frozenset({"build"}))
    assert ast.unparse(tree) == expected
