"""Executes programs with plain Keras, and writes down what came of each.

    python plain.py RESULTS.jsonl SECONDS PROGRAM...

Keras is loaded once; each program has a process of its own, a fork. Nothing of keras-lsp is in
it. A line of the results is a JSON object: `path`, `ok`, `seconds`; where the program failed the
`error` and the `lines` of it that the exception passed; and the `models` that it left behind, as
Keras itself counts them.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import re
import runpy
import signal
import sys
import tempfile
import time
import traceback

import keras

_LINES = re.compile(r'File "([^"]+)", line (\d+)')


def main(results, seconds, programs):
    for program in programs:
        began = time.time()
        child = os.fork()
        if child == 0:
            signal.alarm(int(seconds))
            with open(os.devnull, "w") as null, open(results, "a") as file:
                with contextlib.redirect_stdout(null):
                    found = run(os.path.abspath(program))
                found["seconds"] = round(time.time() - began, 2)
                file.write(json.dumps(found) + "\n")
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if status != 0:
            with open(results, "a") as file:
                left = {"path": os.path.abspath(program), "ok": None, "error": f"status {status}"}
                file.write(json.dumps(left) + "\n")


def run(path):
    sys.argv = [path]
    sys.path.insert(0, os.path.dirname(path))
    os.chdir(tempfile.mkdtemp())
    try:
        names = runpy.run_path(path, run_name="__main__")
    except SystemExit as error:
        if error.code not in (None, 0):
            return failed(path, error)
        names = {}
    except BaseException as error:  # noqa: BLE001 - a program may raise anything
        return failed(path, error)
    return {"path": path, "ok": True, "models": models(names)}


def failed(path, error):
    lines = [
        frame.lineno
        for frame in traceback.extract_tb(error.__traceback__)
        if os.path.abspath(frame.filename) == path
    ]
    # AutoGraph puts the places into the message.
    lines += [int(line) for file, line in _LINES.findall(str(error)) if file == path]
    text = f"{type(error).__name__}: {error}"[:2000]
    return {"path": path, "ok": False, "error": text, "lines": lines}


def models(names):
    """What Keras says of the models that are still there, by their names."""
    found = {}
    for model in gc.get_objects():
        if isinstance(model, keras.Model) and getattr(model, "built", False):
            with contextlib.suppress(Exception):
                found.setdefault(model.name, []).append(describe(model))
    # Of two models of the same name nobody can say which is which.
    return {name: entries[0] for name, entries in found.items() if len(entries) == 1}


def describe(model):
    layers = {}
    for layer in model.layers:
        entry = {"params": layer.count_params() if layer.built else None}
        with contextlib.suppress(AttributeError, ValueError):
            shape = getattr(layer.output, "shape", None)
            entry["shape"] = [None if dim is None else int(dim) for dim in shape]
        layers[layer.name] = entry
    return {"class": type(model).__name__, "params": model.count_params(), "layers": layers}


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), sys.argv[3:])
