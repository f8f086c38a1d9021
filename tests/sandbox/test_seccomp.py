"""The filter's answers, by an interpreter, for both machines; and the numbers of the calls."""

from __future__ import annotations

import errno
import re
from pathlib import Path

import pytest

from keras_lsp.worker.sandbox import seccomp
from keras_lsp.worker.sandbox.syscalls import AUDIT_ARCH, TABLES
from tests.sandbox.bpf import ALLOW, ERRNO, KILL, answer

MACHINES = sorted(TABLES)
OWN, OTHER = 4711, 4712
PROGRAMS = {
    (machine, truncate): seccomp.assemble(machine, OWN, truncate=truncate)
    for machine in MACHINES
    for truncate in (True, False)
}
HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
}
# Calls that every program makes, by machine; the numbers are the kernel's.
ORDINARY = {
    "x86_64": {
        "read": 0, "write": 1, "close": 3, "fstat": 5, "poll": 7, "lseek": 8, "mmap": 9,
        "mprotect": 10, "munmap": 11, "brk": 12, "rt_sigaction": 13, "rt_sigprocmask": 14,
        "pread64": 17, "access": 21, "pipe": 22, "sched_yield": 24, "madvise": 28, "dup": 32,
        "nanosleep": 35, "setitimer": 38, "getpid": 39, "recvfrom": 45, "recvmsg": 47,
        "exit": 60, "ftruncate": 77, "getcwd": 79, "chdir": 80, "rename": 82, "mkdir": 83,
        "unlink": 87, "symlink": 88, "gettid": 186, "futex": 202, "getdents64": 217,
        "exit_group": 231, "epoll_wait": 232, "openat": 257, "newfstatat": 262, "pipe2": 293,
        "getrandom": 318, "statx": 332, "rseq": 334,
    },
    "aarch64": {
        "getcwd": 17, "dup": 23, "mkdirat": 34, "unlinkat": 35, "symlinkat": 36,
        "ftruncate": 46, "chdir": 49, "openat": 56, "close": 57, "pipe2": 59, "getdents64": 61,
        "lseek": 62, "read": 63, "write": 64, "pread64": 67, "fstat": 80, "exit": 93,
        "exit_group": 94, "futex": 98, "nanosleep": 101, "setitimer": 103, "sched_yield": 124,
        "rt_sigaction": 134, "rt_sigprocmask": 135, "getpid": 172, "gettid": 178,
        "recvfrom": 207, "recvmsg": 212, "brk": 214, "munmap": 215, "mmap": 222,
        "mprotect": 226, "madvise": 233, "getrandom": 278, "statx": 291, "rseq": 293,
    },
}  # fmt: skip
# Not in the product's tables, which name only what is filtered.
FURTHER = {
    "x86_64": {
        "open": 2, "creat": 85, "socketpair": 53, "sched_setparam": 142,
        "sched_setscheduler": 144, "sched_setaffinity": 203, "openat": 257,
        "sched_setattr": 314, "openat2": 437, "open_tree_attr": 467, "file_setattr": 469,
    },
    "aarch64": {
        "openat": 56, "sched_setparam": 118, "sched_setscheduler": 119,
        "sched_setaffinity": 122, "socketpair": 199, "sched_setattr": 274, "openat2": 437,
        "open_tree_attr": 467, "file_setattr": 469,
    },
}  # fmt: skip
THREAD = 0x003D0F00  # What libc's pthread_create passes to clone.
O_RDONLY, O_TRUNC = 0, 0o1000

each_machine = pytest.mark.parametrize("machine", MACHINES)


def ask(machine: str, name: str, *arguments: int, truncate: bool = True) -> int:
    """The answer to the call: 0 is allowed, else the error; a pretended success is -1."""
    number = {**FURTHER[machine], **ORDINARY[machine], **TABLES[machine]}[name]
    return ask_number(machine, number, *arguments, truncate=truncate)


def ask_number(machine: str, number: int, *arguments: int, truncate: bool = True) -> int:
    result = answer(PROGRAMS[machine, truncate], AUDIT_ARCH[machine], number, arguments)
    if result == ALLOW:
        return 0
    assert result & 0xFFFF0000 == ERRNO
    return result & 0xFFFF or -1


def named(names: tuple[str, ...], code: int) -> list[tuple[str, str, int]]:
    return [(m, name, code) for m in MACHINES for name in names if name in TABLES[m]]


