"""What a run has written: the files below directories that vanish with it."""

from __future__ import annotations

import contextlib
import os
import stat
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# What was written so short a time ago may be written again with nothing to tell it by.
_TICK_NS = 20_000_000
# Of files; who has more is not gone through again and again.
MOST = 2000


class TooManyWrittenError(Exception):
    """There are more files than are gone through."""


@dataclass(frozen=True, slots=True)
class Writable:
    """A directory that a run may write to.

    Attributes:
        path: where its files lie.
        seen_as: where the program sees them.
        without: beginning of names in it that are not the program's.
    """

    path: str
    seen_as: str
    without: str = ""


_Facts = tuple[int, int, int, int, int]


class Written:
    """The files that there are in some places at one time.

    Args:
        places: where the run may write to.

    Raises:
        TooManyWrittenError: there are more than `MOST`.
    """

    def __init__(self, places: Sequence[Writable]) -> None:
        self._places = places
        self._files = dict(self._all())

    def _all(self) -> Iterator[tuple[tuple[str, str], _Facts]]:
        """What tells each file from others of its name, by the place and the path in it."""
        count = 0
        for place in self._places:
            for path, facts in _below(place.path, place.without):
                count += 1
                if count > MOST:
                    raise TooManyWrittenError
                yield (place.path, path[len(place.path) + 1 :]), facts

    def is_settled(self) -> bool:
        """Whether a file that is written from now on can be told from what it was."""
        latest = max((facts[3] for facts in self._files.values()), default=0)
        return latest < time.time_ns() - _TICK_NS

    def restore(self) -> bool:
        """Remove what was written since; False if something was changed or removed."""
        seen_as = {place.path: place.seen_as for place in self._places}
        try:
            new = [(key, facts) for key, facts in self._all() if key not in self._files]
            # What lies in a directory comes behind it.
            for (place, inner), facts in reversed(new):
                path = os.path.join(seen_as[place], inner)  # noqa: PTH118 - as they are listed
                with contextlib.suppress(OSError):
                    (os.rmdir if stat.S_ISDIR(facts[0]) else os.unlink)(path)
            left = dict(self._all())
        except TooManyWrittenError:
            return False
        # A directory of the workspace is there, too, when something was written into it once.
        return all(
            self._files.get(key) == facts or (key not in self._files and stat.S_ISDIR(facts[0]))
            for key, facts in left.items()
        ) and all(key in left for key in self._files)


def _below(directory: str, without: str = "") -> Iterator[tuple[str, _Facts]]:
    """The files below a directory; of a directory only that it is one."""
    try:
        entries = sorted(os.scandir(directory), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if without and entry.name.startswith(without):
            continue
        status = entry.stat(follow_symlinks=False)
        if stat.S_ISDIR(status.st_mode):
            yield entry.path, (status.st_mode, 0, 0, 0, status.st_ino)
            yield from _below(entry.path)
        else:
            yield (
                entry.path,
                (
                    status.st_mode, status.st_size, status.st_mtime_ns,
                    status.st_ctime_ns, status.st_ino,
                ),
            )  # fmt: skip
