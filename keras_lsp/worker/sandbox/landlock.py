"""Landlock: which files a run may read and write.

See the kernel's `Documentation/userspace-api/landlock.rst`. What the kernel's version does
not know is left out; `abi` says what it knows.
"""

from __future__ import annotations

import ctypes
import os
import stat
import struct
from typing import TYPE_CHECKING

from keras_lsp.worker.sandbox.syscalls import TABLES, machine

if TYPE_CHECKING:
    from collections.abc import Iterable

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = (1 << bit for bit in range(4))
_REMOVE_DIR, _REMOVE_FILE, _MAKE_CHAR, _MAKE_DIR, _MAKE_REG = (1 << bit for bit in range(4, 9))
_MAKE_SOCK, _MAKE_FIFO, _MAKE_BLOCK, _MAKE_SYM = (1 << bit for bit in range(9, 13))
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15

READ = _READ_FILE | _READ_DIR
WRITE = (
    READ | _WRITE_FILE | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_REG | _MAKE_FIFO
    | _MAKE_SYM | _REFER | _TRUNCATE
)  # fmt: skip
_FOR_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV
TRUNCATE_ABI = 3
_NETWORK_ABI, _IOCTL_ABI, _SCOPE_ABI = 4, 5, 6


def abi(libc: ctypes.CDLL) -> int:
    """The kernel's version of Landlock; 0 if it has none."""
    numbers = TABLES.get(machine())
    if numbers is None:
        return 0
    version = libc.syscall(numbers["landlock_create_ruleset"], None, 0, 1)
    return max(int(version), 0)


def handled_accesses(version: int) -> tuple[int, int, int]:
    """Which accesses the kernel can restrict: to files, to the network, across the border."""
    files = (1 << 13) - 1
    if version >= 2:
        files |= _REFER
    if version >= TRUNCATE_ABI:
        files |= _TRUNCATE
    if version >= _IOCTL_ABI:
        files |= _IOCTL_DEV
    return files, 0b11 if version >= _NETWORK_ABI else 0, 0b11 if version >= _SCOPE_ABI else 0


def restrict(libc: ctypes.CDLL, readable: Iterable[str], writable: Iterable[str]) -> None:
    """Forbid this thread, and what it starts, all files but these, for good.

    Paths that do not exist are passed over.

    Raises:
        OSError: the kernel refused.
    """
    version = abi(libc)
    numbers = TABLES[machine()]
    files, network, scope = handled_accesses(version)
    attributes = struct.pack("QQQ", files, network, scope)
    size = 24 if version >= _SCOPE_ABI else 16 if version >= _NETWORK_ABI else 8
    ruleset = libc.syscall(numbers["landlock_create_ruleset"], attributes, size, 0)
    if ruleset < 0:
        raise OSError(ctypes.get_errno(), "landlock_create_ruleset")
    try:
        for paths, access in ((readable, READ), (writable, WRITE)):
            for path in paths:
                _allow(libc, numbers["landlock_add_rule"], ruleset, path, access & files)
        if libc.syscall(numbers["landlock_restrict_self"], ruleset, 0) != 0:
            raise OSError(ctypes.get_errno(), "landlock_restrict_self")
    finally:
        os.close(ruleset)


def _allow(libc: ctypes.CDLL, number: int, ruleset: int, path: str, access: int) -> None:
    try:
        parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(parent).st_mode):
            access &= _FOR_FILES
        rule = struct.pack("=Qi", access, parent)
        if libc.syscall(number, ruleset, 1, rule, 0) != 0:
            raise OSError(ctypes.get_errno(), "landlock_add_rule", path)
    finally:
        os.close(parent)
