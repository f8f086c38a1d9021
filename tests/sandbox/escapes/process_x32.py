# ruff: noqa
"""The calls of the x32 ABI have numbers of their own on x86-64."""

import keras
import platform
import raw

if platform.machine() == "x86_64":
    for name in ("socket", "fork", "kill", "unshare", "openat", "prctl"):
        result, error = raw.call(name, 0, 0, 0, extra=0x40000000)
        if (result, error) != (-1, 38):
            print(f"ESCAPED: {name} of x32 gave {result}, error {error}")
print("tried")
