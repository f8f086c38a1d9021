# ruff: noqa
"""A bomb of fifty, by libc's own function."""

import keras
import ctypes

libc = ctypes.CDLL(None)
for _ in range(50):
    pid = libc.fork()
    if pid == 0:
        libc._exit(0)
    if pid > 0:
        print("ESCAPED: a process has been made")
print("tried")
