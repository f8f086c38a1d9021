# ruff: noqa
# expect: any
"""Replaces the tracer, the explanations and the exit, then goes on as before."""

import keras
import builtins
import os
import sys
import targets

for name, module in list(sys.modules.items()):
    if name.startswith("keras_lsp.worker"):
        for attribute, value in list(vars(module).items()):
            if callable(value) and not isinstance(value, type):
                setattr(module, attribute, lambda *_, **__: None)
            elif isinstance(value, type) and value.__module__ == name:
                for method in ("problem", "send", "guarded", "ignore"):
                    if hasattr(value, method):
                        setattr(value, method, lambda *_, **__: False)
for action in (
    lambda: open(f"{targets.OUTSIDE}/new", "w"),
    lambda: open(targets.KEY).read(),
    lambda: os.system("true") and 1 / 0,
    lambda: os.kill(targets.SERVER, 0),
):
    try:
        action()
        print("ESCAPED")
    except (OSError, ZeroDivisionError):
        pass
print("tried")
