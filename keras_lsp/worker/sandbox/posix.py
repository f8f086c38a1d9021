"""Layers that every POSIX system has: descriptors, environment, directory, limits."""

from __future__ import annotations

import os
import resource
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from keras_lsp.report import SandboxInfo

if TYPE_CHECKING:
    from keras_lsp.worker.sandbox import Policy


_MANY = 1 << 20
LAYERS = ["landlock", "seccomp", "network", "pid", "rlimits"]


def enter(policy: Policy) -> SandboxInfo:
    """Close inherited descriptors, move temporary files, set limits, then what the system has."""
    _close_descriptors(policy.keep)
    _use_temporary(policy.temporary)
    if policy.config.sandbox_mode == "off":
        return SandboxInfo([], list(LAYERS))
    _limit(policy)
    if sys.platform == "darwin":
        return _macos(policy)
    if sys.platform != "linux":
        return SandboxInfo(["rlimits"], LAYERS[:-1])
    from keras_lsp.worker.sandbox import linux

    info = linux.enter(policy)
    info.enforced.append("rlimits")
    return info


def _macos(policy: Policy) -> SandboxInfo:
    from keras_lsp.worker.sandbox import macos

    try:
        macos.restrict(policy)
    except OSError:
        return SandboxInfo(["rlimits"], ["seatbelt"])
    return SandboxInfo(["seatbelt", "rlimits"])


def _close_descriptors(keep: tuple[int, ...]) -> None:
    """Leave nothing open but `keep`; standard input, output and error lead nowhere."""
    null = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        if fd not in keep:
            os.dup2(null, fd)
    low = 3
    for fd in sorted(keep):
        os.closerange(low, fd)
        low = max(low, fd + 1)
    os.closerange(low, _most_descriptors())


def _most_descriptors() -> int:
    """A number that no open descriptor has, nor one above it."""
    limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if limit <= _MANY and limit != resource.RLIM_INFINITY:
        return limit
    # On macOS there need not be a limit.
    return max(int(path.name) for path in Path("/dev/fd").iterdir()) + 1


def _use_temporary(directory: str) -> None:
    for name in ("TMPDIR", "TEMP", "TMP"):
        os.environ[name] = directory
    os.environ["MPLCONFIGDIR"] = directory
    tempfile.tempdir = directory


def _limit(policy: Policy) -> None:
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_CPU, policy.processor)
    _lower(resource.RLIMIT_FSIZE, policy.file_size)
    _lower(resource.RLIMIT_NOFILE, 1024)
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        limit = pages * resource.getpagesize() + policy.config.memory_limit
        # What is reserved and not used (`worker/execution/memory.py`) may be as much
        # again as there is.
        whole = os.sysconf("SC_PHYS_PAGES") * resource.getpagesize()
        _lower(resource.RLIMIT_AS, limit, limit + whole)


def _lower(what: int, limit: int, hard: int | None = None) -> None:
    """Bound something, so that the run itself may raise it up to `hard` at the most."""
    hard = limit if hard is None else hard
    _, known = resource.getrlimit(what)
    if known != resource.RLIM_INFINITY:
        limit, hard = min(limit, known), min(hard, known)
    resource.setrlimit(what, (limit, hard))
