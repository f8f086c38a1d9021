"""Linux namespaces: what a process can see of the network, of others and of the file system.

See `namespaces(7)`, `user_namespaces(7)`, `pid_namespaces(7)`. Where the kernel forbids
them, the functions say so and leave everything as it was.
"""

from __future__ import annotations

import ctypes
import errno
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

from keras_lsp.worker.endings import leave

if TYPE_CHECKING:
    from collections.abc import Callable

CLONE_NEWNS, CLONE_NEWIPC, CLONE_NEWUSER = 0x00020000, 0x08000000, 0x10000000
CLONE_NEWPID, CLONE_NEWNET = 0x20000000, 0x40000000
_MS_NOSUID, _MS_NODEV, _MS_NOEXEC, _MS_REC, _MS_PRIVATE = 2, 4, 8, 16384, 1 << 18
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS = 1, 4, 24, 38
_LAST_CAPABILITY = 63
INODES = 65536

libc = ctypes.CDLL(None, use_errno=True)


def unshare(flags: int) -> None:
    """Enter new namespaces, in a new user namespace in which this user stays who it is.

    Raises:
        OSError: the kernel forbids it.
    """
    user, group = os.geteuid(), os.getegid()
    if libc.unshare(flags | CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1", encoding="ascii")


def mount(source: str, target: str, kind: str, flags: int = 0, options: str = "") -> None:
    """Mount a file system.

    Raises:
        OSError: the kernel forbids it.
    """
    arguments = (source.encode(), target.encode(), kind.encode() or None, flags, options.encode())
    if libc.mount(*arguments) != 0:
        raise OSError(ctypes.get_errno(), f"mount {kind or 'flags'} on {target}")


def keep_mounts_private() -> None:
    """Let no mount of this process be seen outside.

    Raises:
        OSError: the kernel forbids it.
    """
    mount("none", "/", "", _MS_REC | _MS_PRIVATE)


def mount_memory(directory: str, size: int) -> None:
    """Put an empty file system of `size` bytes, in memory, over the directory.

    Raises:
        OSError: the kernel forbids it.
    """
    flags = _MS_NOSUID | _MS_NODEV | _MS_NOEXEC
    mount("tmpfs", directory, "tmpfs", flags, f"size={size},nr_inodes={INODES},mode=0700")


def mount_overlay(directory: str, private: str) -> None:
    """Let writes below `directory` go to `private` instead, and be seen there by this run only.

    Raises:
        OSError: the kernel forbids it, or the path cannot be an option of a mount.
    """
    if any(character in directory for character in ",:\\"):
        raise OSError(0, "the path cannot be an overlay", directory)
    upper, work = f"{private}/upper", f"{private}/work"
    os.makedirs(upper)  # noqa: PTH103 - in the path of each run
    os.makedirs(work)  # noqa: PTH103 - as above
    options = f"lowerdir={directory},upperdir={upper},workdir={work},userxattr"
    # Not `noexec`: an environment with compiled packages may lie in the workspace.
    mount("overlay", directory, "overlay", _MS_NOSUID | _MS_NODEV, options)


def isolate_processes() -> bool:
    """Go on in a child that sees no process but its own, in namespaces of its own.

    This process stays behind as its parent and ends with it. Call before anything heavy is
    loaded, with one thread.

    Returns:
        False, in this process, if the kernel forbids it.
    """
    flags = CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWNS
    if not is_permitted(flags):
        return False
    unshare(flags)
    alive, started = os.pipe()
    child = os.fork()
    if child == 0:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        os.close(started)
        if not os.read(alive, 1):
            os._exit(1)  # The parent ended before the line above.
        os.close(alive)
        _mount_processes()
        libc.prctl(_PR_SET_DUMPABLE, 0)
        return True
    os.close(alive)
    os.closerange(3, started)
    os.closerange(started + 1, 4096)
    os.write(started, b"1")
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    os._exit(code if code >= 0 else 1)


def _mount_processes() -> None:
    """Let `/proc` show the processes of this namespace."""
    keep_mounts_private()
    mount("proc", "/proc", "proc", _MS_NOSUID | _MS_NODEV | _MS_NOEXEC)


def is_permitted(flags: int) -> bool:
    """Whether `unshare(flags)` works here, and what comes after it.

    It is tried in a process that is thrown away, since it cannot be undone half-way: a
    process whose ids could not be mapped is nobody.
    """
    return _succeeds(lambda: _enter(flags))


def _enter(flags: int) -> None:
    unshare(flags)
    # The new PID namespace is that of children only.
    if flags & CLONE_NEWPID and not _succeeds(_mount_processes):
        raise OSError(errno.EPERM, "mount proc")


def _succeeds(action: Callable[[], None]) -> bool:
    probe = os.fork()
    if probe == 0:
        status = 1
        try:
            action()
            status = 0
        finally:
            # `os._exit` may be the program's stand-in already.
            leave(status)
    _, status = os.waitpid(probe, 0)
    return os.waitstatus_to_exitcode(status) == 0


def drop_capabilities() -> None:
    """Give up every capability, for good.

    Raises:
        OSError: the kernel refused.
    """
    for capability in range(_LAST_CAPABILITY + 1):
        if libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0) != 0:
            break
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    data = (ctypes.c_uint32 * 6)()
    if libc.capset(header, data) != 0:
        raise OSError(ctypes.get_errno(), "capset")


def gain_nothing() -> None:
    """Let no program that this process starts have more rights than itself.

    Raises:
        OSError: the kernel refused.
    """
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "no_new_privs")


def set_dumpable(allowed: bool) -> None:
    """Whether others of the same user may look into this process."""
    libc.prctl(_PR_SET_DUMPABLE, int(allowed))
