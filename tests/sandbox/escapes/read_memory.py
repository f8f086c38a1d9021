# ruff: noqa
"""The memory and descriptors of the zygote and of the server."""

import keras
import os
import raw
import targets

PTRACE_ATTACH, PTRACE_SEIZE, PTRACE_TRACEME = 16, 0x4206, 0
for pid in (os.getppid(), 1, targets.SERVER):
    raw.attempt("process_vm_readv", pid, 0, 0, 0, 0, 0)
    raw.attempt("process_vm_writev", pid, 0, 0, 0, 0, 0)
    raw.attempt("ptrace", PTRACE_SEIZE, pid, 0, 0)
    raw.attempt("pidfd_open", pid, 0)
    raw.attempt("kcmp", pid, os.getpid(), 0, 0, 0)
raw.attempt("ptrace", PTRACE_TRACEME, 0, 0, 0)
raw.attempt("pidfd_getfd", 0, 0, 0)
raw.attempt("process_madvise", 0, 0, 0, 0, 0)
print("tried")
