# ruff: noqa
# expect: ok or crashed
# timeout: 10
"""Threads are allowed, thousands are not."""

import keras
import _thread
import time
from os import getpid as time_passes

_thread.stack_size(65536)
gate = _thread.allocate_lock()
gate.acquire()


def wait():
    gate.acquire()
    gate.release()


count = 0
try:
    for _ in range(2500):
        _thread.start_new_thread(wait, ())
        count += 1
except RuntimeError:
    pass
held = time.monotonic() + 2
while time.monotonic() < held and count >= 2500:
    time_passes()
gate.release()
if count >= 2500:
    print(f"ESCAPED: {count} threads at once")
print("tried")
