"""The server that the extension carries, started from the archive as the extension starts it."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import pytest

from tests.e2e.editor import JAX, Desk, connected
from tests.e2e.test_tutorial import HINTS, MODEL

VSIX = Path(__file__).parents[2] / "vscode-extension" / "keras-lsp.vsix"

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not VSIX.exists(), reason="`make vsix` makes it"),
]


async def test_it_shows_hints_and_problems_with_its_own_packages(tmp_path: Path) -> None:
    with zipfile.ZipFile(VSIX) as archive:
        archive.extractall(tmp_path / "extension")
    bundled = tmp_path / "extension" / "extension" / "bundled"
    start = (sys.executable, "-I", str(bundled / "start.py"), "--stdio")
    environment = {**JAX, "KERAS_LSP_LIKE": "win32", "PYTHONPATH": ""}
    async with connected(
        tmp_path / "editor", environment=environment, consents=False, command=start
    ) as editor:
        desk = Desk(editor, editor.workspace)
        file = desk.open("model.py", MODEL)
        assert await file.saved() == []
        assert await file.hints() == HINTS
        assert len(editor.questions) == 1
        # Its packages are not the program's.
        told = desk.open(
            "told.py", "import keras\nimport lsprotocol\nraise ValueError(lsprotocol)\n"
        )
        (problem,) = await told.saved()
        assert str(bundled / "libs") not in problem
        page = await file.hovered(4, "Dense")
        assert "(None, 2)" in page
