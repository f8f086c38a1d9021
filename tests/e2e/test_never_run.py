"""What is never run. Each program here would raise an error, which would be seen, if it were."""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from lsprotocol import types as t
from pygls.exceptions import JsonRpcException

from tests.e2e.editor import JAX, Buffer, Desk, connected
from tests.e2e.test_tutorial import HINTS, MODEL

if TYPE_CHECKING:
    from tests.e2e.editor import Editor

pytestmark = pytest.mark.asyncio(loop_scope="session")

MARKER = MODEL + "raise RuntimeError('this was run')\n"
PROBLEM = "6:1-6:35 error KL601: RuntimeError: this was run"
INSTALLED = "it belongs to an installed package or to Python itself"


async def assert_refused(file: Buffer, reason: str) -> None:
    """It is not run when opened, saved or asked for, and a person is told why."""
    file.save(write=False)
    with pytest.raises(JsonRpcException, match=f"Not run: {reason}"):
        await file.command("summarizeModel")
    answer: dict[str, Any] = await file.command("analyze")
    assert (answer["status"], answer["problems"], answer["reason"]) == ("refused", 0, reason)
    assert await file.hints() == {}
    assert file.uri not in {item.uri for item in file.editor.published}


async def test_the_marker_would_be_seen(desk: Desk) -> None:
    file = desk.open("marker.py", MARKER)
    assert await file.problems() == [PROBLEM]


@pytest.mark.parametrize("directory", ["site-packages", "dist-packages", "lib/python3.11"])
async def test_a_file_among_installed_packages_is_never_run(desk: Desk, directory: str) -> None:
    file = desk.open(f"{directory}/package/marker.py", MARKER)
    await assert_refused(file, INSTALLED)


async def test_a_file_of_the_interpreters_own_is_never_run(desk: Desk) -> None:
    for place in (sysconfig.get_path("stdlib"), Path(sys.prefix, "bin")):
        path = Path(place, "keras_lsp_marker.py")
        file = desk.open("", MARKER, write=False, uri=path.as_uri())
        await assert_refused(file, INSTALLED)


async def test_a_file_of_a_virtual_environment_in_the_workspace_is_never_run(desk: Desk) -> None:
    desk.put("venv/pyvenv.cfg", "home = /usr/bin\n")
    file = desk.open("venv/share/marker.py", MARKER)
    await assert_refused(file, INSTALLED)


@pytest.mark.parametrize(
    "uri", ["untitled:Untitled-1", "git:/project/marker.py", "vscode-vfs:/m.py"]
)
async def test_a_document_that_is_no_file_is_never_run(desk: Desk, uri: str) -> None:
    file = desk.open("", MARKER, write=False, uri=uri)
    await assert_refused(file, "only files on disk are run")


async def test_a_file_outside_the_workspace_is_run_only_when_asked_for(
    desk: Desk, tmp_path: Path
) -> None:
    outside = Desk(desk.editor, tmp_path)
    file = outside.open("marker.py", MARKER)
    file.save()
    await (await desk.opened("within.py", MODEL)).saved()
    assert file.uri not in {item.uri for item in desk.editor.published}
    assert await file.hints() == {}
    answer = await file.command("analyze")
    assert (answer["status"], answer["problems"]) == ("ok", 1)
    assert await file.problems() == [PROBLEM]
    assert await file.hints() == HINTS
    outside.clear()


async def test_a_file_outside_is_run_when_its_folder_is_added_to_the_workspace(
    desk: Desk, tmp_path: Path
) -> None:
    outside = Desk(desk.editor, tmp_path)
    file = outside.open("marker.py", MARKER)
    folders = [t.WorkspaceFolder(tmp_path.as_uri(), "added")]
    change = desk.editor.client.workspace_did_change_workspace_folders
    change(t.DidChangeWorkspaceFoldersParams(t.WorkspaceFoldersChangeEvent(folders, [])))
    assert await file.problems() == [PROBLEM]
    change(t.DidChangeWorkspaceFoldersParams(t.WorkspaceFoldersChangeEvent([], folders)))
    outside.clear()


async def test_with_run_off_a_file_is_run_only_when_asked_for(desk: Desk) -> None:
    await desk.editor.configure(run="off")
    file = desk.open("marker.py", MARKER)
    file.save()
    with pytest.raises(JsonRpcException, match="is not open"):
        await desk.editor.command("analyze", {"uri": "file:///nowhere.py"})
    assert await file.hints() == {}
    assert file.uri not in {item.uri for item in desk.editor.published}
    assert (await file.command("analyze"))["problems"] == 1
    assert await file.hints() == HINTS


async def test_nothing_is_run_in_an_untrusted_workspace(tmp_path: Path) -> None:
    async with connected(tmp_path, options={"trusted": False}, environment=JAX) as editor:
        file = Desk(editor, editor.workspace).open("marker.py", MARKER)
        await assert_refused(file, "the workspace is not trusted")
        assert editor.processes() == []


async def test_a_project_cannot_decide_that_it_is_run_by_another_interpreter(
    tmp_path: Path,
) -> None:
    base = tmp_path / "editor"
    async with connected(base, options={"settings": {"run": "off"}}, environment=JAX) as editor:
        desk = Desk(editor, editor.workspace)
        project = desk.put(
            "pyproject.toml", '[tool.keras-lsp]\nrun = "onSave"\ninterpreter = "evil"\n'
        )
        # What an editor keeps in the workspace is the editor's to read, once it is trusted.
        desk.put(
            ".vscode/settings.json",
            '{"keras-lsp.run": "onSave", "keras-lsp.sandbox.mode": "off", '
            '"keras-lsp.interpreter": "evil"}',
        )
        editor.changed_on_disk(project)
        file = desk.open("marker.py", MARKER)
        file.save()
        await settled(editor, desk)
        assert file.uri not in {item.uri for item in editor.published}
        assert [message.message for message in editor.client.messages] == [
            (
                "keras-lsp: pyproject.toml: tool.keras-lsp.run is ignored; "
                "a project may set inlayHints, rules, plot, budgets only"
            ),
            (
                "keras-lsp: pyproject.toml: tool.keras-lsp.interpreter is ignored; "
                "a project may set inlayHints, rules, plot, budgets only"
            ),
        ]
        assert editor.processes() == []


async def test_a_file_that_does_not_import_keras_starts_no_process(tmp_path: Path) -> None:
    async with connected(tmp_path, environment=JAX) as editor:
        desk = Desk(editor, editor.workspace)
        desk.put("helpers.py", "import math\n")
        file = desk.open("plain.py", "import helpers\nprint('keras')\nraise RuntimeError\n")
        assert await file.problems() == []
        assert await file.saved() == []
        assert (await file.command("analyze"))["reason"] == "it does not import Keras"
        assert editor.processes() == []


async def settled(editor: Editor, desk: Desk) -> None:
    """Wait until the server has done with what it was told before."""
    file = desk.open("plain.py", "x = 1\n")
    assert (await file.command("analyze"))["status"] == "ok"
