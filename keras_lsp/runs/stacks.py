"""Where a run was when it crashed, or stood still: what Python's `faulthandler` writes of it.

It does so where no Python can run any more, and among the events, of which its lines are none.
"""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from keras_lsp.runs.workers import Job

_BEGIN = b"(most recent call first):"
_FRAME = re.compile(rb'  File "(.+)", line (\d{1,9}) in .*')
# Longer names are cut, see `MAX_STRING_LENGTH` of CPython's `traceback.c`.
_LONGEST = 500


class Stack:
    """The innermost line of a job's document on the last stack that its run has written.

    Args:
        job: what is run.

    Attributes:
        line: of the document, from 1; None if there was no stack, or no such line on it.
        told: set when there is one.
    """

    def __init__(self, job: Job) -> None:
        self._name = _dumped(job.path)
        self._last = job.text.count("\n") + 1
        self.line: int | None = None
        self.told = asyncio.Event()

    def take(self, lines: Iterable[bytes]) -> None:
        """Take in lines that the run has said."""
        for line in lines:
            if line.startswith(b"{"):
                continue
            if line.rstrip().endswith(_BEGIN):
                self.line = None
            frame = _FRAME.fullmatch(line.rstrip())
            if frame is None or frame[1] != self._name or self.line is not None:
                continue
            if 1 <= int(frame[2]) <= self._last:
                self.line = int(frame[2])
                self.told.set()


def _dumped(path: str) -> bytes:
    """A file's name as it stands on such a stack (`_Py_DumpASCII` of CPython)."""
    cut = path[:_LONGEST]
    ascii_ = "".join(c if " " <= c <= "~" else _escaped(ord(c)) for c in cut)
    return (ascii_ + ("..." if len(path) > _LONGEST else "")).encode()


def _escaped(number: int) -> str:
    if number <= 0xFF:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"
