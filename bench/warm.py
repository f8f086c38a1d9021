"""A process that has loaded Keras and built a model, and builds what it is told, in plain Keras.

A line of JSON comes in, the text of a program; the seconds that it took go out.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import time

import keras
from programs import TUTORIAL


def run(text: str) -> float:
    """Seconds that a program takes, from a clean state of Keras."""
    keras.backend.clear_session()
    code = compile(text, "program.py", "exec")
    started = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()):
        exec(code, {"__name__": "__main__"})
    return time.perf_counter() - started


run(TUTORIAL)
for line in sys.stdin:
    print(run(json.loads(line)), flush=True)
