"""What files are for, by their names. Standard library only."""

from __future__ import annotations

import errno
import os
import re
import sys

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


def real_path(path: str | os.PathLike[str]) -> str:
    """The name by which a file is compared: absolute, without links, in its own letter case.

    Windows tells the case when it resolves links, macOS has to be asked for it. Of a file that is
    not there, that holds for the folders that are.
    """
    real = os.path.realpath(path)
    return _as_it_is_kept(real) if sys.platform == "darwin" else real


def _as_it_is_kept(path: str) -> str:
    """A path as macOS keeps it (F_GETPATH of fcntl(2)); most of its volumes ignore case."""
    import fcntl

    try:
        descriptor = os.open(path, os.O_NONBLOCK | getattr(os, "O_EVTONLY", os.O_RDONLY))
    except OSError as error:
        above, name = os.path.split(path)
        if error.errno not in (errno.ENOENT, errno.ENOTDIR) or above == path:
            return path
        return os.path.join(_as_it_is_kept(above), name)  # noqa: PTH118 - hot
    try:
        kept = fcntl.fcntl(descriptor, getattr(fcntl, "F_GETPATH", 50), bytes(1024))
    finally:
        os.close(descriptor)
    return os.fsdecode(kept.split(b"\0", 1)[0])


def pattern(*names: str, separator: str = os.sep) -> re.Pattern[str]:
    """What finds names of files, of which only a part is known.

    Args:
        names: regular expressions for parts of such names, in which `/` stands between
            directories.
        separator: what stands there on this system.
    """
    return re.compile("|".join(names).replace("/", re.escape(separator)))
