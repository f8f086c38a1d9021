"""The files that runs may read, as they are at one time: whether something was changed since."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from keras_lsp.programs.file_names import TOOLS

if TYPE_CHECKING:
    from collections.abc import Iterable

# Of files and directories; who has more is not gone through at each save.
MOST = 50_000
# What Python itself reads there does not change what a program does.
_PASSED_OVER = TOOLS | {"__pycache__", "site-packages"}
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

    def changed(self, later: Snapshot) -> tuple[set[str], set[str]]:
        """What has changed between two of them.

        Returns:
            Paths of files that were written; those of files and directories that were added or
            removed.
        """
        written = set()
        for path, facts in self.files.items():
            now = later.files.get(path, facts)
            if now != facts and not (_is_directory(now) and _is_directory(facts)):
                written.add(path)
        return written, self.files.keys() ^ later.files.keys()

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
            if entry.name in _PASSED_OVER or _OF_EDITORS.fullmatch(entry.name):
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
