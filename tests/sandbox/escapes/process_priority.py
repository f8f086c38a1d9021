# ruff: noqa
"""How much of the machine others get. The values are those that hold already."""

import keras
import os
import raw

OTHER, RLIMIT_CORE, PRIO_PROCESS, PRIO_USER = os.getppid(), 4, 0, 2
raw.attempt("prlimit64", OTHER, RLIMIT_CORE, 0, 0)
raw.attempt("setpriority", PRIO_PROCESS, OTHER, 0)
raw.attempt("setpriority", PRIO_USER, 0, os.getpriority(os.PRIO_PROCESS, 0))
raw.attempt("ioprio_set", 1, OTHER, 0)
before = os.sched_getaffinity(OTHER)
raw.attempt("sched_setscheduler", OTHER, 0, bytes(4))
raw.attempt("sched_setparam", OTHER, bytes(4))
mask = sum(1 << number for number in before).to_bytes(128, "little")
raw.attempt("sched_setaffinity", OTHER, 128, mask)
print("tried")
