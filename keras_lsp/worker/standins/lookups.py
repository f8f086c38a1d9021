"""Questions of the program to a person or to the machine, which may have no answer here.

Functions that look for files or devices answer as usual; where they find nothing, the line is
noted, for what depends on it.
"""

from __future__ import annotations

import builtins
import functools
import getpass
import glob
import os
import pathlib
import sys
from typing import TYPE_CHECKING, Any

from keras_lsp.report import Problem
from keras_lsp.worker.problems.machine import NOT_KNOWN
from keras_lsp.worker.standins.missing import say_missing
from keras_lsp.worker.trace.layer_calls import current

if TYPE_CHECKING:
    from collections.abc import Callable

    from keras_lsp.worker.values.unknown import Unknown


def install() -> None:
    """Set the stand-ins; they only matter to the user's program."""
    builtins.input = _ask  # type: ignore[assignment]
    getpass.getpass = _ask  # type: ignore[assignment]
    for module, name in ((os.path, "exists"), (os.path, "isfile"), (os.path, "isdir")):
        setattr(module, name, _noting(getattr(module, name), "There is no `{0}` here"))
    for module, name in ((os, "listdir"), (glob, "glob")):
        setattr(module, name, _noting(getattr(module, name), "Nothing is found at `{0}` here"))
    path = pathlib.Path
    for name in ("exists", "is_file", "is_dir"):
        setattr(path, name, _noting(getattr(path, name), "There is no `{0}` here"))
    for name in ("glob", "rglob"):
        setattr(path, name, _listing(getattr(path, name)))


def install_tensorflow(tf: Any) -> None:
    """Set the stand-ins for those functions of TensorFlow that ask what is here."""
    for module in (tf.config, tf.config.experimental):
        for name in ("list_physical_devices", "list_logical_devices"):
            if hasattr(module, name):
                original = getattr(module, name)
                setattr(module, name, _noting(original, "There is no {0} here"))
    for name in ("exists", "isdir", "glob", "listdir"):
        original = getattr(tf.io.gfile, name)
        setattr(tf.io.gfile, name, _noting(original, "Nothing is found at `{0}` here"))


def _ask(prompt: object = "", *_: object, **__: object) -> Unknown:
    sys.stdout.write(str(prompt))
    return say_missing(f"The program asks for keyboard input; {NOT_KNOWN}")


def _noting(original: Callable[..., Any], message: str) -> Callable[..., Any]:
    """Wraps a function; if it finds nothing, its line is noted and reported if it matters."""

    @functools.wraps(original)
    def function(*args: Any, **kwargs: Any) -> Any:
        found = original(*args, **kwargs)
        if not found and current.trace is not None:
            _note(message.format(args[0] if args else "such a device"))
        return found

    return function


def _listing(original: Callable[..., Any]) -> Callable[..., Any]:
    """The same, of a generator."""

    @functools.wraps(original)
    def function(self: Any, *args: Any, **kwargs: Any) -> Any:
        found = list(original(self, *args, **kwargs))
        if not found and current.trace is not None:
            _note(f"Nothing is found at `{self / str(args[0]) if args else self}` here")
        return iter(found)

    return function


def _note(what: str) -> None:
    """Note that the user's expression found nothing; a library looks for much that it can lack."""
    trace, caller = current.trace, sys._getframe(2)
    if trace is None or not trace.sources.is_user(caller.f_code.co_filename):
        return
    message = f"{what}; {NOT_KNOWN}"
    problem = Problem("KL901", "information", message, trace.sources.span(caller))
    trace.flow.note("missing", caller, problem)
