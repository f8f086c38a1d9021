# ruff: noqa
"""What the interpreter calls by itself: tracing, profiling, exit, collection, imports."""

import keras
import atexit
import gc
import importlib
import signal
import sys
import threading
import targets
import weakref


def escape(*_):
    try:
        open(f"{targets.OUTSIDE}/new", "w")
        print("ESCAPED")
    except OSError:
        pass


class Finder:
    def find_spec(self, name, path=None, target=None):
        escape()


class Dying:
    def __del__(self):
        escape()


sys.settrace(escape)
threading.settrace(escape)
escape()
sys.settrace(None)
sys.setprofile(escape)
len([])
sys.setprofile(None)
atexit.register(escape)
threading._register_atexit(escape)
gc.callbacks.append(escape)
gc.collect()
gc.callbacks.clear()
sys.meta_path.insert(0, Finder())
sys.path_hooks.insert(0, escape)
try:
    importlib.import_module("nothing_of_that_name")
except ImportError:
    pass
sys.meta_path.pop(0)
sys.path_hooks.pop(0)
sys.excepthook = sys.unraisablehook = sys.displayhook = escape
signal.signal(signal.SIGUSR1, escape)
signal.raise_signal(signal.SIGUSR1)
kept = Dying()
weakref.finalize(kept, escape)
thread = threading.Thread(target=escape)
thread.start()
thread.join()
kept.itself = kept
print("tried")
