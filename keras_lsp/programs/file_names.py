"""What files are for, by their names. Standard library only."""

from __future__ import annotations

import os

# Files that only Python reads, which says so: the program itself, and what it imports.
TEXTS = (".py", ".pyi", ".md", ".toml", ".ipynb")
# Directories that tools keep for themselves. No program reads them, or it says so.
TOOLS = frozenset(
    {
        ".git", ".hg", ".svn", ".vscode", ".idea", ".mypy_cache", ".pytest_cache", ".ruff_cache",
        ".ipynb_checkpoints", ".tox", ".nox", "node_modules",
    }
)  # fmt: skip
_CACHES = (".keras", "tensorflow_datasets", ".cache/huggingface/hub", ".cache/kagglehub")


def caches() -> list[str]:
    """Where data sets and weights are kept that have been downloaded before."""
    home = os.path.expanduser("~")  # noqa: PTH111 - may be missing
    names = (os.environ.get("KERAS_HOME", ""), *(f"{home}/{name}" for name in _CACHES))
    return [name for name in names if name]