@pytest.mark.parametrize(
    ("machine", "name", "expected"),
    [
        *named(seccomp.REFUSED, errno.EPERM),
        *named(seccomp.ABSENT, errno.ENOSYS),
        *named(seccomp.PRETENDED, -1),
    ],
)
def test_a_call_of_the_lists_is_answered_as_its_list_says(
    machine: str, name: str, expected: int
) -> None:
    for first in (0, 1, OWN, -1):
        assert ask(machine, name, first, first, first) == expected


@each_machine
def test_names_in_no_table_are_only_those_that_the_machine_lacks(machine: str) -> None:
    listed = {*seccomp.REFUSED, *seccomp.ABSENT, *seccomp.PRETENDED}
    old = {
        "fork", "vfork", "inotify_init", "mknod", "chmod", "chown", "lchown", "utime", "utimes",
        "futimesat", "iopl", "ioperm",
    }  # fmt: skip
    assert listed - set(TABLES[machine]) <= (old if machine == "aarch64" else set())


@each_machine
def test_what_every_program_calls_is_allowed(machine: str) -> None:
    refused = [
        name for name, number in ORDINARY[machine].items() if ask_number(machine, number, 3, 3, 3)
    ]
    assert refused == []


@each_machine
def test_no_number_is_refused_that_is_not_meant(machine: str) -> None:
    meant = set(TABLES[machine].values()) | set(FURTHER[machine].values())
    assert [n for n in range(600) if n not in meant and ask_number(machine, n)] == []


@each_machine
def test_another_architecture_is_the_end(machine: str) -> None:
    others = {0x40000003, 0x40000028, *AUDIT_ARCH.values(), 0} - {AUDIT_ARCH[machine]}
    for other in others:
        for number in (0, 1, 59, 231):
            assert answer(PROGRAMS[machine, True], other, number) == KILL


def test_calls_of_x32_are_unknown() -> None:
    for number in (*range(600), 0x3FFFFFFF):
        assert ask_number("x86_64", number | 0x40000000) == errno.ENOSYS


@each_machine
def test_threads_may_be_made_and_processes_not(machine: str) -> None:
    assert ask(machine, "clone", THREAD) == 0
    assert ask(machine, "clone", 17) == errno.EPERM
    assert ask(machine, "clone", 0) == errno.EPERM
    assert ask(machine, "clone", THREAD & ~0x00010000) == errno.EPERM
    assert ask(machine, "clone", 0x00010000 << 32) == errno.EPERM
    assert ask(machine, "clone3") == errno.ENOSYS


@each_machine
@pytest.mark.parametrize("name", ["kill", "tgkill"])
def test_only_itself_may_be_signalled(machine: str, name: str) -> None:
    assert ask(machine, name, OWN, 9) == 0
    for other in (0, 1, -1, OTHER, -OWN):
        assert ask(machine, name, other, OWN, 9) == errno.EPERM


@each_machine
def test_only_its_own_limits_may_be_set(machine: str) -> None:
    assert ask(machine, "prlimit64", 0, 7) == 0
    assert ask(machine, "prlimit64", OWN, 7) == 0
    assert ask(machine, "prlimit64", OTHER, 7) == errno.EPERM
    assert ask(machine, "prlimit64", 1, 7) == errno.EPERM


@each_machine
def test_only_its_own_priority_may_be_set(machine: str) -> None:
    process, user = 0, 2
    assert ask(machine, "setpriority", process, 0, 5) == 0
    assert ask(machine, "setpriority", process, OTHER, 5) == errno.EPERM
    # All processes of the user.
    assert ask(machine, "setpriority", user, 0, 5) == errno.EPERM


@each_machine
@pytest.mark.parametrize(
    "name", ["sched_setaffinity", "sched_setscheduler", "sched_setparam", "sched_setattr"]
)
def test_how_others_are_scheduled_stays(machine: str, name: str) -> None:
    assert ask(machine, name, 0, 8) in (0, -1)
    assert ask(machine, name, OTHER, 8) != 0


@each_machine
def test_the_lifeline_stays(machine: str) -> None:
    death, dumpable, name, death_shown = 1, 4, 15, 2
    for option in (death, dumpable, death | 1 << 32):
        assert ask(machine, "prctl", option, 0) == errno.EPERM
    for option in (name, death_shown):
        assert ask(machine, "prctl", option) == 0


