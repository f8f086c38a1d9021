"""What changed since the last save and since git's HEAD, in lenses, summaries and plots."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.test_tutorial import MODEL
from tests.repository import Repository

if TYPE_CHECKING:
    from tests.e2e.editor import Buffer, Desk

pytestmark = pytest.mark.asyncio(loop_scope="session")

WIDE = MODEL.replace("Dense(2,", "Dense(4,")
DEEP = WIDE + 'model.add(Dense(3, name="last"))\n'


async def title(file: Buffer) -> str:
    """What the first lens says now."""
    lens = (await file.lenses())[0]
    assert lens.command is not None
    return lens.command.title


async def become(file: Buffer, expected: str) -> None:
    """Wait until the first lens says something; the editor asks when it is told to."""
    editor = file.editor
    while await title(file) != expected:
        seen = len(editor.refreshed)
        if await title(file) != expected:
            await editor.until(lambda seen=seen: len(editor.refreshed) > seen)


async def test_the_lens_tells_layers_and_what_changed_since_head(desk: Desk) -> None:
    Repository(desk.directory).commit(model_py=MODEL)
    file = await desk.opened("model.py", MODEL)
    assert await title(file) == "7 params"
    await file.saved(WIDE)
    await become(
        file,
        "13 params (+6 params, 2 layers changed) · since HEAD: +6 params, 2 layers changed",
    )
    await file.saved(DEEP)
    await become(
        file,
        "19 params (+6 params, 1 layer added) · since HEAD: +12 params, 1 layer added, 2 changed",
    )
    await file.saved(MODEL)
    await become(file, "7 params (−12 params, 1 layer removed, 2 changed)")


async def test_a_file_that_differs_from_head_says_so_as_soon_as_it_is_opened(desk: Desk) -> None:
    Repository(desk.directory).commit(model_py=MODEL)
    file = await desk.opened("model.py", WIDE)
    await become(file, "13 params · since HEAD: +6 params, 2 layers changed")


async def test_imported_modules_are_taken_as_they_were(desk: Desk) -> None:
    blocks = "import keras\n\ndef head():\n    return keras.layers.Dense(1)\n"
    program = "from blocks import head\n" + MODEL + "model.add(head())\n"
    Repository(desk.directory).commit(blocks_py=blocks, model_py=program)
    desk.put("blocks.py", blocks.replace("Dense(1)", "Dense(5)"))
    file = await desk.opened("model.py", program)
    await become(file, "17 params · since HEAD: +8 params, 1 layer changed")


async def test_a_module_that_is_gone_is_taken_as_it_was(desk: Desk) -> None:
    blocks = "import keras\n\ndef head():\n    return keras.layers.Dense(1)\n"
    program = "from parts.blocks import head\n" + MODEL + "model.add(head())\n"
    Repository(desk.directory).commit(parts__blocks_py=blocks, model_py=program)
    desk.path("parts").rename(desk.path("pieces"))
    file = await desk.opened(
        "model.py", program.replace("parts", "pieces") + "model.add(head())\n"
    )
    await become(file, "11 params · since HEAD: +2 params, 1 layer added")


async def test_what_git_does_not_know_has_no_head(desk: Desk) -> None:
    file = await desk.opened("model.py", MODEL)
    await file.saved(WIDE)
    Repository(desk.directory).commit(other_py=MODEL)
    desk.put("untracked.py", MODEL)
    other = await desk.opened("untracked.py", WIDE)
    assert await title(other) == "13 params"
    assert (await other.command("summarizeModel"))["changes"] == {"save": None, "head": None}
    assert await title(file) == "13 params (+6 params, 2 layers changed)"


async def test_the_setting_turns_it_off_and_on(desk: Desk) -> None:
    Repository(desk.directory).commit(model_py=MODEL)
    await desk.editor.configure(changes={"head": False})
    file = await desk.opened("model.py", WIDE)
    plot = await file.command("plotModel", format="dot", showChanges="head")
    assert plot["changes"] is None
    assert await title(file) == "13 params"
    await desk.editor.configure(changes={"head": True})
    await become(file, "13 params · since HEAD: +6 params, 2 layers changed")


async def test_nothing_that_the_repository_has_set_up_is_run(desk: Desk) -> None:
    repository = Repository(desk.directory)
    repository.commit(model_py=MODEL)
    ran = desk.path("ran")
    evil = desk.put("evil.sh", f"#!/bin/sh\ntouch {ran}\ncat\n")
    evil.chmod(0o755)
    desk.put(".gitattributes", "*.py filter=evil diff=evil\n")
    for key in ("core.fsmonitor", "core.pager", "filter.evil.smudge", "diff.evil.textconv"):
        repository.git("config", key, str(evil))
    hook = desk.put(".git/hooks/post-index-change", f"#!/bin/sh\ntouch {ran}\n")
    hook.chmod(0o755)
    file = await desk.opened("model.py", WIDE)
    await become(file, "13 params · since HEAD: +6 params, 2 layers changed")
    assert not ran.exists()


async def test_the_summary_ends_with_what_changed(desk: Desk) -> None:
    Repository(desk.directory).commit(model_py=MODEL)
    file = await desk.opened("model.py", WIDE)
    await become(file, "13 params · since HEAD: +6 params, 2 layers changed")
    await file.saved(DEEP)
    await become(
        file,
        "19 params (+6 params, 1 layer added) · since HEAD: +12 params, 1 layer added, 2 changed",
    )
    summary = await file.command("summarizeModel")
    assert summary["text"].split("\n")[-2:] == [
        " Since the last save: +6 params, 1 layer added",
        " Since HEAD: +12 params, 1 layer added, 2 changed",
    ]
    assert summary["markdown"].endswith(
        "  \nSince the last save: +6 params, 1 layer added"
        "  \nSince HEAD: +12 params, 1 layer added, 2 changed"
    )
    assert summary["changes"] == {
        "save": {
            "text": "+6 params, 1 layer added",
            "params": 6,
            "layers": [{"path": ["last"], "change": "added"}],
        },
        "head": {
            "text": "+12 params, 1 layer added, 2 changed",
            "params": 12,
            "layers": [
                {"path": ["dense"], "change": "changed"},
                {"path": ["dense_1"], "change": "changed"},
                {"path": ["last"], "change": "added"},
            ],
        },
    }


async def test_the_plot_colours_what_changed(desk: Desk) -> None:
    Repository(desk.directory).commit(model_py=MODEL)
    file = await desk.opened("model.py", WIDE)
    await file.saved(DEEP)
    plain = await file.command("plotModel", format="dot")
    assert "added" not in plain["content"]
    assert [node.get("change") for node in plain["nodes"]] == [None, None, None]
    since_save = await file.command("plotModel", format="dot", showChanges="save")
    assert [node.get("change") for node in since_save["nodes"]] == [None, None, "added"]
    assert "last</b> (Dense) · added" in since_save["content"]
    since_head = await file.command("plotModel", format="dot", showChanges="head")
    assert [node.get("change") for node in since_head["nodes"]] == ["changed", "changed", "added"]
    assert "dense</b> (Dense) · changed" in since_head["content"]
    assert since_head["changes"]["text"] == "+12 params, 1 layer added, 2 changed"
    await file.saved(WIDE)
    back = await file.command("plotModel", format="dot", showChanges="save")
    assert [(node["name"], node.get("change")) for node in back["nodes"]] == [
        ("dense", None), ("dense_1", None), ("last", "removed"),
    ]  # fmt: skip
    gone = back["nodes"][-1]
    assert (gone["id"], gone["range"], gone["params"]) == ("ghost.layer.last", None, 6)
    assert '"layer.dense_1" -> "ghost.layer.last" [' in back["content"]
