"""The tools over MCP, called by the SDK's own client, on real programs with real Keras."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import re
import sys
from typing import TYPE_CHECKING

import pytest
from mcp.shared.exceptions import MCPError

from keras_lsp.tools import catalogue
from tests.e2e.editor import all_processes
from tests.mcp.agent import Agent, RefusedError, connected

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.asyncio(loop_scope="session")

CNN = """\
import keras
import numpy as np
from keras import layers

x_train = np.zeros((60, 28, 28, 1))
y_train = np.arange(60) % 10
model = keras.Sequential()
model.add(keras.Input((28, 28, 1)))
model.add(layers.Conv2D(8, 3, activation="relu"))
model.add(layers.MaxPooling2D())
model.add(layers.Flatten())
model.add(layers.Dense(10, activation="softmax"))
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(x_train, y_train)
"""
WRONG = CNN.replace("model.add(layers.Flatten())\n", "")


async def test_what_the_server_says_of_itself(agent: Agent) -> None:
    tools = (await agent.client.list_tools()).tools
    assert [tool.name for tool in tools] == [
        "check", "explain", "try_edit", "fixes", "summary", "plot",
    ]  # fmt: skip
    assert all(tool.annotations and tool.annotations.read_only_hint for tool in tools)
    assert agent.client.instructions == catalogue.INSTRUCTIONS


async def test_check_says_clean_and_the_shapes_by_line(agent: Agent) -> None:
    agent.write("clean.py", CNN)
    assert (await agent.call("check", path="clean.py")).splitlines() == [
        "clean.py: clean: it ran to its end, no problems",
        (
            "model `model` (Sequential, L7): (None, 28, 28, 1) → (None, 10), 13,610 parameters, "
            "135K FLOPs for one sample, 1015.25 KB for the outputs, at least 2 MB at batch 32 to "
            "train on a GPU"
        ),
        "line → output · parameters",
        "5 (60, 28, 28, 1) float64",
        "6 (60,) int64",
        "7 13,610 params",
        "8 → (None, 28, 28, 1)",
        "9 → (None, 26, 26, 8) · 80",
        "10 → (None, 13, 13, 8)",
        "11 → (None, 1352)",
        "12 → (None, 10) · 13,530",
    ]
    told = await agent.call("check", path="clean.py", shapes=False)
    assert len(told.splitlines()) == 2


async def test_check_says_what_is_wrong_where_why_and_what_mends_it(agent: Agent) -> None:
    agent.write("wrong.py", WRONG)
    lines = (await agent.call("check", path="wrong.py", shapes=False)).splitlines()
    assert lines == [
        "wrong.py: 1 error, 1 warning",
        (
            "error KL402 L13:1: `model.fit`: the targets have shape (60,), integers 0 to 9; the "
            "output is (None, 13, 13, 10). For one output per sample, put a Flatten or pooling "
            "layer before the last Dense."
        ),
        "  L11:11: `dense` (Dense) gives (None, 13, 13, 10)",
        "  L12:1: The loss is set here",
        "  L6:1: `y_train` is made here: (60,)",
        "  fix: Insert Flatten() → (None, 10), 13,610 params",
        "  fix: Insert GlobalAveragePooling2D() → (None, 10), 170 params",
        (
            "warning KL203 L11:11: `dense` (Dense) works only on the last axis of (None, 13, 13, "
            "8) and gives (None, 13, 13, 10): one output per image position. For one output for "
            "the whole image, put Flatten or GlobalAveragePooling2D before it."
        ),
        "  L10:11: `max_pooling2d` (MaxPooling2D) gives (None, 13, 13, 8)",
        "  fix: as above",
        (
            "model `model` (Sequential, L7): (None, 28, 28, 1) → (None, 13, 13, 10), 170 "
            "parameters, 142K FLOPs for one sample, 1.03 MB for the outputs"
        ),
    ]


SLOW_WHEN_MENDED = """\
import time
import keras

model = keras.Sequential([keras.Input((4,)), keras.layers.Dens(2)])
end = time.monotonic() + 5
while time.monotonic() < end:
    pass
