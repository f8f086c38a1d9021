"""A Keras that is there in no time, for tests of processes: Sequential, Input and Dense.

A Python that has it runs programs in the same processes, sandbox and events as any other; only
what watches Keras is replaced (`keras.py`). A file of tests that uses it has some with real Keras.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from tests.environments import python_in


@cache
def python() -> str:
    """The path of such a Python, which has everything else that this one has."""
    directory = Path(tempfile.mkdtemp(prefix="fake-keras-"))
    interpreter = interpreter_in(directory / "venv")
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    return interpreter


def interpreter_in(directory: Path, **modules: str) -> str:
    """Make such a Python there, with modules of these names and texts besides."""
    interpreter, site = python_in(directory)
    shutil.copy(Path(__file__).with_name("keras.py"), site / "keras.py")
    for name, text in modules.items():
        (site / f"{name}.py").write_text(text, "utf-8")
    return interpreter
