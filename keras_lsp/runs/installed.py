"""Whether packages are still those that a process has imported."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

# Time of writing and size; None for a file that is not there. No inode: some file systems number
# the same file anew.
_Stamp: TypeAlias = "tuple[int, int] | None"


class Installed:
    """Files of packages, as they were when they were imported.

    Another version of a package has files of another time, even if they read the same.
    """

    def __init__(self) -> None:
        self._stamps: dict[str, _Stamp] = {}

    def add(self, files: Iterable[str]) -> None:
        """Remember how these files are now."""
        self._stamps.update((file, _stamp(file)) for file in files)

    def changed_files(self) -> list[str]:
        """The files that were written anew or have gone."""
        return [file for file, stamp in self._stamps.items() if _stamp(file) != stamp]


def _stamp(file: str) -> _Stamp:
    try:
        status = os.stat(file)  # noqa: PTH116 - before each run
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