"""


async def test_check_says_so_where_a_fix_takes_long_to_try(agent: Agent) -> None:
    agent.write("slow.py", SLOW_WHEN_MENDED)
    told = await agent.call("check", path="slow.py", shapes=False)
    assert "Quick fixes are still being tried; ask `fixes` for them." in told.splitlines()
    assert "fix 1: " in await agent.call("fixes", path="slow.py")


async def test_text_that_is_on_no_disk(agent: Agent) -> None:
    agent.write("part.py", "UNITS = 3\n")
    text = (
        "import keras\nfrom part import UNITS\n"
        "m = keras.Sequential([keras.Input((4,)), keras.layers.Dense(UNITS)])\n"
    )
    told = await agent.call("check", path="new.py", text=text, shapes=False)
    assert told.splitlines()[0] == "new.py: clean: it ran to its end, no problems"
    assert "(None, 4) → (None, 3), 15 parameters" in told
    assert not (agent.root / "new.py").exists()


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("x = 1\n", "unknown: not run, it does not import Keras"),
        ("import keras\nx = 1\n", "unknown: it ran, and built no model"),
        ("import keras\nx = (\n", "1 error; unknown beyond: nothing was run"),
        (
            (
                "import keras\nwidth = int(open('/nowhere').read())\n"
                "m = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])\n"
            ),
            "no errors found, unknown in part: KL901 L2",
        ),
        (
            (
                "import keras\nm = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])\n"
                "import signal\nsignal.raise_signal(9)\n"
            ),
            "unknown: the run did not end (crashed after",
        ),
    ],
)
async def test_unknown_is_not_clean(agent: Agent, text: str, verdict: str) -> None:
    told = await agent.call("check", path="unknown.py", text=text)
    assert told.splitlines()[0].startswith(f"unknown.py: {verdict}")


async def test_what_the_project_ignores_is_unknown_all_the_same(agent: Agent) -> None:
    agent.write("quiet/pyproject.toml", '[tool.keras-lsp.rules]\nignore = ["KL9"]\n')
    text = (
        "import keras\nwidth = int(open('/nowhere').read())\n"
        "m = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])\n"
    )
    told = await agent.call("check", path="quiet/a.py", text=text, shapes=False)
    assert told.splitlines()[0] == "quiet/a.py: no errors found, unknown in part: KL901 L2"
    assert "information" not in told


async def test_explain_tells_what_a_hover_knows(agent: Agent) -> None:
    agent.write("clean.py", CNN)
    told = await agent.call("explain", path="clean.py", line=9)
    assert told.splitlines() == [
        "clean.py: clean: it ran to its end, no problems",
        "conv2d · Conv2D",
        "input: (None, 28, 28, 1)",
        "output: (None, 26, 26, 8) float32",
        "output size: 26 = (28 − 3) / 1 + 1",
        "parameters: 80 = 3×3×1×8 + 8 (trainable)",
        "memory: 320.00 B",
        "share: 0.6% of model (13,610 params)",
        "FLOPs: 103K for one sample, 76.0% of the model",
        "output memory: 676.00 KB for a batch of 32",
        (
            "config: filters=8, kernel_size=(3, 3), strides=(1, 1), padding=valid, "
            "dilation_rate=(1, 1), activation=relu"
        ),
    ]
    assert "13,530 = 1352×10 + 10" in await agent.call("explain", path="clean.py", layer="dense")


async def test_try_edit_tells_what_becomes_better_and_writes_nothing(agent: Agent) -> None:
    path = agent.write("wrong.py", WRONG)
    edits = [
        {
            "old": "model.add(layers.Dense(",
            "new": "model.add(layers.Flatten())\nmodel.add(layers.Dense(",
        }
    ]
    assert (await agent.call("try_edit", path="wrong.py", edits=edits)).splitlines() == [
        "wrong.py, edited, not written: mended: no problem is left",
        "with it: clean: it ran to its end, no problems",
        "gone error KL402 L13:1",
        "gone warning KL203 L11:11",
        "model `model`: +13,440 params, 1 layer added, 1 changed",
        "  outputs: (None, 13, 13, 10) → (None, 10)",
        "  Parameters: 170 → 13,610 (+13,440)",
        "  FLOPs: 142K → 135K (−6,720)",
        "  Outputs of 32 samples: 1.03 MB → 1015.25 KB (−41.00 KB)",
        "  Memory to train: unknown → at least 2 MB at batch 32",
        "  + flatten (Flatten)  (None, 1352)                     0",
        "  ~ dense (Dense)      (None, 13, 13, 10) → (None, 10)  90 → 13,530",
    ]
    assert path.read_text(encoding="utf-8") == WRONG


async def test_try_edit_tells_what_becomes_worse(agent: Agent) -> None:
    agent.write("clean.py", CNN)
    text = CNN.replace("Conv2D(8, 3", "Conv2D(8, 33")
    lines = (await agent.call("try_edit", path="clean.py", text=text)).splitlines()
    assert lines[:3] == [
        "clean.py, edited, not written: worse: a new error",
        "with it: 1 error",
        (
            "new error KL103 L9:11: The output of `conv2d` (Conv2D) would have a dimension of "
            "zero or less: its input (None, 28, 28, 1) from `input_layer` is smaller than the "
            "window."
        ),
    ]


async def test_try_edit_of_the_same_problem_elsewhere(agent: Agent) -> None:
    agent.write("wrong.py", WRONG)
    edits = [{"old": "import keras\n", "new": "import keras\n\n# a comment\n"}]
    lines = (await agent.call("try_edit", path="wrong.py", edits=edits)).splitlines()
    assert lines[0] == "wrong.py, edited, not written: no problem is new or gone"
    assert "still error KL402 L15:1" in lines[2]
    assert lines[-1] == "model `model`: the same layers"


async def test_a_fix_is_made_as_it_is_told(agent: Agent) -> None:
    path = agent.write("wrong.py", WRONG)
    told = await agent.call("fixes", path="wrong.py")
    assert "  fix 1: Insert Flatten() → (None, 10), 13,610 params\n" in told
    assert told.endswith("\n  fix 1, too\n  fix 2, too")
    listed = [json.loads(text) for text in re.findall(r"^  edits: (.*)$", told, re.MULTILINE)]
    assert listed[0] == [
        {
            "old": 'model.add(layers.Dense(10, activation="softmax"))',
            "new": "model.add(layers.Flatten())\n"
            'model.add(layers.Dense(10, activation="softmax"))',
        }
    ]
    for edits in listed:
        tried = await agent.call("try_edit", path="wrong.py", edits=edits)
        assert "mended: no problem is left" in tried
    assert await agent.call("fixes", path="wrong.py", line=3) == (
        "wrong.py: 1 error, 1 warning\nNo problem on line 3."
    )
    assert path.read_text(encoding="utf-8") == WRONG


async def test_summary_is_the_table_without_bars(agent: Agent) -> None:
    agent.write("clean.py", CNN)
    told = await agent.call("summary", path="clean.py", model="model")
    assert "| dense (Dense) | (None, 10) | 13,530 | 27,080 | 99% |" in told
    assert "Total params: 13,610" in told
    assert "▇" not in told


async def test_plot_is_an_image(agent: Agent) -> None:
    agent.write("clean.py", CNN)
    for format_, media, beginning in (
        (None, "image/png", b"\x89PNG"),
        ("svg", "image/svg+xml", b"<?xml"),
        ("blocks", "image/svg+xml", b"<?xml"),
    ):
        given = {"path": "clean.py"} | ({"format": format_} if format_ else {})
        result = await agent.client.call_tool("plot", given)
        text, picture = result.content
        assert text.type == "text"
        assert text.text.startswith("model `model` (Sequential, L7): ")
        assert picture.type == "image"
        assert picture.mime_type == media
        assert base64.b64decode(picture.data).startswith(beginning)


@pytest.mark.parametrize(
    ("tool", "arguments", "message"),
    [
        ("check", {}, "path: is missing."),
        ("check", {"path": 3}, "path: expected a string, not 3."),
        ("check", {"path": ""}, "path: is no path."),
        ("check", {"path": "a.txt"}, "path: a.txt is neither *.py nor *.ipynb."),
        ("check", {"path": "none.py"}, "path: none.py: No such file or directory."),
        (
            "check",
            {"path": "a.py", "lines": 3},
            "lines: there is no such argument; there are path, text, shapes.",
        ),
        ("check", {"path": "a.ipynb", "text": "x"}, "text: is taken for *.py only; give a not"),
        ("explain", {"path": "clean.py"}, "Give either `line` or `layer`."),
        ("explain", {"path": "clean.py", "line": True}, "line: expected an integer, not True."),
        ("explain", {"path": "clean.py", "line": 0}, "line: must be at least 1, not 0."),
        ("explain", {"path": "clean.py", "line": 99}, "line: the file has 15 lines."),
        ("explain", {"path": "clean.py", "line": 2}, "line: nothing is known of line 2. Lines ne"),
        (
            "explain",
            {"path": "clean.py", "layer": "dense_7"},
            "layer: there is no 'dense_7'; there are conv2d, max_pooling2d, flatten, dense.",
        ),
        ("try_edit", {"path": "clean.py"}, "Give either `edits` or `text`."),
        ("try_edit", {"path": "clean.py", "edits": []}, "edits: must have at least 1 items."),
        (
            "try_edit",
            {"path": "clean.py", "edits": [{"old": "layers."}]},
            "edits[0].new: is missing.",
        ),
        (
            "try_edit",
            {"path": "clean.py", "edits": [{"old": "model.add(l", "new": ""}]},
            "edits[0].old: stands on lines 9, 10, 11, 12; take more of the text around it.",
        ),
        (
            "try_edit",
            {"path": "clean.py", "edits": [{"old": "  model.fit(x_train,  y_train)", "new": ""}]},
            "edits[0].old: does not stand in the file. Line 14 differs in white space only.",
        ),
        ("summary", {"path": "clean.py", "model": "net"}, "model: there is no 'net'; there are m"),
        ("plot", {"path": "clean.py", "format": "gif"}, "format: must be one of png, svg, blocks"),
        ("lint", {"path": "clean.py"}, "There is no tool 'lint'; there are check, explain, try_"),
    ],
)
async def test_arguments_are_checked(
    agent: Agent, tool: str, arguments: dict[str, object], message: str
) -> None:
    agent.write("clean.py", CNN)
    with pytest.raises(RefusedError) as raised:
        await agent.call(tool, **arguments)
    assert str(raised.value).startswith(message)


async def test_what_is_outside_of_the_root_is_refused(agent: Agent, tmp_path: Path) -> None:
    outside = tmp_path / "secret.py"
    outside.write_text(CNN, encoding="utf-8")
    link = agent.root / "link.py"
    link.symlink_to(outside)
    for path in (str(outside), "../secret.py", "link.py", "/etc/passwd.py"):
        with pytest.raises(RefusedError, match=r"^path: .* is outside of /"):
            await agent.call("check", path=path)


async def test_installed_packages_are_not_run(agent: Agent) -> None:
    agent.write("venv/pyvenv.cfg", "")
    agent.write("venv/lib/model.py", CNN)
    with pytest.raises(RefusedError, match="it belongs to an installed package"):
        await agent.call("check", path="venv/lib/model.py")


async def test_pages_of_the_codes_are_resources(agent: Agent) -> None:
    listed = (await agent.client.list_resources()).resources
    assert "keras-lsp://rules/KL205" in {str(each.uri) for each in listed}
    (page,) = (await agent.client.read_resource("keras-lsp://rules/KL205")).contents
    assert page.text.startswith("# KL205: Softmax over one unit\n")
    for uri in ("keras-lsp://rules/KL999", "keras-lsp://rules/../../../pyproject", "file:///etc"):
        with pytest.raises(MCPError, match="There is no resource"):
            await agent.client.read_resource(uri)


async def test_a_cancelled_request_ends_its_run(agent: Agent) -> None:
    spin = "import keras\nx = keras.Input((3,))\nprint('turns')\nwhile True:\n    pass\n"
    request = asyncio.create_task(agent.call("check", path="spins.py", text=spin))
    begun = await asyncio.wait_for(agent.log.has(r"(run \d+) +program +\S*spins\.py"), 30)
    request.cancel()
    await asyncio.wait({request})
    await asyncio.wait_for(agent.log.has(f"{begun[1]} +ended +by us"), 5)
    told = await agent.call("check", path="clean.py", text=CNN, shapes=False)
    assert told.startswith("clean.py: clean")


async def test_programs_see_neither_network_nor_files_outside(agent: Agent) -> None:
    text = (
        "import keras\nfrom pathlib import Path\n"
        "(Path(__file__).parent / 'written').write_text('x')\n"
        "m = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])\n"
    )
    told = await agent.call("check", path="writes.py", text=text, shapes=False)
    assert told.startswith("writes.py: ")
    assert not (agent.root / "written").exists()


async def test_a_notebook_is_told_by_cell(agent: Agent) -> None:
    cells = [
        {"cell_type": "markdown", "source": "# Title"},
        {"cell_type": "code", "source": "import keras\nm = keras.Sequential()"},
        {"cell_type": "code", "source": "m.add(keras.Input((4,)))\nm.add(keras.layers.LSTM(2))"},
    ]
    notebook = json.dumps({"nbformat": 4, "metadata": {}, "cells": cells})
    agent.write("a.ipynb", notebook)
    told = await agent.call("check", path="a.ipynb")
    assert "error KL101 cell 3 L2:7: `lstm` (LSTM) needs an input with 3 dim" in told
    assert "cell 3 1 → (None, 4)" in told


async def test_the_server_ends_with_its_client_and_nothing_of_it_is_left(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    async with connected(tmp_path / "project") as own:
        await own.call("check", path="clean.py", text=CNN)
        mark = str(tmp_path / "project")
        assert [each for each in all_processes() if mark in each.command]
    assert [each for each in all_processes() if mark in each.command] == []


async def test_without_the_sdk_the_command_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "mcp_types.py").write_text("raise ModuleNotFoundError(name='mcp')\n")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "keras_lsp", "mcp",
        env={**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{os.getcwd()}"},
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, told = await process.communicate()
    assert process.returncode == 2
    assert told.decode() == (
        "keras-lsp: the package `mcp` is missing or too old; install it with "
        "`python -m pip install 'keras-lsp[mcp]'`\n"
    )
