"""A seccomp filter: which system calls a run may make.

The filter is a list of refusals; whatever it does not name is allowed, and the other
layers confine it. Assembled here as classic BPF, see the kernel's
`Documentation/userspace-api/seccomp_filter.rst`.
"""

from __future__ import annotations

import ctypes
import errno
import struct
from typing import TYPE_CHECKING

from keras_lsp.worker.sandbox.syscalls import AUDIT_ARCH, TABLES, X32_BIT, machine

if TYPE_CHECKING:
    from collections.abc import Iterator

Instruction = tuple[int, int, int, int]

_AND, _LOAD, _JUMP_EQUAL, _JUMP_AT_LEAST, _JUMP_SET, _RETURN = 0x54, 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16
_KILL, _ALLOW, _ERRNO, _ASK = 0x80000000, 0x7FFF0000, 0x00050000, 0x7FC00000
_CLONE_THREAD = 0x00010000
# The flags of `fork` in the C library: SIGCHLD, CLONE_CHILD_CLEARTID, CLONE_CHILD_SETTID.
FORK = 0x01200011

REFUSED = (
    "socket", "connect", "accept", "accept4", "bind", "listen", "sendmsg", "sendmmsg",
    "execve", "execveat", "fork", "vfork", "setsid", "setpgid",
    "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "process_mrelease",
    "kcmp", "tkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "pidfd_send_signal",
    "pidfd_open", "pidfd_getfd",
    "unshare", "setns", "mount", "umount2", "pivot_root", "chroot", "open_tree", "move_mount",
    "fsopen", "fsconfig", "fsmount", "fspick", "mount_setattr",
    "bpf", "add_key", "request_key", "keyctl", "userfaultfd", "perf_event_open",
    "inotify_init", "inotify_init1", "inotify_add_watch", "fanotify_init", "fanotify_mark",
    "shmget", "shmat", "shmctl", "shmdt", "semget", "semop", "semctl", "semtimedop",
    "msgget", "msgsnd", "msgrcv", "msgctl",
    "mq_open", "mq_unlink", "mq_timedsend", "mq_timedreceive", "mq_notify", "mq_getsetattr",
    "memfd_create", "memfd_secret", "name_to_handle_at", "open_by_handle_at",
    "mknod", "mknodat", "personality", "vhangup", "acct", "syslog", "quotactl", "quotactl_fd",
    "init_module", "finit_module", "delete_module", "kexec_load", "kexec_file_load", "reboot",
    "swapon", "swapoff", "sethostname", "setdomainname", "settimeofday", "clock_settime",
    "adjtimex", "clock_adjtime", "iopl", "ioperm", "ioprio_set", "migrate_pages", "move_pages",
    "file_setattr", "open_tree_attr",
)  # fmt: skip
# libc and libraries fall back when these seem to be missing.
ABSENT = ("clone3", "io_uring_setup", "io_uring_enter", "io_uring_register")
# Landlock does not cover these and copying files needs them: they say that they succeeded.
PRETENDED = (
    "chmod", "fchmod", "fchmodat", "fchmodat2", "chown", "fchown", "lchown", "fchownat",
    "utime", "utimes", "futimesat", "utimensat", "setxattr", "lsetxattr", "fsetxattr",
    "setxattrat", "removexattr", "lremovexattr", "fremovexattr", "removexattrat",
)  # fmt: skip
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE = 1, 4
_F_SETOWN, _F_SETSIG, _F_SETOWN_EX = 8, 10, 15
_TIOCSTI, _TIOCLINUX, _TIOCCONS = 0x5412, 0x541C, 0x541D
_FIOSETOWN, _SIOCSPGRP = 0x8901, 0x8902
# Attributes of inodes, which need no right to write: flags, extended flags, verity, encryption.
_INODE = (0x40086602, 0x40046602, 0x401C5820, 0x40806685, 0x800C6613)
_O_TRUNC, _O_ACCMODE = 0o1000, 0o3
_AF_UNIX = 1


def assemble(name: str, own: int, *, truncate: bool, forks: bool = False) -> list[Instruction]:
    """The filter's instructions.

    Args:
        name: of the machine, `x86_64` or `aarch64`.
        own: process id of the run, the only one that it may signal.
        truncate: Landlock covers truncation, so that it need not be refused here.
        forks: another filter (`assemble_asking`) has somebody asked for each fork.

    Raises:
        KeyError: the machine is not known.
    """
    table = TABLES[name]
    return [
        *_machine(name),
        *_calls(table, truncate=truncate),
        *_forks(table, _ALLOW if forks else _ERRNO | errno.EPERM),
        *_others(table, own),
        *([] if truncate else _truncation(table)),
        *_values(table),
        *_addresses(table),
        (_RETURN, 0, 0, _ALLOW),
    ]


def assemble_asking(name: str) -> list[Instruction]:
    """A filter that has whoever holds its listener decide on each fork, and allows all else.

    Raises:
        KeyError: the machine is not known.
    """
    return [*_machine(name), *_forks(TABLES[name], _ASK), (_RETURN, 0, 0, _ALLOW)]


def _machine(name: str) -> list[Instruction]:
    """The calls are those of this machine, in its own numbers."""
    program: list[Instruction] = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_JUMP_EQUAL, 1, 0, AUDIT_ARCH[name]),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
    ]
    if name == "x86_64":
        program += [(_JUMP_AT_LEAST, 0, 1, X32_BIT), _error(errno.ENOSYS)]
    return program


