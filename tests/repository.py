"""A git repository for tests, which knows nothing of the user's own set-up."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

ENVIRONMENT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Test",
    "GIT_AUTHOR_EMAIL": "test@example.org",
    "GIT_COMMITTER_NAME": "Test",
    "GIT_COMMITTER_EMAIL": "test@example.org",
}


class Repository:
    """A repository in a directory."""

    def __init__(self, directory: Path) -> None:
        if shutil.which("git") is None:
            pytest.skip("there is no git")
        self.directory = directory
        self.git("init", "--quiet", "--initial-branch", "main")

    def git(self, *arguments: str) -> str:
        """The output of a git command."""
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.directory,
            env=os.environ | ENVIRONMENT,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    def commit(self, **texts: str) -> str:
        """Write files, named `a_py=…` for `a.py`, and commit everything; the commit's id."""
        for name, text in texts.items():
            path = self.directory / name.replace("__", "/").replace("_py", ".py")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "test")
        return self.git("rev-parse", "HEAD")
