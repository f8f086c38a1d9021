"""The files that runs may read, as they are at one time: whether something was changed since."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# Of files and directories; who has more is not gone through at each save.
MOST = 50_000
# No program reads what tools keep for themselves. A run says if one does.
TOOLS = frozenset(
    {
        ".git", ".hg", ".svn", ".vscode", ".idea", ".mypy_cache", ".pytest_cache", ".ruff_cache",
        ".ipynb_checkpoints", ".tox", ".nox", "__pycache__", "node_modules", "site-packages",
    }
)  # fmt: skip
# What editors put beside a file while they save it.
_OF_EDITORS = re.compile(r".*~|\.#.*|#.*#|\..*\.sw[a-z]|4913|.*___jb_\w+___")
# Seconds: what was changed so shortly before may be changed again with nothing to tell it by.
_TICK = 0.005

_Facts = tuple[int, ...]


class TooManyFilesError(Exception):
    """There are more files than are gone through."""


@dataclass(frozen=True)
class Snapshot:
    """The files below some folders.

    Attributes:
        files: what tells each file from others of its name, by its path; of a directory, when
            names in it were changed last.
    """

    files: dict[str, _Facts]

    def changed(self, later: Snapshot) -> set[str]:
        """Paths of files that were added, removed or written between two of them."""
        before = {item for item in self.files.items() if not _is_directory(item[1])}
        after = {item for item in later.files.items() if not _is_directory(item[1])}
        changed = {path for path, _ in before ^ after}
        directories = {path for path, facts in self.files.items() if _is_directory(facts)}
        others = {path for path, facts in later.files.items() if _is_directory(facts)}
        return changed | (directories ^ others)

    def removed_or_added(self, later: Snapshot) -> set[str]:
        """Those of which there is none in one of them."""
        return {*self.files} ^ {*later.files}

    def changed_since(self, began: float) -> set[str]:
        """Paths of what was changed at that time or later.

        Args:
            began: seconds since the epoch.
        """
        limit = int((began - _TICK) * 1e9)
        return {path for path, facts in self.files.items() if facts[1] >= limit}


def snapshot(folders: Iterable[str]) -> Snapshot:
    """The files below the folders, those of tools and editors left out.

    Raises:
        TooManyFilesError: there are more than `MOST`.
    """
    files: dict[str, _Facts] = {}
    known: set[tuple[int, int]] = set()
    for folder in folders:
        if Path(folder).is_file():
            files[folder] = _facts(os.stat(folder))  # noqa: PTH116 - as the others
        else:
            _go_through(folder, files, known)
    return Snapshot(files)


def _go_through(folder: str, files: dict[str, _Facts], known: set[tuple[int, int]]) -> None:
    waiting = [folder]
    while waiting:
        directory = waiting.pop()
        try:
            status = os.stat(directory)  # noqa: PTH116 - of many
            entries = [*os.scandir(directory)]
        except OSError:
            continue
        if any(entry.name in ("pyvenv.cfg", "conda-meta") for entry in entries):
            continue
        files[directory] = _facts(status)
        if (status.st_dev, status.st_ino) in known:
            continue  # It is reached by another way, too.
        known.add((status.st_dev, status.st_ino))
        if len(files) + len(entries) > MOST:
            raise TooManyFilesError
        for entry in entries:
            if entry.name in TOOLS or _OF_EDITORS.fullmatch(entry.name):
                continue
            try:
                if entry.is_dir():
                    waiting.append(entry.path)
                else:
                    files[entry.path] = _facts(entry.stat())
            except OSError:
                files[entry.path] = (0, 0)


def _facts(status: os.stat_result) -> _Facts:
    """Of a directory only what says that it is one, and when names in it were changed."""
    if stat.S_ISDIR(status.st_mode):
        return status.st_mode, status.st_mtime_ns
    return (
        status.st_mode, max(status.st_mtime_ns, status.st_ctime_ns), status.st_size,
        status.st_mtime_ns, status.st_ino,
    )  # fmt: skip


def _is_directory(facts: _Facts) -> bool:
    return stat.S_ISDIR(facts[0])
