"""The commands, with `[]` and with `[object]`, and their results as they are promised."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pygls.exceptions import JsonRpcException

from tests.e2e.editor import forks
from tests.e2e.test_tutorial import MODEL, TABLE

if TYPE_CHECKING:
    from tests.e2e.editor import Desk

pytestmark = pytest.mark.asyncio(loop_scope="session")

TWO = """\
import keras
from keras import layers
small = keras.Sequential([keras.Input((3,)), layers.Dense(1)])
large = keras.Sequential([keras.Input((3,)), layers.Dense(8), layers.Dense(1)])
"""


async def test_the_plot_has_what_is_promised(desk: Desk) -> None:
    file = await desk.opened("model.py", MODEL)
    plot = await file.command("plotModel", format="dot")
    promised = {"uri", "version", "stale", "model", "models", "format", "content", "nodes"}
    assert promised - set(plot) == set()
    assert (plot["uri"], plot["version"], plot["stale"]) == (file.uri, 1, False)
    (model,) = plot["models"]
    assert model["id"] == plot["model"]
    assert model["name"] == "model"
    assert model["range"] == {
        "start": {"line": 2, "character": 8},
        "end": {"line": 2, "character": 20},
    }
    for node in plot["nodes"]:
        assert {"id", "path", "parent", "uri", "range", "params"} - set(node) == set()


async def test_without_arguments_the_document_last_used_is_meant(desk: Desk) -> None:
    await desk.opened("other.py", TWO)
    file = await desk.opened("model.py", MODEL)
    assert (await desk.editor.command("plotModel"))["uri"] == file.uri
    assert (await desk.editor.command("summarizeModel"))["text"] == TABLE
    assert (await desk.editor.command("summarizeModel", {}))["uri"] == file.uri
    assert (await desk.editor.command("analyze"))["status"] == "ok"


@pytest.mark.parametrize(
    ("kind", "beginning"),
    [
        ("dot", "digraph"),
        ("svg", "<?xml"),
        ("png", "iVBORw0KGgo"),
        ("blocks", "<?xml"),
        ("tikz", "\\documentclass[tikz]"),
    ],
)
async def test_the_plot_comes_in_the_format_asked_for(
    desk: Desk, kind: str, beginning: str
) -> None:
    file = await desk.opened("model.py", MODEL)
    plot = await file.command("plotModel", format=kind)
    assert plot["format"] == kind
    assert plot["content"].startswith(beginning)


async def test_the_plot_can_be_opened_in_the_systems_viewer(desk: Desk) -> None:
    file = await desk.opened("model.py", MODEL)
    plot = await file.command("plotModel", format="svg", open=True)
    shown = desk.editor.shown[-1]
    assert shown.uri == Path(plot["path"]).as_uri()
    assert shown.external is True
    path = Path(plot["path"])
    assert desk.editor.home in path.parents
    assert content(path) == plot["content"]


async def test_a_plot_that_cannot_be_written_says_why(desk: Desk) -> None:
    file = await desk.opened("model.py", MODEL)
    directory = Path((await file.command("plotModel", format="svg", open=True))["path"]).parent
    shutil.rmtree(directory)
    directory.touch()
    with pytest.raises(JsonRpcException) as raised:
        await file.command("plotModel", format="svg", open=True)
    assert raised.value.message == (
        f"{directory} cannot be written: File exists. Fix that, then try again."
    )
    directory.unlink()
    assert (await file.command("plotModel", format="svg", open=True))["path"]


def content(path: Path) -> str:
    return path.read_text(encoding="utf-8")


async def test_the_plots_options_are_those_of_keras(desk: Desk) -> None:
    file = await desk.opened("model.py", MODEL)
    bare = await file.command("plotModel", format="dot", showShapes=False, rankdir="LR")
    assert "(None, 2)" not in bare["content"]
    assert "rankdir=LR" in bare["content"]
    rich = await file.command("plotModel", format="dot", showDtype=True, showLayerActivations=True)
    assert "float32" in rich["content"]
    assert "sigmoid" in rich["content"]


async def test_the_plot_tells_what_the_layers_cost(desk: Desk) -> None:
    file = await desk.opened("model.py", MODEL)
    plot = await file.command("plotModel", format="dot", showCosts=True)
    assert (
        "Parameters: <b>4</b> · FLOPs: <b>6</b> · Outputs × 32: <b>256.00 B</b>" in plot["content"]
    )
    assert [(node["flops"], node["outputBytes"]) for node in plot["nodes"]] == [(6, 8), (5, 4)]
    assert plot["options"]["showCosts"] is True
    assert "FLOPs" not in (await file.command("plotModel", format="dot"))["content"]


async def test_a_broken_layer_is_a_node_that_says_so(desk: Desk) -> None:
    file = await desk.opened(
        "broken.py",
        "import keras\n"
        "model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])\n"
        "model.add(keras.layers.Conv2D(8, 3))\n",
    )
    plot = await file.command("plotModel", format="dot")
    assert [(node["name"], "error" in node) for node in plot["nodes"]] == [
        ("dense", False),
        ("conv2d", True),
    ]


async def test_the_summary_has_what_is_promised(desk: Desk) -> None:
    file = await desk.opened("model.py", MODEL)
    summary = await file.command("summarizeModel")
    promised = {"uri", "version", "stale", "model", "text", "markdown", "rows"}
    assert promised - set(summary) == set()
    assert (summary["uri"], summary["version"], summary["stale"]) == (file.uri, 1, False)
    rows = summary["rows"]
    assert [(row["path"], row["uri"]) for row in rows] == [
        (["dense"], file.uri),
        (["dense_1"], file.uri),
    ]
    assert [row["range"]["start"] for row in rows] == [
        {"line": 3, "character": 10},
        {"line": 4, "character": 10},
    ]
    assert "| dense (Dense) | (None, 2) | 4 |" in summary["markdown"]


async def test_the_summary_is_told_as_a_table(desk: Desk) -> None:
    file = await desk.opened("model.py", MODEL)
    summary = await file.command("summarizeModel")
    assert [(each["key"], each["title"], each["align"]) for each in summary["columns"]] == [
        ("name", "Layer (type)", "left"),
        ("output", "Output Shape", "left"),
        ("params", "Param #", "right"),
        ("flops", "FLOPs", "right"),
        ("share", "Share", "right"),
    ]
    first, second = summary["rows"]
    assert [(cell["text"], cell["number"]) for cell in first["cells"]] == [
        ("dense (Dense)", None),
        ("(None, 2)", 2),
        ("4", 4),
        ("6", 6),
        ("57%", 4 / 7),
    ]
    assert (second["share"], second["frozen"], second["problems"]) == (3 / 7, False, [])
    assert {"title": "Total params", "text": "7 (28.00 B)"} in summary["totals"]
    assert {"title": "FLOPs for one sample", "text": "11"} in summary["totals"]
    assert summary["notes"] == []


async def test_a_result_of_an_older_text_says_that_it_is_stale(desk: Desk) -> None:
    file = await desk.opened("model.py", MODEL)
    file.replace(5, "model.add(Dense(9))")
    summary = await file.command("summarizeModel")
    assert (summary["version"], summary["stale"]) == (1, True)
    assert [row["range"] and row["range"]["start"]["line"] for row in summary["rows"]] == [3, None]


async def test_a_model_that_another_programs_run_made_is_as_fresh_as_that_run(desk: Desk) -> None:
    maker = await desk.opened(
        "maker.py",
        "from keras import Sequential\n\n\ndef make(layers):\n    return Sequential(layers)\n",
    )
    user = await desk.opened(
        "user.py",
        "import keras\nfrom maker import make\n"
        "net = make([keras.Input((2,)), keras.layers.Dense(3)])\n",
    )
    plot = await maker.command("plotModel", format="dot")
    assert (plot["uri"], plot["stale"]) == (maker.uri, False)
    user.replace(2, "net = None")
    assert (await maker.command("plotModel", format="dot"))["stale"] is True


async def test_a_model_is_chosen_by_its_name_in_the_program(desk: Desk) -> None:
    file = await desk.opened("two.py", TWO)
    assert "Total params: 4 (" in (await file.command("summarizeModel", model="small"))["text"]
    assert "Total params: 41 (" in (await file.command("summarizeModel", model="large"))["text"]
    last = await file.command("summarizeModel")
    assert "Total params: 41 (" in last["text"]
    with pytest.raises(JsonRpcException, match="no model 'huge'; it has small, l"):
        await file.command("summarizeModel", model="huge")


async def test_analyze_answers_when_the_run_has_ended(desk: Desk) -> None:
    file = await desk.opened("model.py", MODEL)
    file.write(MODEL + "model.add(Dense(1)(model))\n")
    result = await file.command("analyze")
    assert (result["version"], result["status"], result["problems"]) == (2, "ok", 1)


@forks
async def test_restarting_twice_in_a_row_runs_each_document_again_in_one_zygote(
    desk: Desk,
) -> None:
    file = await desk.opened("model.py", MODEL)
    old = desk.editor.zygotes()
    before = len(desk.editor.published)
    shown = len(desk.editor.progress)
    assert await desk.editor.command("restart") == {}
    await desk.editor.until(
        lambda: "Starting Keras" in {bar.title for bar in desk.editor.progress[shown:]}
    )
    assert await desk.editor.command("restart", {}) == {}
    await desk.editor.until(
        lambda: file.uri in {item.uri for item in desk.editor.published[before:]}
    )
    assert await file.hints() == {3: "7 params", 4: "→ (None, 2) · 4", 5: "→ (None, 1) · 3"}
    assert await desk.editor.only_zygote() not in old


async def test_a_layer_tells_where_it_is_called_if_that_is_another_place(desk: Desk) -> None:
    text = (
        "import keras\n"
        "dense = keras.layers.Dense(2)\n"
        "start = keras.Input((3,))\n"
        "model = keras.Model(start, dense(start))\n"
    )
    file = await desk.opened("called.py", text)
    first, second = (await file.command("plotModel", format="dot"))["nodes"]
    assert "called" not in first
    assert second["range"]["start"] == {"line": 1, "character": 8}
    assert second["called"]["uri"] == file.uri
    assert second["called"]["range"]["start"] == {"line": 3, "character": 27}


BLOCKS = """\
import keras
from keras import layers

