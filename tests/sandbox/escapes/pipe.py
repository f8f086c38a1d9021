# ruff: noqa
"""Writes to the pipe by which the run speaks to the server. Copied beside the programs."""

import os


def _events():
    for name in sorted(os.listdir("/proc/self/fd"), key=int):
        try:
            if os.readlink(f"/proc/self/fd/{name}").startswith("pipe:"):
                os.write(int(name), b"\n")
                return int(name)
        except OSError:
            continue
    raise SystemExit("no pipe")


EVENTS = _events()


def write(data):
    view = memoryview(data)
    while view:
        view = view[os.write(EVENTS, view) :]
