"""Hovers, hints with their tooltips, the outline, lenses and code actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from lsprotocol import types as t

from tests.e2e.editor import Desk
from tests.e2e.test_tutorial import MODEL

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.e2e.editor import Buffer, Editor

pytestmark = pytest.mark.asyncio(loop_scope="session")

LAYER = """\
**dense · Dense**

- input: `(None, 1)`
- output: `(None, 2) float32`
- parameters: `4 = 1×2 + 2 (trainable)`
- memory: `16.00 B`
- share: `57.1% of model (7 params)`
- FLOPs: `6 for one sample, 54.5% of the model`
- output memory: `256.00 B for a batch of 32`
- config: `units=2, activation=relu`

[API page on keras.io](https://keras.io/api/layers/core_layers/dense/)"""
PLAIN_LAYER = """\
dense · Dense
input: (None, 1)
output: (None, 2) float32
parameters: 4 = 1×2 + 2 (trainable)
memory: 16.00 B
share: 57.1% of model (7 params)
FLOPs: 6 for one sample, 54.5% of the model
output memory: 256.00 B for a batch of 32
config: units=2, activation=relu"""


@pytest_asyncio.fixture(loop_scope="session")
async def plain(modest_editor: Editor) -> AsyncIterator[Buffer]:
    desk = Desk(modest_editor, modest_editor.workspace)
    yield await desk.opened("plain.py", MODEL)
    desk.clear()


async def test_the_hover_over_model_add_tells_everything_about_the_layer(desk: Desk) -> None:
    file = await desk.opened("model.py", MODEL)
    assert await file.hovered(4, "add") == LAYER
    assert await file.hovered(4, "model") == LAYER


async def test_the_hover_over_a_layer_is_about_its_own_expression(desk: Desk) -> None:
    file = await desk.opened("model.py", MODEL)
    hover = await file.hover(4, "Dense")
    assert hover is not None
    assert hover.contents == t.MarkupContent(t.MarkupKind.Markdown, LAYER)
    assert hover.range == t.Range(t.Position(3, 10), t.Position(3, 50))


MISSING = """\
import keras
import pandas as pd
from keras import layers
table = pd.read_csv("table.csv")
classes = table["kind"].nunique()
model = keras.Sequential([keras.Input((4,)), layers.Dense(len(table)), layers.Dense(classes)])
"""


async def test_the_hover_tells_why_a_size_is_not_known(desk: Desk) -> None:
    file = await desk.opened("missing.py", MISSING)
    hover = await file.hovered(6, "Dense(classes")
    assert "- output: `(None, classes) float32`" in hover
    unknown = [line for line in hover.splitlines() if line.startswith("- not known")]
    assert unknown == [
        '- not known: `len(table), as nothing comes of table = pd.read_csv("table.csv")`',
        '- not known: `classes, as nothing comes of table = pd.read_csv("table.csv")`',
    ]


RANK = """\
import keras
import numpy as np
from keras import layers
series = np.load("series.npy")
inputs = keras.Input(series.shape[1:])
model = keras.Model(inputs, layers.Conv1D(32, 3)(inputs))
"""


async def test_the_hover_tells_which_layer_a_rank_is_from(desk: Desk) -> None:
    file = await desk.opened("rank.py", RANK)
    hover = await file.hovered(5, "keras.Input")
    assert "- output: `(None, ?, ?) float32`\n- rank: `3, from Conv1D`" in hover


SIZES = """\
import keras
from keras import layers
model = keras.Sequential([
    keras.Input((28, 28, 1)),
    layers.Conv2D(32, 3),
    layers.MaxPooling2D(3),
    layers.Conv2D(32, 3, strides=2, padding="same"),
    layers.Flatten(),
    layers.Reshape((16, 32)),
])
row = keras.Input((1, 32))
total = keras.layers.add([model.outputs[0], row])
"""


async def test_the_hover_tells_how_the_size_of_an_output_comes_about(desk: Desk) -> None:
    file = await desk.opened("sizes.py", SIZES)
    for line, word, expected in (
        (5, "Conv2D", "26 = (28 − 3) / 1 + 1"),
        (6, "MaxPooling2D", "8 = ⌊(26 − 3) / 3⌋ + 1"),
        (7, "Conv2D", "4 = 8 / 2"),
        (8, "Flatten", "512 = 4 × 4 × 32"),
        (9, "Reshape", "512 = 16 × 32"),
        (12, "add", "axis 1 of input 2 is stretched from 1 to 16"),
    ):
        hover = await file.hovered(line, word)
        sizes = [row for row in hover.splitlines() if row.startswith("- output size")]
        assert sizes == [f"- output size: `{expected}`"]


BLOCKS = """\
import keras
from keras import layers
def block(x, n):
    y = layers.Conv2D(n, 3, strides=2, padding="same")(x)
    return layers.ReLU()(y)
def both(x):
    return block(x, 3), block(x, 4)
def build():
    x = inputs = keras.Input((64, 64, 3))
    for n in (32, 64, 128):
        x = block(x, n)
    a, b = both(x)
    return keras.Model(inputs, [layers.Dense(10)(block(a, 8)), b])
model = build()
"""


async def test_a_call_of_a_helper_has_a_hint_of_what_it_returns(desk: Desk) -> None:
    file = await desk.opened("blocks.py", BLOCKS)
    hints = await file.hints()
    assert {line: hints.get(line) for line in (7, 11, 12, 13, 14)} == {
        7: "→ (None, 4, 4, 3)  → (None, 4, 4, 4)",
        11: "→ (None, 32, 32, 32) … (None, 8, 8, 128)",
        12: "→ (None, 4, 4, 3), (None, 4, 4, 4)",
        13: "→ 2×2×10 · 90  102K params",
        14: None,
    }
    assert (
        await file.hovered(11, "block")
        == """\
**3 calls · block**

- returns: `(None, 32, 32, 32)`
- returns: `(None, 16, 16, 64)`
- returns: `(None, 8, 8, 128)`"""
    )
    assert (
        await file.hovered(12, "both")
        == """\
**both**

- returns: `(None, 4, 4, 3), (None, 4, 4, 4)`"""
    )


OPERATIONS = """\
import keras
from keras import layers, ops
class Block(layers.Layer):
    def __init__(self, width):
        super().__init__()
        self.dense = layers.Dense(width)
    def call(self, x):
        y = self.dense(x) * 2.0
        return ops.matmul(y, ops.transpose(y, (0, 2, 1)))
inputs = keras.Input((16, 64))
model = keras.Model(inputs, Block(8)(Block(32)(inputs)))
"""


async def test_the_hover_tells_what_a_line_of_a_call_computes(desk: Desk) -> None:
    file = await desk.opened("operations.py", OPERATIONS)
    assert (
        await file.hovered(9, "matmul")
        == """\
**operations of this line**

- FLOPs: `16,384 in the first call, 4,096 in the last, for one sample`"""
    )
    of_layer = await file.hovered(8, "dense")
    assert of_layer.startswith("**2 calls · Dense**")
    assert of_layer.endswith(
        """\
**other operations of this line**

- FLOPs: `512 in the first call, 128 in the last, for one sample`"""
    )


COSTS = """\
import keras
from keras import layers
class Own(layers.Layer):
    def call(self, x):
        return x * 2
inner = keras.Sequential([keras.Input((4,)), layers.Dense(4)])
x = keras.Input((4,))
y = inner(x)
y = Own()(inner(y))
model = keras.Model(x, layers.Dense(1)(y))
"""


async def test_the_hover_tells_what_share_of_the_model_a_layer_takes(desk: Desk) -> None:
    file = await desk.opened("costs.py", COSTS)
    for line, word, expected in (
        (6, "Dense", "- FLOPs: `36 for one sample, 84.7% of the model in 2 calls`\n"),
        (8, "inner", "- FLOPs: `36 for one sample, 84.7% of the model in 2 calls`\n"),
        (9, "Own", "- FLOPs: `4 for one sample, 4.7% of the model`\n"),
        (9, "Own", "- output memory: `512.00 B for a batch of 32`"),
        (10, "Model", "FLOPs for one sample: 85"),
    ):
        assert expected in await file.hovered(line, word)


LOOP = """\
import keras
from keras import layers
x = y = keras.Input((4,))
for last in (False, True):
    for _ in range(3):
        y = layers.Dense(4)(y) if not last else layers.Lambda(lambda z: z)(y)
"""


async def test_the_hover_over_a_loop_adds_up_what_is_known(desk: Desk) -> None:
    file = await desk.opened("loop.py", LOOP)
    assert "- FLOPs: `108 for one sample in all`\n" in await file.hovered(6, "Dense")
    assert "FLOPs" not in await file.hovered(6, "Lambda")


async def test_the_hover_over_a_model_is_its_summary(desk: Desk) -> None:
    file = await desk.opened("model.py", MODEL)
    text = await file.hovered(3, "Sequential")
    for piece in (
        "**sequential** (Sequential)",
        "| dense (Dense) | (None, 2) | 4 | 6 |\n",
        "| dense_1 (Dense) | (None, 1) | 3 | 5 |\n",
        "Total params: 7 (28.00 B)",
        "Non-trainable params: 0 (0.00 B)",
        "FLOPs for one sample: 11",
    ):
        assert piece in text


VARIABLES = """\
import keras
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
model.compile("adam", "mse")  # a model of one layer
print("the model", model.name)
second = model
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(7)])
model.summary()
keras.model = second.name
"""


async def test_the_hover_over_a_variable_is_the_summary_of_its_model(desk: Desk) -> None:
    file = await desk.opened("variables.py", VARIABLES)
    assert "| 35 |" in await file.hovered(7, "model.summary")
    assert "| 15 |" in await file.hovered(8, "second")
    hover = await file.hover(7, "model")
    assert hover is not None
    assert hover.range == t.Range(t.Position(6, 0), t.Position(6, 5))
    # By then the name has another model.
    assert await file.hover(3, "model.compile") is None
    for line, text in [(7, "summary"), (3, "model of one"), (4, 'model"'), (8, "model = ")]:
        assert await file.hover(line, text) is None, text


async def test_the_hover_over_an_import_says_nothing(desk: Desk) -> None:
    file = await desk.opened("model.py", MODEL)
    assert await file.hover(1, "Sequential") is None


async def test_an_editor_without_markdown_gets_plain_text(plain: Buffer) -> None:
    hover = await plain.hover(4, "add")
    assert hover is not None
    assert hover.contents == t.MarkupContent(t.MarkupKind.PlainText, PLAIN_LAYER)


async def test_the_tooltip_of_a_hint_comes_when_it_is_asked_for(desk: Desk) -> None:
    file = await desk.opened("model.py", MODEL)
    hint = next(hint for hint in await file.inlay_hints() if hint.position.line == 3)
    assert hint.position == t.Position(3, 51)
    assert hint.tooltip is None
    resolved = await desk.editor.client.inlay_hint_resolve_async(hint)
    assert resolved.tooltip == t.MarkupContent(t.MarkupKind.Markdown, LAYER)


async def test_an_editor_that_cannot_ask_later_gets_the_tooltip_at_once(plain: Buffer) -> None:
    hint = next(hint for hint in await plain.inlay_hints() if hint.position.line == 3)
    assert isinstance(hint.tooltip, t.MarkupContent)
    assert "1×2 + 2" in hint.tooltip.value


async def test_the_outline_is_the_model_with_its_layers(desk: Desk) -> None:
    file = await desk.opened("model.py", MODEL)
    (model,) = await file.symbols()
    assert (model.name, model.detail, model.kind) == (
        "model",
        "Sequential · 7 params",
        t.SymbolKind.Class,
    )
    assert model.range == t.Range(t.Position(2, 8), t.Position(4, 40))
    assert model.selection_range == t.Range(t.Position(2, 8), t.Position(2, 20))
    assert [(layer.name, layer.detail, layer.range.start.line) for layer in model.children] == [
        ("dense", "Dense (None, 2) · 4", 3),
        ("dense_1", "Dense (None, 1) · 3", 4),
    ]


async def test_the_outline_has_the_order_of_the_file(desk: Desk) -> None:
    text = (
        "import keras\ndef later(name):\n    return keras.Sequential(name=name)\n"
        "first = keras.Sequential()\nsecond = later('made_last')\n"
    )
    file = await desk.opened("order.py", text)
    assert [symbol.name for symbol in await file.symbols()] == ["second", "first"]


async def test_an_editor_that_knows_no_trees_gets_a_flat_outline(plain: Buffer) -> None:
    symbols = await plain.symbols()
    assert [(symbol.name, symbol.container_name) for symbol in symbols] == [
        ("model: Sequential · 7 params", None),
        ("dense: Dense (None, 2) · 4", "model"),
        ("dense_1: Dense (None, 1) · 3", "model"),
    ]


async def test_the_lens_tells_what_the_last_save_changed(desk: Desk) -> None:
    file = await desk.opened("model.py", MODEL)
    await file.saved(MODEL.replace("Dense(2,", "Dense(4,"))
    titles = [lens.command.title for lens in await file.lenses() if lens.command]
    assert titles == ["13 params (+6 params, 2 layers changed)", "summary", "plot"]


async def test_each_lens_stands_over_its_model_and_calls_a_command(desk: Desk) -> None:
    file = await desk.opened("model.py", MODEL)
    lenses = await file.lenses()
    assert {lens.range.start.line for lens in lenses} == {2}
    assert [lens.command.command for lens in lenses if lens.command] == [
        "keras-lsp.summarizeModel",
        "keras-lsp.summarizeModel",
        "keras-lsp.plotModel",
    ]
    command = lenses[2].command
    assert command is not None
    assert list(command.arguments or ()) == [
        {"uri": file.uri, "model": "sequential", "open": True}
    ]
    result = await file.command("plotModel", model="sequential", open=True)
    assert result["path"].endswith("model.svg")


async def test_a_code_action_shows_the_plot(desk: Desk) -> None:
    file = await desk.opened("model.py", MODEL)
    (action,) = await file.actions(4)
    assert isinstance(action, t.CodeAction)
    assert action.title == "Show model plot: model"
    assert action.command is not None
    assert action.command.command == "keras-lsp.plotModel"
    assert await file.actions(1) == []


async def test_an_editor_that_knows_no_literals_gets_the_action_as_a_command(
    plain: Buffer,
) -> None:
    (action,) = await plain.actions(4)
    assert isinstance(action, t.Command)
    assert (action.title, action.command) == ("Show model plot: model", "keras-lsp.plotModel")
