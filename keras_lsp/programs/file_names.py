"""What files are for, by their names. Standard library only."""

from __future__ import annotations

import os
import re

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
    below = (os.path.join(home, *name.split("/")) for name in _CACHES)  # noqa: PTH118 - as `home`
    return [name for name in (os.environ.get("KERAS_HOME", ""), *below) if name]


def pattern(*names: str, separator: str = os.sep) -> re.Pattern[str]:
    """What finds names of files, of which only a part is known.

    Args:
        names: regular expressions for parts of such names, in which `/` stands between
            directories.
        separator: what stands there on this system.
    """
    return re.compile("|".join(names).replace("/", re.escape(separator)))
