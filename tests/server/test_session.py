"""A whole session: an editor, the server in a process, workers with canned reports."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Any

import pytest
from lsprotocol import types as t
from pygls.exceptions import JsonRpcException
from pygls.uris import to_fs_path

from tests.server.session import session

if TYPE_CHECKING:
    from pathlib import Path

TUTORIAL = "import keras\nmodel = Sequential()\nmodel.add(Dense(2))\nmodel.add(Dense(1))\n"
HINTS = [(1, 20, "7 params"), (2, 19, "→ (None, 2) · 4"), (3, 19, "→ (None, 1) · 3")]


async def test_hints_stand_at_line_ends_and_are_refreshed(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        uri = await s.opened("a.py", TUTORIAL)
        assert await s.hints(uri) == HINTS
        assert [item.version for item in s.published] == [1]
        await s.until(lambda: "hints" in s.refreshed)


async def test_no_refresh_for_a_client_that_cannot(tmp_path: Path) -> None:
    async with session(tmp_path, hints=False) as s:
        uri = await s.opened("a.py", TUTORIAL)
        await s.hints(uri)
        assert "hints" not in s.refreshed


async def test_hover_on_model_add(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        uri = await s.opened("a.py", TUTORIAL)
        text = await s.hover(uri, 2, 3)
        assert "dense" in text
        assert "4 = 1 × 2 + 2 (trainable)" in text
        assert "57.1% of model (7 params)" in text
        assert await s.hover(uri, 0, 3) == ""


async def test_hover_on_the_model_is_its_summary(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        uri = await s.opened("a.py", TUTORIAL)
        assert "Total params: 7" in await s.hover(uri, 1, 10)


async def test_plain_text_hover_where_markdown_is_unknown(tmp_path: Path) -> None:
    def plain(capabilities: Any) -> None:
        capabilities.text_document.hover.content_format = [t.MarkupKind.PlainText]

    async with session(tmp_path, change=plain) as s:
        uri = await s.opened("a.py", TUTORIAL)
        text = await s.hover(uri, 2, 12)
        assert text.splitlines()[:2] == ["dense · Dense", "input: (None, 1)"]


@pytest.mark.parametrize(
    ("encoding", "end", "start"), [("utf-8", 28, 6), ("utf-16", 24, 4), ("utf-32", 23, 4)]
)
async def test_columns_after_non_ascii_text(
    tmp_path: Path, encoding: str, end: int, start: int
) -> None:
    text = "import keras\n層 = Dense(2); '𝄞'  # ok\n"
    async with session(tmp_path, encoding=encoding) as s:
        uri = await s.opened("a.py", text)
        assert await s.hints(uri) == [(1, end, "→ (None, 2) · 4")]
        params = t.HoverParams(t.TextDocumentIdentifier(uri), t.Position(1, start))
        hover = await s.client.text_document_hover_async(params)
        assert hover is not None
        assert hover.range == t.Range(t.Position(1, start), t.Position(1, start + 8))


@pytest.mark.parametrize(("encoding", "width"), [("utf-8", 8), ("utf-16", 4), ("utf-32", 2)])
async def test_edits_are_taken_in_the_clients_units(
    tmp_path: Path, encoding: str, width: int
) -> None:
    text = "import keras\ns = '𝄞𝄞'; x = Dense(2)\ny = Dense(1)\n"
    async with session(tmp_path, encoding=encoding) as s:
        uri = await s.opened("a.py", text)
        assert await s.hints(uri) == [
            (1, 20 + width, "→ (None, 2) · 4"),
            (2, 12, "→ (None, 1) · 3"),
        ]
        s.change(uri, 2, (0, 0, 0, 0, "# one\n# two\n"), (3, 5, 3, 5 + width, ""))
        assert await s.hints(uri) == [(4, 12, "→ (None, 1) · 3")]
        s.change(uri, 3, (3, 5, 3, 5, "𝄞𝄞"))
        assert await s.hints(uri) == [
            (3, 20 + width, "→ (None, 2) · 4"),
            (4, 12, "→ (None, 1) · 3"),
        ]


async def test_what_stands_on_an_edited_line_is_hidden_until_undone(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        uri = await s.opened("a.py", TUTORIAL)
        s.change(uri, 2, (2, 10, 2, 10, "x"), (0, 0, 0, 0, "\n"))
        assert await s.hints(uri) == [(2, 20, "7 params"), (4, 19, "→ (None, 1) · 3")]
        assert await s.hover(uri, 3, 12) == ""
        assert "text has changed" in await s.hover(uri, 4, 12)
        s.change(uri, 3, (3, 10, 3, 11, ""))
        assert [line for line, _, _ in await s.hints(uri)] == [2, 3, 4]


async def test_the_newest_save_wins(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        uri = await s.opened("a.py", TUTORIAL)
        s.change(uri, 2, (0, 0, 0, 0, "# sleep 5\nDense(7)  # problem old\n"))
        s.save(uri)
        s.change(uri, 3, (0, 0, 1, 0, ""), (0, 0, 0, 23, "Dense(8)  # problem new"))
        published = await s.saved(uri)
        assert [item.message.split("\n")[0] for item in published.diagnostics] == ["new"]
        assert published.version == 3
        await asyncio.sleep(0.2)
        assert s.messages(uri) == ["new"]
        assert len(s.published) == 2


async def test_nothing_flickers_while_a_run_is_going_on(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        uri = await s.opened("a.py", TUTORIAL + "Dense(3)  # problem wide\n")
        s.change(uri, 2, (4, 24, 4, 24, "\n# sleep 2"))
        s.save(uri)
        assert len(s.published) == 1
        assert (await s.hints(uri))[1:3] == HINTS[1:]
        await s.until(lambda: len(s.published) == 2)
        assert s.messages(uri) == ["wide"]


async def test_a_syntax_error_is_told_and_loses_nothing(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        uri = await s.opened("a.py", TUTORIAL)
        s.change(uri, 2, (0, 0, 0, 0, "x = (\n"))
        published = await s.saved(uri)
        assert [item.code for item in published.diagnostics] == ["KL600"]
        assert published.diagnostics[0].range.start == t.Position(0, 4)
        assert [line for line, _, _ in await s.hints(uri)] == [2, 3, 4]
        reason = "This is how it was before an error: Syntax error: '(' was never closed."
        assert reason in await s.hover(uri, 3, 12)


async def test_a_failed_run_is_told_and_loses_nothing(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        uri = await s.opened("a.py", TUTORIAL)
        s.change(uri, 2, (4, 0, 4, 0, "pass  # fail\n"))
        await s.saved(uri)
        assert s.messages(uri) == ["no Keras here"]
        assert await s.hints(uri) == HINTS


async def test_problems_of_an_imported_module_stand_there_and_go_on_closing(
    tmp_path: Path,
) -> None:
    module = "import keras\nDense(3)  # problem in module\n"
    (tmp_path / "parts.py").write_text(module)
    async with session(tmp_path) as s:
        main = await s.opened("a.py", "import keras\nimport parts\nDense(2)\n")
        parts = s.uri("parts.py")
        await s.until(lambda: s.messages(parts) == ["in module"])
        s.close(main)
        await s.until(lambda: s.messages(parts) == [])


async def test_closing_keeps_what_another_open_document_found(tmp_path: Path) -> None:
    (tmp_path / "parts.py").write_text("import keras\nDense(3)  # problem in module\n")
    async with session(tmp_path) as s:
        first = await s.opened("a.py", "import keras\nimport parts\nDense(2)\n")
        await s.opened("b.py", "import keras\nimport parts\nDense(2)\n")
        s.close(first)
        await s.hints(s.uri("b.py"))
        await asyncio.sleep(0.1)
        assert s.messages(s.uri("parts.py")) == ["in module"]


async def test_the_last_saved_programs_hints_stand_in_a_shared_module(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        parts = await s.opened("parts.py", "import keras\nx = Dense(3)\n")
        first = await s.opened("a.py", "import keras\nDense(5)\nimport parts\n")
        await s.opened("b.py", "import keras\nDense(7)\nimport parts\n")
        assert (await s.hints(parts))[0][2] == "→ (None, 3) · 6"
        await s.saved(first)
        text = await s.hover(parts, 1, 5)
        assert "As run by a.py" in text
        assert "Also run by: b.py, parts.py" in text


async def test_a_saved_module_runs_its_importers_again(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        main = await s.opened("a.py", "import keras\nimport parts\nDense(2)\n")
        (tmp_path / "parts.py").write_text("import keras\n")
        event = t.FileEvent(s.uri("parts.py"), t.FileChangeType.Created)
        s.client.workspace_did_change_watched_files(t.DidChangeWatchedFilesParams([event]))
        await s.until(lambda: len(s.published) == 2)
        parts = await s.opened("parts.py", "import keras\n")
        s.change(parts, 2, (1, 0, 1, 0, "Dense(4)  # problem fresh\n"))
        before = len(s.published)
        s.path("parts.py").write_text("import keras\nDense(4)  # problem fresh\n")
        s.save(parts)
        await s.until(lambda: any(item.uri == main for item in s.published[before:]))
        await s.until(lambda: s.messages(parts) == ["fresh"])


async def test_unsaved_text_of_an_imported_module_is_used(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        parts = await s.opened("parts.py", "import keras\n")
        s.change(parts, 2, (1, 0, 1, 0, "Dense(4)  # problem unsaved\n"))
        await s.opened("a.py", "import keras\nimport parts\n")
        await s.until(lambda: s.messages(parts) == ["unsaved"])


async def test_a_file_without_keras_starts_nothing(tmp_path: Path) -> None:
    async with session(tmp_path, options={"status": True}) as s:
        uri = await s.opened("a.py", "import os\nDense(2)\n")
        assert await s.hints(uri) == []
        assert [dict(item._asdict())["state"] for item in s.statuses] == ["idle"]


async def test_what_a_program_prints_is_told_to_clients_that_want_it(tmp_path: Path) -> None:
    async with session(tmp_path, options={"output": True}) as s:
        text = "import keras\nprint('one')\n# worker speaks\nprint('two')\n"
        uri = await s.opened("a.py", text)
        await s.until(lambda: s.outputs)
        assert [(item.uri, item.text) for item in s.outputs] == [(uri, "one\ntwo\n")]

    async with session(tmp_path) as s:
        await s.opened("a.py", text)
        assert s.outputs == []


@pytest.mark.parametrize("place", ["site-packages/pkg/a.py", "venv/lib/python3.11/x.py"])
async def test_installed_files_are_never_run(tmp_path: Path, place: str) -> None:
    async with session(tmp_path) as s:
        uri = s.open_(place, TUTORIAL)
        result = await s.command("analyze", {"uri": uri})
        assert result.status == "refused"
        assert await s.hints(uri) == []


async def test_an_untitled_document_is_never_run(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        uri = s.open_("x", TUTORIAL, write=False, uri="untitled:Untitled-1")
        result = await s.command("analyze", {"uri": uri})
        assert (result.status, result.reason) == ("refused", "only files on disk are run")


async def test_a_file_outside_the_workspace_runs_only_when_asked(tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    async with session(tmp_path / "inside") as s:
        uri = s.open_("../outside.py", TUTORIAL, uri=(tmp_path / "outside.py").as_uri())
        s.save(uri)
        await asyncio.sleep(0.2)
        assert await s.hints(uri) == []
        result = await s.command("analyze", {"uri": uri})
        assert (result.status, result.problems) == ("ok", 0)
        assert await s.hints(uri) == HINTS


async def test_a_single_file_without_workspace_is_run(tmp_path: Path) -> None:
    async with session(tmp_path, folders=False) as s:
        uri = await s.opened("a.py", TUTORIAL)
        assert await s.hints(uri) == HINTS


async def test_nothing_runs_in_an_untrusted_workspace(tmp_path: Path) -> None:
    async with session(tmp_path, options={"trusted": False}) as s:
        uri = s.open_("a.py", TUTORIAL)
        result = await s.command("analyze", {"uri": uri})
        assert (result.status, result.reason) == ("refused", "the workspace is not trusted")
        assert await s.hints(uri) == []


async def test_without_isolation_nothing_runs_before_the_user_says_so(tmp_path: Path) -> None:
    async with session(tmp_path, isolated=False) as s:
        s.reply = "Run in This Session"
        first, second = s.open_("a.py", TUTORIAL), s.open_("b.py", TUTORIAL)
        assert (await s.hints(first), s.asked) == ([], [])
        await s.saved(first)
        assert await s.hints(first) == HINTS
        await s.saved(second)
        assert await s.hints(second) == HINTS
        assert len(s.asked) == 1
        assert to_fs_path(tmp_path.as_uri()) in s.asked[0]


async def test_without_isolation_a_no_is_a_no_until_a_command_asks_again(tmp_path: Path) -> None:
    async with session(tmp_path, isolated=False) as s:
        uri = s.open_("a.py", TUTORIAL)
        s.save(uri)
        result = await s.command("analyze", {"uri": uri})
        assert (result.status, result.reason) == ("refused", "its execution was not allowed")
        assert await s.hints(uri) == []
        s.reply = "Run in This Session"
        assert (await s.command("analyze", {"uri": uri})).status == "ok"
        assert await s.hints(uri) == HINTS


async def test_without_isolation_off_is_the_decision_of_the_user(tmp_path: Path) -> None:
    settings = {"sandbox": {"mode": "off"}}
    async with session(tmp_path, isolated=False, configuration=settings) as s:
        assert await s.hints(await s.opened("a.py", TUTORIAL)) == HINTS
        assert s.asked == []


async def test_run_off_is_known_before_the_first_document(tmp_path: Path) -> None:
    async with session(tmp_path, configuration={"run": "off"}) as s:
        uri = s.open_("a.py", TUTORIAL)
        s.save(uri)
        await asyncio.sleep(0.2)
        assert await s.hints(uri) == []
        assert (await s.command("analyze", {"uri": uri})).status == "ok"


async def test_what_an_added_folder_says_is_known_before_anything_in_it_runs(
    tmp_path: Path,
) -> None:
    first, added = tmp_path / "first", tmp_path / "added"
    async with session(first, configuration={}) as s:
        s.answers[added.as_uri()] = {"run": "off"}
        uri = s.open_("../added/a.py", TUTORIAL, uri=(added / "a.py").as_uri())
        s.telling.clear()
        s.change_folders(added=(added,))
        s.save(uri)
        other = s.open_("../added/b.py", TUTORIAL, uri=(added / "b.py").as_uri())
        within = s.open_("c.py", TUTORIAL)
        await s.until(lambda: added.as_uri() in s.scopes)
        assert await s.hints(within) == []
        s.telling.set()
        await s.until(lambda: s.published)
        await s.saved(within)
        assert {item.uri for item in s.published} == {within}
        assert await s.hints(uri) == await s.hints(other) == []


async def test_a_file_of_an_added_folder_runs_again_under_its_settings(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    async with session(tmp_path, configuration={}) as s:
        uri = await s.opened("inner/a.py", TUTORIAL)
        s.answers[inner.as_uri()] = {"inlayHints": {"models": False, "layers": True}}
        s.change_folders(added=(inner,))
        await s.until(lambda: len(s.published) > 1)
        assert await s.hints(uri) == HINTS[1:]


async def test_the_newest_answer_holds_when_folders_are_added_one_after_the_other(
    tmp_path: Path,
) -> None:
    folders = tmp_path / "one", tmp_path / "two"
    async with session(tmp_path / "first", configuration={}) as s:
        s.telling.clear()
        for folder in folders:
            s.answers[folder.as_uri()] = {"run": "off"}
            s.change_folders(added=(folder,))
        await s.until(lambda: s.scopes.count(folders[0].as_uri()) == 2)
        uris = [
            s.open_(f"../{name}/a.py", TUTORIAL, uri=(tmp_path / name / "a.py").as_uri())
            for name in ("one", "two", "first")
        ]
        s.telling.set()
        await s.until(lambda: s.published)
        await s.saved(uris[2])
        assert [await s.hints(uri) for uri in uris] == [[], [], HINTS]


async def test_a_client_without_folders_keeps_its_root(tmp_path: Path) -> None:
    root = tmp_path / "root"
    async with session(root, listed=False) as s:
        uri = await s.opened("a.py", TUTORIAL)
        outside = s.open_("../b.py", TUTORIAL, uri=(tmp_path / "b.py").as_uri())
        s.change_folders()
        await s.saved(uri)
        assert (await s.hints(uri), await s.hints(outside)) == (HINTS, [])
        s.change_folders(added=(tmp_path,))
        await s.until(lambda: any(item.uri == outside for item in s.published))
        assert await s.hints(outside) == HINTS


async def test_nothing_runs_once_the_last_folder_is_removed(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        uri = await s.opened("a.py", TUTORIAL + "# x\n")
        s.change_folders(removed=(tmp_path,))
        s.change(uri, 2, (2, 16, 2, 17, "5"))
        s.save(uri)
        result = await s.command("analyze", {"uri": uri})
        s.change(uri, 3, (2, 16, 2, 17, "6"))
        s.save(uri)
        assert (result.status, await s.hints(uri)) == (
            "ok",
            [(1, 20, "16 params"), (3, 19, "→ (None, 1) · 6")],
        )
        s.change_folders(added=(tmp_path,))
        await s.until(lambda: s.published[-1].version == 3)
        assert [item.version for item in s.published] == [1, 2, 3]


async def test_changed_settings_switch_hints_off(tmp_path: Path) -> None:
    async with session(tmp_path, configuration={}) as s:
        uri = await s.opened("a.py", TUTORIAL)
        s.answer = {"inlayHints": {"models": False, "layers": True}}
        s.client.workspace_did_change_configuration(t.DidChangeConfigurationParams(None))
        await s.until(lambda: s.refreshed.count("hints") == 2)
        assert await s.hints(uri) == HINTS[1:]


async def test_settings_pushed_to_a_server_that_cannot_ask(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        uri = await s.opened("a.py", TUTORIAL + "Dense(1)  # problem bad\n")
        settings = {"keras-lsp": {"rules": {"ignore": ["KL1"]}, "timeout": "soon"}}
        s.client.workspace_did_change_configuration(t.DidChangeConfigurationParams(settings))
        await s.until(lambda: s.messages(uri) == [])
        assert s.warnings == [
            "keras-lsp: keras-lsp.timeout: expected a number above 0, not 'soon'; using 10.0"
        ]


async def test_a_project_sets_hints_but_not_what_is_run(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[tool.keras-lsp]\nrun = "off"\n[tool.keras-lsp.inlayHints]\nmodels = false\n'
    )
    async with session(tmp_path) as s:
        uri = await s.opened("a.py", TUTORIAL)
        assert await s.hints(uri) == HINTS[1:]
        assert "tool.keras-lsp.run is ignored" in s.warnings[0]


async def test_a_model_beyond_the_budget_of_its_project_is_a_problem_once(
    tmp_path: Path,
) -> None:
    (tmp_path / "pyproject.toml").write_text(
        "[tool.keras-lsp.budgets]\nmax-params = 6\nmax-flop = 1\n"
    )
    async with session(tmp_path) as s:
        uri = await s.opened("a.py", TUTORIAL)
        said = (
            "`model` has 7 parameters, 1 more than its budget of 6 (`max-params` for `*` in "
            "pyproject.toml)."
        )
        assert s.messages(uri) == [said]
        s.change(uri, 2, (0, 0, 0, 0, "# a comment, with which nothing is run anew\n"))
        s.save(uri)
        await s.until(lambda: s.published[-1].version == 2)
        assert s.messages(uri) == [said]
        assert s.warnings == [
            (
                "keras-lsp: pyproject.toml: tool.keras-lsp.budgets.max-flop is ignored; there are "
                "max-params, max-flops, max-outputs, max-memory"
            )
        ]


async def test_on_type_runs_after_a_pause(tmp_path: Path) -> None:
    async with session(tmp_path, options={"settings": {"run": "onType"}}) as s:
        uri = await s.opened("a.py", TUTORIAL)
        for version, letter in enumerate("# x", 2):
            s.change(uri, version, (4, version - 2, 4, version - 2, letter))
        s.change(uri, 9, (4, 3, 4, 3, "\nDense(9)"))
        await s.until(lambda: len(s.published) == 2)
        assert s.published[-1].version == 9
        assert (await s.hints(uri))[-1] == (5, 8, "→ (None, 9) · 18")


@pytest.mark.skipif(sys.platform == "win32", reason="there a thread reads standard input")
async def test_a_server_that_can_start_no_thread_goes_on(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        await s.opened("full.py", f"{TUTORIAL}# no threads\n")
        uris = [s.open_(f"m{number}.py", TUTORIAL) for number in range(20)]
        await s.until(lambda: {item.uri for item in s.published} >= {*uris})
        assert [await s.hints(uri) for uri in uris] == [HINTS] * 20
        plot = await s.client.workspace_execute_command_async(
            t.ExecuteCommandParams("keras-lsp.plotModel", [{"uri": uris[0]}])
        )
        assert plot is not None


async def test_a_deleted_file_goes_on_with_the_buffer(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        uri = await s.opened("a.py", TUTORIAL)
        (tmp_path / "a.py").unlink()
        await s.saved(uri)
        assert await s.hints(uri) == HINTS


async def test_lenses_tell_what_the_last_save_changed(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        uri = await s.opened("a.py", TUTORIAL)
        s.change(uri, 2, (4, 0, 4, 0, "model.add(Dense(3))\n"))
        await s.saved(uri)
        params = t.CodeLensParams(t.TextDocumentIdentifier(uri))
        lenses = await s.client.text_document_code_lens_async(params)
        assert lenses is not None
        titles = [lens.command.title for lens in lenses if lens.command]
        assert titles == ["13 params (+6 params, 1 layer added)", "summary", "plot"]


async def test_symbols_as_tree_and_flat(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        params = t.DocumentSymbolParams(t.TextDocumentIdentifier(await s.opened("a.py", TUTORIAL)))
        tree = await s.client.text_document_document_symbol_async(params)
        assert tree is not None
        assert [(item.name, item.detail) for item in tree] == [("model", "Sequential · 7 params")]  # type: ignore[union-attr]
        layers = [(item.name, item.detail) for item in tree[0].children]  # type: ignore[union-attr]
        assert layers == [("dense", "Dense (None, 2) · 4"), ("dense_1", "Dense (None, 1) · 3")]

    def flat(capabilities: Any) -> None:
        capabilities.text_document.document_symbol = None

    async with session(tmp_path, change=flat) as s:
        params = t.DocumentSymbolParams(t.TextDocumentIdentifier(await s.opened("a.py", TUTORIAL)))
        symbols = await s.client.text_document_document_symbol_async(params)
        assert symbols is not None
        assert [item.container_name for item in symbols] == [None, "model", "model"]  # type: ignore[union-attr]


async def test_the_outline_is_asked_for_again_after_a_run(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        await s.opened("a.py", TUTORIAL)
        await s.until(lambda: s.taken_back)
        outlines = [item for item in s.created if item.id.startswith("outline")]
        assert [(item.id, item.method) for item in outlines] == [
            ("outline-1", "textDocument/documentSymbol"),
            ("outline-2", "textDocument/documentSymbol"),
        ]
        assert s.taken_back == ["outline-1"]


async def test_to_other_clients_the_outline_is_announced_once(tmp_path: Path) -> None:
    def fixed(capabilities: Any) -> None:
        capabilities.text_document.document_symbol.dynamic_registration = False

    async with session(tmp_path, change=fixed) as s:
        uri = await s.opened("a.py", TUTORIAL)
        params = t.DocumentSymbolParams(t.TextDocumentIdentifier(uri))
        assert await s.client.text_document_document_symbol_async(params)
        assert [item.id for item in s.created if item.id.startswith("outline")] == []
        assert s.capabilities.document_symbol_provider is True


async def test_plot_command(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        uri = await s.opened("a.py", TUTORIAL)
        result = await s.command("plotModel", {"format": "dot"})
        assert (result.uri, result.version, result.stale) == (uri, 1, False)
        assert (result.model, result.format) == ("a.model", "dot")
        assert "(None, 2)" in result.content
        assert [node.params for node in result.nodes] == [4, 3]
        assert result.nodes[0].range.start.line == 2
        assert [model.name for model in result.models] == ["model"]
        assert [(node.children, node.expanded) for node in result.nodes] == [(0, False)] * 2
        assert (result.options.showShapes, result.options.rankdir) == (True, "TB")


async def test_summary_command_without_arguments_means_the_last_used(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        await s.opened("b.py", "import keras\n")
        await s.opened("a.py", TUTORIAL)
        result = await s.command("summarizeModel")
        assert "Total params: 7" in result.text
        assert [tuple(row.path) for row in result.rows] == [("dense",), ("dense_1",)]


async def test_a_command_that_cannot_be_done_says_why(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        await s.opened("a.py", TUTORIAL)
        with pytest.raises(JsonRpcException, match="no model 'nope'; it has model"):
            await s.command("plotModel", {"model": "nope"})
        with pytest.raises(JsonRpcException, match="expected one of 'dot', 'svg', 'png'"):
            await s.command("plotModel", {"format": "gif"})
        with pytest.raises(JsonRpcException, match="exceptions: expected a list of node ids"):
            await s.command("plotModel", {"exceptions": "layer.dense"})
        with pytest.raises(JsonRpcException, match="is not open"):
            await s.command("analyze", {"uri": "file:///nowhere.py"})


async def test_restart_runs_everything_again(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        await s.opened("a.py", TUTORIAL)
        await s.command("restart", {})
        await s.until(lambda: len(s.published) == 2)


async def test_progress_of_starting_and_of_a_long_run_which_can_be_cancelled(
    tmp_path: Path,
) -> None:
    def progress(capabilities: Any) -> None:
        capabilities.window.work_done_progress = True

    async with session(tmp_path, change=progress, options={"status": True}) as s:
        uri = s.open_("a.py", "import keras\n# start\n# sleep 20\nDense(1)\n")

        def titles() -> dict[str, Any]:
            reports = s.client.progress_reports
            return {
                item.title: token
                for token, items in reports.items()
                for item in items
                if isinstance(item, t.WorkDoneProgressBegin)
            }

        await s.until(lambda: {"Starting Keras", "Analysing"} <= set(titles()))
        token = titles()["Analysing"]
        s.client.window_work_done_progress_cancel(t.WorkDoneProgressCancelParams(token))
        await s.until(lambda: len(s.client.progress_reports[token]) == 2)
        await s.until(lambda: s.published)
        (note,) = s.published[0].diagnostics
        assert note.code == "KL911"
        assert note.message == (
            "The run was cancelled after 20.0 s; its results so far are kept. "
            "Save the file to run it again."
        )
        states = [item.state for item in s.statuses]
        assert states[:2] == ["analysing", "starting"]
        # The start, which may end before or after, has no document.
        await s.until(lambda: uri in [getattr(item, "uri", "") for item in s.statuses[2:]])
        assert {item.state for item in s.statuses[2:]} == {"idle"}


@pytest.mark.parametrize("client", ["neovim@v0.11.0", "emacs@v29.1"])
async def test_other_editors(tmp_path: Path, client: str) -> None:
    async with session(tmp_path, editor=client, hints=False) as s:
        uri = await s.opened("a.py", TUTORIAL + "# problem bad\n")
        assert await s.hints(uri) == HINTS
        assert s.messages(uri) == ["bad"]
