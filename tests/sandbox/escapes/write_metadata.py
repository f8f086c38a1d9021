# ruff: noqa
"""Calls that say they succeed, since copying files needs them, and do nothing."""

import keras
import os
import raw
import targets

for path in (f"{targets.OUTSIDE}/victim", f"{targets.READABLE}/data", "document"):
    os.chmod(path, 0o777)
    os.utime(path, (1, 1))
    os.chown(path, -1, os.getgid())
    os.setxattr(path, "user.mark", b"x")
print("tried")
