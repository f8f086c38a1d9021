"""What the tests of editors share: a workspace, an environment, and the real server's command."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE = Path(__file__).parent
TOOLS = HERE / ".tools"
DOCUMENTATION = HERE.parents[1] / "docs" / "editors.md"
SERVER = Path(sys.executable).with_name("keras-lsp")
PATIENCE = 150

PROGRAM = """import keras
from keras.layers.core import Dense

model = keras.Sequential([keras.Input((4,)), Dense(2)])
"""


@dataclass
class Desk:
    """A home of its own for an editor, with a workspace in it."""

    base: Path

    @property
    def file(self) -> Path:
        """The program."""
        return self.base / "workspace" / "removed.py"

    @classmethod
    def prepared(cls, base: Path) -> Desk:
        """One with the program in it; the server is found on PATH."""
        desk = cls(base)
        (base / "workspace" / ".git").mkdir(parents=True)
        (base / ".emacs.d").mkdir()
        desk.file.write_text(PROGRAM, "utf-8")
        return desk

    def edit(self, command: Sequence[str]) -> dict[str, Any]:
        """Start an editor; what it has noted when it ends."""
        result = self.base / "result.json"
        environment = {
            **os.environ,
            "PATH": os.pathsep.join([str(SERVER.parent), os.environ["PATH"]]),
            "HOME": str(self.base),
            "XDG_CACHE_HOME": str(self.base / "cache"),
            "XDG_CONFIG_HOME": str(self.base / "config"),
            "XDG_STATE_HOME": str(self.base / "state"),
            "LC_ALL": "C.UTF-8",
            "FILE": str(self.file),
            "RESULT": str(result),
        }
        done = subprocess.run(
            command,
            cwd=self.file.parent,
            env=environment,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
        said = done.stdout.decode() + done.stderr.decode()
        assert result.exists(), said
        noted: dict[str, Any] = json.loads(result.read_text("utf-8"))
        assert "failure" not in noted, f"{noted['failure']}\n{said}"
        return noted


def program(name: str) -> str | None:
    """A program of the tools, else one on PATH."""
    ours = (str(path) for path in TOOLS.glob(f"*/*/install/bin/{name}"))
    return next(ours, None) or shutil.which(name)


def documented(configuration: str) -> bool:
    """Whether the page on editors has this very text, its first comment line left out."""
    text = (HERE / configuration).read_text("utf-8").split("\n", 1)[1].strip()
    return text in DOCUMENTATION.read_text("utf-8")
