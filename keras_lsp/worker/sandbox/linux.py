"""The policy on Linux, in layers: namespaces, Landlock, seccomp, no capabilities, limits.

The order matters: mounts before the capabilities go, Landlock before seccomp, which
forbids what the others need.
"""

from __future__ import annotations

import os
import resource
from typing import TYPE_CHECKING

from keras_lsp import systems
from keras_lsp.programs import file_names
from keras_lsp.report import SandboxInfo
from keras_lsp.worker import preload
from keras_lsp.worker.sandbox import directories, landlock, namespaces, seccomp
from keras_lsp.worker.sandbox.syscalls import TABLES, machine

if TYPE_CHECKING:
    from keras_lsp.worker.sandbox import Policy

SIZE = 512 * 2**20
MAX_THREADS = 512
READABLE = (
    "/usr/lib", "/usr/lib64", "/usr/share", "/usr/local/lib", "/usr/local/share",
    "/lib", "/lib64", "/lib32", "/etc/ld.so.cache", "/etc/localtime", "/etc/fonts",
    "/etc/ssl/certs", "/etc/passwd", "/etc/nsswitch.conf", "/etc/mime.types", "/etc/os-release",
    "/sys/devices/system/cpu", "/sys/devices/system/node", "/sys/fs/cgroup",
    "/proc/self", "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/filesystems",
    "/proc/version", "/proc/loadavg", "/proc/sys/vm/overcommit_memory",
    "/dev/null", "/dev/zero", "/dev/urandom", "/dev/random",
)  # fmt: skip


def enter(policy: Policy) -> SandboxInfo:
    """Confine this process by everything that this kernel has."""
    info = SandboxInfo()
    if policy.isolated:
        info.enforced.append("pid")
    else:
        info.missing.append("pid")
    overlaid, own_memory = _namespaces(policy, info)
    namespaces.gain_nothing()
    namespaces.drop_capabilities()
    writable = [policy.temporary, "/dev/null", *overlaid]
    if own_memory:
        writable.append("/dev/shm")  # noqa: S108 - the run's own
    _landlock(policy, info, writable)
    namespaces.set_dumpable(allowed=False)
    forks = policy.forks
    if forks is not None and policy.isolated and "network" in info.enforced:
        forks.permit()
    _seccomp(info, forks=forks is not None and forks.permitted)
    return info


def _namespaces(policy: Policy, info: SandboxInfo) -> tuple[list[str], bool]:
    """A network without devices, and mounts of this run's own.

    Returns:
        The folders that were overlaid, and whether `/dev/shm` is the run's own.
    """
    overlaid: list[str] = []
    flags = namespaces.CLONE_NEWNET | namespaces.CLONE_NEWIPC | namespaces.CLONE_NEWNS
    namespaces.set_dumpable(allowed=True)
    # Where the zygote has its own, a run may have them, too.
    if not policy.isolated and not namespaces.is_permitted(flags):
        info.missing.append("network")
        return overlaid, False
    try:
        namespaces.unshare(flags)
    except OSError:
        info.missing.append("network")
        return overlaid, False
    info.enforced.append("network")
    # Only in a namespace of one's own it counts this run's threads alone.
    resource.setrlimit(resource.RLIMIT_NPROC, (MAX_THREADS, MAX_THREADS))
    try:
        namespaces.keep_mounts_private()
        namespaces.mount_memory(policy.temporary, SIZE)
        namespaces.mount_memory("/dev/shm", SIZE)  # noqa: S108 - it becomes the run's own
    except OSError:
        # The temporary directory is on disk then; Landlock keeps the rest out of reach.
        info.missing.append("mounts")
        return overlaid, False
    # Where macOS is meant there are none.
    for number, folder in enumerate(policy.config.workspace if systems.FORKS else ()):
        private = os.path.join(policy.temporary, f".overlay{number}")  # noqa: PTH118 - in the path of each run
        try:
            namespaces.mount_overlay(folder, private)
        except OSError:
            continue  # Writes there will be refused, and explained.
        overlaid.append(folder)
    return overlaid, True


def _landlock(policy: Policy, info: SandboxInfo, writable: list[str]) -> None:
    readable = [
        *READABLE,
        *directories.python(),
        *file_names.caches(),
        *policy.config.workspace,
        *policy.config.allow_read,
        *policy.python_path,
    ]
    if landlock.abi(namespaces.libc) == 0:
        info.missing.append("landlock")
        return
    landlock.restrict(namespaces.libc, readable, writable)
    # It binds this thread only: others that run already are not bound.
    (info.enforced if preload.threads() == 1 else info.missing).append("landlock")


def _seccomp(info: SandboxInfo, *, forks: bool) -> None:
    name = machine()
    if name not in TABLES:
        info.missing.append("seccomp")
        return
    covered = landlock.abi(namespaces.libc) >= landlock.TRUNCATE_ABI
    program = seccomp.assemble(name, os.getpid(), truncate=covered, forks=forks)
    try:
        seccomp.install(namespaces.libc, program)
    except OSError:
        info.missing.append("seccomp")
        return
    info.enforced.append("seccomp")
