"""What is offered where Keras takes a string, or units that the targets ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lsprotocol import types as t

if TYPE_CHECKING:
    from tests.e2e.editor import Buffer, Desk

pytestmark = pytest.mark.asyncio(loop_scope="session")

PROGRAM = """\
import re
import keras
from keras import layers
model = keras.Sequential([keras.Input((4,)), layers.Dense(8, name="hidden"), layers.Dense(2)])
model.compile("adam", "mse")
x = ""
"""


async def offered(file: Buffer, text: str) -> dict[str, t.CompletionItem]:
    """What is offered at the end of a text in the last line, in the order of the editor."""
    file.replace(6, text)
    character = len(text.encode("utf-16-le")) // 2
    params = t.CompletionParams(t.TextDocumentIdentifier(file.uri), t.Position(5, character))
    items = await file.editor.client.text_document_completion_async(params)
    assert items is None or isinstance(items, list)
    in_order = sorted(items or (), key=lambda item: item.sort_text or "")
    return {item.label: item for item in in_order}


@pytest.mark.parametrize(
    ("text", "first", "more"),
    [
        ('layers.Dense(4, activation="', "relu", {"gelu", "softmax", "swish", "leaky_relu"}),
        ("layers.Dense(4, '", "relu", {"gelu", "softmax"}),
        ('layers.Dense(4, kernel_initializer="', "glorot_uniform", {"he_normal", "zeros"}),
        ('layers.Dense(4, kernel_regularizer="', "l2", {"l1"}),
        ('layers.Dense(4, kernel_constraint="', "max_norm", {"non_neg", "unit_norm"}),
        ('layers.Conv2D(4, 3, padding="', "same", {"valid"}),
        ('layers.Conv1D(4, 3, padding="', "same", {"valid", "causal"}),
        ('model.compile("', "adam", {"sgd", "rmsprop", "adamw"}),
        ('model.compile("adam", loss="', "sparse_categorical_crossentropy", {"mse", "huber"}),
        ('model.compile("adam", metrics=["mse", "', "accuracy", {"mse", "auc"}),
        ('model.get_layer("', "dense", {"hidden"}),
    ],
)
async def test_what_keras_takes_is_offered(
    desk: Desk, text: str, first: str, more: set[str]
) -> None:
    file = await desk.opened("strings.py", PROGRAM)
    found = await offered(file, text)
    assert next(iter(found)) == first
    assert more <= set(found)


@pytest.mark.parametrize(
    "text",
    [
        'x = "',
        'print("',
        're.compile("',
        'layers.Dense(4, activation=f"',
        'layers.Dense(4, name="',
        'helper(4, activation="',
        'layers.Dense(4, activation="relu")',
        'helper.compile(loss={"',
        '# layers.Dense(4, activation="',
    ],
)
async def test_nothing_is_offered_elsewhere(desk: Desk, text: str) -> None:
    file = await desk.opened("strings.py", PROGRAM)
    assert await offered(file, text) == {}


TWO_OUTPUTS = """\
import keras
from keras import layers
words, tags = keras.Input((9,), name="words"), keras.Input((3,), name="tags")
both = layers.concatenate([words, tags])
stars, spam = layers.Dense(5, name="stars")(both), layers.Dense(1, name="spam")(both)
x = ""
model = keras.Model([words, tags], [stars, spam])
"""


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('model.compile("adam", loss={"', {"stars": "Dense (None, 5)", "spam": "Dense (None, 1)"}),
        ('model.compile("adam", {"stars": "mse", "', {"stars", "spam"}),
        ('model.compile(metrics={"stars": ["mae"], "s', {"stars", "spam"}),
        ('model.fit({"', {"words": "(None, 9)", "tags": "(None, 3)"}),
        ('model.fit(y={"', {"stars", "spam"}),
        ('model.fit(a, {"', {"stars", "spam"}),
        ('model.predict({"', {"words", "tags"}),
        ('model.compile({"', {}),
        ('other.compile(loss={"', {}),
        ('model.fit(class_weight={"', {}),
    ],
)
async def test_keys_are_the_names_of_inputs_and_outputs(
    desk: Desk, text: str, names: dict[str, str] | set[str]
) -> None:
    file = await desk.opened("outputs.py", TWO_OUTPUTS)
    found = {label: item.detail for label, item in (await offered(file, text)).items()}
    assert found == names if isinstance(names, dict) else set(found) == names


async def test_what_is_written_is_replaced_and_the_choice_is_explained(desk: Desk) -> None:
    file = await desk.opened("strings.py", PROGRAM)
    found = await offered(file, '"𝒳"; layers.Dense(4, activation="so')
    item = found["softmax"]
    assert item.detail == "Softmax converts a vector of values to a probability distribution."
    assert item.text_edit == t.TextEdit(t.Range(t.Position(5, 34), t.Position(5, 36)), "softmax")
    layer = (await offered(file, 'model.get_layer("'))["hidden"]
    assert layer.detail == "Dense (None, 8)"
    # All that is offered is taken.
    names = [*(await offered(file, "layers.Activation('"))]
    text = f"for name in {names!r}: layers.Activation(name)(keras.Input((4, 4)))"
    assert await file.saved(PROGRAM.replace('x = ""', text)) == []


TRAINED = """\
import keras, numpy as np
from keras import layers
labels, sides = np.arange(100) % 10, np.zeros((100, 3))
image = keras.Input((8,))
ends = [layers.Dense(4, activation="softmax")(image), layers.Dense(3)(image)]
x = ""
model = keras.Model(image, ends)
model.compile("adam", ["sparse_categorical_crossentropy", "mse"])
model.fit(np.zeros((100, 8)), [labels, sides], verbose=0)
"""
UNITS = {"10": "labels: classes 0 to 9", "3": "sides: 3 columns"}


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("layers.Dense(", UNITS),
        ("keras.layers.Dense(units=1", UNITS),
        ("layers.Dense(4, ", {}),
        ("layers.Conv1D(", {}),
        ("layers.Dense(2 * ", {}),
    ],
)
async def test_units_are_those_that_the_targets_ask_for(
    desk: Desk, text: str, units: dict[str, str]
) -> None:
    file = await desk.opened("trained.py", TRAINED)
    found = await offered(file, text)
    assert {label: item.detail for label, item in found.items()} == units
