# ruff: noqa
"""Looks for the objects of the process that forked it."""

import keras
import gc
import os
import selectors
import socket
import sys
import types


def attempt(action):
    try:
        action()
    except (OSError, ValueError, RuntimeError, TypeError, KeyError):
        return
    print(f"ESCAPED: {action}")


frame = sys._getframe()
while frame is not None:
    found = list(frame.f_locals.values())
    frame = frame.f_back
found += [item for item in gc.get_objects() if not isinstance(item, types.ModuleType)]
gc.unfreeze()
found += gc.get_objects()
forgery = b'{"ended": 1, "status": 0}\n'
for item in found:
    kind = type(item)
    if kind.__module__.startswith("keras_lsp.worker.zygote") and kind.__name__ == "Zygote":
        connection, runs = item._connection, item._runs
        attempt(lambda: connection.send(forgery))
        attempt(lambda: connection.sendall(forgery))
        attempt(lambda: item._fork(99, "/tmp", 0, 1))
        for pid, handle in runs.values():
            attempt(
                lambda: os.kill(pid, 0) if pid != os.getpid() else 1 / 0 if 0 else os.kill(1, 0)
            )
    elif isinstance(item, socket.socket):
        attempt(lambda: item.send(forgery))
    elif isinstance(item, selectors.BaseSelector):
        attempt(lambda: item.unregister(0))
print("tried")