class Block(layers.Layer):
    def __init__(self, width):
        super().__init__()
        self.dense = layers.Dense(width, activation="relu")

    def call(self, x):
        return self.dense(x)

x = inputs = keras.Input((4,))
for width in (8, 16):
    x = Block(width)(x)
model = keras.Model(inputs, x)
"""


async def test_one_layer_of_several_from_one_line_is_described(desk: Desk) -> None:
    file = await desk.opened("blocks.py", BLOCKS)
    block = await file.command("describeLayer", path=["block_1"])
    assert (block["model"], block["path"]) == ("functional", ["block_1"])
    assert block["markdown"] == (
        "**block_1 · Block**\n\n"
        "- input: `(None, 8)`\n"
        "- output: `(None, 16) float32`\n"
        "- parameters: `144 = 8×16 + 16 (trainable)`\n"
        "- memory: `576.00 B`\n"
        "- share: `78.3% of model (184 params)`\n"
        "- FLOPs: `272 for one sample, 79.1% of the model`\n"
        "- output memory: `2.00 KB for a batch of 32`"
    )
    inner = await file.command("describeLayer", path=["block_1", "dense_1"])
    assert "- parameters: `144 = 8×16 + 16 (trainable)`\n" in inner["markdown"]
    with pytest.raises(JsonRpcException, match="model has no layer \\['block_2'\\]"):
        await file.command("describeLayer", path=["block_2"])


async def test_the_rows_of_a_table_unfold_and_are_the_nodes_of_the_plot(desk: Desk) -> None:
    file = await desk.opened("blocks.py", BLOCKS)
    rows = (await file.command("summarizeModel"))["rows"]
    assert [(row["id"], row["parent"], row["depth"], row["children"]) for row in rows] == [
        ("layer.input_layer", None, 0, 0),
        ("layer.block", None, 0, 1),
        ("layer.block.dense", "layer.block", 1, 0),
        ("layer.block_1", None, 0, 1),
        ("layer.block_1.dense_1", "layer.block_1", 1, 0),
    ]
    plot = await file.command("plotModel", format="dot", expandNested=True)
    assert [row["id"] for row in rows] == [node["id"] for node in plot["nodes"]]


async def test_a_layer_is_described_in_rows_with_what_stands_around_it(desk: Desk) -> None:
    file = await desk.opened("blocks.py", BLOCKS)
    block = await file.command("describeLayer", path=["block_1"])
    assert (block["name"], block["class"]) == ("block_1", "Block")
    assert ["parameters", "144 = 8×16 + 16 (trainable)"] in block["rows"]
    assert (block["inbound"], block["outbound"]) == ([["block"]], [])
    # What stands around its block stands around what is alone in it.
    inner = await file.command("describeLayer", path=["block", "dense"])
    assert inner["config"] == [["units", "8"], ["activation", "relu"]]
    assert (inner["inbound"], inner["outbound"]) == ([["input_layer"]], [["block_1"]])


FAILING = """\
import keras
from keras import layers
x = image = keras.Input((28, 28, 1))
for padding in ("same", "valid"):
    y = layers.Conv2D(1, 3, padding=padding)(image)
    x = layers.Add()([x, y])