def _calls(table: dict[str, int], *, truncate: bool) -> Iterator[Instruction]:
    """Calls that are answered without being made."""
    refused = [*REFUSED] if truncate else [*REFUSED, "truncate"]
    for names, answer in ((refused, errno.EPERM), (ABSENT, errno.ENOSYS), (PRETENDED, 0)):
        for call in names:
            if call in table:
                yield from [(_JUMP_EQUAL, 0, 1, table[call]), _error(answer)]


def _forks(table: dict[str, int], answer: int) -> list[Instruction]:
    """Threads are made, and what `fork` makes as far as `answer` says; no other processes."""
    return _when(
        table["clone"],
        [
            _argument(0), (_JUMP_SET, 3, 0, _CLONE_THREAD),
            (_JUMP_EQUAL, 1, 0, FORK), _deny(), (_RETURN, 0, 0, answer),
        ],
    )  # fmt: skip


def _others(table: dict[str, int], own: int) -> list[Instruction]:
    """No other processes are signalled or governed."""
    program: list[Instruction] = []
    for call in ("kill", "tgkill"):
        program += _when(table[call], [_argument(0), (_JUMP_EQUAL, 1, 0, own), _deny()])
    program += _when(
        table["prlimit64"],
        [_argument(0), (_JUMP_EQUAL, 2, 0, 0), (_JUMP_EQUAL, 1, 0, own), _deny()],
    )
    program += _when(
        table["setpriority"],
        [_argument(0), (_JUMP_EQUAL, 0, 2, 0), _argument(1), (_JUMP_EQUAL, 1, 0, 0), _deny()],
    )
    program += _when(table["socketpair"], [_argument(0), (_JUMP_EQUAL, 1, 0, _AF_UNIX), _deny()])
    for call in ("sched_setaffinity", "sched_setscheduler", "sched_setparam", "sched_setattr"):
        program += _when(table[call], [_argument(0), (_JUMP_EQUAL, 1, 0, 0), _deny()])
    return program


def _truncation(table: dict[str, int]) -> list[Instruction]:
    """No file is opened to be emptied."""
    program: list[Instruction] = []
    for call, index in (("open", 1), ("openat", 2)):
        if call in table:
            program += _when(table[call], _opens_to_truncate(index))
    return [*program, (_JUMP_EQUAL, 0, 1, table["openat2"]), _error(errno.ENOSYS)]


def _values(table: dict[str, int]) -> Iterator[Instruction]:
    """What a call must not be asked for."""
    for call, index, values in (
        ("prctl", 0, (_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE)),
        ("fcntl", 1, (_F_SETOWN, _F_SETSIG, _F_SETOWN_EX)),
        ("ioctl", 1, (_TIOCSTI, _TIOCLINUX, _TIOCCONS, _FIOSETOWN, _SIOCSPGRP, *_INODE)),
    ):
        body = [_argument(index)]
        for value in values:
            body += [(_JUMP_EQUAL, 0, 1, value), _deny()]
        yield from _when(table[call], body)


def _addresses(table: dict[str, int]) -> list[Instruction]:
    """No datagram to an address; without one it is a write to a connected pair."""
    return _when(
        table["sendto"],
        [
            _argument(4), (_JUMP_EQUAL, 1, 0, 0), _deny(),
            (_LOAD, 0, 0, _ARGUMENTS + 8 * 4 + 4), (_JUMP_EQUAL, 1, 0, 0), _deny(),
        ],
    )  # fmt: skip


def _opens_to_truncate(index: int) -> list[Instruction]:
    """Refuse to truncate a file that is opened for reading, which needs no right to write."""
    return [
        _argument(index), (_JUMP_SET, 0, 3, _O_TRUNC),
        (_AND, 0, 0, _O_ACCMODE), (_JUMP_EQUAL, 0, 1, 0), _deny(),
    ]  # fmt: skip


def _when(number: int, body: list[Instruction]) -> list[Instruction]:
    """Do `body` if the call is that one; it ends by allowing."""
    return [(_JUMP_EQUAL, 0, len(body) + 1, number), *body, (_RETURN, 0, 0, _ALLOW)]


def _argument(index: int) -> Instruction:
    """Load the lower half of an argument."""
    return (_LOAD, 0, 0, _ARGUMENTS + 8 * index)


def _deny() -> Instruction:
    return _error(errno.EPERM)


def _error(number: int) -> Instruction:
    return (_RETURN, 0, 0, _ERRNO | number)


ALL_THREADS, LISTENER = 1, 8


def install(libc: ctypes.CDLL, program: list[Instruction], flag: int = ALL_THREADS) -> int:
    """Put this process under the filter for good.

    Args:
        libc: the C library.
        program: the filter.
        flag: `ALL_THREADS`, or `LISTENER` for this thread with a descriptor of who is asked.

    Returns:
        The descriptor.

    Raises:
        OSError: the kernel refused.
    """
    set_mode_filter = 1
    number = TABLES[machine()]["seccomp"]
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *line) for line in program))
    header = ctypes.create_string_buffer(
        struct.pack("HxxxxxxP", len(program), ctypes.addressof(code))
    )
    result: int = libc.syscall(number, set_mode_filter, flag, header)
    if result < 0 or (flag == ALL_THREADS and result != 0):
        raise OSError(ctypes.get_errno(), "seccomp")
    return result
