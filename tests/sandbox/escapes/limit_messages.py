# ruff: noqa
"""The zygote is told more than it wants to hear."""

import keras
import os

(zygote,) = [
    int(n)
    for n in os.listdir("/proc/self/fd")
    if os.path.exists(f"/proc/self/fd/{n}")
    and os.readlink(f"/proc/self/fd/{n}").startswith("socket:")
]
os.set_blocking(zygote, False)
for _ in range(20000):
    try:
        os.write(zygote, b"fork")
    except BlockingIOError:
        pass
    except BrokenPipeError:
        break
print("tried")
