# ruff: noqa
"""System calls by number, past Python and past libc's wrappers. Copied beside the programs."""

import ctypes
import errno
import platform

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long

X86_64 = dict(
    ioctl=16, socket=41, connect=42, sendto=44, sendmsg=46, bind=49, listen=50, socketpair=53,
    clone=56, fork=57, vfork=58, execve=59, kill=62, semget=64, msgget=68, shmget=29, fcntl=72,
    ptrace=101, syslog=103, mknod=133, personality=135, setpriority=141, sched_setparam=142,
    sched_setscheduler=144, pivot_root=155, prctl=157, chroot=161, acct=163, settimeofday=164,
    mount=165, umount2=166, swapon=167, reboot=169, sethostname=170, init_module=175, tkill=200,
    sched_setaffinity=203, tgkill=234, mq_open=240, add_key=248, request_key=249, keyctl=250,
    ioprio_set=251, inotify_init=253, openat=257, mknodat=259, unshare=272, accept4=288,
    inotify_init1=294, rt_sigqueueinfo=129, rt_tgsigqueueinfo=297, perf_event_open=298,
    fanotify_init=300, prlimit64=302, name_to_handle_at=303, open_by_handle_at=304,
    sendmmsg=307, setns=308, process_vm_readv=310, process_vm_writev=311, kcmp=312,
    finit_module=313, sched_setattr=314, memfd_create=319, bpf=321, execveat=322,
    userfaultfd=323,
)  # fmt: skip
AARCH64 = dict(
    ioctl=29, socket=198, connect=203, sendto=206, sendmsg=211, bind=200, listen=201,
    socketpair=199, clone=220, execve=221, kill=129, semget=190, msgget=186, shmget=194,
    fcntl=25, ptrace=117, syslog=116, personality=92, setpriority=140, sched_setparam=118,
    sched_setscheduler=119, pivot_root=41, prctl=167, chroot=51, acct=89, settimeofday=170,
    mount=40, umount2=39, swapon=224, reboot=142, sethostname=161, init_module=105, tkill=130,
    sched_setaffinity=122, tgkill=131, mq_open=180, add_key=217, request_key=218, keyctl=219,
    ioprio_set=30, openat=56, mknodat=33, unshare=97, accept4=242, inotify_init1=26,
    rt_sigqueueinfo=138, rt_tgsigqueueinfo=240, perf_event_open=241, fanotify_init=262,
    prlimit64=261, name_to_handle_at=264, open_by_handle_at=265, sendmmsg=269, setns=268,
    process_vm_readv=270, process_vm_writev=271, kcmp=272, finit_module=273, sched_setattr=274,
    memfd_create=279, bpf=280, execveat=281, userfaultfd=282,
)  # fmt: skip
COMMON = dict(
    pidfd_send_signal=424, io_uring_setup=425, open_tree=428, move_mount=429, fsopen=430,
    pidfd_open=434, clone3=435, openat2=437, pidfd_getfd=438, process_madvise=440,
    mount_setattr=442, memfd_secret=447, open_tree_attr=467, file_setattr=469,
)  # fmt: skip
NUMBERS = {**{"x86_64": X86_64, "aarch64": AARCH64}[platform.machine()], **COMMON}
REFUSALS = {errno.EPERM, errno.EACCES, errno.ENOSYS}


def call(name, *arguments, extra=0):
    """The call's result and its error, without a word."""
    ctypes.set_errno(0)
    values = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    result = libc.syscall(ctypes.c_long(NUMBERS[name] | extra), *values)
    return result, ctypes.get_errno()


def attempt(name, *arguments, extra=0):
    """Says so unless the sandbox refused it, before the call looked at its arguments."""
    if name not in NUMBERS:
        return
    result, error = call(name, *arguments, extra=extra)
    if result >= 0 or error not in REFUSALS:
        print(f"ESCAPED: {name} gave {result} ({errno.errorcode.get(error)})")


def attempt_process(name, *arguments):
    """The same for calls that return in a new process."""
    if name not in NUMBERS:
        return
    result, error = call(name, *arguments)
    if result == 0:
        libc._exit(0)
    if result > 0:
        print(f"ESCAPED: {name} made process {result}")
    elif error not in REFUSALS:
        print(f"ESCAPED: {name} reached the kernel ({errno.errorcode.get(error)})")
