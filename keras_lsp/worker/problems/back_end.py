"""What is said of a program whose back end, or Keras 2, is not installed: it runs on another."""

from __future__ import annotations

import re
import sys

from keras_lsp.report import Problem, Span

_TITLES = {"tensorflow": "TensorFlow", "jax": "JAX", "torch": "PyTorch"}
KERAS_2 = "tf_keras"
_SETS = re.compile(r"^[^#\n]*environ.*?KERAS_BACKEND.*$", re.MULTILINE)
_ASKS_FOR_KERAS_2 = re.compile(
    r"^[^#\n]*(environ.*?TF_USE_LEGACY_KERAS|import tf_keras|from tf_keras).*$", re.MULTILINE
)


def problem(path: str, text: str, wanted: str, taken: str) -> Problem:
    """An information at the line that asks for what is not installed, else at the first.

    Args:
        path: of the program.
        text: of the program.
        wanted: what it asks for, a back end or `tf_keras`.
        taken: on what back end it runs.
    """
    found = (_ASKS_FOR_KERAS_2 if wanted == KERAS_2 else _SETS).search(text)
    before, line = (text[: found.start()], found[0]) if found else ("", text.split("\n")[0])
    number = before.count("\n") + 1
    start = len(line) - len(line.lstrip()) + 1
    span = Span(path, number, start, number, max(len(line.rstrip()), start) + 1)
    runs = (
        "Keras 3 here, and what only Keras 3 refuses is not shown"
        if wanted == KERAS_2
        else f"{_TITLES[taken]} here"
    )
    message = (
        f"{_TITLES.get(wanted, 'Keras 2')} is not installed in {sys.executable}, so the program "
        f"runs on {runs}. Install it with: {sys.executable} -m pip install {wanted} — or "
        "choose the Python that has it (setting `keras-lsp.interpreter`, option `--interpreter`)."
    )
    return Problem("KL901", "information", message, span)
