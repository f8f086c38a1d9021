# ruff: noqa
"""Signal 0 is none, but asking is refused like the others."""

import keras
import os
import signal
import raw
import targets

os.kill(os.getppid(), 0)  # KL902
os.kill(targets.SERVER, 0)  # KL902
os.killpg(os.getpgrp(), 0)  # KL902
os.kill(os.getpid(), 0)
signal.raise_signal(signal.SIGURG)
for pid in (os.getppid(), 1, targets.SERVER, 0, -os.getpgrp()):
    raw.attempt("kill", pid, 0)
    raw.attempt("tkill", pid, 0)
    raw.attempt("tgkill", pid, pid, 0)
    raw.attempt("rt_sigqueueinfo", pid, 0, bytes(128))
    raw.attempt("rt_tgsigqueueinfo", pid, pid, 0, bytes(128))
raw.attempt("pidfd_send_signal", 0, 0, 0, 0)
print("tried")
