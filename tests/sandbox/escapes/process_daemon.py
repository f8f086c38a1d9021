# ruff: noqa
"""Forks twice, to be nobody's child, and would stay for five seconds."""

import keras
import ctypes
import os
import signal

libc = ctypes.CDLL(None)
for detach in (libc.fork, libc.vfork, lambda: libc.daemon(1, 1)):
    started = os.getpid()
    pid = detach()
    if pid == 0 and os.getpid() != started:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        if libc.setsid() != -1 and libc.fork() == 0:
            libc.sleep(5)
        libc._exit(0)
    if pid != -1:
        print(f"ESCAPED: a process has been made, {pid}")
print("tried")
