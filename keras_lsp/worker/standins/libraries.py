"""Replaces what a run must not really do, in Python and in libraries other than Keras."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from typing import Any

from keras_lsp.worker.endings import ProgramEndedError
from keras_lsp.worker.standins import (
    catalogue,
    presets,
    projections,
    tokenizers,
    tuners,
    unknown_datasets,
)
from keras_lsp.worker.standins.missing import say_missing
from keras_lsp.worker.values.unknown import Unknown

_parse_known_args = argparse.ArgumentParser.parse_known_args
_really_kill = os.kill
_ENDING = {"SIGKILL", "SIGTERM"}


def install() -> None:
    """Set the stand-ins; they only matter to the user's program."""
    argparse.ArgumentParser.parse_known_args = _parse  # type: ignore[method-assign]
    time.sleep = _sleep  # type: ignore[assignment]
    os._exit = _exit  # type: ignore[assignment]
    os.kill = _kill


def install_late() -> None:
    """Set those in packages that not every program imports, as far as they are imported."""
    catalogue.install()
    presets.install()
    projections.install()
    tokenizers.install()
    tuners.install()
    unknown_datasets.install()


def _exit(status: int) -> None:
    raise ProgramEndedError(f"os._exit({status})")


def _kill(pid: int, number: int, /) -> None:
    """As notebooks do it at their end, to give back the memory."""
    name = next((known.name for known in signal.Signals if known == number), "")
    if pid == os.getpid() and name in _ENDING:
        raise ProgramEndedError(f"os.kill(os.getpid(), {name})")
    _really_kill(pid, number)


def _sleep(seconds: float) -> None:
    """Do not wait."""


def _parse(
    self: argparse.ArgumentParser,
    args: Any = None,
    namespace: Any = None,
) -> tuple[Any, list[str]]:
    """Let arguments that are required and not given be unknown, instead of ending the program."""
    if args is not None:
        return _parse_known_args(self, args, namespace)
    missing = []
    for action in self._actions:
        positional = not action.option_strings and action.nargs not in ("?", "*")
        if action.required or positional:
            missing.append(action)
    given = sys.argv[1:]
    if not missing or given:
        return _parse_known_args(self, None, namespace)
    result = namespace if namespace is not None else argparse.Namespace()
    for action in self._actions:
        if action.dest == argparse.SUPPRESS or action.default == argparse.SUPPRESS:
            continue
        default = action.default
        if action in missing:
            default = Unknown(f"the argument {_name_of(action)}")
        elif isinstance(default, str):
            default = self._get_value(action, default)
        setattr(result, action.dest, default)
    names = ", ".join(f"`{_name_of(action)}`" for action in missing)
    say_missing(
        f"The program needs command-line arguments: {names}. What depends on them is not known "
        "here. Give them in a comment: `# keras-lsp: argv …`."
    )
    return result, []


def _name_of(action: argparse.Action) -> str:
    return "/".join(action.option_strings) or action.dest