model = keras.Model(image, layers.Dense(10)(layers.Flatten()(x)))
"""


async def test_a_problem_is_told_of_the_layer_that_has_it(desk: Desk) -> None:
    file = await desk.opened("failing.py", FAILING)
    failing = await file.command("describeLayer", path=["add_1"])
    (problem,) = failing["problems"]
    assert (problem["severity"], problem["code"]) == ("error", "KL102")
    assert problem["range"]["start"] == {"line": 5, "character": 8}
    for right in ("add", "conv2d_1", "flatten"):
        assert (await file.command("describeLayer", path=[right]))["problems"] == []
    rows = (await file.command("summarizeModel"))["rows"]
    assert {row["name"]: row["problems"] for row in rows if row["problems"]} == {
        "add_1": failing["problems"]
    }


async def test_the_models_of_a_document_are_listed(desk: Desk) -> None:
    file = await desk.opened("failing.py", FAILING)
    (listed,) = (await file.command("listModels"))["files"]
    (model,) = listed.pop("models")
    assert listed == {"uri": file.uri, "errors": 1, "warnings": 0}
    assert model.pop("range")["start"] == {"line": 6, "character": 8}
    assert model == {
        "id": "functional",
        "name": "model",
        "class": "Functional",
        "nested": False,
        "uri": file.uri,
        "layers": 6,
        "params": 20,
        "flops": None,
        "costs": ["20 params"],
        "failing": 1,
    }
    two = await desk.opened("two.py", TWO)
    all_of_them = await desk.editor.command("listModels")
    assert {each["uri"]: len(each["models"]) for each in all_of_them["files"]}[two.uri] == 2


async def test_the_models_of_a_place_are_told(desk: Desk) -> None:
    file = await desk.opened("two.py", TWO)
    on_the_small = await file.command("modelsAt", position={"line": 2, "character": 40})
    assert on_the_small == {"uri": file.uri, "models": ["sequential"], "model": "sequential"}
    elsewhere = await file.command("modelsAt", position={"line": 0, "character": 0})
    assert elsewhere == {"uri": file.uri, "models": [], "model": "sequential_1"}
    with pytest.raises(JsonRpcException, match="position: expected a Position of LSP, not None"):
        await file.command("modelsAt")
    without = await desk.opened("none.py", "x = 1\n")
    nothing = await without.command("modelsAt", position={"line": 0, "character": 0})
    assert nothing == {"uri": without.uri, "models": [], "model": None}


KINDS = """\
import keras
from keras import layers

