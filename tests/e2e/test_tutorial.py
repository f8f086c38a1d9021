"""The four programs of the tutorial that the users of this server come from, verbatim."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.e2e.editor import Desk

pytestmark = pytest.mark.asyncio(loop_scope="session")

MODEL = """\
from keras.models import Sequential
from keras.layers import Dense
model = Sequential()
model.add(Dense(2, input_dim=1, activation='relu'))
model.add(Dense(1, activation='sigmoid'))
"""
SUMMARY = MODEL + "print(model.summary())\n"
PLOT = MODEL + (
    "from keras.utils.vis_utils import plot_model\n"
    "plot_model(model, to_file='model_plot.png', show_shapes=True, show_layer_names=True)\n"
)
TENSORFLOW = MODEL.replace("keras.", "tensorflow.keras.")

HINTS = {3: "7 params", 4: "→ (None, 2) · 4", 5: "→ (None, 1) · 3"}
KERAS_TABLE = """\
Model: "sequential"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
│ dense (Dense)                   │ (None, 2)              │             4 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ dense_1 (Dense)                 │ (None, 1)              │             3 │
└─────────────────────────────────┴────────────────────────┴───────────────┘
 Total params: 7 (28.00 B)
 Trainable params: 7 (28.00 B)
 Non-trainable params: 0 (0.00 B)"""
TABLE = """\
Model: "sequential"
┏━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━┳━━━━━━━━━┳━━━━━━━┳━━━━━━━━━━━━━┓
┃ Layer (type)    ┃ Output Shape ┃ Param # ┃ FLOPs ┃ Share       ┃
┡━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━╇━━━━━━━━━╇━━━━━━━╇━━━━━━━━━━━━━┩
│ dense (Dense)   │ (None, 2)    │       4 │     6 │ ▇▇▇▍    57% │
│ dense_1 (Dense) │ (None, 1)    │       3 │     5 │ ▇▇▌     43% │
└─────────────────┴──────────────┴─────────┴───────┴─────────────┘
 Total params: 7 (28.00 B)
 Trainable params: 7 (28.00 B)
 Non-trainable params: 0 (0.00 B)
 FLOPs for one sample: 11
 Outputs of all layers for a batch of 32: 384.00 B"""


async def test_the_model_shows_each_layers_shape_and_parameters(desk: Desk) -> None:
    file = await desk.opened("model.py", MODEL)
    assert await file.problems() == []
    assert await file.hints() == HINTS
    assert [lens.command.title for lens in await file.lenses() if lens.command] == [
        "7 params",
        "summary",
        "plot",
    ]


async def test_the_printed_summary_is_what_the_summary_command_shows(desk: Desk) -> None:
    file = await desk.opened("summary.py", SUMMARY)
    assert await file.problems() == []
    assert await file.hints() == HINTS
    assert (await file.command("summarizeModel", plain=True))["text"] == KERAS_TABLE


async def test_the_summary_command_tells_what_the_layers_cost(desk: Desk) -> None:
    file = await desk.opened("summary.py", SUMMARY)
    summary = await file.command("summarizeModel")
    assert summary["text"] == TABLE
    assert [row["line"] for row in summary["rows"]] == [4, 5]


async def test_the_import_that_is_gone_is_one_problem_and_the_rest_is_shown(desk: Desk) -> None:
    file = desk.open("plot.py", PLOT)
    assert await file.problems() == [
        (
            "6:1-6:45 error KL501: `keras.utils.vis_utils` is gone in Keras 3. "
            "Use `from keras.utils import plot_model` instead."
        )
    ]
    assert await file.hints() == HINTS


async def test_the_plotting_program_writes_nothing_into_the_workspace(desk: Desk) -> None:
    workspace = desk.editor.workspace
    file = desk.open("plot.py", PLOT)
    before = sorted(workspace.rglob("*"))
    await file.problems()
    await file.command("plotModel", open=True)
    await file.saved()
    assert sorted(workspace.rglob("*")) == before


async def test_the_plot_names_the_layers_with_their_shapes(desk: Desk) -> None:
    file = await desk.opened("plot.py", PLOT)
    for kind in ("dot", "svg"):
        plot = await file.command("plotModel", format=kind)
        assert plot["format"] == kind
        words = ("dense", "dense_1", "Dense", "(None, 1)", "(None, 2)")
        assert [word for word in words if word not in plot["content"]] == []
        assert [
            (node["name"], node["params"], node["outputShapes"], node["uri"] == file.uri)
            for node in plot["nodes"]
        ] == [("dense", 4, [[None, 2]], True), ("dense_1", 3, [[None, 1]], True)]
        assert [node["range"] for node in plot["nodes"]] == [
            {"start": {"line": 3, "character": 10}, "end": {"line": 3, "character": 50}},
            {"start": {"line": 4, "character": 10}, "end": {"line": 4, "character": 40}},
        ]
        assert [node["id"] in plot["content"] for node in plot["nodes"]] == [True, True]


async def test_the_same_model_through_tensorflow_shows_the_same(desk: Desk) -> None:
    file = await desk.opened("tensorflow_model.py", TENSORFLOW)
    assert "from tensorflow.keras.models import Sequential" in file.text
    assert await file.problems() == []
    assert await file.hints() == HINTS
    assert (await file.command("summarizeModel", plain=True))["text"] == KERAS_TABLE
