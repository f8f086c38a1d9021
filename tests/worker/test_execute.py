"""Names that a failed statement leaves behind as unknowns."""

from __future__ import annotations

import ast

import pytest

from keras_lsp.worker.execution.statements import bound_names


@pytest.mark.parametrize(
    ("statement", "names"),
    [
        ("x = f()", ["x"]),
        ("x = y = f()", ["x", "y"]),
        ("(a, b), *c = f()", ["a", "b", "c"]),
        ("x: int = f()", ["x"]),
        ("x += 1", ["x"]),
        ("if (n := f()) > 3: m = n", ["m", "n"]),
        ("for i, row in enumerate(rows): last = row", ["i", "last", "row"]),
        ("with open(p) as f, open(q) as g: text = f.read()", ["f", "g", "text"]),
        ("import numpy as np", ["np"]),
        ("import tensorflow.keras.layers", ["tensorflow"]),
        ("from keras import layers, Model as M", ["M", "layers"]),
        ("def build(x): y = x", ["build"]),
        ("async def build(): pass", ["build"]),
        ("class Net(keras.Model): units = 3", ["Net"]),
        ("model.layers[0].trainable = False", []),
        ("config['units'] = units", []),
        ("model.add(layer)", []),
    ],
)
def test_a_failed_statement_is_known_by_the_names_it_would_have_bound(
    statement: str, names: list[str]
) -> None:
    (node,) = ast.parse(statement).body
    assert sorted(bound_names(node)) == names
