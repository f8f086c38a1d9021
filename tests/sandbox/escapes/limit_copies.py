# ruff: noqa
"""A bomb of two hundred, each announced as the copies that a run leaves behind."""

import keras
import ctypes
import os

libc = ctypes.CDLL(None)
descriptors = os.listdir("/proc/self/fd")
(zygote,) = [
    int(n)
    for n in descriptors
    if os.path.exists(f"/proc/self/fd/{n}")
    and os.readlink(f"/proc/self/fd/{n}").startswith("socket:")
]
made = 0
for turn in range(200):
    os.write(zygote, b"fork")
    pid = libc.fork()
    if pid == 0:
        if turn < 3:
            os.write(
                zygote, b'copy{"path": [["", 4]], "end": [4, 1], "seconds": 9.0, "files": []}'
            )
        while True:
            pass
    made += pid > 0
if made >= 12:
    print(f"ESCAPED: {made} processes")
for text in (b"", b"copy", b"copy[", b"copy" + b"[" * 30000, b"listener", b"\xff" * 60000):
    os.write(zygote, text)
print("tried")
