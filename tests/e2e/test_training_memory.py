"""What training takes of a GPU's memory: its hint and hover, the command, and its quick fixes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from keras_lsp.report import RunConfig
from keras_lsp.runs.fixes import FixTrials, TriedProgram
from keras_lsp.runs.local_workers import LocalWorkers
from keras_lsp.runs.workers import Job
from tests.e2e.test_command_line import keras_lsp
from tests.expectations.jobs import TORCH

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.editor import Buffer, Desk

# Tables of 60 and 30 million numbers.
LARGE = """\
import keras
import numpy as np
from keras import layers

users, items = keras.Input((1,), dtype="int32"), keras.Input((1,), dtype="int32")
user = layers.Flatten()(layers.Embedding(1_000_000, 60, name="users")(users))
item = layers.Flatten()(layers.Embedding(500_000, 60)(items))
model = keras.Model([users, items], layers.Dense(1)(layers.Concatenate()([user, item])))
model.compile("adam", "mse")
x, y = np.zeros((256, 1), "int32"), np.zeros((256, 1), "float32")
model.fit([x, x], y, batch_size=64)
"""
FIT = 11
# Weights and two numbers for each; beside them gradients, and three times as much, and a tenth.
RANGE = "about 1–2.7 GB at batch 64"


async def told_of_fit(buffer: Buffer) -> None:
    """Wait for what training takes, which may come after all else; the client is told then."""
    editor = buffer.editor
    while True:
        told = len(editor.refreshed)
        if await buffer.hover(FIT, "batch_size") is not None:
            return
        await editor.until(lambda before=told: len(editor.refreshed) > before)


@pytest.mark.asyncio(loop_scope="session")
async def test_a_hint_at_fit_says_how_much_it_takes(desk: Desk) -> None:
    buffer = await desk.opened("large.py", LARGE)
    await told_of_fit(buffer)
    assert (await buffer.hints())[FIT] == RANGE
    await desk.editor.configure(inlayHints={"training": False})
    assert FIT not in await buffer.hints()


@pytest.mark.asyncio(loop_scope="session")
async def test_the_hover_of_fit_says_more_and_that_of_the_model_is_its_summary(desk: Desk) -> None:
    buffer = await desk.opened("hovered.py", LARGE)
    await told_of_fit(buffer)
    told = await buffer.hovered(FIT, "batch_size")
    assert told.startswith(f"**fit · memory of a GPU**\n\n- GPU memory: `{RANGE}`\n- note: `Tens")
    assert "The layers that keep most for the backward pass:\n\n- [" in told
    assert "hovered.py#L6): " in told
    assert "Total params: 90,000,121" in await buffer.hovered(FIT, "model")


@pytest.mark.asyncio(loop_scope="session")
async def test_the_summary_says_it_too(desk: Desk) -> None:
    buffer = await desk.opened("summarized.py", LARGE)
    told = await buffer.command("summarizeModel")
    note = f"fit on line 11 takes {RANGE.replace(' at', ' of GPU memory at')}"
    assert told["notes"] == [note]
    assert told["text"].endswith(note)
    assert "GPU" not in (await buffer.command("summarizeModel", plain=True))["text"]


@pytest.mark.asyncio(loop_scope="session")
async def test_what_takes_little_has_no_hint(desk: Desk) -> None:
    small = LARGE.replace("1_000_000", "1_000").replace("500_000", "500")
    buffer = await desk.opened("small.py", small)
    await told_of_fit(buffer)
    assert "memory of a GPU" in await buffer.hovered(FIT, "batch_size")
    assert FIT not in await buffer.hints()


def test_the_command_says_it_too(tmp_path: Path) -> None:
    (tmp_path / "large.py").write_text(LARGE)
    done = keras_lsp(tmp_path, "check", "large.py", "--gpu-memory", "1GB")
    assert done.stdout.splitlines()[-1] == (
        "large.py:11:1: fit takes at least 1.2 GB of GPU memory at batch 64"
    )
    data = json.loads(keras_lsp(tmp_path, "check", "--format=json", "large.py").stdout)
    (training,) = data["files"][0]["trainings"]
    assert (training["method"], training["line"], training["model"]) == ("fit", 11, "functional")
    memory = training["memory"]
    assert (memory["kind"], memory["batch"], memory["bytes"], memory["high"]) == (
        "least", 64, None, None,
    )  # fmt: skip
    refused = keras_lsp(tmp_path, "check", "large.py", "--gpu-memory", "much")
    assert refused.returncode == 2
    assert "expected GiB or a size such as '4 GiB', not 'much'" in refused.stderr


IMAGES = """\
import numpy as np
import keras
from keras import layers

x, y = np.zeros((2048, 128, 128, 3), "float32"), np.zeros(2048, "int64")
model = keras.Sequential([
    keras.Input((128, 128, 3)),
    layers.Conv2D(64, 3, padding="same"),
    layers.BatchNormalization(),
    layers.ReLU(),
    layers.Conv2D(64, 3, padding="same"),
    layers.BatchNormalization(),
    layers.ReLU(),
    layers.GlobalAveragePooling2D(),
    layers.Dense(10, activation="softmax"),
])
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(x, y, batch_size=BATCH)
"""


@pytest.mark.long
@pytest.mark.parametrize(
    ("batch", "fixes"),
    [
        (512, ["Set batch_size to 153 → 7.3 GB at batch 153"]),
        (
            190,
            [
                "Set batch_size to 153 → 7.3 GB at batch 153",
                "Compute in half precision: mixed_float16 → 7.2 GB at batch 190",
            ],
        ),
        (150, []),
    ],
)
@pytest.mark.asyncio(loop_scope="session")
async def test_what_does_not_fit_has_fixes_that_say_what_they_lead_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batch: int, fixes: list[str]
) -> None:
    if not TORCH.exists():
        pytest.skip("PyTorch is not installed (`make test-flavours`)")
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    text = IMAGES.replace("=BATCH", f"={batch}")
    config = RunConfig((str(tmp_path),), str(TORCH), timeout=60.0, gpu_memory=8 * 2**30)
    job = Job(str(tmp_path / "m.py"), text, config, preload=("keras",))
    workers = LocalWorkers()
    try:
        report = await workers.run(job)
        found = [problem for problem in report.problems if problem.code == "KL421"]
        trials = FixTrials(TriedProgram(job, report, {job.path: text}.get), workers)
        titles = [fix.title for each in await trials.of(found, 120.0) for fix in each]
    finally:
        await workers.close()
    assert titles == fixes
    assert bool(found) == bool(fixes)
