# ruff: noqa
"""A sparse file, many bytes and many files."""

import keras
import os

SIZE = 100 << 30
file = open("sparse", "wb")
file.truncate(SIZE)  # KL902|KL904
os.pwrite(file.fileno(), b"x", SIZE)  # KL902|KL904
for place in (os.environ["TMPDIR"], "/dev/shm"):
    state = os.statvfs(place)
    if state.f_blocks * state.f_frsize > 1 << 30:
        print(f"ESCAPED: {place} takes {state.f_blocks * state.f_frsize} bytes")
    if state.f_files > 1_000_000:
        print(f"ESCAPED: {place} takes {state.f_files} files")
print("tried")
