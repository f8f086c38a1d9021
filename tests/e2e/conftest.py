"""One editor for most tests, and a desk in it for each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest  # noqa: TC002 - pytest-asyncio evaluates the annotations
import pytest_asyncio
from lsprotocol import types as t

from tests.e2e.editor import JAX, ON_SAVE, Desk, Editor, connected, vscode, with_encoding

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def editor(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Editor]:
    told = {"output": True, "status": True}
    async with connected(tmp_path_factory.mktemp("editor"), options=told) as shared:
        yield shared


@pytest_asyncio.fixture(loop_scope="session")
async def desk(editor: Editor, request: pytest.FixtureRequest) -> AsyncIterator[Desk]:
    number = sum(1 for _ in editor.workspace.iterdir())
    name = re.sub(r"\W+", "_", request.node.name.removeprefix("test_"))[:40]
    directory = editor.workspace / f"{number}_{name}"
    directory.mkdir()
    mine = Desk(editor, directory)
    yield mine
    mine.clear()
    if editor.settings != ON_SAVE:
        await editor.configure()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def modest_editor(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Editor]:
    """One that counts in UTF-8, shows no Markdown and no progress, and knows no literals."""

    def modest(capabilities: t.ClientCapabilities) -> None:
        with_encoding(capabilities, "utf-8")
        assert capabilities.window is not None
        assert capabilities.workspace is not None
        assert capabilities.text_document is not None
        capabilities.window = None
        capabilities.workspace.configuration = False
        document = capabilities.text_document
        document.hover = t.HoverClientCapabilities(content_format=[t.MarkupKind.PlainText])
        document.code_action = t.CodeActionClientCapabilities()
        document.document_symbol = t.DocumentSymbolClientCapabilities()
        document.inlay_hint = t.InlayHintClientCapabilities()
        document.publish_diagnostics = t.PublishDiagnosticsClientCapabilities()

    base = tmp_path_factory.mktemp("modest")
    async with connected(base, vscode(modest), environment=JAX) as shared:
        yield shared


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def other_editor(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Editor]:
    """One that counts in characters."""
    base = tmp_path_factory.mktemp("other")
    async with connected(base, with_encoding(vscode(), "utf-32"), environment=JAX) as shared:
        yield shared