@each_machine
def test_no_terminal_is_typed_into(machine: str) -> None:
    for request in (0x5412, 0x541C, 0x541D, 0x5412 | 1 << 32):
        assert ask(machine, "ioctl", 0, request) == errno.EPERM
    for harmless in (0x5401, 0x5413, 0x541B, 0x5421, 0x5451):  # TCGETS, …, FIONREAD, FIOCLEX
        assert ask(machine, "ioctl", 0, harmless) == 0


@each_machine
def test_no_signals_are_ordered_from_files(machine: str) -> None:
    for command in (8, 10, 15):
        assert ask(machine, "fcntl", 3, command, OTHER) == errno.EPERM
    for harmless in (0, 1, 2, 3, 4, 1030):
        assert ask(machine, "fcntl", 3, harmless) == 0
    for request in (0x8901, 0x8902):  # FIOSETOWN, SIOCSPGRP
        assert ask(machine, "ioctl", 3, request) == errno.EPERM


@each_machine
def test_attributes_of_inodes_stay(machine: str) -> None:
    """They can be set through a file that is open for reading."""
    flags, attributes, verity, encryption = 0x40086602, 0x401C5820, 0x40806685, 0x800C6613
    for request in (flags, 0x40046602, attributes, verity, encryption):
        assert ask(machine, "ioctl", 3, request) == errno.EPERM
    assert ask(machine, "file_setattr") != 0
    assert ask(machine, "open_tree_attr") == errno.EPERM


@each_machine
def test_a_datagram_has_no_address(machine: str) -> None:
    assert ask(machine, "sendto", 3, 1, 1, 0, 0, 0) == 0
    assert ask(machine, "sendto", 3, 1, 1, 0, 0x1000, 16) == errno.EPERM
    assert ask(machine, "sendto", 3, 1, 1, 0, 0x1000 << 32, 16) == errno.EPERM


@each_machine
def test_pairs_are_of_the_unix_family(machine: str) -> None:
    unix, tipc = 1, 30
    assert ask(machine, "socketpair", unix, 1, 0) == 0
    assert ask(machine, "socketpair", tipc, 1, 0) == errno.EPERM


@each_machine
def test_truncation_is_refused_where_landlock_does_not_cover_it(machine: str) -> None:
    assert ask(machine, "truncate", truncate=True) == 0
    assert ask(machine, "truncate", truncate=False) == errno.EPERM


@each_machine
def test_opening_truncates_nothing_where_landlock_does_not_cover_it(machine: str) -> None:
    """`O_RDONLY | O_TRUNC` asks for no right that older versions of Landlock know."""
    names = {"openat": 2, "open": 1} if machine == "x86_64" else {"openat": 2}
    for name, place in names.items():
        before = (0,) * place
        assert ask(machine, name, *before, O_RDONLY, truncate=False) == 0
        assert ask(machine, name, *before, O_RDONLY | O_TRUNC, truncate=True) == 0
        assert ask(machine, name, *before, O_RDONLY | O_TRUNC, truncate=False) == errno.EPERM
    # Its flags are where a filter cannot look.
    assert ask(machine, "openat2", truncate=False) == errno.ENOSYS


@each_machine
def test_the_numbers_are_those_of_the_headers(machine: str) -> None:
    header = HEADERS[machine]
    if not header.exists():
        pytest.skip(f"{header} is not installed")
    text = header.read_text()
    numbers = {
        name: int(number)
        for name, number in re.findall(
            r"^#define __NR(?:3264)?_(\w+)\s+(\d+)\s*$", text, re.MULTILINE
        )
    }
    same = {"umount2": numbers.get("umount2"), "prlimit64": numbers.get("prlimit64")}
    known = {**numbers, **{name: n for name, n in same.items() if n is not None}}
    wrong = {
        name: (number, known[name])
        for name, number in {**FURTHER[machine], **ORDINARY[machine], **TABLES[machine]}.items()
        if name in known and known[name] != number
    }
    assert wrong == {}
    newest = max(numbers.values())
    unknown = {n for n in TABLES[machine] if n not in known and TABLES[machine][n] <= newest}
    assert unknown == set()


@each_machine
def test_the_filter_is_short_enough_for_the_kernel(machine: str) -> None:
    for truncate in (True, False):
        assert len(PROGRAMS[machine, truncate]) <= 4096


def test_an_unknown_machine_has_no_filter() -> None:
    with pytest.raises(KeyError):
        seccomp.assemble("riscv64", OWN, truncate=True)