class Gated(layers.Conv1D):
    pass

class Scaled(layers.Layer):
    def call(self, x):
        return 2 * x

x = inputs = keras.Input((8, 4))
x = Gated(4, 3)(x)
x = layers.ReLU()(Scaled()(x))
model = keras.Model(inputs, layers.Flatten()(x) + 1)
"""


async def test_what_each_layer_does_is_told(desk: Desk) -> None:
    file = await desk.opened("kinds.py", KINDS)
    plot = await file.command("plotModel", format="dot")
    assert [(node["name"], node["role"]) for node in plot["nodes"]] == [
        ("input_layer", "input"),
        ("gated", "convolution"),
        ("scaled", "own"),
        ("re_lu", "activation"),
        ("flatten", "shape"),
        ("add", "shape"),
    ]


async def test_what_a_plot_has_folded_is_told(desk: Desk) -> None:
    file = await desk.opened("blocks.py", BLOCKS)
    plot = await file.command("plotModel", format="dot")
    assert [node["id"] for node in plot["folded"]] == [
        "layer.block.dense",
        "layer.block_1.dense_1",
    ]
    assert [node["parent"] for node in plot["folded"]] == ["layer.block", "layer.block_1"]
    unfolded = await file.command("plotModel", format="dot", exceptions=["layer.block"])
    assert [node["id"] for node in unfolded["folded"]] == ["layer.block_1.dense_1"]


async def test_a_layer_of_a_model_that_one_line_makes_is_described(desk: Desk) -> None:
    text = "import keras\nmodel = keras.applications.MobileNetV2(weights=None)\n"
    file = await desk.opened("net.py", text)
    layer = await file.command("describeLayer", path=["Conv1"])
    assert layer["markdown"].startswith("**Conv1 · Conv2D**\n\n- input: `(None, 224, 224, 3)`\n")
    assert "864 = 3×3×3×32 (trainable)" in layer["markdown"]


async def test_repeats_of_a_large_picture_are_one_node(desk: Desk) -> None:
    text = "import keras\nmodel = keras.applications.MobileNetV2(weights=None)\n"
    file = await desk.opened("net.py", text)
    plot = await file.command("plotModel", format="dot")
    (group,) = (node for node in plot["nodes"] if node["name"] == "block_3…block_5 ×3")
    assert (group["id"], group["repeats"], group["children"], group["expanded"]) == (
        "repeats.layer.block_3_expand", 3, 3, False,
    )  # fmt: skip
    assert (group["class"], group["params"]) == ("27 layers, not all alike", 42_000)
    assert group["outputShapes"] == [[None, 28, 28, 32]]
    parents = {node["id"]: node["parent"] for node in plot["folded"]}
    assert parents["layer.block_3_expand"] == "block.layer.block_3_expand"
    assert parents["block.layer.block_3_expand"] == group["id"]
    unfolded = await file.command("plotModel", format="dot", exceptions=[group["id"]])
    assert len(plot["nodes"]) == 18
    assert len(unfolded["nodes"]) == 21
    all_of_it = await file.command("plotModel", format="dot", foldRepeats=False)
    assert len(all_of_it["nodes"]) == 156


async def test_the_model_at_the_cursor_is_meant_where_none_is_named(desk: Desk) -> None:
    file = await desk.opened("two.py", TWO)
    on_the_small = {"line": 2, "character": 40}
    summary = await file.command("summarizeModel", position=on_the_small)
    assert summary["model"] == "sequential"
    plot = await file.command("plotModel", format="dot", position=on_the_small)
    assert plot["model"] == "sequential"
    elsewhere = await file.command("plotModel", format="dot", position={"line": 0, "character": 0})
    assert elsewhere["model"] == "sequential_1"
    named = await file.command("summarizeModel", model="large", position=on_the_small)
    assert named["model"] == "sequential_1"
    with pytest.raises(JsonRpcException, match="position: expected a Position of LSP, not 3"):
        await file.command("summarizeModel", position=3)
