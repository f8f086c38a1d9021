"""What is said of a program whose back end is not installed, and which runs on another one."""

from __future__ import annotations

import re
import sys

from keras_lsp.report import Problem, Span

_TITLES = {"tensorflow": "TensorFlow", "jax": "JAX", "torch": "PyTorch"}
_SETS = re.compile(r"^[^#\n]*environ.*?KERAS_BACKEND.*$", re.MULTILINE)


def problem(path: str, text: str, wanted: str, taken: str) -> Problem:
    """An information at the line that asks for the back end, else at the first.

    Args:
        path: of the program.
        text: of the program.
        wanted: what it asks for.
        taken: on what it runs.
    """
    found = _SETS.search(text)
    before, line = (text[: found.start()], found[0]) if found else ("", text.split("\n")[0])
    number = before.count("\n") + 1
    start = len(line) - len(line.lstrip()) + 1
    span = Span(path, number, start, number, max(len(line.rstrip()), start) + 1)
    message = (
        f"{_TITLES[wanted]} is not installed in {sys.executable}, so the program runs on "
        f"{_TITLES[taken]} here. Install it with: {sys.executable} -m pip install {wanted} — or "
        "choose the Python that has it (setting `keras-lsp.interpreter`, option `--interpreter`)."
    )
    return Problem("KL901", "information", message, span)
