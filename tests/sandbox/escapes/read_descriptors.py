# ruff: noqa
"""What is open leads nowhere but to the run's own pipes, and to where it asks for forks."""

import keras
import os

sockets = []
for name in os.listdir("/proc/self/fd"):
    try:
        target = os.readlink(f"/proc/self/fd/{name}")
    except FileNotFoundError:
        continue  # The one of the listing itself.
    if target.startswith("socket:"):
        sockets.append(target)
    elif not target.startswith(("pipe:", "/dev/null", "anon_inode:")):
        print(f"ESCAPED: descriptor {name} is {target}")
if len(sockets) > 1:
    print(f"ESCAPED: sockets {sockets}")
shared = [line for line in open("/proc/self/maps") if {"w", "s"} <= set(line.split()[1])]
if shared:
    print(f"ESCAPED: memory is shared with other processes: {shared}")
print("tried")
